"""α-nDCG: gain that wears off for a bucket each time it was shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.metrics.given import Floats, aspects_of, log2_discount, picked
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "alpha_ndcg",
    range="[0, 1.582]",
    direction="higher is better",
    unit="share of the greedy order's gain",
    undefined_when="no candidate shows any bucket",
    source="Clarke et al. 2008, Novelty and Diversity in Information Retrieval Evaluation (α-nDCG)",
)
def alpha_ndcg(
    order: ArrayLike, aspects: ArrayLike, *, k: int | None = None, alpha: float = 0.5
) -> Value:
    """Return the novelty-aware discounted gain of the top k over that of the greedy best order.

    α-DCG = Σ_{i ≤ k} 1/log2(1 + i) · Σ_b J(i, b) · Π_{j < i} (1 − α·J(j, b)). With J in {0, 1} the
    product is (1 − α)^(times b was shown before); with probabilities it is its expectation for
    items that are labelled independently.

    Parameters
    ----------
    order : (m,) array_like of int
        Candidates in shown order.
    aspects : (n, B) array_like, [0, 1]
        J: whether (or with what probability) a candidate shows a bucket; rows of zeros are unknown
        or not relevant.
    k : int or None, ≥ 1
        Depth; the whole order by default.
    alpha : float, [0, 1]
        How much a bucket wears off each time; 0 rewards repetition as much as novelty.

    Returns
    -------
    Value
        Higher is better; 1 is the gain of the greedy order of all candidates. The greedy order is
        not always the best one, so a value may exceed 1, never e/(e − 1) ≈ 1.582.

    Raises
    ------
    InputError
        For aspects outside [0, 1], a candidate shown twice, alpha outside [0, 1] or k < 1.

    Notes
    -----
    The greedy order breaks ties in favour of the row that shows the first buckets more.
    Undefined when: no candidate shows any bucket. Cost: O(k·n·B) for the greedy order.
    Source: Clarke et al. 2008 (α-nDCG, discount to base 2); the bound follows from greedy being
    within 1 − 1/e of the best prefix of any length.

    Examples
    --------
    >>> round(alpha_ndcg([0, 1, 2], [[1, 0], [1, 0], [0, 1]], k=2).number(), 4)
    0.8066
    """
    rows = aspects_of(aspects, "aspects")
    if not 0 <= alpha <= 1:
        raise bad_value("alpha", alpha, "a number in [0, 1]")
    shown = rows[picked(order, len(rows), k)]
    places = len(rows) if k is None else k
    ideal = _gain(_greedy(rows, alpha, min(places, len(rows))), alpha)
    if not ideal:
        return Value.undefined_because("no candidate shows any bucket", len(rows))
    method = f"α = {alpha:g}, discount 1/log2(1 + rank), greedy ideal"
    return Value(_gain(shown, alpha) / ideal, n=len(rows), method=method)


def _gain(shown: Floats, alpha: float) -> float:
    fresh = np.ones_like(shown)
    fresh[1:] = np.cumprod(1 - alpha * shown, axis=0)[:-1]
    return float(log2_discount(len(shown)) @ (shown * fresh).sum(axis=1))


def _greedy(rows: Floats, alpha: float, length: int) -> Floats:
    """Rows in the order in which each next one adds most, whatever order they came in."""
    rows = rows[np.lexsort(-rows.T[::-1])]
    fresh, free, taken = np.ones(rows.shape[1]), np.ones(len(rows), bool), []
    for _ in range(length):
        pick = int(np.argmax(np.where(free, rows @ fresh, -1.0)))
        free[pick] = False
        taken.append(pick)
        fresh = fresh * (1 - alpha * rows[pick])
    return rows[taken]
