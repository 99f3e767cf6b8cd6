#!/bin/sh
# Makes a checkout ready for work: the system libraries that pycairo and ManimPango are built against,
# a .venv, and the package in it with its development tools. The Makefile calls it.
# It may be stopped and run again at any moment, and does only what is missing.
# PYTHON names the interpreter; without it, the newest that runs is taken.
#
# shellcheck disable=SC2046,SC2086 # lists of package names are meant to be split into words
set -eu
cd "$(dirname "$0")/.."

venv_python=.venv/bin/python
unfinished=.setup-unfinished # stands while .venv is being made, so that half a .venv is made again

say() { printf 'set-up: %s\n' "$*"; }

# A command's name is said before it runs; its chatter is left out, its errors (on stderr) are not.
run() {
    say "$*"
    "$@" >/dev/null
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# --- which Python ---------------------------------------------------------------------------------

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

identity_of() { "$1" -c 'import sys; print(sys.version, sys.base_prefix)' 2>/dev/null; }

# The scripts in a .venv hold its path, which its activate script tells: one that was moved is of no use.
venv_is_usable() {
    [ ! -e "$unfinished" ] && is_recent "$venv_python" &&
        grep -qF "$(pwd -P)/.venv" .venv/bin/activate &&
        "$venv_python" -m pip --version >/dev/null 2>&1 &&
        { [ -z "${PYTHON:-}" ] || [ "$(identity_of "$venv_python")" = "$(identity_of "$PYTHON")" ]; }
}

# A name on the PATH proves little (it may be a version manager's shim), so each is tried.
choose_python() {
    if [ -n "${PYTHON:-}" ]; then
        candidates=$PYTHON
        is_recent "$PYTHON" && python=$PYTHON && return
    else
        for candidates in python3.14 python3.13 python3.12 python3.11 python3; do
            is_recent "$candidates" && python=$candidates && return
        done
    fi
    found=$(version_of "$candidates") && found="is Python $found" || found="does not run"
    fail "$candidates $found and convanim needs Python 3.11 or newer:" \
        "install one, or name one with make PYTHON=/path/to/python3.13"
}

# --- system libraries -----------------------------------------------------------------------------

has_compiler() {
    for compiler in "${CC:-cc}" gcc clang; do
        echo '#include <stdlib.h>' | $compiler -E - >/dev/null 2>&1 && return
    done
    return 1
}

has_headers() {
    [ -f "$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h" ]
}

has_ensurepip() { [ "$python" = "$venv_python" ] || "$python" -c 'import ensurepip' >/dev/null 2>&1; }

# lack WORDS DEBIAN-PACKAGES HOMEBREW-PACKAGES; python-* stands for the interpreter's own package.
lack() {
    missing="${missing:+$missing, }$1"
    debian="$debian $2"
    homebrew="$homebrew${3:+ $3}"
}

find_missing() {
    missing="" debian="" homebrew=""
    command -v pkg-config >/dev/null || lack "pkg-config" pkg-config pkg-config
    pkg-config --exists cairo 2>/dev/null || lack "the development files of cairo" libcairo2-dev cairo
    pkg-config --exists pangocairo 2>/dev/null ||
        lack "the development files of pango" libpango1.0-dev pango
    has_compiler || lack "a C compiler" "gcc libc6-dev" ""
    has_headers || lack "the headers of Python $version" python-dev ""
    has_ensurepip || lack "the ensurepip module of Python $version" python-venv ""
}

# The interpreter's own package where there is one (python3.12-dev), else the distribution's default.
debian_names() {
    for package in $debian; do
        case $package in
            python-*)
                if apt-cache show "python$version-${package#python-}" >/dev/null 2>&1; then
                    echo "python$version-${package#python-}"
                else
                    echo "python3-${package#python-}"
                fi
                ;;
            *) echo "$package" ;;
        esac
    done
}

install_with_apt() {
    if [ "$(id -u)" -eq 0 ]; then
        say "missing: $missing; apt-get installs them"
        as_root=""
    elif command -v sudo >/dev/null; then
        say "missing: $missing; sudo apt-get installs them, and sudo may ask for your password"
        as_root=sudo
    else
        fail "$missing not found, and without sudo only root can install them:" \
            "run apt-get install" $(debian_names) "as root"
    fi
    # Package lists that could not be refreshed may still do, so that alone stops nothing.
    run $as_root apt-get -qq update || say "apt-get update failed; trying with the lists there are"
    packages=$(debian_names)
    run $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq --yes --no-install-recommends install $packages ||
        fail "apt-get could not install" $packages "(its messages are above)"
}

install_with_brew() {
    say "missing: $missing; brew installs what it has of them"
    [ -z "$homebrew" ] || run brew install --quiet $homebrew
}

provide_system_libraries() {
    find_missing
    [ -n "$missing" ] || return 0
    if command -v apt-get >/dev/null; then
        install_with_apt
    elif command -v brew >/dev/null; then
        install_with_brew
    else
        fail "$missing not found, and neither apt-get nor brew is here to install them:" \
            "install them with your system's package manager and run make again"
    fi
    find_missing
    [ -z "$missing" ] ||
        fail "$missing still not found after the installation:" \
            "install them by hand, or choose another Python with make PYTHON=/path/to/python"
}

# --- .venv and what is in it ----------------------------------------------------------------------

make_venv() {
    say "making .venv with $python (Python $version)"
    : >"$unfinished"
    "$python" -m venv --clear .venv
    rm "$unfinished"
}

install_package() {
    say "installing convanim and its tools into .venv; the first time takes a minute or two"
    "$venv_python" -m pip install -qq --disable-pip-version-check --editable '.[dev]' ||
        fail "pip could not install convanim into .venv: its messages are above"
}

# meson, which builds pycairo, writes the path of .venv's Python between apostrophes into a file.
case $PWD in *"'"*) fail "$PWD has an apostrophe, which pycairo's build does not bear: rename the folder" ;; esac

if venv_is_usable; then python=$venv_python; else choose_python; fi
version=$(version_of "$python")
provide_system_libraries
[ "$python" = "$venv_python" ] || make_venv
install_package
say "done"
