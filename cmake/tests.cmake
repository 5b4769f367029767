# Every tests/<room>/test_*.c is a cmocka program of its own; other .c files of the folder are its helpers.
include(CTest)
pkg_check_modules(CMOCKA IMPORTED_TARGET cmocka)
if(NOT CMOCKA_FOUND) # `make run` needs no test tools; `make test` installs them and configures again
    add_custom_target(unit_tests)
    return()
endif()
file(GLOB test_sources CONFIGURE_DEPENDS tests/*/test_*.c)
foreach(source ${test_sources})
    get_filename_component(folder ${source} DIRECTORY)
    get_filename_component(room ${folder} NAME)
    get_filename_component(name ${source} NAME_WE)
    string(REPLACE "test_" "" name ${name})
    file(GLOB helpers CONFIGURE_DEPENDS ${folder}/*.c)
    list(FILTER helpers EXCLUDE REGEX "/test_[^/]*\\.c$")
    set(target test_${room}_${name})
    add_executable(${target} EXCLUDE_FROM_ALL ${source} ${helpers})
    target_include_directories(${target} PRIVATE ${folder} tests)
    target_compile_definitions(
        ${target} PRIVATE AIFIT_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data" AIFIT_MODELS="${CMAKE_SOURCE_DIR}/build/models"
                          AIFIT_EXERCISES="${CMAKE_SOURCE_DIR}/exercises" AIFIT_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_libraries(${target} PRIVATE fit_trainer fit_pose fit_face fit_nn fit_vision fit_media fit_base PkgConfig::CMOCKA)
    if(room MATCHES "^(face|media|pose)$")
        target_link_libraries(${target} PRIVATE fit_media_video)
    elseif(room STREQUAL store)
        target_link_libraries(${target} PRIVATE fit_store)
    elseif(room STREQUAL server)
        target_link_libraries(${target} PRIVATE fit_server)
        if(name STREQUAL follower) # on both databases, as the store's own tests
            target_sources(${target} PRIVATE tests/store/harness.c tests/store/fixture.c)
        endif()
    elseif(room STREQUAL wasm)
        target_link_libraries(${target} PRIVATE fit_wasm)
    elseif(room STREQUAL cli)
        target_link_libraries(${target} PRIVATE fit_cli_common fit_server)
    endif()
    add_test(NAME ${room}/${name} COMMAND ${target})
    set_tests_properties(${room}/${name} PROPERTIES TIMEOUT 900)
    list(APPEND test_targets ${target})
endforeach()
add_custom_target(unit_tests DEPENDS ${test_targets})

# The programs from outside: tests/cli and tests/server run them as people do, in every kind of build.
find_program(NODE node REQUIRED)
file(GLOB program_tests CONFIGURE_DEPENDS tests/cli/*.test.mjs tests/server/*.test.mjs)
foreach(source ${program_tests})
    get_filename_component(folder ${source} DIRECTORY)
    get_filename_component(room ${folder} NAME)
    get_filename_component(name ${source} NAME)
    string(REPLACE ".test.mjs" "" name ${name})
    add_test(NAME ${room}/program_${name} COMMAND ${NODE} --test ${source})
    set_tests_properties(
        ${room}/program_${name}
        PROPERTIES
            TIMEOUT 900
            # Tests of the server start a PostgreSQL of their own beside SQLite; sanitized, SQLite has to do.
            ENVIRONMENT
            "AIFIT_PROGRAM=$<TARGET_FILE:aifit>;AIFIT_DATA=${CMAKE_SOURCE_DIR}/build;AIFIT_TEST_POSTGRES=$<$<NOT:$<BOOL:${AIFIT_SANITIZE}>>:1>"
    )
endforeach()
