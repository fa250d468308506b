"""Bounds of a report's values: from the counts of its tally where they are there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from everyhue.audit.diff.findings import Place
from everyhue.audit.diff.read import Saved
from everyhue.metrics.groups import RATES, Cells, Measured
from everyhue.metrics.inference import Ends, Stated
from everyhue.types import Value


def bounds_of(saved: Saved, measure: str, places: Sequence[Place]) -> tuple[Ends, bool]:
    """Return one measure of groups of one set of columns, and whether it is from counts.

    Parameters
    ----------
    saved : Saved
        A report whose values all have an interval here.
    measure : str
        By canonical name.
    places : sequence of group
        Groups, all of the same columns.
    """
    values = [saved.lines[place].values[measure] for place in places]
    counted = _counted(saved, measure, places, values)
    return (_stated(values), False) if counted is None else (counted, True)


def _counted(
    saved: Saved, measure: str, places: Sequence[Place], values: Sequence[Value]
) -> Measured | None:
    if saved.tally is None or measure not in RATES:
        return None
    if not saved.tally.kind.startswith("classification"):
        return None
    order = [name for name in saved.tally.by if name in dict(places[0])]
    cells = Cells.of_tally(saved.tally, order)
    spots = {group: i for i, group in enumerate(cells.groups)}
    wanted = [tuple(dict(place)[name] for name in order) for place in places]
    if any(group not in spots for group in wanted):
        return None
    rate = RATES[measure]
    made = Measured(rate, rate.five(cells.take([spots[group] for group in wanted])))
    told = [value.number() for value in values]
    # A tally of other rows lies there by accident; the report is what was asked about.
    return made if np.allclose(made.estimate, told, rtol=0, atol=1e-9) else None


def _stated(values: Sequence[Value]) -> Stated:
    parts = [(v.number(), v.low, v.high, v.level or 0.95) for v in values]
    return Stated(*np.array(parts, float).reshape(-1, 4).T)
