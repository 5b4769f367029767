# The door to everything; CMake (native and WebAssembly) and npm (the page) do the work behind it.
.DEFAULT_GOAL := build
.NOTPARALLEL:

JOBS ?= $(shell nproc)
LISTEN ?= localhost:8080
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60

CMAKE_BUILD = cmake --build --preset $(1) -j $(JOBS)

.PHONY: help build run test bench fuzz fmt lint cover install clean deps models wasm web program

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

deps:
	@tools/bootstrap run

models: deps
	@node tools/extract_models.mjs build/models

program: deps
	@cmake --preset release --log-level=WARNING > /dev/null
	@$(call CMAKE_BUILD,release)

wasm: deps
	@cmake --preset wasm --log-level=WARNING > /dev/null
	@$(call CMAKE_BUILD,wasm)

web: wasm
	@npm run --silent build:web

build: models program web ## everything; the program is build/aifit

run: build ## serve the live page on http://localhost:8080
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
	@cmake --preset sanitize --log-level=WARNING > /dev/null
	@$(call CMAKE_BUILD,sanitize) --target fuzz_targets
	@tools/run_fuzz $(FUZZ_SECONDS)

fmt: ## format the C sources
	@git ls-files '*.c' '*.h' | xargs clang-format-19 -i

lint: ## formatting, clang-tidy, include rules, file sizes, names
	@tools/bootstrap test
	@tools/lint

cover: ## line coverage of the unit tests, build/cover/index.html
	@tools/bootstrap test
	@cmake --preset cover --log-level=WARNING > /dev/null
	@$(call CMAKE_BUILD,cover) --target unit_tests
	@ctest --test-dir build/cover --output-on-failure -E '^fuzz/' || true
	@gcovr --root . --filter src/ --object-directory build/cover --html-details build/cover/index.html --print-summary

install: ## install under PREFIX (DESTDIR is honoured)
	@cmake --install build --prefix $(PREFIX)

clean: ## remove build/
	rm -rf build
