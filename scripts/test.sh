#!/usr/bin/env bash
# Everything that must hold before a change lands. Each step says its name, so
# that a failure is found by its last line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DESKBELL_BUILD_DIR=${DESKBELL_BUILD_DIR:-$HOME/.cache/deskbell}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$DESKBELL_BUILD_DIR/target}
export CARGO_TERM_COLOR=never

step() {
    echo
    echo "== $* ($(date +%H:%M:%S))"
}

step "set-up"
scripts/setup.sh test

step "format"
cargo fmt --all --check
(cd plugins && cargo fmt --all --check)

step "plugins: build, native tests"
plugins/build.sh
plugins/build.sh test

step "pages: types, lints, unit tests, build"
scripts/ui.sh check
scripts/ui.sh build

step "lints"
cargo clippy --workspace --all-targets --locked -- -D warnings

step "dependencies: licences, bans, sources"
scripts/deny.sh

step "unit and integration tests"
cargo test --workspace --locked

step "programs"
cargo build --workspace --bins --locked

step "SDKs for JavaScript and Python: types, unit tests, templates in the sandbox"
sdk/test.sh

step "connectors: against what they speak to"
scripts/connectors.sh

step "connectors: what every plugin must withstand"
scripts/conformance.sh --mutations 2000

step "SDKs: JavaScript, Python, their templates"
sdk/test.sh

step "partner: from an empty folder to a message"
scripts/partner.sh

step "fuzz: a short run"
scripts/fuzz.sh 5

step "crash: a short run"
"$CARGO_TARGET_DIR/debug/deskbell-crash" --rounds 8

step "browser"
scripts/browser.sh test

step "done"
