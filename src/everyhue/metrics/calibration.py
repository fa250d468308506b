"""Calibration: does the mix of a list match the mix it should have?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.metrics.divergence import js_bits, kl_nats
from everyhue.metrics.given import Floats, aspects_of, places, target_shares
from everyhue.registry import register
from everyhue.types import Value

SUMS_TO_ONE = 1e-4
"""How far a row of single-precision probabilities may be from a sum of 1."""


@register(
    "list_measure",
    "calibration_kl",
    range="[0, inf)",
    direction="lower is better",
    unit="nat",
    undefined_when="no known item in the top k",
    source="Steck 2018, Calibrated Recommendations (C_KL)",
)
def calibration_kl(
    probs: ArrayLike, *, target: ArrayLike, k: int | None = None, alpha: float = 0.01
) -> Value:
    """Return the divergence of a list's mix from its target.

    C_KL = Σ_b p_b ln(p_b / q̃_b), q̃ = (1 − α)·q + α·p, p the target, q the mean of the rows of the
    known items in the top k.

    Parameters
    ----------
    probs : (n, B) array_like, [0, 1]
        Probability of each bucket for each item in shown order; rows sum to 1, rows of unknown
        items are 0.
    target : (B,) array_like, [0, 1]
        p: desired shares; they sum to 1.
    k : int or None, ≥ 1
        Depth; the whole list by default.
    alpha : float, (0, 1)
        Smoothing that keeps the divergence finite where a bucket is not shown.

    Returns
    -------
    Value
        In [0, −ln α], lower is better; α stands in `method`.

    Raises
    ------
    InputError
        For rows that do not sum to 1 or 0, shares that do not match, alpha outside (0, 1), k < 1.

    Notes
    -----
    Undefined when: no known item in the top k. Cost: O(k·B).
    Source: Steck 2018 (C_KL, α = .01), every place counting the same.

    Examples
    --------
    >>> round(calibration_kl([[1, 0], [1, 0]], target=[.5, .5]).number(), 4)
    1.9585
    >>> calibration_kl([[1, 0], [0, 1]], target=[.5, .5]).estimate
    0.0
    """
    if not 0 < alpha < 1:
        raise bad_value("alpha", alpha, "a number in (0, 1)")
    wanted = target_shares(target)
    known = _known_rows(probs, len(wanted), k)
    if not len(known):
        return Value.undefined_because("no known item in the top k", 0)
    mix = (1 - alpha) * known.mean(axis=0) + alpha * wanted
    return Value(
        kl_nats(wanted.tolist(), mix.tolist()), n=len(known), method=f"KL in nats, α = {alpha:g}"
    )


@register(
    "list_measure",
    "calibration_js",
    range="[0, 1]",
    direction="lower is better",
    unit="bit",
    undefined_when="no known item in the top k",
    source="Lin 1991, Divergence Measures Based on the Shannon Entropy; in place of the KL of "
    "Steck 2018, Calibrated Recommendations",
)
def calibration_js(probs: ArrayLike, *, target: ArrayLike, k: int | None = None) -> Value:
    """Return the Jensen–Shannon divergence, to base 2, between a list's mix and its target.

    C_JS = ½ KL(p ‖ m) + ½ KL(q ‖ m), m = (p + q)/2, logarithms to base 2; no smoothing is needed.

    Parameters
    ----------
    probs, target, k
        As in `calibration_kl`.

    Returns
    -------
    Value
        In [0, 1], lower is better.

    Raises
    ------
    InputError
        For rows that do not sum to 1 or 0, shares that do not match, or k < 1.

    Notes
    -----
    Undefined when: no known item in the top k. Cost: O(k·B). Source: Lin 1991; Steck 2018.

    Examples
    --------
    >>> round(calibration_js([[1, 0], [1, 0]], target=[.5, .5]).number(), 4)
    0.3113
    """
    wanted = target_shares(target)
    known = _known_rows(probs, len(wanted), k)
    if not len(known):
        return Value.undefined_because("no known item in the top k", 0)
    return Value(
        js_bits(wanted.tolist(), known.mean(axis=0).tolist()), n=len(known), method="JS to base 2"
    )


def _known_rows(probs: ArrayLike, buckets: int, k: int | None) -> Floats:
    rows = aspects_of(probs, "probs", buckets)
    sums = rows.sum(axis=1)
    off = (np.abs(sums - 1) > SUMS_TO_ONE) & (sums != 0)
    if off.any():
        row = int(np.argmax(off))
        raise bad_value(f"probs, row {row}", rows[row].tolist(), "a sum of 1, or 0 for unknown")
    top = slice(0, places(k))
    return np.asarray((rows[top] / np.where(sums[top] > 0, sums[top], 1)[:, None])[sums[top] > 0])
