# The kernel checks on machines that this one is not: NEON under QEMU, WebAssembly in Node or Chromium, AVX-512's width
# without AVX-512. A missing tool fails the build of unit_tests, not the configuration.
set(check_dir ${CMAKE_CURRENT_SOURCE_DIR}/tests/nn)
file(GLOB check_sources CONFIGURE_DEPENDS ${check_dir}/check_kernels*.c)
list(APPEND check_sources ${check_dir}/kernels/main.c ${kernels_dir}/dispatch.c ${kernels_dir}/reference.c)
file(GLOB check_headers CONFIGURE_DEPENDS ${check_dir}/check_kernels.h ${kernels_dir}/*.h)
set(check_flags -std=gnu17 -O2 -ffp-contract=fast -D_GNU_SOURCE -Wall -Wextra -Werror -I${CMAKE_CURRENT_SOURCE_DIR}/include
                -I${CMAKE_CURRENT_SOURCE_DIR}/src)

# add_kernel_check(<name> <isa> <source> <compiler and its flags>...) builds the checks of one instruction set as <name>.
function(add_kernel_check name isa source)
    string(TOUPPER ${isa} define)
    add_custom_command(
        OUTPUT ${name}
        COMMAND ${ARGN} ${check_flags} -DFIT_KERNELS_${define} ${check_sources} ${source} -lm -o ${name}
        DEPENDS ${check_sources} ${check_headers} ${source}
        COMMENT "Building ${name}")
    add_custom_target(${name}_built DEPENDS ${name})
endfunction()

if(CMAKE_C_COMPILER_ID STREQUAL Clang)
    set(aarch64_compiler ${CMAKE_C_COMPILER} --target=aarch64-linux-gnu)
else()
    set(aarch64_compiler aarch64-linux-gnu-gcc)
endif()
add_kernel_check(kernels_neon neon ${kernels_dir}/neon.c ${aarch64_compiler} -static)
add_test(NAME kernels_neon_qemu COMMAND qemu-aarch64 ${CMAKE_CURRENT_BINARY_DIR}/kernels_neon)

set(wasm_compiler clang-19 --target=wasm32-wasi -msimd128 -Wl,-z,stack-size=262144)
add_kernel_check(kernels_wasm_simd.wasm wasm_simd ${kernels_dir}/wasm_simd.c ${wasm_compiler})
add_kernel_check(kernels_wasm_relaxed.wasm wasm_relaxed ${kernels_dir}/wasm_relaxed.c ${wasm_compiler} -mrelaxed-simd)
foreach(isa simd relaxed)
    add_test(NAME kernels_wasm_${isa} COMMAND node ${check_dir}/kernels/run_wasm.mjs
                                              ${CMAKE_CURRENT_BINARY_DIR}/kernels_wasm_${isa}.wasm)
endforeach()
add_kernel_check(kernels_wide sse2 ${check_dir}/kernels/wide.c ${CMAKE_C_COMPILER} -Wno-psabi)
add_test(NAME kernels_wide COMMAND kernels_wide)
set_tests_properties(kernels_neon_qemu kernels_wasm_simd kernels_wasm_relaxed kernels_wide PROPERTIES TIMEOUT 900)
list(APPEND test_targets kernels_neon_built kernels_wide_built kernels_wasm_simd.wasm_built kernels_wasm_relaxed.wasm_built)
