"""Cells that are no group: shown and counted, and no gate aims at them."""

from __future__ import annotations

from everyhue.types.tally import Cell

MISSING = "(missing)"
"""The cell of rows whose group is null, empty or NaN."""

SUPPRESSED = "(suppressed)"
"""The cell of rows of cells that were too small to leave the machine."""


def nameless(cell: Cell) -> bool:
    """Return whether a cell holds rows whose group is not known, or not told.

    Examples
    --------
    >>> nameless(("deep", "(missing)")), nameless(("(suppressed)",)), nameless(("deep",))
    (True, True, False)
    """
    return MISSING in cell or SUPPRESSED in cell
