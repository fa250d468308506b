#!/usr/bin/env bash
# Browser tests need Chromium. Install Debian's where that is allowed; otherwise say what is skipped.
set -uo pipefail
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Debian's chromium for the browser tests (once) …"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1
fi
command -v chromium >/dev/null || echo "No chromium here: the browser tests are skipped. On Debian: apt-get install chromium"
exit 0
