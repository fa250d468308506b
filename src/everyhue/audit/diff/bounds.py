"""Bounds of a report's values: from the counts of its tally where they are there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from everyhue.audit.diff.findings import Place
from everyhue.audit.diff.read import Saved
from everyhue.audit.model.tasks import TASKS, task_of
from everyhue.errors import EveryhueError
from everyhue.metrics.groups import Measured, measure_called
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
    saved: Saved, name: str, places: Sequence[Place], values: Sequence[Value]
) -> Measured | None:
    if saved.tally is None or saved.tally.kind.split(" ", maxsplit=1)[0] not in TASKS:
        return None
    columns = {column for column, _ in places[0]}
    order = [each for each in saved.tally.by if each in columns]
    measure, _, of = name.partition(" of ")
    try:
        chosen = measure_called(measure)
        cells = task_of(saved.tally.kind).cells(saved.tally, order, measure, of or None)
    except EveryhueError:  # a measure of the report that is not made of the tally's sums
        return None
    spots = {group: i for i, group in enumerate(cells.groups)}
    wanted = [tuple(dict(place)[column] for column in order) for place in places]
    if any(group not in spots for group in wanted):
        return None
    made = Measured(chosen, chosen.five(cells.take([spots[group] for group in wanted])))
    told = [value.number() for value in values]
    # A tally of other rows lies there by accident; the report is what was asked about.
    return made if np.allclose(made.estimate, told, rtol=0, atol=1e-9) else None


def _stated(values: Sequence[Value]) -> Stated:
    parts = [(v.number(), v.low, v.high, v.level or 0.95) for v in values]
    return Stated(*np.array(parts, float).reshape(-1, 4).T)
