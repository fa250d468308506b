"""What nobody could say, of all items and by column."""

from __future__ import annotations

from everyhue.audit.catalog.findings import UnknownLine
from everyhue.audit.catalog.held import Held
from everyhue.metrics.groups import UNLABELLED_SHARE, bounded, nameless, spread
from everyhue.types import Value

_SUPPRESSED = Value.undefined_because("suppressed: too few items are unknown to say how many")
METHOD = "Clopper–Pearson, bounds of all values hold together"


def unknown_lines(held: Held, name: str, column: str, level: float) -> list[UnknownLine]:
    """Return the unknown share of every value of a column, or of all items for ``""``."""
    if held.hides("unknown", name):
        return [] if column else [UnknownLine("", "", held.items(name), _SUPPRESSED, {})]
    cells = held.unknown(name, column)
    bounds, five = bounded(UNLABELLED_SHARE, cells, level, len(cells)), UNLABELLED_SHARE.five(cells)
    lines = []
    for i, group in enumerate(cells.groups):
        value, n = (group[0] if group else ""), int(five.rows[i])
        low, high = float(bounds.low[i]), float(bounds.high[i])
        share = (
            Value(float(bounds.estimate[i]), low, high, level, n, METHOD)
            if n else Value.undefined_because("no items", 0)
        )  # fmt: skip
        lines.append(UnknownLine(column, value, n, share, held.reasons(name, column, value)))
    return lines


def uneven_by(held: Held, name: str, column: str, level: float) -> Value:
    """Return how far apart the values of a column are; the missing one is not among them."""
    if held.hides("unknown", name):
        return _SUPPRESSED
    cells = held.unknown(name, column)
    known = cells.take([i for i, group in enumerate(cells.groups) if not nameless(group)])
    return spread(known, UNLABELLED_SHARE.name, "difference", level)
