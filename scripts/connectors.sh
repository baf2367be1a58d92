#!/usr/bin/env bash
# The built connectors in the built program, against a real gateway where there
# is one and else a stateful stand-in for the service.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
target=${CARGO_TARGET_DIR:-${DESKBELL_BUILD_DIR:-$HOME/.cache/deskbell}/target}
export DESKBELL=${DESKBELL:-$target/debug/deskbell}

command -v python3 >/dev/null || { echo "connectors: python3 is missing; install it with: apt-get install python3" >&2; exit 1; }
[ -x "$DESKBELL" ] || { echo "connectors: the program is not built; run: cargo build --workspace --bins --locked" >&2; exit 1; }

plugins/telegram/tests/runtime/run.py
plugins/telegram/tests/runtime/served.py
plugins/whatsapp-linked/tests/runtime/served.py
plugins/sms-kannel/tests/kannel.sh "$DESKBELL"
