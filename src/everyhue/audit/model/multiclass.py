"""Audits of one of several classes: each against the rest, and all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyhue.audit.model.task import A_PASS, LABELS_ARE_TRUE, Task, named, refuse_unknown
from everyhue.errors import bad_value
from everyhue.metrics.groups import (
    AGREEMENT,
    F1,
    RATES,
    Cells,
    class_cells,
    classes_of,
    one_class,
    rates,
    right_or_wrong,
    values,
)
from everyhue.types import Tally, Value

RIGHT = ("accuracy", "error_rate")
"""Rates that mean something of all classes together."""

OF_CLASS = ("selection_rate", "true_positive_rate", "false_positive_rate",
            "positive_predictive_value")  # fmt: skip
"""Rates of each class that are measured; gates may name any."""

MOST_TOLD = 8
"""Most classes whose rates are told in tables and compared; `report.json` holds those of all."""


def cells(tally: Tally, by: Sequence[str], measure: str, of: str | None) -> Cells:
    """Return the cells that a measure is made of: one class against the rest, or all classes."""
    every = class_cells(tally, by)
    if of is not None:
        refuse_unknown(f"class {of!r}", measure, (*RATES, F1.name))
        return one_class(every, of)
    if measure in RIGHT:
        return right_or_wrong(every)
    if measure in RATES or measure == F1.name:
        raise bad_value(
            f"of, in a gate on {measure}", None, f"one of {', '.join(classes_of(tally))}",
            'A rate is of one class: of = "…".',
        )  # fmt: skip
    refuse_unknown("all classes", measure, (*RIGHT, *AGREEMENT))
    return every


def _values(tally: Tally, by: Sequence[str], level: float) -> Mapping[str, Sequence[Value]]:
    every = class_cells(tally, by)
    made: dict[str, Sequence[Value]] = {
        name: rates(right_or_wrong(every), name, level=level) for name in RIGHT
    }
    made |= {name: values(every, one, level) for name, one in AGREEMENT.items()}
    for each in classes_of(tally):
        outcomes = one_class(every, each)
        made |= {named(rate, each): rates(outcomes, rate, level=level) for rate in OF_CLASS}
        made[named(F1.name, each)] = values(outcomes, F1, level)
    return made


def _spreads(tally: Tally) -> list[tuple[str, str | None]]:
    told: list[tuple[str, str | None]] = [("accuracy", None), ("macro_f1", None)]
    for rate in ("selection_rate", "true_positive_rate"):
        told += [(rate, each) for each in classes_of(tally)[:MOST_TOLD]]
    return told


def _notes(tally: Tally) -> list[str]:
    classes = classes_of(tally)
    made = [f"{len(classes)} classes: {', '.join(classes)}."]
    if len(classes) == 2:
        made.append("There are two classes only; a yes or no is audited without --task multiclass.")
    return made


MULTICLASS = Task(
    whole=class_cells,
    cells=cells,
    values=_values,
    spreads=_spreads,
    notes=_notes,
    headline=("accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "cohen_kappa"),
    more=("mcc", "quadratic_kappa"),
    drawn=("accuracy", "balanced_accuracy", "macro_f1"),
    gaps=("accuracy",),
    by_class=("true_positive_rate", "positive_predictive_value", "selection_rate"),
    counted="Counts of every pair of label and prediction per cell",
    interval="Clopper–Pearson for rates, t by linearization for what is made of several",
    cannot=(
        "A rate says what was decided, not why. Classes may differ in what the label itself "
        "measures.",
        LABELS_ARE_TRUE,
        A_PASS,
        "Measures of all classes together hide which one is missed; gates can name a class.",
    ),
)  # fmt: skip
