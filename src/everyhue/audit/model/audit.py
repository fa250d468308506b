"""From a tally to what an audit of predictions found."""

from __future__ import annotations

from typing import Literal

from everyhue.audit.judging import GroupLine, Spread
from everyhue.audit.model.calibration import calibration
from everyhue.audit.model.findings import ModelFindings
from everyhue.audit.model.hurts import small_groups, where_it_hurts
from everyhue.audit.model.judge import judge
from everyhue.audit.model.task import Task, named
from everyhue.audit.model.tasks import task_of
from everyhue.audit.rules import Rules, audited_families, overall_status
from everyhue.errors import InputError, bad_value
from everyhue.metrics.groups import CLUSTER, MISSING, Cells, nameless, spread, suppressed_of
from everyhue.types import Tally

HOWS: tuple[Literal["difference"], Literal["ratio"]] = ("difference", "ratio")


def audit_model(
    tally: Tally, rules: Rules | None = None, *, level: float = 0.95, depth: int | None = None
) -> ModelFindings:
    """Measure every cell of a tally, and hold it against gates.

    Parameters
    ----------
    tally : Tally
        Of `everyhue.metrics.groups.count_groups`.
    rules : Rules, optional
        The gates.
    level : float, (0, 1)
        Of each interval of a cell, and of all bounds of a spread together.
    depth : int, ≥ 1, optional
        Most columns of an intersection; by default all.

    Returns
    -------
    ModelFindings
        Values, spreads, verdicts.

    Raises
    ------
    InputError
        Without a usable row, or with a group column that is empty throughout.

    Examples
    --------
    >>> import polars as pl
    >>> from everyhue.metrics.groups import Columns, count_groups
    >>> frame = pl.DataFrame({"y": [1, 0, 1, 0], "p": [1, 0, 0, 0], "g": list("aabb")})
    >>> found = audit_model(count_groups(frame, Columns("y", ("g",), prediction="p")))
    >>> [(line.group, line.values["selection_rate"].estimate) for line in found.groups]
    [(('a',), 0.5), (('b',), 0.0)]
    """
    if depth is not None and depth < 1:
        raise bad_value("depth", depth, "a whole number ≥ 1")
    task = task_of(tally.kind)
    by = tuple(name for name in tally.by if not name.startswith("@"))
    whole = task.whole(tally, ())
    if not len(whole) or not _rows(whole)[0]:
        raise InputError("No row has both a label and a prediction. Check the columns.")
    _refuse_empty(tally, by)
    families = audited_families(by, depth)
    groups = tuple(line for family in families for line in _lines(tally, family, level))
    outcomes = () if rules is None else judge(tally, rules, depth)
    status = overall_status([one.status for one in outcomes]) if outcomes else None
    return ModelFindings(
        tally.kind, by, _rows(whole)[0], CLUSTER in tally.by, level,
        _lines(tally, (), level)[0], groups, _spreads(tally, families, level), outcomes,
        status, _notes(whole, tally), calibration(tally, by, level),
        where_it_hurts(tally, families, level), small_groups(tally, families),
    )  # fmt: skip


def _rows(cells: Cells) -> list[int]:
    return [int(n) for n in cells.rows.sum(1)]


def _lines(tally: Tally, family: tuple[str, ...], level: float) -> list[GroupLine]:
    task = task_of(tally.kind)
    cells, measured = task.whole(tally, family), task.values(tally, family, level)
    return [
        GroupLine(
            family, group, rows, cells.unread[i],
            {name: values[i] for name, values in measured.items()},
        )
        for i, (group, rows) in enumerate(zip(cells.groups, _rows(cells), strict=True))
    ]  # fmt: skip


def _spreads(
    tally: Tally, families: tuple[tuple[str, ...], ...], level: float
) -> tuple[Spread, ...]:
    task = task_of(tally.kind)
    return tuple(
        _spread(task, tally, family, (measure, of, level))
        for family in families
        for measure, of in task.spreads(tally)
    )


def _spread(
    task: Task, tally: Tally, family: tuple[str, ...], told: tuple[str, str | None, float]
) -> Spread:
    measure, of, level = told
    cells = task.cells(tally, family, measure, of)
    known = cells.take([i for i, group in enumerate(cells.groups) if not nameless(group)])
    difference, ratio = (spread(known, measure, how, level) for how in HOWS)
    return Spread(family, named(measure, of), difference, ratio)


def _refuse_empty(tally: Tally, by: tuple[str, ...]) -> None:
    for spot, name in enumerate(by):
        if {cell[spot] for cell in tally.counts} == {MISSING}:
            raise InputError(
                f"group column {name!r}: empty in every row. Choose a column that holds values."
            )


def _notes(whole: Cells, tally: Tally) -> tuple[str, ...]:
    made = [f"{count:,} rows have {reason} and are left out." for reason, count in
            sorted(whole.unread[0].items())]  # fmt: skip
    cells, rows = suppressed_of(tally)
    if cells:
        made.append(
            f"{cells:,} cells with {rows:,} rows are suppressed: they are in the overall values, "
            "in no group, and count as untested."
        )
    made += task_of(tally.kind).notes(tally)
    if CLUSTER not in tally.by:
        made.append("Rows count as independent. If people have several rows, name --cluster.")
    return tuple(made)
