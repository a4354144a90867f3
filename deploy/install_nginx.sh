#!/bin/sh
# Install nginx for the tests and the attack script (Debian, Ubuntu), where it is not there; without starting it.
set -e
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] && exit 0
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "nginx is missing; install it" >&2
    exit 1
fi
apt-get update -qq
# A folder of no packages' services starts nothing.
DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq -y --no-install-recommends nginx-light >/dev/null
