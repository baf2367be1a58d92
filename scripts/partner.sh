#!/usr/bin/env bash
# The way of a new partner, in every language; arguments choose some.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DESKBELL_BUILD_DIR=${DESKBELL_BUILD_DIR:-$HOME/.cache/deskbell}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$DESKBELL_BUILD_DIR/target}
here=$PWD/plugins
build_dir=$DESKBELL_BUILD_DIR

say() { echo "partner: $*" >&2; }
fail() {
    say "$1; run: $2"
    exit 1
}

# Where rustup has no target for wasm, its place is taken as for our own plugins.
# shellcheck source=../plugins/toolchain.sh
. "$here/toolchain.sh"
use_toolchain
exec env PARTNER_CARGO_TARGET_DIR="$guest_target_dir" tests/partner/run.py "$@"
