"""Estimates of many cells drawn towards their mean, as far as chance explains their spread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value

Floats = NDArray[np.float64]

LEAST = 6
"""Fewest cells that are shrunk: from six on, what is drawn this far is nearer to the truth."""

_STEPS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """Estimates for display, never for verdicts.

    Parameters
    ----------
    estimate : (G,) float
        Nearer to the truth on the whole than the raw ones, though not each of them.
    kept : (G,) float, [0, 1]
        How much of a cell's distance from the mean is kept: 1 is raw, 0 the mean.
    overall : float
        The mean that cells are drawn to.
    spread : float, ≥ 0
        Standard deviation of the true values between cells; 0 where chance explains all.
    """

    estimate: Floats
    kept: Floats
    overall: float
    spread: float


def shrink_rates(k: ArrayLike, n: ArrayLike) -> Shrunk:
    """Return rates of cells drawn towards their mean (beta-binomial).

    (k + Mμ) / (n + M), with μ and M of a Beta(Mμ, M(1 − μ)) that the true rates come from. The
    variance τ² = μ(1 − μ) / (M + 1) solves Σ (k/n − μ)² / (τ² + (μ(1 − μ) − τ²)/n) = G − 1.

    Parameters
    ----------
    k, n : (G,) float, 0 ≤ k ≤ n
        Hits and rows; with weights or clusters, the effective ones.

    Returns
    -------
    Shrunk
        In [0, 1]. A cell without rows gets the mean. Raw where fewer than six cells have rows.

    Raises
    ------
    InputError
        For k outside [0, n].

    Notes
    -----
    Undefined when: no cell has rows; then NaN. Cost: O(G). Source: Kleinman 1973 (moments of the
    beta-binomial); Paule and Mandel 1982 (the equation); Efron and Morris 1973 (why it is nearer:
    with G cells alike in size it multiplies distances by 1 − (G − 1)/S, which beats the raw ones
    wherever G − 1 < 2(G − 3), so from six cells on).

    Examples
    --------
    >>> found = shrink_rates([0, 30, 33, 27, 36, 300], [4, 100, 100, 100, 100, 1000])
    >>> found.estimate.round(3).tolist(), found.spread
    ([0.303, 0.303, 0.303, 0.303, 0.303, 0.303], 0.0)
    """
    hits, rows = np.asarray(k, float), np.asarray(n, float)
    if not np.all((hits >= 0) & (hits <= rows * (1 + 1e-9))):
        raise bad_value("k", hits.tolist(), "numbers from 0 to n")
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = np.where(rows > 0, hits / rows, np.nan)

    def noise(overall: float, spread2: float) -> Floats:
        each = max(overall * (1 - overall) - spread2, 0.0)
        return np.asarray(each / np.maximum(rows, 1e-300))

    return _shrunk(raw, rows > 0, noise)


def shrink_means(mean: ArrayLike, variance: ArrayLike) -> Shrunk:
    """Return means of cells drawn towards their mean (normal-normal).

    μ + τ² / (τ² + v) · (mean − μ), τ² from Σ (mean − μ)² / (τ² + v) = G − 1.

    Parameters
    ----------
    mean : (G,) float
        Means; NaN where a cell has none.
    variance : (G,) float, ≥ 0
        Of each mean; inf where it is not known. Where cells are small, pool the variance of rows
        first, since a small cell's own variance is as uncertain as its mean.

    Returns
    -------
    Shrunk
        A cell without a mean or a variance gets the overall one. Raw where fewer than six cells
        have both.

    Raises
    ------
    InputError
        For a negative variance.

    Notes
    -----
    Undefined when: no cell has a mean; then NaN. Cost: O(G). Source: Paule and Mandel 1982;
    Efron and Morris 1973.

    Examples
    --------
    >>> shrink_means([1, 1, 1, 1, 1, 7.0], [0.01, 0.01, 0.01, 0.01, 0.01, 2]).estimate.round(2)
    array([1.  , 1.  , 1.  , 1.  , 1.  , 5.33])
    """
    raw, var = np.asarray(mean, float), np.asarray(variance, float)
    if (var < 0).any():
        raise bad_value("variance", var.tolist(), "numbers ≥ 0")
    there = np.isfinite(raw) & np.isfinite(var)
    held = np.where(there, var, np.inf)
    return _shrunk(raw, there, lambda overall, spread2: held)


def _shrunk(
    raw: Floats, there: NDArray[np.bool_], noise: Callable[[float, float], Floats]
) -> Shrunk:
    if not there.any():
        return Shrunk(np.full(len(raw), np.nan), np.zeros(len(raw)), float("nan"), float("nan"))
    spread2, overall, variance = _solve(raw, there, noise)
    if there.sum() < LEAST:
        kept = there.astype(float)
    else:
        with np.errstate(invalid="ignore"):
            total = spread2 + variance
            kept = np.where(there & (total > 0), spread2 / np.where(total > 0, total, 1.0), 0.0)
    away = np.where(there, raw, overall) - overall
    return Shrunk(overall + kept * away, kept, overall, float(np.sqrt(spread2)))


def _solve(
    raw: Floats, there: NDArray[np.bool_], noise: Callable[[float, float], Floats]
) -> tuple[float, float, Floats]:
    """Find the variance between cells that explains how far they lie apart; 0 if none is needed."""
    low, high = 0.0, float(np.ptp(raw[there])) ** 2 + 1e-300
    if _apart(raw, there, noise, 0.0)[0] <= there.sum() - 1:
        high = 0.0
    for _ in range(_STEPS if high else 0):
        middle = (low + high) / 2
        over = _apart(raw, there, noise, middle)[0] > there.sum() - 1
        low, high = (middle, high) if over else (low, middle)
    found = _apart(raw, there, noise, high)
    return high, found[1], found[2]


def _apart(
    raw: Floats, there: NDArray[np.bool_], noise: Callable[[float, float], Floats], spread2: float
) -> tuple[float, float, Floats]:
    """Return Σ w (raw − μ)², μ and the variances, w = 1 / (τ² + variance)."""
    overall = float(raw[there].mean())
    variance = noise(overall, spread2)
    for _ in range(20):
        weights = 1 / np.maximum(spread2 + variance[there], 1e-300)
        before, overall = overall, float((weights * raw[there]).sum() / weights.sum())
        variance = noise(overall, spread2)
        if abs(overall - before) < 1e-12:
            break
    weights = 1 / np.maximum(spread2 + variance[there], 1e-300)
    return float((weights * (raw[there] - overall) ** 2).sum()), overall, variance
