"""S-recall: the share of buckets that a list shows."""

from __future__ import annotations

from numpy.typing import ArrayLike

from everyhue.metrics.shown import Shown
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "s_recall",
    range="[0, 1]",
    direction="higher is better",
    unit="share of buckets",
    undefined_when="no known item in the top k",
    source="Zhai, Cohen, Lafferty 2003, Beyond Independent Relevance (S-recall)",
)
def s_recall(sure: ArrayLike | Shown, *, buckets: int, k: int) -> Value:
    """Return the share of the buckets that the top k shows at least once.

    Parameters
    ----------
    sure : (n,) array_like of int, or Shown
        Bucket of each item in shown order, −1 for unknown.
    buckets : int, ≥ 2
        Number of buckets B.
    k : int, ≥ 1
        Depth.

    Returns
    -------
    Value
        In (0, 1], higher is better.

    Raises
    ------
    InputError
        For an index outside the buckets or k < 1.

    Notes
    -----
    Undefined when: no known item in the top k. Cost: O(k + B).
    Source: Zhai, Cohen, Lafferty 2003.

    Examples
    --------
    >>> s_recall([0, 0, 2, -1], buckets=4, k=4).estimate
    0.5
    """
    shown = Shown.of(sure, buckets, k)
    if not shown.known:
        return Value.undefined_because("no known item in the top k", 0)
    return Value(sum(map(bool, shown.counts)) / buckets, n=shown.known)
