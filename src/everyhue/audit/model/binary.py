"""Audits of a yes or no, with or without scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from everyhue.audit.model.task import A_PASS, LABELS_ARE_TRUE, Task, refuse_unknown
from everyhue.errors import InputError, bad_value
from everyhue.metrics.groups import (
    AGREEMENT,
    AUC,
    BRIER,
    CALIBRATION_GAP,
    CLUSTER,
    F1,
    RATES,
    Cells,
    histogram_cells,
    rates,
    resampled,
    score_cells,
    values,
)
from everyhue.types import Tally, Value

HEADLINE = (
    "selection_rate", "true_positive_rate", "false_positive_rate", "positive_predictive_value",
    "accuracy",
)  # fmt: skip
"""Rates that a report shows first; `report.json` holds all."""

OF_COUNTS = (F1, AGREEMENT["balanced_accuracy"], AGREEMENT["mcc"], AGREEMENT["cohen_kappa"])
OF_SCORES = (AUC, BRIER, CALIBRATION_GAP)
DRAWN = ("treatment_equality", "generalized_entropy")
"""Measures that have no formula for an interval; shown, not gated."""

RESAMPLES, SEED = 199, 1
"""Draws of counts for the intervals of those, the same in every report of the same tally."""

_KNOWN = (*RATES, *(one.name for one in (*OF_COUNTS, *OF_SCORES)))


def cells(tally: Tally, by: Sequence[str], measure: str, of: str | None) -> Cells:
    """Return the cells that a measure is made of: outcomes, bins of scores, or their powers."""
    if of is not None:
        raise bad_value(
            "of, in a gate", of, "nothing: these predictions are a yes or no",
            "Classes are audited with --task multiclass.",
        )  # fmt: skip
    refuse_unknown("a yes or no", measure, _KNOWN)
    outcomes = Cells.of_tally(tally, by)
    if measure not in {one.name for one in OF_SCORES}:
        return outcomes
    if not _scored(tally):
        raise InputError(f"{measure}: the tally has no scores. Count again with --score.")
    made = histogram_cells if measure == AUC.name else score_cells
    return made(tally, by, outcomes.groups)


def _scored(tally: Tally) -> bool:
    return ", scores " in tally.kind


def _knows_whose(tally: Tally) -> bool:
    """Whether all scores are kept by part of the clusters."""
    squares = histogram_cells(tally, (), [()]).squares
    return squares is not None and bool(np.isfinite(squares).all())


def _values(tally: Tally, by: Sequence[str], level: float) -> Mapping[str, Sequence[Value]]:
    outcomes = Cells.of_tally(tally, by)
    made: dict[str, Sequence[Value]] = {name: rates(outcomes, name, level=level) for name in RATES}
    made |= {one.name: values(outcomes, one, level) for one in OF_COUNTS}
    rng = np.random.default_rng(SEED)
    made |= {
        name: resampled(outcomes, name, rng, level=level, resamples=RESAMPLES) for name in DRAWN
    }  # fmt: skip
    if _scored(tally):
        made |= {
            one.name: values(cells(tally, by, one.name, None), one, level) for one in OF_SCORES
        }  # fmt: skip
    return made


def _notes(tally: Tally) -> list[str]:
    whole, made = Cells.of_tally(tally, ()), []
    tp, fp, fn, tn = whole.rows[0]
    if not tp + fn:
        made.append("No label is positive: rates among positive rows are undefined.")
    if not fp + tn:
        made.append("No label is negative: rates among negative rows are undefined.")
    if _scored(tally) and CLUSTER in tally.by and not _knows_whose(tally):
        made.append(
            "AUC has no interval: the tally does not say of all scores whose rows they are, since "
            "it was suppressed or counted by an earlier version."
        )
    return made


BINARY = Task(
    whole=Cells.of_tally,
    cells=cells,
    values=_values,
    spreads=lambda tally: [(name, None) for name in RATES],
    notes=_notes,
    headline=HEADLINE,
    more=("prevalence", "f1_score", "balanced_accuracy", "mcc", *DRAWN, "auc", "brier_loss",
          "calibration_gap"),
    drawn=("selection_rate", "true_positive_rate", "false_positive_rate"),
    gaps=("selection_rate", "true_positive_rate"),
    by_class=(),
    counted="Counts of true and false positives and negatives per cell",
    interval="Clopper–Pearson for rates; for AUC DeLong, or of clusters a delete-a-group "
    "jackknife, on the logit scale; t by linearization for what is made of several sums; a "
    "bootstrap of counts where there is no formula",
    cannot=(
        "A rate says what was decided, not why. Groups may differ in what the label itself "
        "measures.",
        LABELS_ARE_TRUE,
        A_PASS,
        "Rates of the same groups cannot all be equal at once where prevalence differs. Which one "
        "should be is a choice that no number makes.",
    ),
)  # fmt: skip
