#!/usr/bin/env bash
# Tests of the Spark engine need Java 17. Install Debian's where that is allowed; otherwise say what is skipped.
set -uo pipefail
command -v java >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Debian's Java 17 for the Spark tests (once) …"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless; } >/dev/null 2>&1
fi
command -v java >/dev/null || echo "No Java here: the Spark tests are skipped. On Debian: apt-get install openjdk-17-jre-headless"
exit 0
