#!/usr/bin/env bash
# cargo deny, kept in the build folder. Advisories need the advisory database
# from the network; where it cannot be had that part is left out, and said.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools=${DESKBELL_BUILD_DIR:-$HOME/.cache/deskbell}/tools
version=0.20.2
if ! command -v cargo-deny >/dev/null 2>&1 && [ ! -x "$tools/bin/cargo-deny" ]; then
    echo "deny: building cargo-deny $version once"
    CARGO_TARGET_DIR=$tools/target cargo install --locked --quiet --root "$tools" cargo-deny --version "$version" \
        --no-default-features
    rm -rf "$tools/target"
fi
PATH=$tools/bin:$PATH
cargo deny --offline check bans licenses sources
if [ -d "${CARGO_HOME:-$HOME/.cargo}/advisory-dbs" ]; then
    cargo deny --offline check advisories
else
    echo "deny: no advisory database on this machine; advisories were not checked (cargo deny fetch gets it)"
fi
