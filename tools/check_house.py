"""Hold the house rules: small functions and modules, few parameters, no addresses."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE_LINES, BODY_LINES, PARAMETERS, FILE_KIB = 400, 60, 6, 1024
WIDE = {"rerank", "report_card"}  # public calls whose parameters are their documented interface
VAGUE = {"utils", "util", "helpers", "core", "common", "base", "manager", "misc"}
HERE = "|".join(re.escape(f"{place}/") for place in (ROOT, Path.home()))
ADDRESS = re.compile(rf"(pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|{HERE})")
WORDS = re.compile(r"\b(unbiased|debias\w*|fair model)\b", re.IGNORECASE)
ALLOWED_WORDS = {
    "tools/check_house.py",
    "CONTRIBUTING.md",
    "docs/explanation/what-the-numbers-say.md",
}


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def shape(name: str) -> Iterator[str]:
    text = (ROOT / name).read_text("utf-8")
    if text.count("\n") > MODULE_LINES:
        yield f"{name}: {text.count(chr(10))} lines, at most {MODULE_LINES}"
    if Path(name).stem in VAGUE:
        yield f"{name}: name a file for the thing in it"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from function_shape(name, node)


def function_shape(name: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    body = [
        n for n in node.body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))
    ]
    lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
    if lines > BODY_LINES:
        yield f"{name}:{node.lineno} {node.name}: body of {lines} lines, at most {BODY_LINES}"
    count = sum(
        a.arg not in ("self", "cls")
        for a in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    )
    wide = name.startswith(("src/everyhue/cli/", "src/everyhue/service/")) and bool(
        node.decorator_list
    )
    if count > PARAMETERS and node.name not in WIDE and not wide:
        yield f"{name}:{node.lineno} {node.name}: {count} parameters, at most {PARAMETERS}"


def content(name: str) -> Iterator[str]:
    path = ROOT / name
    if path.stat().st_size > FILE_KIB * 1024:
        yield f"{name}: over {FILE_KIB} KiB"
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        return
    vendored = "/static" in name or "/vendor" in name
    for number, line in enumerate(lines, 1):
        if ADDRESS.search(line) and name != "tools/check_house.py":
            yield f"{name}:{number}: names a package registry or a path of one machine"
        if (
            WORDS.search(line)
            and name not in ALLOWED_WORDS
            and not vendored
            and not name.startswith("tests/data")
        ):
            yield f"{name}:{number}: say disparity, representation or exposure: {line.strip()[:60]}"


def main() -> int:
    names = tracked()
    found = [line for name in names for line in content(name)]
    found += [line for name in names if re.match(r"src/.*\.py$", name) for line in shape(name)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
