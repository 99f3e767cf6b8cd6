#!/bin/sh
# Provides the programs in which the tests open what convanim writes: Debian's chromium for pages and vector
# pictures, LibreOffice Impress for slides, both where apt-get is; and reveal.js, which comes from npm.
# Where one cannot be had, its tests say what is missing.
set -eu
cd "$(dirname "$0")/.."

reveal=.venv/share/convanim/node_modules/reveal.js # where the tests look for it
packages=""

say() { echo "set-up: $*"; }

# want PACKAGE COMMAND...: note a package that has to be installed because none of the commands is there.
want() {
    package=$1
    shift
    for command in "$@"; do
        ! command -v "$command" >/dev/null || return 0
    done
    packages="$packages $package"
}

# shellcheck disable=SC2086 # a list of packages is meant to be split into words
install_packages() {
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
    if ! command -v apt-get >/dev/null || { [ -n "$as_root" ] && ! command -v sudo >/dev/null; }; then
        say "not found, for the tests that open what is written:$packages; install them by hand" >&2
        return 0
    fi
    say "installing, for the tests that open what is written:$packages"
    $as_root apt-get -qq update >/dev/null || true
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq --yes --no-install-recommends install $packages >/dev/null ||
        say "apt-get could not install$packages: install them by hand" >&2
}

install_reveal() {
    if ! command -v npm >/dev/null; then
        say "npm not found: install reveal.js into .venv/share/convanim for the tests of its slides" >&2
        return 0
    fi
    say "npm install reveal.js, for the tests of its slides"
    mkdir -p .venv/share/convanim
    npm install --silent --no-audit --no-fund --no-save --ignore-scripts \
        --prefix .venv/share/convanim reveal.js@6.0.2 >/dev/null ||
        say "npm could not install reveal.js: install it by hand into .venv/share/convanim" >&2
}

want chromium chromium chromium-browser google-chrome
want libreoffice-impress-nogui soffice libreoffice
[ -z "$packages" ] || install_packages
[ -f "$reveal/dist/reveal.js" ] || install_reveal
