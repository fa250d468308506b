"""Intervals of shares and of differences between shares, and percentiles of replicates."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from everyhue.signals.given import Floats
from everyhue.types import Value
from everyhue.types.share import share_of, wilson

__all__ = ["between", "least_ratio", "share_of", "widest_gap", "wilson"]


def between(estimate: float, replicates: Floats, level: float, n: int, method: str) -> Value:
    """Return an estimate with the middle `level` of its replicates as the interval."""
    tail = (1 - level) / 2
    low, high = (float(q) for q in np.quantile(replicates, [tail, 1 - tail]))
    return Value(estimate, min(low, estimate), max(high, estimate), level, n, method)


def widest_gap(
    hits: Floats, counts: Floats, level: float = 0.95, worth: Floats | None = None
) -> Value:
    """Return the largest minus the smallest of several shares.

    Parameters
    ----------
    hits, counts : (B,) float64
        Items that are hits, and all, of each share.
    level : float, (0, 1)
        Confidence level.
    worth : (B, B) float64, (0, 1], optional
        What an item of share a counts for beside share b, where items are not independent.

    Notes
    -----
    It is the largest difference over pairs. Its upper bound is the largest upper bound of a pair:
    the true widest pair's own bound is among them, so no correction is needed. Its lower bound is
    the largest lower bound of a pair, each at a level corrected for the number of pairs.
    Source: Newcombe 1998, method 10 (pairs); Bonferroni.

    Examples
    --------
    >>> print(widest_gap(np.array([80, 60]), np.array([100, 100])))
    0.200 [0.073, 0.319]
    """
    shares, told = hits / counts, _told(counts, worth)
    high = max(_apart(shares, told, a, b, _z(level))[1] for a, b in _pairs(len(shares)))
    strict = _z(1 - (1 - level) * 2 / (len(shares) * (len(shares) - 1)))
    low = max(_apart(shares, told, a, b, strict)[0] for a, b in _pairs(len(shares)))
    gap = float(shares.max() - shares.min())
    return Value(
        gap, min(gap, max(0.0, low)), max(gap, high), level, int(counts.sum()), "Newcombe, pairs"
    )


def least_ratio(
    hits: Floats, counts: Floats, level: float = 0.95, worth: Floats | None = None
) -> Value:
    """Return the smallest over the largest of several shares, [0, 1].

    Parameters
    ----------
    hits, counts, level, worth
        As in `widest_gap`.

    Notes
    -----
    Undefined when: every share is 0. Bounds as in `widest_gap`, of logarithms of ratios with half
    an item added. Source: Walter 1975 (ratio of two shares); Bonferroni.

    Examples
    --------
    >>> print(least_ratio(np.array([80, 60]), np.array([100, 100])))
    0.750 [0.624, 0.906]
    """
    shares = hits / counts
    if not shares.any():
        return Value.undefined_because("every share is 0", int(counts.sum()))
    found, told = _told(hits, worth), _told(counts, worth)
    low = min(_ratio(found, told, a, b, _z(level))[0] for a, b in _pairs(len(shares)))
    strict = _z(1 - (1 - level) * 2 / (len(shares) * (len(shares) - 1)))
    high = min(_ratio(found, told, a, b, strict)[1] for a, b in _pairs(len(shares)))
    ratio = float(shares.min() / shares.max())
    n = int(counts.sum())
    return Value(ratio, min(ratio, low), max(ratio, min(1.0, high)), level, n, "Walter, pairs")


def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def _pairs(n: int) -> list[tuple[int, int]]:
    return [(a, b) for a in range(n) for b in range(n) if a != b]


def _told(counts: Floats, worth: Floats | None) -> Floats:
    """(B, B): what the items of share a count for beside share b."""
    return np.repeat(counts[:, None], len(counts), axis=1) * (1.0 if worth is None else worth)


def _apart(shares: Floats, told: Floats, a: int, b: int, z: float) -> tuple[float, float]:
    """Bounds of share a minus share b."""
    p, q = float(shares[a]), float(shares[b])
    p_low, p_high = wilson(p, float(told[a, b]), z)
    q_low, q_high = wilson(q, float(told[b, a]), z)
    return p - q - math.hypot(p - p_low, q_high - q), p - q + math.hypot(p_high - p, q - q_low)


def _ratio(found: Floats, told: Floats, a: int, b: int, z: float) -> tuple[float, float]:
    """Bounds of share a over share b."""
    held = (found[a, b], found[b, a], told[a, b], told[b, a])
    x, y, m, n = (float(v) + 0.5 for v in held)
    middle, half = math.log(x / m * n / y), z * math.sqrt(1 / x - 1 / m + 1 / y - 1 / n)
    return math.exp(middle - half), math.exp(middle + half)
