# The two commands to know are `make run` and `make test`. Each does its own
# set-up; what cannot be installed is named together with the command that
# would install it.

SHELL := /bin/bash
.DEFAULT_GOAL := help
# What is compiled is kept outside the working copy, so that a fresh copy
# builds quickly.
export DESKBELL_BUILD_DIR ?= $(HOME)/.cache/deskbell
export CARGO_TARGET_DIR ?= $(DESKBELL_BUILD_DIR)/target

# The same packages everywhere: cargo chooses the features of what they depend
# on by this selection, and another one would compile all of it again.
release := cargo build --release --locked -p deskbell -p deskbell-tests

.PHONY: help
help: ## Show these lines
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s "$$(printf '\t')"

.PHONY: run
run: setup plugins ui ## Build and start the demo on http://127.0.0.1:8080
	$(release) --bin deskbell
	$(CARGO_TARGET_DIR)/release/deskbell demo

.PHONY: test
test: ## Everything that must hold: format, lints, unit, integration, browser
	scripts/test.sh

.PHONY: check
check: test ## The same

.PHONY: setup
setup: ## Install or name what the machine lacks
	@scripts/setup.sh build

.PHONY: plugins
plugins: setup ## Build every plugin to a component in plugins/dist
	plugins/build.sh

.PHONY: ui
ui: setup ## Build the pages into host/ui/dist
	scripts/ui.sh build

.PHONY: build
build: plugins ui ## The product: one file, target/release/deskbell
	$(release) --bin deskbell
	mkdir -p target/release && cp $(CARGO_TARGET_DIR)/release/deskbell target/release/

.PHONY: bench
bench: plugins ui ## Measure; writes target/bench/report.json
	$(release) --bin deskbell --bin deskbell-bench
	$(CARGO_TARGET_DIR)/release/deskbell-bench

.PHONY: crash
crash: plugins ## 200 rounds of kill -9 under load
	cargo build --workspace --bins --locked
	$(CARGO_TARGET_DIR)/debug/deskbell-crash --rounds 200

.PHONY: fuzz
fuzz: ## A minute of each fuzz target
	scripts/fuzz.sh 60

.PHONY: screenshots
screenshots: plugins ui ## Walk through the demo in a browser and write docs/screenshots
	cargo build --workspace --bins --locked
	scripts/browser.sh screenshots
