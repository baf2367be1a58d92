#!/usr/bin/env bash
# The pages: scripts/ui.sh build | check. Does nothing when nothing changed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../host/ui"

stamp() { # of the sources, so that an unchanged page is not built again
    { cat package-lock.json ../http/openapi.json
      find src public index.html vite.config.js svelte.config.js tsconfig.json tools -type f -print0 2>/dev/null |
          sort -z | xargs -0 cat; } | sha256sum | cut -d' ' -f1
}

modules() {
    local lock
    lock=$(sha256sum package-lock.json | cut -d' ' -f1)
    if [ "$(cat node_modules/.lock 2>/dev/null)" != "$lock" ]; then
        npm ci --no-audit --no-fund --loglevel=error
        echo "$lock" >node_modules/.lock
    fi
}

modules
case "${1:-build}" in
build)
    now=$(stamp)
    if [ "$(cat dist/.stamp 2>/dev/null)" != "$now" ]; then
        npm run --silent build
        echo "$now" >dist/.stamp
    fi
    ;;
check) npm run --silent check ;;
*)
    echo "usage: scripts/ui.sh build|check" >&2
    exit 2
    ;;
esac
