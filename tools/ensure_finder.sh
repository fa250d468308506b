#!/usr/bin/env bash
# Tests of the region finder need MediaPipe in an environment of its own. Set it up once where that is allowed.
set -uo pipefail
bin=$1 folder=$2
[ -d "$folder/env" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! ldconfig -p | grep -q libGLESv2.so.2; then
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends libegl1 libgles2; } >/dev/null 2>&1
fi
echo "Setting up the region finder for its tests (once, about 500 MB) …"
"$bin/everyhue" signals setup-finder "$folder" >/dev/null 2>&1 \
  || { rm -rf "$folder"; echo "No region finder here: its tests are skipped. Try: everyhue signals setup-finder FOLDER"; }
exit 0
