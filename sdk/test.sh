#!/usr/bin/env bash
# The JavaScript and Python SDKs: their vocabulary, types and unit tests, the
# two echo channels, and the templates of new plugins, each built, checked and
# run through its cases in the production sandbox.
#
#   sdk/test.sh            all of it; builds only what changed
#   sdk/test.sh build      only the echo channels, into plugins/dist-large
#
# Needs Node.js 20, Python 3.11 and the debug binary (cargo build --workspace
# --bins --locked).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
sdk=$root/sdk
build_dir=${DESKBELL_BUILD_DIR:-$HOME/.cache/deskbell}
deskbell=${CARGO_TARGET_DIR:-$build_dir/target}/debug/deskbell
dist=$root/plugins/dist-large
work=$build_dir/sdk
venv=$work/venv
python=$venv/bin/python

say() { echo "sdk: $*" >&2; }
fail() {
    say "$1; run: $2"
    exit 1
}

# A hash of files and folders, without what tools leave behind.
hash_of() {
    find "$@" -type f -not -path '*/node_modules/*' -not -path '*/__pycache__/*' -not -path '*/.mypy_cache/*' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64
}

# once NAME HASH COMMAND…: runs the command unless it succeeded with this hash.
once() {
    local stamp=$work/stamps/$1 hash=$2
    shift 2
    if [ "$(cat "$stamp" 2>/dev/null)" != "$hash" ]; then
        "$@"
        mkdir -p "$work/stamps"
        echo "$hash" >"$stamp"
    fi
}

install_js() { (cd "$sdk/js" && npm ci --no-audit --no-fund --loglevel=error); }
install_python() {
    python3 -m venv --clear "$venv"
    "$python" -m pip install --quiet --disable-pip-version-check componentize-py==0.25.1 mypy==2.4.1
}

tools() {
    command -v npm >/dev/null || fail "Node.js with npm is missing" "apt-get install nodejs npm, or see nodejs.org"
    command -v python3 >/dev/null || fail "Python is missing" "apt-get install python3 python3-venv"
    [ -d "$sdk/js/node_modules/esbuild" ] || rm -f "$work/stamps/npm"
    [ -x "$python" ] || rm -f "$work/stamps/venv"
    once npm "$(hash_of "$sdk/js/package-lock.json")" install_js
    once venv "$(hash_of "$sdk/python/pyproject.toml")" install_python
}

# The plugin's own tests, where the SDK lies beside it.
unit_js() {
    mkdir -p "$1/node_modules/@deskbell"
    ln -sfn "$sdk/js" "$1/node_modules/@deskbell/sdk"
    (cd "$1" && node --test --test-reporter=dot test/)
}
unit_python() {
    (cd "$1" && PYTHONPATH=src:$sdk/python "$python" -m unittest discover --quiet -s tests)
    (cd "$1" && MYPYPATH=src:$sdk/python "$python" -m mypy --strict --no-error-summary --cache-dir "$work/mypy" src tests)
}

# component LANGUAGE FOLDER OUT: with the manifest inside.
component() {
    local bare=$work/bare.wasm
    case $1 in
    js) node "$sdk/js/build.mjs" "$2" "$bare" ;;
    python) PYTHONPATH=$sdk/python "$python" -m deskbell_sdk.build "$2" "$bare" ;;
    esac
    python3 "$sdk/tests/embed.py" "$2" "$bare" "$3"
}

# plugin LANGUAGE FOLDER OUT: everything for one plugin.
try() {
    local name
    name=$(basename "$3" .wasm)
    [ -f "$3" ] || rm -f "$work/stamps/build-$name"
    once "build-$name" "$(hash_of "$2" "$sdk/$1" "$root/wit")" component "$1" "$2" "$3"
    [ "$mode" = build ] || once "cases-$name" "$(hash_of "$3" "$2" "$deskbell")" sandbox "$2" "$3"
}
sandbox() {
    "$deskbell" plugin check "$2"
    "$deskbell" plugin test "$2" --cases "$1/cases"
}

# template LANGUAGE KIND: a new plugin, as `deskbell plugin new` makes it.
template() {
    local name=acme-$1-$2 folder file
    folder=$work/plugins/$name
    rm -rf "$folder"
    mkdir -p "$folder"
    cp -r "$sdk/templates/$1/$2/." "$folder"
    find "$folder" -name '__pycache__' -prune -exec rm -r {} +
    find "$folder" -type f -print0 | xargs -0 sed -i \
        -e "s/__name__/$name/g; s/__ident__/${name//-/_}/g; s/__title__/Acme $1 $2/g; s/__id__/com.example.$name/g"
    find "$folder" -name '*__*__*' -type f | while read -r file; do
        mv "$file" "$(echo "$file" | sed "s/__name__/$name/; s/__ident__/${name//-/_}/")"
    done
    "unit_$1" "$folder"
    try "$1" "$folder" "$work/plugins/$name.wasm"
}

everything() {
    [ -x "$deskbell" ] || fail "$deskbell is missing" "cargo build --workspace --bins --locked"
    say "vocabulary"
    (cd "$sdk" && python3 -m vocabulary --check)
    say "JavaScript"
    (cd "$sdk/js" && node --test --test-reporter=dot test/*.test.mjs)
    unit_js "$root/plugins/echo-js"
    say "Python"
    (cd "$sdk/python" && "$python" -m unittest discover --quiet -s tests -t . && "$python" -m mypy --no-error-summary --cache-dir "$work/mypy")
    unit_python "$root/plugins/echo-python"
}

main() {
    local language kind
    mode=${1:-test}
    mkdir -p "$work/plugins" "$dist"
    tools
    [ "$mode" = build ] || everything
    say "components"
    try js "$root/plugins/echo-js" "$dist/echo-js.wasm"
    try python "$root/plugins/echo-python" "$dist/echo-python.wasm"
    [ "$mode" = build ] && return
    for language in js python; do
        try "$language" "$sdk/tests/surroundings-$language" "$work/plugins/surroundings-$language.wasm"
        for kind in channel erp; do
            template "$language" "$kind"
        done
    done
}

main "$@"
