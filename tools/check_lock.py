"""Check that every pin carries a hash, and that pyproject's names are all pinned."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def pinned(path: Path) -> dict[str, bool]:
    """Return each pinned name, and whether it carries a hash."""
    blocks = re.split(r"\n(?=[a-z0-9])", path.read_text("utf-8"))
    named = ((re.match(r"([a-z0-9._-]+)(?:\[[^\]]*\])?==", block), block) for block in blocks)
    return {match[1]: "--hash=sha256:" in block for match, block in named if match}


def wanted(project: dict, *groups: str) -> set[str]:
    lists = [project["project"]["dependencies"], *(project["dependency-groups"][g] for g in groups)]
    return {re.split(r"[<>=\[ ]", line)[0] for names in lists for line in names}


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found = []
    for name, groups in (("runtime", ("build",)), ("dev", ("build", "dev"))):
        pins = pinned(ROOT / "requirements" / f"{name}.txt")
        found += [f"{name}.txt: {p} has no hash" for p, hashed in pins.items() if not hashed]
        found += [
            f"{name}.txt: {p} is not pinned (make lock)"
            for p in wanted(project, *groups) - set(pins)
        ]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
