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

at_least() { # what, version found, version wanted, what installs it
    local oldest
    oldest=$(printf '%s\n%s\n' "$3" "$2" | sort -V | head -n 1)
    [ "$oldest" = "$3" ] || missing+=("$1 $2 is too old, $3 or newer is needed: $4")
}

command -v cc >/dev/null 2>&1 || apt gcc libc6-dev || true
need cc "apt-get install gcc libc6-dev"
need cargo "curl https://sh.rustup.rs -sSf | sh"
if command -v rustc >/dev/null 2>&1; then
    at_least rustc "$(rustc --version | cut -d ' ' -f 2)" 1.95.0 "rustup update stable"
fi
command -v npm >/dev/null 2>&1 || apt nodejs npm || true
need node "apt-get install nodejs"
need npm "apt-get install npm"
if command -v node >/dev/null 2>&1; then
    at_least node "$(node --version | tr -d v)" 20.0.0 "https://nodejs.org, or a newer Debian"
fi

if [ "${1:-build}" = test ]; then
    cargo fmt --version >/dev/null 2>&1 || missing+=("rustfmt is missing; install it with: rustup component add rustfmt")
    cargo clippy --version >/dev/null 2>&1 || missing+=("clippy is missing; install it with: rustup component add clippy")
    for tool in curl openssl python3; do
        command -v "$tool" >/dev/null 2>&1 || apt "$tool" || true
        need "$tool" "apt-get install $tool"
    done
    command -v chromium >/dev/null 2>&1 || apt chromium || true
    need chromium "apt-get install chromium"
    # A real SMS gateway to try the connector against; it is skipped where there is none.
    PATH=$PATH:/usr/sbin command -v bearerbox >/dev/null 2>&1 || apt kannel || true
fi

if [ "${#missing[@]}" -gt 0 ]; then
    printf 'setup: %s\n' "${missing[@]}" >&2
    exit 1
fi
