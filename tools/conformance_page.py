"""Write docs/reference/conformance.md from the `conforms` marks on the tests of the re-rankers.

Run `python tools/conformance_page.py`; the text above what is made is written by hand and kept.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from everyhue.ranking import ExposureController
from everyhue.registry import entries

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/reference/conformance.md"
TESTS = ROOT / "tests/ranking"
START, END = "<!-- made by tools/conformance_page.py -->\n", "<!-- end of what is made -->\n"
EVERY = "every"


@dataclass(frozen=True, slots=True)
class Proof:
    """One mark: what a test reproduces of which strategies, and where peers differ."""

    names: tuple[str, ...]
    reproduces: str
    peers: str
    test: str


def proofs() -> list[Proof]:
    """Return all marks, file by file."""
    return [
        proof
        for path in sorted(TESTS.rglob("test_*.py"))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        for proof in marks(node, str(path.relative_to(ROOT)))
    ]


def marks(function: ast.FunctionDef, path: str) -> Iterator[Proof]:
    """Yield the marks of one test."""
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.conforms":
            said = {word.arg: ast.literal_eval(word.value) for word in mark.keywords}
            names = tuple(ast.literal_eval(name) for name in mark.args)
            test = f"{path}::{function.name}"
            yield Proof(names, said["reproduces"], said.get("peers", ""), test)


def sources() -> dict[str, str]:
    """Return each strategy with its source, by name; the controller last."""
    held = {
        entry.name: entry.source
        for entry in entries("reranker")
        if entry.item.__module__.startswith("everyhue.")
    }
    said = re.search(r"Source: (.*?)\n\n", ExposureController.__doc__ or "", re.DOTALL)
    return held | {ExposureController.name: " ".join(said.group(1).split()) if said else ""}


def section(title: str, source: str, held: list[Proof]) -> str:
    """Return one strategy's part of the page."""
    text = f"\n## {title}\n\n" + (f"Source: {source.rstrip('.')}.\n\n" if source else "")
    text += "| reproduced or proved | test |\n|---|---|\n"
    for proof in held:
        text += f"| {proof.reproduces} | `{proof.test}` |\n"
    peers = dict.fromkeys(proof.peers for proof in held if proof.peers)
    if peers:
        text += "\nWhere peers differ:\n\n" + "".join(f"- {peer}.\n" for peer in peers)
    return text


def made() -> str:
    """Return what all marks say."""
    found = proofs()
    shared = [proof for proof in found if EVERY in proof.names]
    text = section("Every strategy", "", shared)
    for name, source in sources().items():
        own = [proof for proof in found if name in proof.names]
        text += section(f"`{name}`", source, own)
    return text + "\n"


def page(held: str) -> str:
    """Return the page with its made part made anew."""
    fresh = START + made() + END
    return re.sub(re.escape(START) + ".*" + re.escape(END), lambda _: fresh, held, flags=re.DOTALL)


def main() -> int:
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
