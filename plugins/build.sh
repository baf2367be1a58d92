#!/usr/bin/env bash
# Builds Deskbell's own plugins.
#
#   plugins/build.sh [NAME…]        build into plugins/dist/NAME.wasm
#   plugins/build.sh test [NAME…]   run the plugins' native tests
#   plugins/build.sh inspect NAME   show what a built plugin imports and asks for
#   plugins/build.sh toolchain      what `deskbell plugin build` needs in its environment
#                                   on this machine, as NAME=VALUE lines
#
# What cargo writes goes to $DESKBELL_BUILD_DIR (default ~/.cache/deskbell).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build_dir=${DESKBELL_BUILD_DIR:-$HOME/.cache/deskbell}
dist=$here/dist
mkdir -p "$build_dir"

say() { echo "plugins: $*" >&2; }
fail() {
    say "$1; run: $2"
    exit 1
}

# shellcheck source=toolchain.sh
. "$here/toolchain.sh"

# Folders with a manifest are plugins, those in Rust have a Cargo.toml as well;
# the others are built by sdk/test.sh.
plugin_names() {
    local manifest folder
    for manifest in "$here"/*/plugin.toml; do
        folder=$(dirname "$manifest")
        if [ -f "$folder/Cargo.toml" ]; then basename "$folder"; fi
    done
}

require_plugin() {
    [ -f "$here/$1/plugin.toml" ] && [ -f "$here/$1/Cargo.toml" ] ||
        fail "there is no plugin \"$1\" in Rust (a folder with plugin.toml and Cargo.toml)" "ls $here"
}

# The package of a plugin's folder, e.g. "deskbell-workshop".
package_of() {
    sed -n 's/^name *= *"\(.*\)"/\1/p' "$here/$1/Cargo.toml" | head -n 1
}

package_flags() {
    local name
    for name in "$@"; do
        printf -- '-p\n%s\n' "$(package_of "$name")"
    done
}

# With the ordinary compiler, in a folder of its own so that it neither waits
# for the host's builds nor rebuilds what they built.
native_cargo() {
    (cd "$here" && env -u RUSTC -u RUSTC_BOOTSTRAP -u CARGO_ENCODED_RUSTFLAGS \
        CARGO_TARGET_DIR="$build_dir/plugins-native" cargo "$@")
}

# The paths of this machine have no place in a file that is shipped.
guest_rustflags() {
    local registry=${CARGO_HOME:-$HOME/.cargo}/registry/src
    local from flags=""
    for from in "$registry"/* "$build_dir/wasm-toolchain/usr/lib/rustlib/src/rust" "$(dirname "$here")"; do
        [ -d "$from" ] && flags+=${flags:+$'\x1f'}--remap-path-prefix=$from=$(remapped "$from")
    done
    echo "$flags"
}

remapped() {
    case $1 in
    */registry/src/*) echo "registry" ;;
    */rustlib/src/rust) echo "rust" ;;
    *) echo "deskbell" ;;
    esac
}

compile_guests() {
    # shellcheck disable=SC2046 # a list of words
    (cd "$here" && CARGO_ENCODED_RUSTFLAGS=$(guest_rustflags) CARGO_TARGET_DIR=$guest_target_dir \
        cargo build --quiet --release --target "$target" $(package_flags "$@"))
}

up_to_date() {
    local out=$1 source
    shift
    for source in "$@"; do
        [ "$out" -nt "$source" ] || return 1
    done
}

pack() {
    local name=$1 crate core out=$dist/$1.wasm
    crate=$(package_of "$name")
    core=$guest_target_dir/$target/release/${crate//-/_}.wasm
    if ! up_to_date "$out" "$core" "$here/$name/plugin.toml" "$here/$name/Cargo.toml" "$packer"; then
        "$packer" "$here/$name" "$core" "$out"
    fi
}

# Nothing where rustup's own target is installed.
toolchain() {
    local name
    use_toolchain
    echo "CARGO_TARGET_DIR=$guest_target_dir"
    for name in RUSTC RUSTC_BOOTSTRAP CARGO_UNSTABLE_BUILD_STD CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER; do
        [ -z "${!name:-}" ] || echo "$name=${!name}"
    done
}

build() {
    local name
    use_toolchain
    mkdir -p "$dist"
    native_cargo build --quiet -p deskbell-packer
    packer=$build_dir/plugins-native/debug/deskbell-packer
    compile_guests "$@"
    for name in "$@"; do
        pack "$name"
    done
}

main() {
    local command=build name all
    case ${1:-} in
    test | inspect) command=$1 && shift ;;
    toolchain) toolchain && return ;;
    esac
    [ $# -gt 0 ] || mapfile -t all < <(plugin_names)
    [ $# -gt 0 ] || set -- "${all[@]}"
    for name in "$@"; do
        require_plugin "$name"
    done
    case $command in
    build) build "$@" ;;
    # shellcheck disable=SC2046 # a list of words
    test) native_cargo test --quiet $(package_flags "$@") ;;
    inspect) native_cargo run --quiet -p deskbell-packer -- --inspect "$dist/$1.wasm" ;;
    esac
}

main "$@"
