"""Rates of cells as values, and how they differ."""

from __future__ import annotations

from typing import Literal

import numpy as np

from everyhue.errors import bad_value
from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.groups.rates import measure_called, rate_called
from everyhue.metrics.groups.ratio import Ratio
from everyhue.metrics.inference.five_sums import FiveSums
from everyhue.metrics.inference.shares import Method, clopper_pearson, wilson
from everyhue.metrics.inference.simultaneous import Bounds
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
    return _each(chosen, five, interval(*five.effective(level), level), (level, method))


def values(cells: Cells, measure: Ratio, level: float = 0.95) -> tuple[Value, ...]:
    """Return any measure of every cell, each with its own interval.

    Parameters
    ----------
    cells : Cells
        Sums that the measure is made of.
    measure : Ratio
        A `Rate` or a `Mean`.
    level : float, (0, 1)
        Confidence level of each interval.

    Returns
    -------
    tuple of Value, length G
        n counts the rows below the line. Without an interval where there is one unit only.

    Raises
    ------
    InputError
        For a measure of other sums.

    Notes
    -----
    Undefined when: a cell has no row below the line. Cost: O(G). Source: this project.

    Examples
    --------
    >>> cells = Cells.of_counts({"a": (5, 1, 5, 9)}, by="g")
    >>> print(values(cells, rate_called("tpr"))[0])
    0.500 [0.187, 0.813]
    """
    five = measure.five(cells)
    return _each(measure, five, measure.bounds(five, level), (level, measure.method(cells)))


def bounded(measure: Ratio, cells: Cells, level: float, family: int) -> Bounds:
    """Return bounds of every cell at the level each has when `family` of them share it."""
    five = measure.five(cells)
    low, high = measure.bounds(five, 1 - (1 - level) / max(1, family))
    return Bounds(five.ratio, low, high, level, family)


def _each(
    measure: Ratio, five: FiveSums, span: tuple[Floats, Floats], told: tuple[float, str]
) -> tuple[Value, ...]:
    level, method = told
    made = []
    for r, low, high, n in zip(five.ratio, *span, five.rows, strict=True):
        if not n or np.isnan(r):
            made.append(Value.undefined_because(f"no {measure.rows}", int(n)))
        elif not np.isfinite(high - low):
            made.append(Value(float(r), n=int(n), method=method))
        else:
            made.append(Value(float(r), float(low), float(high), level, int(n), method))
    return tuple(made)


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
    Undefined when: fewer than two cells have the rate, or, for a ratio, the largest is 0 or the
    smallest below it. The estimate is too large by chance alone where cells are small; the
    interval is not fooled. Cost: O(G). Source: Bonferroni 1936; Clopper and Pearson 1934.

    Examples
    --------
    >>> cells = Cells.of_counts({"a": (30, 0, 0, 70), "b": (50, 0, 0, 50)}, by="g")
    >>> print(spread(cells, "selection_rate"))
    0.200 [0.000, 0.414]
    """
    bounds, rows = _defined(cells, measure_called(rate), level)
    if len(bounds.estimate) < 2:
        return Value.undefined_because("fewer than two groups with a value", rows)
    least, most = float(bounds.estimate.min()), float(bounds.estimate.max())
    if _how(how) == "ratio":
        if most == 0:
            return Value.undefined_because("the largest is 0", rows)
        if least < 0:
            return Value.undefined_because("numbers below 0 have no ratio", rows)
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
    chosen, family = measure_called(rate), len(cells) + 1
    mine = bounded(chosen, cells, level, family)
    base = bounded(chosen, other, level, family)
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
    >>> ends(-0.1, 0.3, (0.2, 0.5), "ratio"), ends(0.1, 0.3, (0.0, 0.5), "ratio")
    ((-0.5, 1.4999999999999998), (0.2, inf))
    """
    if how == "difference":
        return low - base[1], high - base[0]
    if base[0] < 0 or (base[0] == 0 and low < 0):
        return -np.inf, np.inf
    if base[0] == 0:  # what divides may be 0, so that there is no upper end
        return (low / base[1] if base[1] else 0.0), np.inf
    quotients = [end / other for end in (low, high) for other in base]
    return min(quotients), max(quotients)


def _compared(i: int, mine: Bounds, base: Bounds, how: How, told: tuple[Ratio, int]) -> Value:
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


def _defined(cells: Cells, rate: Ratio, level: float) -> tuple[Bounds, int]:
    five = rate.five(cells)
    kept = np.flatnonzero(five.n > 0)
    return bounded(rate, cells.take(kept), level, len(kept)), int(five.rows.sum())


def _value(estimate: float, span: tuple[float, float], bounds: Bounds, rows: int) -> Value:
    method = f"simultaneous, {bounds.family} bounds"
    if not np.isfinite(span[1] - span[0]):
        return Value(estimate, n=rows, method=method)
    return Value(estimate, min(span[0], estimate), span[1], bounds.level, rows, method)


def _how(how: How) -> How:
    if how not in ("difference", "ratio"):
        raise bad_value("how", how, "'difference' or 'ratio'")
    return how
