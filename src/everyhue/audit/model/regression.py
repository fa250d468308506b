"""Audits of predicted numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from everyhue.audit.model.task import A_PASS, LABELS_ARE_TRUE, Task, refuse_unknown
from everyhue.errors import bad_value
from everyhue.metrics.groups import ERRORS, Cells, number_cells, values
from everyhue.types import Tally, Value

TOLD = ("mean_error", "mean_absolute_error", "rmse", "r_squared", "mean_prediction")


def cells(tally: Tally, by: Sequence[str], measure: str, of: str | None) -> Cells:
    """Return the cells that every measure of numbers is made of."""
    if of is not None:
        raise bad_value("of, in a gate", of, "nothing: predictions are numbers")
    refuse_unknown("numbers", measure, tuple(ERRORS))
    return number_cells(tally, by)


def _whole(tally: Tally, by: Sequence[str]) -> Cells:
    held = number_cells(tally, by)
    return replace(
        held, rows=held.rows[:, :1], sums=held.sums[:, :1], names=("n",), clusters=None,
        products=None,
    )  # fmt: skip


def _values(tally: Tally, by: Sequence[str], level: float) -> Mapping[str, Sequence[Value]]:
    held = number_cells(tally, by)
    return {name: values(held, one, level) for name, one in ERRORS.items()}


REGRESSION = Task(
    whole=_whole,
    cells=cells,
    values=_values,
    spreads=lambda tally: [(name, None) for name in TOLD],
    notes=lambda tally: ["Errors are prediction minus label: above 0 is too high."],
    headline=("mean_error", "mean_absolute_error", "rmse", "r_squared", "correlation"),
    more=("mean_label", "mean_prediction", "mean_squared_error"),
    drawn=("mean_error", "mean_absolute_error"),
    gaps=("mean_error", "mean_absolute_error"),
    by_class=(),
    counted="Sums of labels, errors and their products per cell",
    interval="t by linearization; of the root of the squared error on the log scale, of R² on that "
    "of log(1 − R²), of correlation on Fisher's",
    cannot=(
        "An error says how far predictions were off, not why. Groups whose labels spread more are "
        "harder to predict, and have larger errors by that alone.",
        LABELS_ARE_TRUE,
        A_PASS,
        "R² and correlation compare within a cell: with its own mean and its own spread.",
    ),
)
