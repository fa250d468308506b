"""Intervals by drawing counts anew, for measures of one cell that have no formula for one."""

from __future__ import annotations

from typing import Literal

import numpy as np

from everyhue.errors import bad_value, unknown_name
from everyhue.metrics.groups.cells import NAMES, Cells, Floats
from everyhue.metrics.groups.composites import COMPOSITES
from everyhue.types import Value

Kind = Literal["percentile", "basic"]

MOST_UNDEFINED = 0.05
"""Share of draws without a value from which there is no interval: it would be of the others."""


def resampled(
    cells: Cells, measure: str, rng: np.random.Generator, *, level: float = 0.95,
    resamples: int = 999, kind: Kind = "percentile",
) -> tuple[Value, ...]:  # fmt: skip
    """Return a measure of every cell, each with a bootstrap interval of its own.

    Drawing rows with replacement is a multinomial draw of a cell's counts, so that rows are not
    needed; with clusters, buckets of whole clusters are drawn. It is for one cell's own sampling
    only: never for gaps between cells, whose percentile interval does not cover (`spread` has
    bounds that do).

    Parameters
    ----------
    cells : Cells
        Outcomes.
    measure : str
        ``"f1_score"``, ``"balanced_accuracy"``, ``"mcc"``, ``"treatment_equality"`` or
        ``"generalized_entropy"``.
    rng : numpy.random.Generator
        For the draws.
    level : float, (0, 1)
        Confidence level of each interval.
    resamples : int, ≥ 20
        Draws.
    kind : {"percentile", "basic"}
        The middle of the draws, or that mirrored at the estimate.

    Returns
    -------
    tuple of Value, length G
        Without an interval where rows have weights and no clusters, since a tally does not say
        which rows weigh what, where more than 5 % of the draws are undefined, or where all agree.

    Raises
    ------
    UnknownNameError, InputError
        For an unknown measure, or a number outside its range.

    Notes
    -----
    Undefined when: the measure is. Cost: O(G · resamples), whatever the rows. Source: Efron and
    Tibshirani 1993, ch. 13.

    Examples
    --------
    >>> cells = Cells.of_counts({"a": (60, 20, 15, 105)})
    >>> print(resampled(cells, "f1_score", np.random.default_rng(1))[0])
    0.774 [0.692, 0.841]
    """
    if measure not in COMPOSITES:
        raise unknown_name("measure to resample", measure, COMPOSITES)
    if not (0 < level < 1 and resamples >= 20):
        raise bad_value("level and resamples", (level, resamples), "one in (0, 1), one ≥ 20")
    if kind not in ("percentile", "basic"):
        raise bad_value("kind", kind, "'percentile' or 'basic'")
    cells.mask(NAMES)
    of, reason = COMPOSITES[measure]
    estimates, rows = of(cells.sums), cells.rows.sum(1)
    made = []
    for spot, (estimate, n) in enumerate(zip(estimates, rows, strict=True)):
        if not np.isfinite(estimate):
            made.append(Value.undefined_because(reason, int(n)))
            continue
        ends = _ends(of(_drawn(cells, spot, rng, resamples)), float(estimate), level, kind)
        made.append(_value(float(estimate), ends, level, (int(n), kind)))
    return tuple(made)


def _drawn(cells: Cells, spot: int, rng: np.random.Generator, resamples: int) -> Floats:
    """(resamples, 4) counts of one cell drawn anew; none where that cannot be done."""
    if cells.clusters is not None:
        units = cells.clusters[spot]
        units = units[units.sum(1) > 0]
        if len(units) < 2:
            return np.zeros((0, len(NAMES)))
        picked = rng.multinomial(len(units), np.full(len(units), 1 / len(units)), resamples)
        made: Floats = picked @ units
        return made
    if cells.squares is not None:
        return np.zeros((0, len(NAMES)))
    counts = cells.rows[spot]
    return rng.multinomial(int(counts.sum()), counts / counts.sum(), resamples).astype(float)


def _ends(draws: Floats, estimate: float, level: float, kind: Kind) -> tuple[float, float] | None:
    known = draws[np.isfinite(draws)]
    if not len(known) or len(known) < (1 - MOST_UNDEFINED) * len(draws):
        return None
    low, high = (float(end) for end in np.quantile(known, ((1 - level) / 2, (1 + level) / 2)))
    if high - low < 1e-12:
        return None
    return (low, high) if kind == "percentile" else (2 * estimate - high, 2 * estimate - low)


def _value(
    estimate: float, ends: tuple[float, float] | None, level: float, told: tuple[int, Kind]
) -> Value:
    n, kind = told
    if ends is None:
        return Value(estimate, n=n)
    return Value(estimate, *ends, level, n, f"{kind} bootstrap of counts")
