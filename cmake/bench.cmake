# Out of the daily build, but `make test` builds them: what nobody compiles breaks unseen.
add_custom_target(bench_programs)

# The native peer of `make bench`, only where libxnnpack-dev is installed.
find_path(XNNPACK_INCLUDE xnnpack.h)
find_library(XNNPACK_LIBRARY XNNPACK)
find_library(PTHREADPOOL_LIBRARY pthreadpool)
if(XNNPACK_INCLUDE AND XNNPACK_LIBRARY AND PTHREADPOOL_LIBRARY)
    add_executable(xnnpack_peer EXCLUDE_FROM_ALL ${bench_sources} bench/timing.c src/cli/bench_peak.c)
    target_include_directories(xnnpack_peer PRIVATE ${XNNPACK_INCLUDE})
    target_link_libraries(xnnpack_peer PRIVATE fit_nn fit_base ${XNNPACK_LIBRARY} ${PTHREADPOOL_LIBRARY} m)
    add_dependencies(bench_programs xnnpack_peer)
endif()

# Matching faces; its peer is bench/gallery/faiss_peer.py.
add_executable(gallery_bench EXCLUDE_FROM_ALL bench/gallery/gallery.c)
target_link_libraries(gallery_bench PRIVATE fit_face)

# A photo to a decision; its peer is bench/face/page.mjs.
add_executable(face_bench EXCLUDE_FROM_ALL bench/face/photo.c bench/timing.c)
target_link_libraries(face_bench PRIVATE fit_cli_common)

add_dependencies(bench_programs gallery_bench face_bench)
