#!/usr/bin/env bash
# What strangers send, spoiled at random.
#
#   scripts/fuzz.sh SECONDS            each target for so long, on the stable toolchain
#   scripts/fuzz.sh SECONDS coverage   the same under libFuzzer (nightly toolchain and cargo-fuzz)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=${DESKBELL_BUILD_DIR:-$HOME/.cache/deskbell}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$build/target}
seconds=${1:-10}

if [[ ! $seconds =~ ^[1-9][0-9]*$ ]]; then
    echo "usage: scripts/fuzz.sh SECONDS [coverage]" >&2
    exit 2
fi

# With the tests of the seeds comes the program.
cargo test --quiet --workspace --locked --test seeds
fuzz=$CARGO_TARGET_DIR/debug/deskbell-fuzz

if [ "${2:-}" != coverage ]; then
    # What asks for more memory than that has been fooled.
    (ulimit -v 4194304 && exec "$fuzz" run "$seconds")
    exit
fi

cargo fuzz --version >/dev/null 2>&1 ||
    { echo "fuzz: cargo-fuzz is missing; install it with: cargo install cargo-fuzz" >&2; exit 1; }
cargo +nightly --version >/dev/null 2>&1 ||
    { echo "fuzz: the nightly toolchain is missing; install it with: rustup toolchain install nightly" >&2; exit 1; }
export CARGO_TARGET_DIR=$build/fuzz
for target in stored_value rule_source webhook manifest; do
    "$fuzz" seeds "$target" "fuzz/coverage/corpus/$target"
    cargo +nightly fuzz run --fuzz-dir fuzz/coverage "$target" -- -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096
done
