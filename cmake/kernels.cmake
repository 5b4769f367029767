# The kernels, one object library an instruction set: the same source under other flags. dispatch.c learns by definitions
# which of them this build holds.
set(kernels_dir ${CMAKE_CURRENT_SOURCE_DIR}/src/nn/kernels)

function(add_kernels target)
    add_library(${target} STATIC ${kernels_dir}/dispatch.c ${kernels_dir}/reference.c)
endfunction()

add_kernels(fit_nn_kernels)
