"""Write the tables of group measures and of the names of peers from what the code says of them.

Run `python tools/group_pages.py`; the text around the tables is written by hand and kept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from everyhue.metrics.groups import ALIASES, RATES, Alias
from everyhue.registry import entries

DOCS = Path(__file__).resolve().parent.parent / "docs"
REFERENCE = DOCS / "reference/group-measures.md"
PEERS = {
    "fairlearn": "from-fairlearn", "aif360": "from-aif360", "aequitas": "from-aequitas",
    "clarify": "from-sagemaker-clarify",
}  # fmt: skip
START, END = "<!-- made by tools/group_pages.py: {} -->\n", "<!-- end of what is made -->\n"


def row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def head(*names: str) -> str:
    return row(*names) + "|" + "---|" * len(names) + "\n"


def rates() -> str:
    rows = (
        row(f"`{one.name}`", ", ".join(one.of), f"{one.rows} ({', '.join(one.among)})", one.better)
        for one in RATES.values()
    )
    return head("name", "share of", "among", "better") + "".join(rows)


def measures() -> str:
    text = head("measure", "what", "range, unit", "better", "undefined when", "source")
    for one in entries("group_measure"):
        if one.name not in RATES:
            text += row(
                f"`{one.name}`", one.summary, f"`{one.range}` {one.unit}", one.direction,
                one.undefined_when, one.source,
            )  # fmt: skip
    return text


def aliases() -> str:
    text = head("peer", "name there", "here", "convention")
    for one in ALIASES:
        peer = "short" if one.peer == "everyhue" else one.peer
        here = f"`{one.canonical}`" if one.peer == "everyhue" else said(one)
        text += row(peer, f"`{one.name}`", here, one.convention)
    return text


def said(one: Alias) -> str:
    return one.call if one.call == "–" else f"`{one.call}`"


def calls(peer: str) -> str:
    text = head("there", "here", "sign, and where the numbers differ")
    for one in ALIASES:
        if one.peer == peer:
            text += row(f"`{one.name}`", said(one), one.convention or "the same")
    return text


def pages() -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield every page with its tables by name."""
    yield REFERENCE, {"rates": rates(), "measures": measures(), "names": aliases()}
    for peer, name in PEERS.items():
        yield DOCS / f"how-to/{name}.md", {"calls": calls(peer)}


def made(held: str, tables: dict[str, str]) -> str:
    """Return a page with its tables made anew."""
    for name, table in tables.items():
        start = START.format(name)
        pattern = re.escape(start) + ".*?" + re.escape(END)
        if not re.search(pattern, held, re.DOTALL):
            raise SystemExit(f"no place for the table of {name}: {start.strip()}")
        whole = f"{start}\n{table}\n{END}"
        held = re.sub(pattern, lambda _, whole=whole: whole, held, flags=re.DOTALL)
    return held


def main() -> int:
    for path, tables in pages():
        path.write_text(made(path.read_text("utf-8"), tables), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
