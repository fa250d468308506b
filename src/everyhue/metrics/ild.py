"""Intra-list distance: how unlike each other the shown items are."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.given import places, rows_of
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "ild",
    range="[0, 2]",
    direction="higher is more varied",
    unit="cosine distance",
    undefined_when="fewer than two items with a vector",
    source="Smyth, McClave 2001, Similarity vs. Diversity; cosine distance",
)
def ild(vectors: ArrayLike, *, k: int | None = None) -> Value:
    """Return the mean cosine distance over all pairs of the top k.

    ILD = mean_{i < j} (1 − cos(v_i, v_j)).

    Parameters
    ----------
    vectors : (n, d) array_like
        Embedding of each item in shown order; rows of zeros have none and are left out.
    k : int or None, ≥ 1
        Depth; the whole list by default.

    Returns
    -------
    Value
        In [0, 2], higher is more varied; n is the number of items with a vector.

    Raises
    ------
    InputError
        For numbers that are not finite or a wrong shape.

    Notes
    -----
    Undefined when: fewer than two items have a vector. Cost: O(k·d), from the norm of the sum.
    Source: Smyth, McClave 2001. It says nothing about people, only about vectors.

    Examples
    --------
    >>> ild([[1, 0], [0, 1]]).estimate
    1.0
    """
    rows = rows_of(vectors, "vectors")[: places(k)]
    norms = np.linalg.norm(rows, axis=1)
    unit = rows[norms > 0] / norms[norms > 0, None]
    m = len(unit)
    if m < 2:
        return Value.undefined_because("fewer than two items with a vector", m)
    total = unit.sum(axis=0)
    cosine = (float(total @ total) - m) / (m * (m - 1))
    return Value(min(2.0, max(0.0, 1 - cosine)), n=m)
