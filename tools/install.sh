#!/usr/bin/env bash
# Install the pinned packages, checked by hash, and Everyhue itself in editable form.
set -euo pipefail
bin=$1 pins=$2
echo "Installing ${pins} (once) …"
if "$bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt 2>/dev/null \
   && VIRTUAL_ENV="$(dirname "$bin")" "$bin/uv" pip install -q --require-hashes -r "$pins" 2>/dev/null; then
  :
else  # uv is only the quicker way
  "$bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$pins"
fi
"$bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
