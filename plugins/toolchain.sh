# Sourced by build.sh. Finds a compiler for wasm32-unknown-unknown and leaves
# what cargo needs for it in the environment.
#
# Normally that is rustup's own target. Where it cannot be downloaded, Debian's
# compiler for the web does the work: it comes with its standard library's
# source, is unpacked into the build folder, and nothing is installed.

target=wasm32-unknown-unknown

use_toolchain() {
    local sysroot
    command -v rustc >/dev/null || fail "rustc is missing" "curl https://sh.rustup.rs -sSf | sh"
    sysroot=$(rustc --print sysroot)
    [ -d "$sysroot/lib/rustlib/$target/lib" ] || [ -f "$build_dir/wasm-toolchain/version" ] || add_target
    if [ -d "$sysroot/lib/rustlib/$target/lib" ]; then
        guest_target_dir=$build_dir/plugins-wasm
        return
    fi
    use_debian_compiler "$sysroot"
}

# Where rustup manages the compiler and can be reached.
add_target() {
    command -v rustup >/dev/null || return 0
    say "adding the target $target"
    timeout 120 rustup target add "$target" >/dev/null 2>&1 || say "rustup cannot add it here; looking for Debian's compiler"
}

use_debian_compiler() {
    local root=$build_dir/wasm-toolchain
    [ -f "$root/version" ] || unpack_debian_compiler "$root"
    guest_target_dir=$build_dir/plugins-wasm-debian
    export RUSTC=$root/rustc RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$(find_linker "$1")
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER
}

# The linker of the rustup toolchain, else one that is installed.
find_linker() {
    local lld
    for lld in "$1"/lib/rustlib/*/bin/rust-lld; do
        [ -x "$lld" ] && echo "$lld" && return
    done
    command -v wasm-ld || command -v rust-lld || fail "no linker for $target" "apt-get install lld"
}

# Versions change with Debian's updates, so they are read from the packages.
debian_field() {
    apt-cache show --no-all-versions "$1" 2>/dev/null | sed -n "s/^$2: //p" | head -n 1
}

debian_packages() {
    local version std llvm
    version=$(debian_field rustc-web Version)
    [ -n "$version" ] || return 1
    std=$(debian_field "libstd-rust-web-dev=$version" Depends | grep -o 'libstd-rust-web-[0-9.]*[0-9]' | head -n 1)
    llvm=$(debian_field "$std=$version" Depends | grep -o 'libllvm[0-9]*' | head -n 1)
    [ -n "$std" ] && [ -n "$llvm" ] || return 1
    echo "rustc-web=$version $std=$version libstd-rust-web-dev=$version rust-web-src=$version $llvm"
}

# A fresh machine has no list of packages yet.
refresh_index() {
    [ "$(id -u)" = 0 ] && apt-get update -qq >/dev/null 2>&1
}

unpack_debian_compiler() {
    local root=$1 fresh packages deb
    local advice="rustup target add $target"
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail "no compiler for $target" "$advice"
    packages=$(debian_packages) || { refresh_index && packages=$(debian_packages); } \
        || fail "no compiler for $target" "$advice   (or, for Debian's: apt-get update)"
    say "unpacking ${packages%% *} into $root"
    fresh=$(mktemp -d "$build_dir/wasm-toolchain.XXXXXX")
    # shellcheck disable=SC2086 # a list of words
    (cd "$fresh" && apt-get download -qq -o APT::Sandbox::User="$(id -un)" $packages) \
        || { rm -rf "$fresh"; fail "Debian's compiler cannot be downloaded" "$advice"; }
    for deb in "$fresh"/*.deb; do
        # Only what a compiler run reads: the sources of the compiler itself
        # and of its tests are ten times the rest.
        dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$fresh" --anchored --no-wildcards-match-slash \
            --exclude './usr/share' --exclude './usr/src/rustc-*/[!l]*'
        rm "$deb"
    done
    write_wrapper "$fresh" "$root"
    echo "$packages" >"$fresh/version"
    rm -rf "$root"
    mv "$fresh" "$root"
}

# The compiler finds its libraries beside itself.
write_wrapper() {
    local driver
    driver=$(find "$1/usr/lib" -name 'librustc_driver-*.so' | head -n 1)
    [ -n "$driver" ] || fail "Debian's compiler is not where it was expected" "rustup target add $target"
    driver=$(dirname "$driver")
    printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$2${driver#"$1"}" "$2/usr/bin/rustc" >"$1/rustc"
    chmod +x "$1/rustc"
}
