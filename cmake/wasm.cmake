# The browser module, twice from the same sources: SIMD128, which every current browser has, and relaxed SIMD, which adds a
# fused multiply-add. The page picks by feature detection. No threads, no imports (src/wasm/runtime.c).
file(GLOB wasm_core CONFIGURE_DEPENDS src/base/*.c src/vision/*.c src/nn/*.c src/network/*.c src/pose/*.c src/trainer/*.c
                              src/wasm/*.c)
set(wasm_kernels src/nn/kernels)

# jsmn is one header; the whole of /usr/include must not come before wasi-libc's.
find_file(JSMN_HEADER jsmn.h PATHS /usr/include /usr/local/include REQUIRED NO_CMAKE_FIND_ROOT_PATH)
configure_file(${JSMN_HEADER} ${CMAKE_BINARY_DIR}/include/jsmn.h COPYONLY)

# In the order of the source the kernels' sums and inputs fit into registers; by default LLVM puts all loads first.
set_source_files_properties(${wasm_kernels}/wasm_simd.c ${wasm_kernels}/wasm_relaxed.c
                            PROPERTIES COMPILE_OPTIONS "-mllvm;-pre-RA-sched=source")

function(add_module name isa)
    add_executable(${name} ${wasm_core} ${wasm_kernels}/dispatch.c ${wasm_kernels}/reference.c
                           ${wasm_kernels}/${isa}.c)
    string(TOUPPER ${isa} isa_define)
    target_compile_definitions(${name} PRIVATE FIT_KERNELS_${isa_define})
    target_include_directories(${name} SYSTEM PRIVATE ${CMAKE_BINARY_DIR}/include)
    target_compile_options(${name} PRIVATE ${ARGN})
    target_link_options(${name} PRIVATE ${ARGN} -mexec-model=reactor -Wl,--gc-sections -Wl,--strip-all
                        # First in memory, an overflow traps instead of overwriting data.
                        -Wl,--stack-first -Wl,-z,stack-size=262144)
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF SUFFIX .wasm)
endfunction()

add_module(aifit-simd wasm_simd -msimd128)
add_module(aifit-relaxed wasm_relaxed -msimd128 -mrelaxed-simd)

# For the share of the peak in bench/layers.mjs.
function(add_peak name)
    add_executable(${name} bench/browser/peak.c)
    target_compile_options(${name} PRIVATE ${ARGN})
    target_link_options(${name} PRIVATE -nostdlib -Wl,--no-entry)
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF SUFFIX .wasm)
endfunction()

add_peak(peak-simd -msimd128)
add_peak(peak-relaxed -msimd128 -mrelaxed-simd)

# The modules compile each source under their own flags; the rooms' libraries are not needed here.
foreach(room base vision nn network pose trainer nn_kernels)
    set_target_properties(fit_${room} PROPERTIES EXCLUDE_FROM_ALL ON)
endforeach()
