#!/usr/bin/env bash
# Tests of model folders need torch and open_clip. Put them, once, into a folder that the tests read from.
set -uo pipefail
bin=$1 folder=$2
here=$(cd "$(dirname "$0")/.." && pwd)
[ -f "$folder/ready" ] && cmp -s "$folder/ready" "$here/requirements/torch.txt" && exit 0
loads() { PYTHONPATH=$folder "$bin/python" -c 'import open_clip' >/dev/null 2>&1; }
echo "Setting up torch for its tests (once, about 900 MB) …"
rm -rf "$folder"
if "$bin/python" -m pip install -q --disable-pip-version-check --no-deps --target "$folder" \
     -r "$here/requirements/torch.txt" >/dev/null 2>&1; then
  loads || cp "$here/tools/torchvision_on_cpu.py" "$folder/sitecustomize.py"
  if loads; then cp "$here/requirements/torch.txt" "$folder/ready"; exit 0; fi
fi
rm -rf "$folder"
echo "No torch here: its tests are skipped. Try: pip install --no-deps --target $folder -r requirements/torch.txt"
exit 0
