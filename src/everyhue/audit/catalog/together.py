"""Which intersections of dimensions hold nothing, or too little to fill a first page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from math import prod

from everyhue.audit.catalog.findings import JointCell, Together
from everyhue.audit.catalog.held import Held
from everyhue.audit.catalog.passes import MOST_TOGETHER
from everyhue.metrics.groups import MISSING, SUPPRESSED

FEW = 10
"""Items below which an intersection cannot fill the first ten places."""

MOST_LINES = 200
"""Most empty and small intersections that are listed one by one."""

MOST_CELLS = 20_000
"""Most intersections that are looked at one by one; of more, only how many hold what is counted."""

Counts = dict[tuple[str, ...], int]


def together(held: Held, category: str, depth: int | None = None) -> tuple[Together, ...]:
    """Return the coverage of every set of dimensions up to `depth`, and of pairs by category.

    Parameters
    ----------
    held : Held
        A tally.
    category : str
        Column to cross pairs with, or empty.
    depth : int, optional
        Most dimensions of an intersection; at most three are counted.

    Notes
    -----
    None where they are suppressed. Cost: O(intersections).
    """
    if held.hides("together"):
        return ()
    names = tuple(held.buckets)
    deepest = min(depth or MOST_TOGETHER, MOST_TOGETHER, len(names))
    sets = [part for size in range(2, deepest + 1) for part in combinations(names, size)]
    found = [_coverage(held, part, "") for part in sets]
    pairs = [part for part in sets if len(part) == 2] if category else []
    return (*found, *(_coverage(held, part, category) for part in pairs))


def _coverage(held: Held, names: tuple[str, ...], column: str) -> Together:
    counts = held.joint(names, column)
    parts = [held.buckets[name] for name in names]
    if column:
        # Where nothing is known of any item, an empty cell says nothing.
        parts.insert(0, tuple(sorted({cell[0] for cell in counts} - {MISSING, SUPPRESSED})))
    cells = prod(len(part) for part in parts)
    if cells > MOST_CELLS:
        few = sum(n < FEW for n in counts.values())
        known = sum(counts.values())
        return Together(names, column, known, cells, cells - len(counts), few, ())
    lines = list(_lines(counts, parts, bool(column)))
    empty = sum(not line.items for line in lines)
    few = sum(0 < line.items < FEW for line in lines)
    known = sum(line.items for line in lines)
    if column or len(names) > 2:
        small = sorted((line for line in lines if line.items < FEW), key=_lack)
        return Together(names, column, known, cells, empty, few, tuple(small[:MOST_LINES]))
    return Together(names, column, known, cells, empty, few, tuple(lines))


def _lines(counts: Counts, parts: list[tuple[str, ...]], within: bool) -> Iterator[JointCell]:
    total = sum(counts.values())
    margins = [
        {value: sum(n for cell, n in counts.items() if cell[spot] == value) for value in part}
        for spot, part in enumerate(parts)
    ]
    for cell in product(*parts):
        shares = [margin[value] / total if total else 0.0
                  for margin, value in zip(margins, cell, strict=True)]  # fmt: skip
        value, buckets = (cell[0], cell[1:]) if within else ("", cell)
        yield JointCell(value, buckets, counts.get(cell, 0), total * prod(shares))


def _lack(line: JointCell) -> tuple[float, str, tuple[str, ...]]:
    return line.items - line.expected, line.value, line.buckets
