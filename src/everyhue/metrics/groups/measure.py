"""Rates of cells as values, and how they differ."""

from __future__ import annotations

from typing import Literal

import numpy as np

from everyhue.errors import bad_value
from everyhue.metrics.groups.cells import Cells
from everyhue.metrics.groups.rates import Rate, rate_called
from everyhue.metrics.inference.shares import Method, clopper_pearson, wilson
from everyhue.metrics.inference.simultaneous import Bounds, simultaneous
from everyhue.types import Value

How = Literal["difference", "ratio"]


def rates(
    cells: Cells, rate: str, *, level: float = 0.95, method: Method = "Clopper–Pearson"
) -> tuple[Value, ...]:
    """Return a rate of every cell, each with its own interval.

    Parameters
    ----------
    cells : Cells
        Outcomes.
    rate : str
        Name of a rate.
    level : float, (0, 1)
        Confidence level of each interval.
    method : {"Clopper–Pearson", "Wilson"}
        Exact, or shorter. Weights and clusters come in by the effective number of rows.

    Returns
    -------
    tuple of Value, length G
        n counts the rows of the denominator.

    Raises
    ------
    UnknownNameError, InputError
        For an unknown rate, or a level outside (0, 1).

    Notes
    -----
    Undefined when: a cell has no row in the denominator. Cost: O(G). Source: Clopper and Pearson
    1934; Wilson 1927; Korn and Graubard 1998.

    Examples
    --------
    >>> cells = Cells.of_counts({"a": (5, 1, 5, 9), "b": (0, 2, 0, 8)}, by="g")
    >>> [str(value) for value in rates(cells, "tpr")]
    ['0.500 [0.187, 0.813]', 'undefined: no positive rows']
    """
    chosen = rate_called(rate)
    five = chosen.five(cells)
    interval = wilson if method == "Wilson" else clopper_pearson
    low, high = interval(*five.effective(level), level)
    return tuple(
        Value(float(r), float(lo), float(hi), level, int(n), method)
        if n and not np.isnan(r)
        else Value.undefined_because(f"no {chosen.rows}", int(n))
        for r, lo, hi, n in zip(five.ratio, low, high, five.rows, strict=True)
    )


def spread(cells: Cells, rate: str, how: How = "difference", level: float = 0.95) -> Value:
    """Return the largest rate minus the smallest, or the smallest over the largest.

    Parameters
    ----------
    cells : Cells
        Outcomes.
    rate : str
        Name of a rate.
    how : {"difference", "ratio"}
        0 is even for a difference, 1 for a ratio.
    level : float, (0, 1)
        Chance that the bounds of all cells, and so the interval, hold.

    Returns
    -------
    Value, [0, 1]
        Over the cells where the rate is defined, with bounds from simultaneous ones.

    Raises
    ------
    UnknownNameError, InputError
        For an unknown rate or comparison.

    Notes
    -----
    Undefined when: fewer than two cells have the rate, or, for a ratio, the largest is 0. The
    estimate is too large by chance alone where cells are small; the interval is not fooled.
    Cost: O(G). Source: Bonferroni 1936; Clopper and Pearson 1934.

    Examples
    --------
    >>> cells = Cells.of_counts({"a": (30, 0, 0, 70), "b": (50, 0, 0, 50)}, by="g")
    >>> print(spread(cells, "selection_rate"))
    0.200 [0.000, 0.414]
    """
    bounds, rows = _defined(cells, rate_called(rate), level)
    if len(bounds.estimate) < 2:
        return Value.undefined_because("fewer than two groups with a value", rows)
    least, most = float(bounds.estimate.min()), float(bounds.estimate.max())
    if _how(how) == "ratio":
        if most == 0:
            return Value.undefined_because("the largest is 0", rows)
        return _value(least / most, bounds.ratio(), bounds, rows)
    return _value(most - least, bounds.gap(), bounds, rows)


def against(
    cells: Cells, rate: str, other: Cells, *, how: How = "difference", level: float = 0.95
) -> tuple[Value, ...]:
    """Return how the rate of every cell differs from that of one other cell.

    Parameters
    ----------
    cells : Cells
        Outcomes.
    rate : str
        Name of a rate.
    other : Cells of one cell
        A reference group, or `cells.total()`.
    how : {"difference", "ratio"}
        Cell minus other, or cell over other.
    level : float, (0, 1)
        Chance that all bounds hold, those of the other among them.

    Returns
    -------
    tuple of Value, length G
        0, or 1, is even.

    Raises
    ------
    UnknownNameError, InputError
        For an unknown rate or comparison.

    Notes
    -----
    Undefined when: a cell or the other has no such rate, or the other is 0 for a ratio.
    Cost: O(G). Source: Bonferroni 1936; Clopper and Pearson 1934.

    Examples
    --------
    >>> cells = Cells.of_counts({"women": (109, 0, 201, 0), "men": (191, 0, 499, 0)}, by="sex")
    >>> [round(v.number(), 3) for v in against(cells, "recall", cells.take([1]), how="ratio")]
    [1.27, 1.0]
    """
    chosen, family = rate_called(rate), len(cells) + 1
    mine = simultaneous(chosen.five(cells), level, family)
    base = simultaneous(chosen.five(other), level, family)
    rows = chosen.five(cells).rows
    return tuple(
        _compared(i, mine, base, _how(how), (chosen, int(rows[i]))) for i in range(len(cells))
    )


def ends(low: float, high: float, base: tuple[float, float], how: How) -> tuple[float, float]:
    """Return what a difference or ratio can be, from the bounds of both; inf where there is none.

    Examples
    --------
    >>> ends(0.2, 0.3, (0.4, 0.5), "ratio")
    (0.4, 0.7499999999999999)
    """
    if how == "difference":
        return low - base[1], high - base[0]
    return (low / base[1] if base[1] else 0.0), (high / base[0] if base[0] else np.inf)


def _compared(i: int, mine: Bounds, base: Bounds, how: How, told: tuple[Rate, int]) -> Value:
    rate, rows = told
    one, two = float(mine.estimate[i]), float(base.estimate[0])
    if np.isnan(one) or np.isnan(two):
        whose = "" if np.isnan(one) else " to compare with"
        return Value.undefined_because(f"no {rate.rows}{whose}", rows)
    if how == "ratio" and two == 0:
        return Value.undefined_because("what it is compared with is 0", rows)
    span = ends(
        float(mine.low[i]), float(mine.high[i]), (float(base.low[0]), float(base.high[0])), how
    )
    return _value(one / two if how == "ratio" else one - two, span, mine, rows)


def _defined(cells: Cells, rate: Rate, level: float) -> tuple[Bounds, int]:
    five = rate.five(cells)
    kept = np.flatnonzero(five.n > 0)
    return simultaneous(rate.five(cells.take(kept)), level, max(1, len(kept))), int(five.rows.sum())


def _value(estimate: float, span: tuple[float, float], bounds: Bounds, rows: int) -> Value:
    method = f"simultaneous Clopper–Pearson, {bounds.family} bounds"
    high = span[1] if np.isfinite(span[1]) else None
    low = None if high is None else min(span[0], estimate)
    return Value(estimate, low, high, bounds.level, rows, method)


def _how(how: How) -> How:
    if how not in ("difference", "ratio"):
        raise bad_value("how", how, "'difference' or 'ratio'")
    return how
