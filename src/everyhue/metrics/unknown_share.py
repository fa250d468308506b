"""The share of a list about which nothing is sure."""

from __future__ import annotations

from numpy.typing import ArrayLike

from everyhue.metrics.given import top_codes
from everyhue.metrics.shown import Shown
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "unknown_share",
    range="[0, 1]",
    direction="unchanged is best",
    unit="share of places",
    undefined_when="an empty list",
    source="this project",
)
def unknown_share(sure: ArrayLike | Shown, *, k: int | None = None) -> Value:
    """Return the share of the top k whose bucket is not sure.

    Parameters
    ----------
    sure : (n,) array_like of int, or Shown
        Bucket of each item in shown order, −1 for unknown.
    k : int or None, ≥ 1
        Depth; the whole list by default.

    Returns
    -------
    Value
        In [0, 1]; report it beside every measure that counts known items.

    Raises
    ------
    InputError
        For a malformed column or k < 1.

    Notes
    -----
    Undefined when: the list is empty. Cost: O(k). Source: this project.

    Examples
    --------
    >>> unknown_share([0, -1, 1, -1], k=2).estimate
    0.5
    """
    codes = sure.codes if isinstance(sure, Shown) else top_codes(sure, k)
    if not len(codes):
        return Value.undefined_because("an empty list", 0)
    return Value(float((codes < 0).mean()), n=len(codes))
