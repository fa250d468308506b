"""Divergences between two distributions over the same buckets."""

from __future__ import annotations

import numpy as np

from everyhue.metrics.given import Floats


def kl_nats(p: Floats, q: Floats) -> float:
    """Return Σ p ln(p/q), 0·ln 0 = 0; `q` is above 0 wherever `p` is.

    Examples
    --------
    >>> round(kl_nats(np.array([1.0, 0.0]), np.array([0.5, 0.5])), 6)
    0.693147
    """
    held = p > 0
    return max(0.0, float(p[held] @ np.log(p[held] / q[held])))


def js_bits(p: Floats, q: Floats) -> float:
    """Return the Jensen–Shannon divergence to base 2: 0 for equal, 1 for disjoint distributions.

    Examples
    --------
    >>> js_bits(np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    1.0
    """
    middle = (p + q) / 2
    return min(1.0, (kl_nats(p, middle) + kl_nats(q, middle)) / (2 * float(np.log(2))))


def moved_share(p: Floats, q: Floats) -> float:
    """Return the total variation distance: the share that has to move to make one the other.

    Examples
    --------
    >>> moved_share(np.array([1.0, 0.0]), np.array([0.25, 0.75]))
    0.75
    """
    return float(np.abs(p - q).sum() / 2)
