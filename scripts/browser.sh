#!/usr/bin/env bash
# The demo in a real browser.
#
#   scripts/browser.sh test [FILE]   an agent's day; FILE is one of tests/browser/test, e.g. readme
#   scripts/browser.sh screenshots   writes docs/screenshots
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../tests/browser"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-${DESKBELL_BUILD_DIR:-$HOME/.cache/deskbell}/target}

stop() {
    echo "browser: $*" >&2
    exit 1
}

needs() { # what the tests cannot do without
    command -v node >/dev/null && command -v npm >/dev/null ||
        stop "node is missing; install it with: apt-get install nodejs npm (version 20 or newer)"
    command -v chromium chromium-browser google-chrome >/dev/null ||
        stop "Chromium is missing; install it with: apt-get install chromium"
    [ -x "$CARGO_TARGET_DIR/debug/deskbell" ] ||
        stop "the program is not built; build it with: make plugins ui && cargo build --workspace --bins --locked"
}

modules() { # when the lock changed
    local lock
    lock=$(sha256sum package-lock.json | cut -d' ' -f1)
    if [ "$(cat node_modules/.lock 2>/dev/null)" != "$lock" ]; then
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
        echo "$lock" >node_modules/.lock
    fi
}

case "${1:-}" in
test)
    needs
    modules
    rm -rf failed
    npm run --silent check
    node --test --test-concurrency=1 --test-reporter=./src/report.js test/${2:-*}.test.js
    ;;
screenshots)
    needs
    modules
    node src/screenshots.js
    ;;
*)
    echo "usage: scripts/browser.sh test [FILE] | screenshots" >&2
    exit 2
    ;;
esac
