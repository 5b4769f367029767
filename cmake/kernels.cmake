# The kernels: one vector source, compiled once an instruction set under its flags. FIT_KERNELS_<ISA> tells dispatch.c which
# of them this build holds. WebAssembly modules (cmake/wasm.cmake) hold one each, since a module is valid as a whole or not.
set(kernels_dir ${CMAKE_CURRENT_SOURCE_DIR}/src/nn/kernels)
add_library(fit_nn_kernels STATIC ${kernels_dir}/dispatch.c ${kernels_dir}/reference.c)
target_link_libraries(fit_nn_kernels PUBLIC m)

function(add_kernels isa)
    string(TOUPPER ${isa} define)
    target_sources(fit_nn_kernels PRIVATE ${kernels_dir}/${isa}.c)
    target_compile_definitions(fit_nn_kernels PRIVATE FIT_KERNELS_${define})
    # Contraction turns a*b+c into one rounding where the set has it; no other flag here changes a value.
    set_source_files_properties(${kernels_dir}/${isa}.c PROPERTIES COMPILE_OPTIONS "${ARGN};-ffp-contract=fast")
endfunction()

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
    add_kernels(sse2)
    add_kernels(avx2 -mavx2 -mfma)
    set(avx512 -mavx512f -mavx512dq -mavx512bw -mavx512vl -mfma)
    add_kernels(avx512_pumped ${avx512})
    add_kernels(avx512 ${avx512})
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
    add_kernels(neon)
endif()

# Built by other compilers and flags than this build's: under sanitizers or coverage they would only be the same again.
if(NOT CMAKE_CROSSCOMPILING AND NOT AIFIT_SANITIZE AND NOT AIFIT_COVERAGE)
    include(cmake/kernels_tests.cmake)
endif()
