#!/bin/sh
# Provides the browser in which the tests open pages and vector pictures: Debian's chromium, where apt-get is.
# Where it cannot be had, those tests say what is missing.
set -eu

for browser in chromium chromium-browser google-chrome; do
    ! command -v "$browser" >/dev/null || exit 0
done

as_root=""
if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
if ! command -v apt-get >/dev/null || { [ -n "$as_root" ] && ! command -v sudo >/dev/null; }; then
    echo "set-up: no Chromium found: install one for the tests that open pages" >&2
    exit 0
fi
echo "set-up: installing chromium, for the tests that open pages"
$as_root apt-get -qq update >/dev/null || true
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq --yes --no-install-recommends install chromium >/dev/null ||
    echo "set-up: apt-get could not install chromium: install it by hand for the tests that open pages" >&2
