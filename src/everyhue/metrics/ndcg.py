"""nDCG: how much of the attainable discounted gain an order keeps."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.metrics.given import Floats, gains_of, log2_discount, picked, places
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "ndcg",
    range="[0, 1]",
    direction="higher is better",
    unit="share of the attainable gain",
    undefined_when="no candidate has a gain above 0",
    source="Järvelin, Kekäläinen 2002, Cumulated Gain-Based Evaluation, with linear gain",
)
def ndcg(order: ArrayLike, gains: ArrayLike, *, k: int) -> Value:
    """Return the discounted gain of the top k over the most that any order could have.

    DCG = Σ_{i ≤ k} gain_i / log2(1 + i), linear gain; nDCG = DCG / DCG of the gains sorted.

    Parameters
    ----------
    order : (m,) array_like of int
        Candidates in shown order.
    gains : (n,) array_like, ≥ 0
        Graded relevance of each candidate, such as its logged score.
    k : int, ≥ 1
        Depth.

    Returns
    -------
    Value
        In [0, 1], higher is better.

    Raises
    ------
    InputError
        For a negative or infinite gain, or k < 1.

    Notes
    -----
    Undefined when: no candidate has a gain above 0. Cost: O(n log n).
    Source: Järvelin, Kekäläinen 2002. It says what the log thought relevant, not what people do.

    Examples
    --------
    >>> round(ndcg([1, 0], [1.0, 0.5], k=2).number(), 4)
    0.8597
    """
    worth = gains_of(gains, "gains")
    ideal = _dcg(np.sort(worth)[::-1], k)
    if not ideal:
        return Value.undefined_because("no candidate has a gain above 0", len(worth))
    return Value(_dcg(worth[picked(order, len(worth), None)], k) / ideal, n=len(worth))


def dcg(gains: ArrayLike, *, k: int) -> float:
    """Return Σ gain_i / log2(1 + i) over the first k gains in shown order.

    Examples
    --------
    >>> dcg([1, 1], k=1)
    1.0
    """
    return _dcg(gains_of(gains, "gains"), k)


def scaled(values: ArrayLike) -> Floats:
    """Return (v − min)/(max − min), or all 1 where every value is the same.

    Examples
    --------
    >>> scaled([3, 1, 2]).tolist()
    [1.0, 0.0, 0.5]
    """
    raw = np.asarray(values, np.float64)
    if raw.ndim != 1 or not np.isfinite(raw).all():
        raise bad_value("values", values, "one finite number per item")
    if not len(raw) or raw.max() == raw.min():
        return np.ones(len(raw))
    return np.asarray((raw - raw.min()) / (raw.max() - raw.min()))


def _dcg(gains: Floats, k: int) -> float:
    top = gains[: places(k)]
    return float(top @ log2_discount(len(top)))
