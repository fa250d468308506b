"""Measures of small groups drawn towards the mean of all, for display beside the raw ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyhue.audit.worst.rank import Asked
from everyhue.metrics.groups import nameless, shrunken
from everyhue.metrics.inference.shrink import LEAST

SMALL = 1000
"""Rows below the line under which a group counts as small here."""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One measure of one small group.

    Parameters
    ----------
    by, group : tuple of str
        Columns that make the group, and its values.
    measure : str
        By its canonical name.
    rows : int
        Rows below the line.
    raw, shrunken : float
        As counted, and drawn towards the mean of the groups of these columns. For display only.
    kept : float, [0, 1]
        How much of the group's distance from that mean is kept.
    """

    by: tuple[str, ...]
    group: tuple[str, ...]
    measure: str
    rows: int
    raw: float
    shrunken: float
    kept: float


def drawn_towards_the_whole(asked: Sequence[Asked], *, small: int = SMALL) -> tuple[DrawnLine, ...]:
    """Return raw and shrunken measures of every small group.

    Parameters
    ----------
    asked : sequence of Asked
        The groups of each set of columns, and what to show of them.
    small : int
        Groups with fewer rows below the line are shown.

    Returns
    -------
    tuple of DrawnLine
        By set of columns, measure and group; none of a set of fewer than six groups, of which the
        spread is not known well enough.

    Examples
    --------
    >>> from everyhue.metrics.groups import Cells, rate_called
    >>> table = {str(i): (300 + i, 0, 0, 700 - i) for i in range(6)} | {"few": (0, 0, 0, 4)}
    >>> rate = rate_called("selection_rate")
    >>> [one] = drawn_towards_the_whole([Asked(Cells.of_counts(table, by="g"), rate, rate.name)])
    >>> one.group, one.raw, round(one.shrunken, 2)
    (('few',), 0.0, 0.3)
    """
    return tuple(line for one in asked for line in _lines(one, small))


def _lines(one: Asked, small: int) -> list[DrawnLine]:
    known = [i for i, group in enumerate(one.cells.groups) if not nameless(group)]
    cells = one.cells.take(known)
    five, found = one.measure.five(cells), shrunken(cells, one.measure)
    if (five.n > 0).sum() < LEAST:
        return []
    return [
        DrawnLine(
            cells.by, group, one.name, int(five.rows[i]), float(five.ratio[i]),
            float(found.estimate[i]), float(found.kept[i]),
        )
        for i, group in enumerate(cells.groups) if 0 < five.rows[i] < small and five.n[i] > 0
    ]  # fmt: skip
