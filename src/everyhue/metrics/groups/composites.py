"""Measures made of more than one rate: of one cell, and between cells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from everyhue.errors import bad_value
from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.groups.measure import spread
from everyhue.metrics.groups.rates import RATES
from everyhue.types import Value

Of = Callable[[Floats], Floats]
"""Counts (…, 4) to a number each, NaN where undefined."""


def f1_score(cells: Cells) -> tuple[Value, ...]:
    """Return 2·tp / (2·tp + fp + fn) of every cell; higher is better.

    Examples
    --------
    >>> f1_score(Cells.of_counts({"a": (1, 1, 1, 0)}))[0].estimate
    0.5
    """
    return _each(cells, *COMPOSITES["f1_score"])


def balanced_accuracy(cells: Cells) -> tuple[Value, ...]:
    """Return the mean of true positive and true negative rate; higher is better.

    Examples
    --------
    >>> balanced_accuracy(Cells.of_counts({"a": (1, 0, 1, 2)}))[0].estimate
    0.75
    """
    return _each(cells, *COMPOSITES["balanced_accuracy"])


def mcc(cells: Cells) -> tuple[Value, ...]:
    """Return Matthews' correlation of label and prediction, in [−1, 1]; higher is better.

    Examples
    --------
    >>> round(mcc(Cells.of_counts({"a": (50459, 22562, 9965, 31230)}))[0].number(), 6)
    0.432063
    """
    return _each(cells, *COMPOSITES["mcc"])


def treatment_equality(cells: Cells) -> tuple[Value, ...]:
    """Return false negatives per false positive.

    Examples
    --------
    >>> treatment_equality(Cells.of_counts({"a": (0, 2, 1, 0)}))[0].estimate
    0.5
    """
    return _each(cells, *COMPOSITES["treatment_equality"])


def share_of_selected(cells: Cells) -> tuple[Value, ...]:
    """Return every cell's share of all selected rows (Aequitas: ppr).

    Examples
    --------
    >>> cells = Cells.of_counts({"a": (1, 0, 0, 0), "b": (3, 0, 0, 0)})
    >>> [value.estimate for value in share_of_selected(cells)]
    [0.25, 0.75]
    """
    selected = cells.sums[:, 0] + cells.sums[:, 1]
    total = float(selected.sum())
    if not total:
        return tuple(Value.undefined_because("nothing is selected", 0) for _ in selected)
    return tuple(Value(float(s) / total, n=int(cells.rows.sum())) for s in selected)


def demographic_parity_difference(cells: Cells, level: float = 0.95) -> Value:
    """Return the largest selection rate minus the smallest; lower is better."""
    return spread(cells, "selection_rate", "difference", level)


def demographic_parity_ratio(cells: Cells, level: float = 0.95) -> Value:
    """Return the smallest selection rate over the largest; higher is better."""
    return spread(cells, "selection_rate", "ratio", level)


def equal_opportunity_difference(cells: Cells, level: float = 0.95) -> Value:
    """Return the largest true positive rate minus the smallest; lower is better."""
    return spread(cells, "true_positive_rate", "difference", level)


def equalized_odds_difference(cells: Cells, level: float = 0.95) -> Value:
    """Return the larger of the spreads of true and false positive rate; lower is better.

    Each spread has half of what the level leaves, so that the interval holds for the larger.

    Examples
    --------
    >>> cells = Cells.of_counts({"a": (5, 1, 5, 9), "b": (8, 1, 2, 9)})
    >>> round(equalized_odds_difference(cells).number(), 2)
    0.3
    """
    return _odds(cells, "difference", level, max)


def equalized_odds_ratio(cells: Cells, level: float = 0.95) -> Value:
    """Return the smaller of the ratios of true and false positive rate; higher is better."""
    return _odds(cells, "ratio", level, min)


def average_odds_difference(cells: Cells, reference: Cells) -> tuple[Value, ...]:
    """Return the mean of the differences in false and true positive rate to a reference cell.

    Examples
    --------
    >>> cells = Cells.of_counts({"a": (5, 1, 5, 9), "b": (8, 2, 2, 8)})
    >>> round(average_odds_difference(cells, cells.take([1]))[0].number(), 2)
    -0.2
    """
    return _odds_from(cells, reference, lambda gaps: sum(gaps) / 2)


def average_abs_odds_difference(cells: Cells, reference: Cells) -> tuple[Value, ...]:
    """Return the mean size of the differences in false and true positive rate to a reference."""
    return _odds_from(cells, reference, lambda gaps: sum(map(abs, gaps)) / 2)


def generalized_entropy(cells: Cells, alpha: float = 2.0) -> tuple[Value, ...]:
    """Return the inequality of benefits b = prediction − label + 1 within every cell.

    GE(α) = Σ((b/μ)^α − 1) / (nα(α − 1)); α = 1 is Theil's index, Σ(b/μ) ln(b/μ) / n. Lower is more
    even.

    Raises
    ------
    InputError
        For α ≤ 0, which has no value where someone has no benefit.

    Examples
    --------
    >>> cells = Cells.of_counts({"all": (583, 32, 53, 232)})
    >>> round(generalized_entropy(cells)[0].number(), 4)
    0.0492
    """
    if not alpha > 0:
        raise bad_value("alpha", alpha, "a number above 0", "alpha=1 is Theil's index.")
    reason = COMPOSITES["generalized_entropy"][1]
    return _each(cells, lambda counts: entropy_of(counts, alpha), reason)


def _each(cells: Cells, of: Of, reason: str) -> tuple[Value, ...]:
    numbers, rows = of(cells.sums), cells.rows.sum(1)
    return tuple(
        Value(float(number), n=int(n))
        if np.isfinite(number)
        else Value.undefined_because(reason, int(n))
        for number, n in zip(numbers, rows, strict=True)
    )


def _over(top: Floats, bottom: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(bottom > 0, top / bottom, np.nan)


def f1_of(counts: Floats) -> Floats:
    """Return F1 of counts (…, 4); NaN where undefined."""
    tp, fp, fn, _ = np.moveaxis(counts, -1, 0)
    return _over(2 * tp, np.where(tp + fp + fn > 0, 2 * tp + fp + fn, 0))


def balanced_of(counts: Floats) -> Floats:
    """Return balanced accuracy of counts (…, 4); NaN where undefined."""
    tp, fp, fn, tn = np.moveaxis(counts, -1, 0)
    return (_over(tp, tp + fn) + _over(tn, tn + fp)) / 2


def mcc_of(counts: Floats) -> Floats:
    """Return Matthews' correlation of counts (…, 4); NaN where undefined.

    Products of counts overflow 64 bits; the product of four roots does not.
    """
    tp, fp, fn, tn = np.moveaxis(np.asarray(counts, float), -1, 0)
    roots = np.sqrt(tp + fp) * np.sqrt(tp + fn) * np.sqrt(tn + fp) * np.sqrt(tn + fn)
    return _over(tp * tn - fp * fn, roots)


def treatment_of(counts: Floats) -> Floats:
    """Return false negatives per false positive of counts (…, 4); NaN where undefined."""
    return _over(counts[..., 2], counts[..., 1])


def entropy_of(counts: Floats, alpha: float = 2.0) -> Floats:
    """Return the generalized entropy of benefits of counts (…, 4); NaN where undefined."""
    tp, fp, _, tn = np.moveaxis(counts, -1, 0)
    n, total = counts.sum(-1), tp + tn + 2 * fp
    parts = [(tp + tn, _over(n, total)), (fp, _over(2 * n, total))]
    if alpha == 1:
        return sum((_over(many * x * np.log(x), n) for many, x in parts), np.zeros_like(n))
    mean = sum((_over(many * np.power(x, alpha), n) for many, x in parts), np.zeros_like(n))
    return (mean - 1) / (alpha * (alpha - 1))


COMPOSITES: dict[str, tuple[Of, str]] = {
    "f1_score": (f1_of, "no positive and no selected rows"),
    "balanced_accuracy": (balanced_of, "no positive or no negative rows"),
    "mcc": (mcc_of, "labels or predictions are all the same"),
    "treatment_equality": (treatment_of, "no false positives"),
    "generalized_entropy": (entropy_of, "no rows, or no benefit at all"),
}
"""Measures of one cell as functions of counts, with the reason why each may be undefined."""


def _odds(cells: Cells, how: str, level: float, pick: Callable[..., float]) -> Value:
    half = 1 - (1 - level) / 2
    name = "difference" if how == "difference" else "ratio"
    parts = [spread(cells, rate, name, half) for rate in ("tpr", "fpr")]  # type: ignore[arg-type]
    for part in parts:
        if not part.defined:
            return part
    low, high = (pick(getattr(part, end) for part in parts) for end in ("low", "high"))
    number = pick(part.number() for part in parts)
    return Value(number, low, high, level, parts[0].n, parts[0].method)


def _odds_from(
    cells: Cells, reference: Cells, pick: Callable[[list[float]], float]
) -> tuple[Value, ...]:
    names = ("true_positive_rate", "false_positive_rate")
    gaps = [RATES[n].five(cells).ratio - RATES[n].five(reference).ratio[0] for n in names]
    return tuple(
        Value.undefined_because("no positive or no negative rows", int(rows))
        if np.isnan(pair).any()
        else Value(float(pick(list(map(float, pair)))), n=int(rows))
        for pair, rows in zip(np.transpose(gaps), cells.rows.sum(1), strict=True)
    )
