"""Write the tables of docs/reference/measures.md from what the registry says of each measure.

Run `python tools/measures_page.py`; the text around the tables is written by hand and kept.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

from everyhue.registry import Entry, entries

PAGE = Path(__file__).resolve().parent.parent / "docs/reference/measures.md"
START, END = "<!-- made by tools/measures_page.py -->\n", "<!-- end of what is made -->\n"
HEADINGS = {
    "sure": "From the buckets of a list",
    "candidates": "From the buckets of a list",
    "order": "From an order of candidates",
    "orders": "From an order of candidates",
    "before": "From two orders of the same candidates",
    "probs": "From a row of numbers for each shown item",
    "vectors": "From a row of numbers for each shown item",
    "exposure": "Over many lists: from the exposure of every item",
}
"""By what a measure is given first, which is what a reader looks for."""


def call(entry: Entry) -> str:
    """Return how a measure is called, without types."""
    signature = inspect.signature(entry.item)
    bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
    return f"{entry.name}{signature.replace(parameters=bare, return_annotation=signature.empty)}"


def row(entry: Entry) -> str:
    """Return the table row of one measure."""
    cells = (
        f"`{call(entry)}`", entry.summary, f"`{entry.range}` {entry.unit}; {entry.direction}",
        entry.undefined_when, entry.source,
    )  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def tables() -> str:
    """Return every measure under its heading."""
    text, walked = "", entries("list_measure")
    for heading in dict.fromkeys(HEADINGS.values()):
        text += f"\n## {heading}\n\n"
        text += "| call | what | range, unit, direction | undefined when | source |\n"
        text += "|---|---|---|---|---|\n"
        text += "".join(row(entry) for entry in walked if HEADINGS[first(entry)] == heading)
    return text + "\n"


def first(entry: Entry) -> str:
    """Return the name of the first parameter."""
    return next(iter(inspect.signature(entry.item).parameters))


def page(held: str) -> str:
    """Return the page with its tables made anew."""
    made = START + tables() + END
    return re.sub(re.escape(START) + ".*" + re.escape(END), lambda _: made, held, flags=re.DOTALL)


def main() -> int:
    held = PAGE.read_text("utf-8")
    PAGE.write_text(page(held), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
