# The native half of the house: files, the program, its tests.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(FFMPEG REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil libswscale)
pkg_check_modules(JPEG REQUIRED IMPORTED_TARGET libjpeg)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(ULFIUS REQUIRED IMPORTED_TARGET libulfius libmicrohttpd gnutls)
pkg_check_modules(DATABASES REQUIRED IMPORTED_TARGET sqlite3 libpq)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)

get_target_property(nn_type fit_nn TYPE)
if(NOT nn_type STREQUAL INTERFACE_LIBRARY)
    target_link_libraries(fit_nn PUBLIC Threads::Threads)
endif()

# Photos and drawing apart from video: the server must not load a codec.
add_room(media GLOB src/media/*.c LINK fit_vision fit_base PkgConfig::JPEG)
add_room(media_video GLOB src/media/video/*.c LINK fit_media PkgConfig::FFMPEG)
# Natively only for its tests; the browser's modules are cmake/wasm.cmake.
add_room(wasm GLOB src/wasm/*.c LINK fit_trainer fit_pose fit_vision fit_nn fit_base)
add_room(face GLOB src/face/*.c LINK fit_network fit_nn fit_vision fit_base)
add_room(store GLOB src/store/*.c LINK fit_base PkgConfig::DATABASES Threads::Threads)
include(cmake/migrations.cmake)
add_room(server GLOB src/server/*.c src/server/routes/*.c src/server/face/*.c LINK fit_store fit_media fit_face fit_trainer fit_base PkgConfig::ULFIUS
         PkgConfig::JANSSON PkgConfig::SODIUM PkgConfig::CURL PkgConfig::SYSTEMD)
add_room(cli_common GLOB src/cli/common/*.c LINK fit_trainer fit_pose fit_face fit_media PkgConfig::JANSSON)

file(GLOB cli_sources CONFIGURE_DEPENDS src/cli/*.c)
# The peak of multiply-adds is that of fused ones.
set_source_files_properties(src/cli/bench_peak.c PROPERTIES COMPILE_OPTIONS "-ffp-contract=fast")
if(cli_sources)
    add_executable(aifit ${cli_sources})
    target_link_libraries(aifit PRIVATE fit_cli_common fit_server)
    set_target_properties(aifit PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
    install(TARGETS aifit RUNTIME DESTINATION bin)
endif()
file(GLOB video_sources CONFIGURE_DEPENDS src/cli/video/*.c)
if(video_sources)
    add_executable(aifit-video ${video_sources})
    target_link_libraries(aifit-video PRIVATE fit_cli_common fit_media_video)
    set_target_properties(aifit-video PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
    install(TARGETS aifit-video RUNTIME DESTINATION libexec/aifit)
endif()

# Beside @mediapipe/pose: tools/parity/compare.mjs.
add_executable(parity EXCLUDE_FROM_ALL tools/parity/parity.c)
target_link_libraries(parity PRIVATE fit_pose)

# How often the judge of living faces is wrong: docs/security.md.
add_executable(liveness_rates EXCLUDE_FROM_ALL tools/judge/liveness.c)
# Whether a screen's pixels betray it: docs/accuracy.md.
add_executable(screen_rates EXCLUDE_FROM_ALL tools/judge/screens.c tools/judge/recapture.c tools/judge/lattice.c)
# Whether a face answers to a screen's light: docs/accuracy.md.
add_executable(light_rates EXCLUDE_FROM_ALL tools/judge/lights.c tools/judge/lit.c tools/judge/recapture.c)
foreach(judge liveness_rates screen_rates light_rates)
    target_sources(${judge} PRIVATE tools/judge/interval.c tests/face/attempt.c tests/face/print.c)
    target_include_directories(${judge} PRIVATE tests/face)
    target_compile_definitions(${judge} PRIVATE AIFIT_MODELS="${CMAKE_SOURCE_DIR}/build/models")
    target_link_libraries(${judge} PRIVATE fit_face fit_media_video)
endforeach()
add_custom_target(tool_programs DEPENDS parity liveness_rates screen_rates light_rates) # built by `make test`

# The program finds its data beside itself in the build tree.
file(GLOB exercise_files CONFIGURE_DEPENDS exercises/*.json)
foreach(file ${exercise_files})
    get_filename_component(name ${file} NAME)
    configure_file(${file} ${CMAKE_BINARY_DIR}/exercises/${name} COPYONLY)
endforeach()

install(FILES ${exercise_files} DESTINATION share/aifit/exercises)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/build/models DESTINATION share/aifit FILES_MATCHING PATTERN "*.tflite")
install(DIRECTORY ${CMAKE_SOURCE_DIR}/build/web DESTINATION share/aifit)
install(FILES docs/man/aifit.1 DESTINATION share/man/man1)
install(FILES LICENSE NOTICE README.md README.ko.md DESTINATION share/doc/aifit)

include(cmake/tests.cmake)
if(AIFIT_FUZZ)
    include(cmake/fuzz.cmake)
endif()
file(GLOB bench_sources CONFIGURE_DEPENDS bench/native/*.c)
if(bench_sources AND EXISTS ${CMAKE_SOURCE_DIR}/cmake/bench.cmake)
    include(cmake/bench.cmake)
endif()
