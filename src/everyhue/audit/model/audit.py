"""From a tally to what an audit of predictions found."""

from __future__ import annotations

from everyhue.audit.judging import GroupLine, Spread
from everyhue.audit.model.findings import ModelFindings
from everyhue.audit.model.judge import judge
from everyhue.audit.rules import Rules, audited_families, overall_status
from everyhue.errors import InputError, bad_value
from everyhue.metrics.groups import (
    CLUSTER,
    MISSING,
    RATES,
    Cells,
    Scores,
    balanced_accuracy,
    f1_score,
    mcc,
    rates,
    spread,
)
from everyhue.types import Tally, Value

HEADLINE = (
    "selection_rate", "true_positive_rate", "false_positive_rate", "positive_predictive_value",
    "accuracy",
)  # fmt: skip
"""Rates that a report shows first; `report.json` holds all."""


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
    by = tuple(name for name in tally.by if not name.startswith("@"))
    whole = Cells.of_tally(tally, ())
    if not len(whole) or not whole.rows.sum():
        raise InputError("No row has both a label and a prediction. Check the columns.")
    _refuse_empty(tally, by)
    families = audited_families(by, depth)
    groups = tuple(line for family in families for line in _lines(tally, family, level))
    outcomes = () if rules is None else judge(tally, rules, depth)
    status = overall_status([one.status for one in outcomes]) if outcomes else None
    return ModelFindings(
        tally.kind, by, int(whole.rows.sum()), CLUSTER in tally.by, level,
        _lines(tally, (), level)[0], groups, _spreads(tally, families, level), outcomes,
        status, _notes(whole, tally),
    )  # fmt: skip


def _lines(tally: Tally, family: tuple[str, ...], level: float) -> list[GroupLine]:
    cells = Cells.of_tally(tally, family)
    measured = {name: rates(cells, name, level=level) for name in RATES}
    measured |= {
        "f1_score": f1_score(cells), "balanced_accuracy": balanced_accuracy(cells),
        "mcc": mcc(cells),
    }  # fmt: skip
    if "scores" in tally.kind:
        scores = Scores.by(tally, family, cells.groups)
        measured |= {
            "auc": scores.auc(), "brier_loss": scores.brier(),
            "calibration_gap": scores.calibration_gap(),
        }  # fmt: skip
    rows = cells.rows.sum(1)
    return [
        GroupLine(
            family, group, int(rows[i]), cells.unread[i],
            {name: values[i] for name, values in measured.items()},
        )
        for i, group in enumerate(cells.groups)
    ]  # fmt: skip


def _spreads(
    tally: Tally, families: tuple[tuple[str, ...], ...], level: float
) -> tuple[Spread, ...]:
    made = []
    for family in families:
        cells = Cells.of_tally(tally, family)
        known = cells.take([i for i, group in enumerate(cells.groups) if MISSING not in group])
        for name in RATES:
            both: list[Value] = [
                spread(known, name, how, level) for how in ("difference", "ratio")
            ]  # fmt: skip
            made.append(Spread(family, name, *both))
    return tuple(made)


def _refuse_empty(tally: Tally, by: tuple[str, ...]) -> None:
    for spot, name in enumerate(by):
        if {cell[spot] for cell in tally.counts} == {MISSING}:
            raise InputError(
                f"group column {name!r}: empty in every row. Choose a column that holds values."
            )


def _notes(whole: Cells, tally: Tally) -> tuple[str, ...]:
    made = [f"{count:,} rows have {reason} and are left out." for reason, count in
            sorted(whole.unread[0].items())]  # fmt: skip
    tp, fp, fn, tn = whole.rows[0]
    if not tp + fn:
        made.append("No label is positive: rates among positive rows are undefined.")
    if not fp + tn:
        made.append("No label is negative: rates among negative rows are undefined.")
    if CLUSTER not in tally.by:
        made.append("Rows count as independent. If people have several rows, name --cluster.")
    return tuple(made)
