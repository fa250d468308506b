"""Measures of small groups drawn towards the mean of all, for display beside the raw ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyhue.metrics.groups import MISSING, Cells, Ratio, shrunken
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


def drawn_towards_the_whole(
    asked: Sequence[Cells], measures: Sequence[Ratio], *, small: int = SMALL
) -> tuple[DrawnLine, ...]:
    """Return raw and shrunken measures of every small group.

    Parameters
    ----------
    asked : sequence of Cells
        The groups of each set of columns.
    measures : sequence of Ratio
        What to show.
    small : int
        Groups with fewer rows below the line are shown.

    Returns
    -------
    tuple of DrawnLine
        By set of columns, group and measure; none of a set of fewer than six groups, of which the
        spread is not known well enough.

    Examples
    --------
    >>> from everyhue.metrics.groups import rate_called
    >>> table = {str(i): (300 + i, 0, 0, 700 - i) for i in range(6)} | {"few": (0, 0, 0, 4)}
    >>> cells = Cells.of_counts(table, by="g")
    >>> [one] = drawn_towards_the_whole([cells], [rate_called("selection_rate")])
    >>> one.group, one.raw, round(one.shrunken, 2)
    (('few',), 0.0, 0.3)
    """
    made: list[DrawnLine] = []
    for each in asked:
        cells = each.take([i for i, group in enumerate(each.groups) if MISSING not in group])
        lines = [line for measure in measures for line in _lines(cells, measure, small)]
        spots = {group: i for i, group in enumerate(cells.groups)}
        made += sorted(lines, key=lambda line: spots[line.group])
    return tuple(made)


def _lines(cells: Cells, measure: Ratio, small: int) -> list[DrawnLine]:
    five, found = measure.five(cells), shrunken(cells, measure)
    if (five.n > 0).sum() < LEAST:
        return []
    return [
        DrawnLine(
            cells.by, group, measure.name, int(five.rows[i]), float(five.ratio[i]),
            float(found.estimate[i]), float(found.kept[i]),
        )
        for i, group in enumerate(cells.groups) if 0 < five.rows[i] < small and five.n[i] > 0
    ]  # fmt: skip
