#!/usr/bin/env bash
# What strangers send, spoiled at random.
#
#   scripts/fuzz.sh SECONDS    each target for so long
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${DESKBELL_BUILD_DIR:-$HOME/.cache/deskbell}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$build/target}
seconds=${1:-10}

if [[ ! $seconds =~ ^[1-9][0-9]*$ ]]; then
    echo "usage: scripts/fuzz.sh SECONDS" >&2
    exit 2
fi

# With the tests of the seeds comes the program.
cargo test --quiet --workspace --locked --test seeds
fuzz=$CARGO_TARGET_DIR/debug/deskbell-fuzz

# What asks for more memory than that has been fooled.
ulimit -v 4194304
exec "$fuzz" run "$seconds"
