#!/usr/bin/env bash
# Every plugin of ours, tried with `deskbell plugin conformance`; arguments are
# passed on. Needs `cargo build --workspace --bins`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DESKBELL_BUILD_DIR=${DESKBELL_BUILD_DIR:-$HOME/.cache/deskbell}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$DESKBELL_BUILD_DIR/target}
# Only compiled components are kept there.
export DESKBELL_DATA=$DESKBELL_BUILD_DIR/conformance

for component in plugins/dist/*.wasm; do
    name=$(basename "$component" .wasm)
    "$CARGO_TARGET_DIR/debug/deskbell" plugin conformance "plugins/$name" "$@"
done
