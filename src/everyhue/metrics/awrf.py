"""Attention-weighted rank fairness: a list's exposure beside a stated target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value, unknown_name
from everyhue.metrics.divergence import js_bits, moved_share
from everyhue.metrics.given import target_shares
from everyhue.metrics.shown import Shown
from everyhue.registry import register
from everyhue.types import Value

DISTANCES = {"js": js_bits, "tv": moved_share}
WORDS = {
    "js": "Jensen–Shannon divergence to base 2",
    "tv": "total variation distance",
    "log2": "1/log2(1 + rank)",
    "geometric": "stop·(1 − stop)^(rank − 1)",
}


@register(
    "list_measure",
    "awrf",
    range="[0, 1]",
    direction="higher is better",
    unit="1 − distance of exposure from the target",
    undefined_when="no known item in the top k",
    source="Sapiezynski et al. 2019, Quantifying the Impact of User Attention; as 1 − distance: "
    "Raj, Ekstrand 2022, Measuring Fairness in Ranked Results",
)
def awrf(
    sure: ArrayLike | Shown,
    *,
    target: ArrayLike,
    k: int | None = None,
    discount: Literal["log2", "geometric"] = "log2",
    distance: Literal["js", "tv"] = "js",
    stop: float = 0.5,
) -> Value:
    """Return one minus the distance between the exposure of the buckets and the target.

    AWRF = 1 − Δ(e, target), e_b = Σ_{i in b} v_i / Σ_{i known} v_i, v_i the attention at a rank.
    Papers differ in v and Δ; the value's `method` says which were used.

    Parameters
    ----------
    sure : (n,) array_like of int, or Shown
        Bucket of each item in shown order, −1 for unknown.
    target : (B,) array_like, [0, 1]
        Desired shares; they sum to 1. Never the list's own mix.
    k : int or None, ≥ 1
        Depth; the whole list by default.
    discount : {"log2", "geometric"}
        v: 1/log2(1 + rank), or stop·(1 − stop)^(rank − 1).
    distance : {"js", "tv"}
        Δ: Jensen–Shannon divergence to base 2, or total variation distance.
    stop : float, (0, 1)
        With what probability a reader stops at a place, for the geometric discount.

    Returns
    -------
    Value
        In [0, 1], higher is better, 1 on target. With "log2" and "tv" it is 1 − `exposure_gap`.

    Raises
    ------
    InputError
        For shares that do not sum to 1, an index outside the buckets, stop outside (0, 1), k < 1.
    UnknownNameError
        For another discount or distance.

    Notes
    -----
    Undefined when: no known item in the top k. Cost: O(k + B). Source: Sapiezynski et al. 2019
    (geometric attention); Raj, Ekstrand 2022. In other papers AWRF is the distance itself, or a
    statistical test; compare numbers only under the same method.

    Examples
    --------
    >>> value = awrf([0, 1, 1], target=[.5, .5])
    >>> round(value.number(), 4), value.method
    (0.9993, '1 − Jensen–Shannon divergence to base 2, discount 1/log2(1 + rank)')
    """
    shares = target_shares(target).tolist()
    shown = Shown.of(sure, len(shares), k)
    if distance not in DISTANCES:
        raise unknown_name("distance", distance, DISTANCES)
    if discount not in ("log2", "geometric"):
        raise unknown_name("discount", discount, ("log2", "geometric"))
    if not 0 < stop < 1:
        raise bad_value("stop", stop, "a probability in (0, 1)")
    if not shown.known:
        return Value.undefined_because("no known item in the top k", 0)
    got = shown.exposure_shares if discount == "log2" else _geometric(shown, stop)
    apart = DISTANCES[distance](got, shares)
    method = f"1 − {WORDS[distance]}, discount {WORDS[discount]}"
    return Value(max(0.0, 1 - apart), n=shown.known, method=method)


def _geometric(shown: Shown, stop: float) -> Sequence[float]:
    """Exposure shares under stop·(1 − stop)^(rank − 1)."""
    ranks = np.flatnonzero(shown.codes >= 0)
    weights = (1 - stop) ** (ranks - ranks[0]).astype(np.float64)
    got = np.bincount(shown.closed_up, weights, shown.buckets)
    shares: list[float] = (got / got.sum()).tolist()
    return shares
