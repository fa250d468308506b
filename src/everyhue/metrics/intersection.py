"""Two dimensions at once: which combinations does a list show?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.metrics.div_at_k import div_at_k
from everyhue.metrics.given import Codes, bucket_counts, picked, places, top_codes
from everyhue.registry import register
from everyhue.types import Value


def crossed(first: ArrayLike, second: ArrayLike, shape: tuple[int, int]) -> Codes:
    """Return one index per item for its pair of buckets, −1 where either is unknown.

    Parameters
    ----------
    first, second : (n,) array_like of int
        Bucket of each item in two dimensions, −1 for unknown.
    shape : (int, int)
        Number of buckets of each.

    Returns
    -------
    (n,) intp
        ``first · shape[1] + second``.

    Raises
    ------
    InputError
        For columns of different length or an index outside the buckets.

    Examples
    --------
    >>> crossed([0, 1, -1], [2, 0, 1], (2, 3)).tolist()
    [2, 3, -1]
    """
    a, b = top_codes(first, None), top_codes(second, None)
    if len(a) != len(b):
        raise bad_value("second", len(b), f"one bucket per item, {len(a)}")
    bucket_counts(a, shape[0])
    bucket_counts(b, shape[1])
    return np.where((a < 0) | (b < 0), -1, a * shape[1] + b)


@register(
    "list_measure",
    "intersection_div_at_k",
    range="{0, 1}",
    direction="higher is better",
    unit="list",
    undefined_when="no combination has supply, more of them than places, or none known in the top",
    source="this project: Div@k over the pairs of buckets that candidates hold",
)
def intersection_div_at_k(
    order: ArrayLike, first: ArrayLike, second: ArrayLike, *, shape: tuple[int, int], k: int
) -> Value:
    """Return 1 where the top k shows every combination of two dimensions that candidates hold.

    Parameters
    ----------
    order : (m,) array_like of int
        Candidates in shown order.
    first, second : (n,) array_like of int
        Bucket of each candidate in two dimensions, −1 for unknown.
    shape : (int, int)
        Number of buckets of each.
    k : int, ≥ 1
        Depth.

    Returns
    -------
    Value
        0 or 1, higher is better.

    Raises
    ------
    InputError
        For columns of different length, an index outside the buckets, or k < 1.

    Notes
    -----
    Undefined when: no combination has supply, more combinations have supply than there are places
    (see `intersection_recall` then), or none is known in the top k. Cost: O(n + B₁·B₂).
    Source: this project.

    Examples
    --------
    >>> intersection_div_at_k([0, 1], [0, 0, 1], [0, 1, 1], shape=(2, 2), k=3).estimate
    0.0
    """
    pairs, size = crossed(first, second, shape), shape[0] * shape[1]
    supplied = bucket_counts(pairs, size) > 0
    if not supplied.any():
        return Value.undefined_because("no combination has supply", 0)
    shown = pairs[picked(order, len(pairs), None)]
    return div_at_k(shown, buckets=size, k=k, required=supplied)


@register(
    "list_measure",
    "intersection_recall",
    range="[0, 1]",
    direction="higher is better",
    unit="share of attainable combinations",
    undefined_when="no combination has supply",
    source="this project: S-recall (Zhai et al. 2003) over supplied pairs of buckets",
)
def intersection_recall(
    order: ArrayLike, first: ArrayLike, second: ArrayLike, *, shape: tuple[int, int], k: int
) -> Value:
    """Return the share of the attainable combinations of two dimensions that the top k shows.

    |combinations in the top k| / min(k, |combinations that candidates hold|).

    Parameters
    ----------
    order, first, second, shape, k
        As in `intersection_div_at_k`.

    Returns
    -------
    Value
        In [0, 1], higher is better.

    Raises
    ------
    InputError
        For columns of different length, an index outside the buckets, or k < 1.

    Notes
    -----
    Undefined when: no combination has supply. Cost: O(n + B₁·B₂).
    Source: this project, after Zhai, Cohen, Lafferty 2003.

    Examples
    --------
    >>> intersection_recall([0, 1], [0, 0, 1], [0, 1, 1], shape=(2, 2), k=2).estimate
    1.0
    """
    pairs, size = crossed(first, second, shape), shape[0] * shape[1]
    attainable = min(places(k), int((bucket_counts(pairs, size) > 0).sum()))
    if not attainable:
        return Value.undefined_because("no combination has supply", 0)
    shown = pairs[picked(order, len(pairs), k)]
    found = int((bucket_counts(shown, size) > 0).sum())
    return Value(found / attainable, n=attainable)
