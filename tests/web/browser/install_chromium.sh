#!/bin/sh
# Debian's Chromium and a few fonts for the tests in a browser and docs/make_screenshots.py, where they are missing and
# may be installed. Where they may not, the tests skip and say so: this script always ends well.
set -u

if [ -x /usr/bin/chromium ]; then
    exit 0
fi
if ! command -v apt-get >/dev/null; then
    echo "no apt-get here: install Chromium as /usr/bin/chromium, or the tests in a browser are skipped"
    exit 0
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "not root: run 'sudo apt-get install chromium fonts-noto-core', or the tests in a browser are skipped"
    exit 0
fi
echo "installing Chromium for the tests in a browser"
$as_root apt-get update -qq || true
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    chromium fonts-noto-core fonts-urw-base35 >/dev/null || echo "it could not be installed: the tests in a browser are skipped"
exit 0
