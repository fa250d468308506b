"""The measures of SageMaker Clarify, from counts: 20 of its 21, with its names and signs.

`a` is the advantaged group, `d` the facet; each a `Cells` of one cell. The 21st, FT, compares rows
with their nearest neighbours, so that no tally has it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from everyhue.metrics.groups.cells import Cells
from everyhue.metrics.groups.composites import generalized_entropy, treatment_equality
from everyhue.metrics.groups.rates import RATES
from everyhue.types import Value

Pair: TypeAlias = Callable[[Cells, Cells], float]


def clarify(a: Cells, d: Cells) -> dict[str, Value]:
    """Return the 18 measures of two groups, by Clarify's names.

    Parameters
    ----------
    a, d : Cells of one cell
        The advantaged group and the facet.

    Returns
    -------
    dict of str to Value
        Signs as in Clarify; see `everyhue.metrics.groups.ALIASES`.

    Notes
    -----
    Undefined when: a denominator is empty; Clarify reports infinity or raises. Cost: O(1).
    Source: Hardt et al. 2021.

    Examples
    --------
    >>> a, d = (Cells.of_counts({name: c}) for name, c in
    ...     (("no", (27, 1, 1, 3)), ("yes", (556, 31, 52, 229))))
    >>> found = clarify(a, d)
    >>> round(found["DPL"].number(), 4), round(found["TE"].number(), 4)
    (0.1745, 0.6774)
    """
    rows = int(a.rows.sum() + d.rows.sum())
    return {name: _value(of(a, d), rows) for name, of in _PAIRS.items()}


def cddl(groups: Mapping[str, tuple[Cells, Cells]]) -> Value:
    """Return CDDL: rejected minus accepted share of the facet by label, mean over groups.

    Parameters
    ----------
    groups : mapping of str to (Cells, Cells)
        For each value of the group variable, advantaged group and facet.

    Notes
    -----
    Undefined when: a group has no rejected or no accepted row. Cost: O(groups).
    Source: Wachter, Mittelstadt and Russell 2020.

    Examples
    --------
    >>> a, d = Cells.of_counts({"a": (1, 0, 0, 1)}), Cells.of_counts({"d": (1, 0, 0, 3)})
    >>> cddl({"all": (a, d)}).estimate
    0.25
    """
    return _conditional(groups, ("tp", "fn"))


def cddpl(groups: Mapping[str, tuple[Cells, Cells]]) -> Value:
    """Return CDDPL: as `cddl`, of predictions."""
    return _conditional(groups, ("tp", "fp"))


def _rate(name: str) -> Pair:
    def gap(a: Cells, d: Cells) -> float:
        return float(RATES[name].five(a).ratio[0] - RATES[name].five(d).ratio[0])

    return gap


def _flipped(pair: Pair) -> Pair:
    return lambda a, d: -pair(a, d)


def _labels(of: Callable[[NDArray[np.float64], NDArray[np.float64]], float]) -> Pair:
    def apply(a: Cells, d: Cells) -> float:
        both = []
        for cells in (a, d):
            positive = float(RATES["prevalence"].five(cells).ratio[0])
            both.append(np.array([positive, 1 - positive]))
        return of(*both)

    return apply


def _kl(p: NDArray[np.float64], q: NDArray[np.float64]) -> float:
    if np.any((p > 0) & (q == 0)):
        return math.nan
    held = p > 0
    return float(np.sum(p[held] * np.log(p[held] / q[held])))


def _js(p: NDArray[np.float64], q: NDArray[np.float64]) -> float:
    middle = (p + q) / 2
    return (_kl(p, middle) + _kl(q, middle)) / 2


def _class_imbalance(a: Cells, d: Cells) -> float:
    na, nd = float(a.sums.sum()), float(d.sums.sum())
    return (na - nd) / (na + nd) if na + nd else math.nan


def _impact(a: Cells, d: Cells) -> float:
    qa, qd = (float(RATES["selection_rate"].five(cells).ratio[0]) for cells in (a, d))
    return qd / qa if qa else math.nan


def _per(cells: Cells, of: tuple[int, int], among: tuple[int, int]) -> float:
    top, bottom = (float(cells.sums[0, list(spots)].sum()) for spots in (of, among))
    return top / bottom if bottom else math.nan


def _treatment(a: Cells, d: Cells) -> float:
    one, two = (treatment_equality(cells)[0] for cells in (d, a))
    return one.number() - two.number() if one.defined and two.defined else math.nan


def _entropy(a: Cells, d: Cells) -> float:
    both = Cells.of_counts({"all": (a.sums + d.sums)[0].tolist()})
    value = generalized_entropy(both)[0]
    return value.number() if value.defined else math.nan


_TP, _FP, _FN, _TN = range(4)
_PAIRS: dict[str, Pair] = {
    "CI": _class_imbalance,
    "DPL": _rate("prevalence"),
    "KL": _labels(_kl),
    "JS": _labels(_js),
    "LP": _labels(lambda p, q: float(np.linalg.norm(p - q))),
    "TVD": _labels(lambda p, q: float(np.abs(p - q).sum() / 2)),
    "KS": _labels(lambda p, q: float(np.abs(p - q).max())),
    "DPPL": _rate("selection_rate"),
    "DI": _impact,
    "DCA": lambda a, d: _per(a, (_TP, _FN), (_TP, _FP)) - _per(d, (_TP, _FN), (_TP, _FP)),
    "DCR": lambda a, d: _per(d, (_FP, _TN), (_FN, _TN)) - _per(a, (_FP, _TN), (_FN, _TN)),
    "RD": _rate("true_positive_rate"),
    "SD": _flipped(_rate("true_negative_rate")),
    "DAR": _rate("positive_predictive_value"),
    "DRR": _flipped(_rate("negative_predictive_value")),
    "AD": _rate("accuracy"),
    "TE": _treatment,
    "GE": _entropy,
}


def _value(number: float, rows: int) -> Value:
    if math.isnan(number):
        return Value.undefined_because("a denominator is empty", rows)
    return Value(number, n=rows)


def _conditional(groups: Mapping[str, tuple[Cells, Cells]], accepted: tuple[str, str]) -> Value:
    spots = [("tp", "fp", "fn", "tn").index(name) for name in accepted]
    total = weighted = 0.0
    for name, (a, d) in groups.items():
        yes = [float(cells.sums[0, spots].sum()) for cells in (a, d)]
        every = [float(cells.sums.sum()) for cells in (a, d)]
        no = [n - y for n, y in zip(every, yes, strict=True)]
        if not sum(yes) or not sum(no):
            return Value.undefined_because(f"group {name!r} has no accepted or no rejected row")
        total += sum(every)
        weighted += sum(every) * (no[1] / sum(no) - yes[1] / sum(yes))
    if not total:
        return Value.undefined_because("no rows", 0)
    return Value(weighted / total, n=int(total))
