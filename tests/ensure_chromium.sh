#!/bin/sh
# The browser tests need a Chromium. Take the one that is there, else Debian's.
set -eu
for name in "${ATLAS_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
say() { echo "make test: $*" >&2; }
if ! command -v apt-get >/dev/null 2>&1; then
    say "no Chromium found and no apt-get to install it; install Chromium, or name it in ATLAS_CHROMIUM"
    exit 1
fi
run=""
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1; then
        run=sudo
    else
        say "no Chromium found; run 'apt-get install chromium' as root, or name one in ATLAS_CHROMIUM"
        exit 1
    fi
fi
say "no Chromium found; installing Debian's package for the browser tests"
$run apt-get update -qq
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
