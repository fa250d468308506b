"""Weights that make labels and groups independent, from counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyhue.errors import InputError
from everyhue.metrics.groups import RATES, Cells
from everyhue.types.tally import Cell


@dataclass(frozen=True, slots=True)
class Weights:
    """Weight of the rows of one cell.

    Parameters
    ----------
    positive, negative : float or None, > 0
        Of rows with a positive and with a negative label; None where there are none.
    """

    positive: float | None
    negative: float | None


def reweighing(cells: Cells) -> Mapping[Cell, Weights]:
    """Return weights under which every cell has the prevalence of all rows.

    w(g, y) = P(g) · P(y) / P(g, y)

    Parameters
    ----------
    cells : Cells
        Outcomes; only labels count: tp + fn, and fp + tn.

    Returns
    -------
    mapping of cell to Weights
        They leave the size of every cell and the number of positive labels as they are.

    Raises
    ------
    InputError
        Without a row.

    Notes
    -----
    Undefined when: a cell has no row of a label: no weight can make one. Cost: O(G).
    Source: Kamiran and Calders 2012.

    Examples
    --------
    >>> cells = Cells.of_counts({"old": (612, 0, 0, 239), "young": (88, 0, 0, 61)})
    >>> found = reweighing(cells)["young",]
    >>> round(found.positive, 6), round(found.negative, 6)
    (1.185227, 0.732787)
    """
    five = RATES["prevalence"].five(cells)
    n, positive = float(five.n.sum()), float(five.k.sum())
    if not n:
        raise InputError("reweighing: there is no row. Count a table that has some.")
    made = {}
    for group, rows, yes in zip(cells.groups, five.n.tolist(), five.k.tolist(), strict=True):
        share = rows / n
        made[group] = Weights(
            share * positive / yes if yes else None,
            share * (n - positive) / (rows - yes) if rows > yes else None,
        )
    return made
