#!/usr/bin/env bash
# Installs what the machine lacks, or names the command that would.
#
#   scripts/setup.sh build   what building needs
#   scripts/setup.sh test    and what the tests need
set -euo pipefail

missing=()

need() { # command, what installs it
    command -v "$1" >/dev/null 2>&1 || missing+=("$1 is missing; install it with: $2")
}

apt() { # Debian packages, where this user may install them
    if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 && return
        apt-get update >/dev/null 2>&1 || true
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1
    else
        return 1
    fi
}

command -v cc >/dev/null 2>&1 || apt gcc libc6-dev || true
need cc "apt-get install gcc libc6-dev"
need cargo "the installer on the Rust project's site (rustup), version 1.95 or newer"
need node "apt-get install nodejs npm (version 20 or newer)"
need npm "apt-get install npm"

if [ "${1:-build}" = test ]; then
    command -v chromium >/dev/null 2>&1 || apt chromium || true
    need chromium "apt-get install chromium"
fi

if [ "${#missing[@]}" -gt 0 ]; then
    printf 'setup: %s\n' "${missing[@]}" >&2
    exit 1
fi
