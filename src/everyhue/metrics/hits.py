"""Precision, recall, average precision and reciprocal rank over graded labels with a threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.metrics.given import gains_of, picked, places
from everyhue.registry import register
from everyhue.types import Value

NONE = "no candidate is relevant"


@register(
    "list_measure",
    "precision_at_k",
    range="[0, 1]",
    direction="higher is better",
    unit="share of places",
    undefined_when=NONE,
    source="Manning, Raghavan, Schütze 2008, Introduction to Information Retrieval, 8.3–8.4",
)
def precision_at_k(
    order: ArrayLike, grades: ArrayLike, *, k: int, relevant_from: float = 1.0
) -> Value:
    """Return the share of the k places that hold a relevant candidate.

    |relevant in the top k| / k; a place that a short list leaves empty is not a hit.

    Parameters
    ----------
    order : (m,) array_like of int
        Candidates in shown order.
    grades : (n,) array_like, ≥ 0
        Relevance grade of each candidate.
    k : int, ≥ 1
        Places.
    relevant_from : float
        The grade from which a candidate counts as relevant; it stands in `method`.

    Returns
    -------
    Value
        In [0, 1], higher is better; n is the number of relevant candidates.

    Raises
    ------
    InputError
        For grades that are negative or not finite, a candidate shown twice, a threshold that is
        not above 0, or k < 1.

    Notes
    -----
    Undefined when: no candidate is relevant. Cost: O(n). Source: Manning et al. 2008, 8.4.

    Examples
    --------
    >>> precision_at_k([0, 1], [3, 0, 1], k=2).estimate
    0.5
    """
    hits, relevant = _hits(order, grades, k, relevant_from)
    return _value(float(hits.sum()) / k, relevant, relevant_from)


@register(
    "list_measure",
    "recall_at_k",
    range="[0, 1]",
    direction="higher is better",
    unit="share of relevant candidates",
    undefined_when=NONE,
    source="Manning, Raghavan, Schütze 2008, Introduction to Information Retrieval, 8.3–8.4",
)
def recall_at_k(
    order: ArrayLike, grades: ArrayLike, *, k: int, relevant_from: float = 1.0
) -> Value:
    """Return the share of the relevant candidates that the top k shows.

    |relevant in the top k| / |relevant|.

    Parameters
    ----------
    order, grades, k, relevant_from
        As in `precision_at_k`.

    Returns
    -------
    Value
        In [0, 1], higher is better; n is the number of relevant candidates.

    Raises
    ------
    InputError
        As in `precision_at_k`.

    Notes
    -----
    Undefined when: no candidate is relevant. Cost: O(n). Source: Manning et al. 2008, 8.3.

    Examples
    --------
    >>> recall_at_k([0, 1], [3, 0, 1], k=2).estimate
    0.5
    """
    hits, relevant = _hits(order, grades, k, relevant_from)
    return _value(float(hits.sum()) / max(relevant, 1), relevant, relevant_from)


@register(
    "list_measure",
    "average_precision",
    range="[0, 1]",
    direction="higher is better",
    unit="mean precision",
    undefined_when=NONE,
    source="Manning, Raghavan, Schütze 2008, Introduction to Information Retrieval, 8.4 (MAP)",
)
def average_precision(
    order: ArrayLike, grades: ArrayLike, *, k: int | None = None, relevant_from: float = 1.0
) -> Value:
    """Return the mean of the precision at each relevant candidate; over lists its mean is MAP.

    AP = Σ_{i ≤ k, i relevant} precision@i / min(k, |relevant|): the best order has 1 at any depth.

    Parameters
    ----------
    order, grades, relevant_from
        As in `precision_at_k`.
    k : int or None, ≥ 1
        Depth; the whole order by default, which divides by all relevant candidates.

    Returns
    -------
    Value
        In [0, 1], higher is better; n is the number of relevant candidates.

    Raises
    ------
    InputError
        As in `precision_at_k`.

    Notes
    -----
    Undefined when: no candidate is relevant. Cost: O(n). Source: Manning et al. 2008, 8.4. Some
    tools divide by |relevant| at every depth.

    Examples
    --------
    >>> round(average_precision([0, 1, 2], [3, 0, 1]).number(), 4)
    0.8333
    """
    hits, relevant = _hits(order, grades, k, relevant_from)
    at = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    most = max(1, relevant if k is None else min(k, relevant))
    return _value(float(at[hits].sum()) / most, relevant, relevant_from)


@register(
    "list_measure",
    "reciprocal_rank",
    range="[0, 1]",
    direction="higher is better",
    unit="1/rank",
    undefined_when=NONE,
    source="Voorhees 1999, The TREC-8 Question Answering Track Report (MRR)",
)
def reciprocal_rank(
    order: ArrayLike, grades: ArrayLike, *, k: int | None = None, relevant_from: float = 1.0
) -> Value:
    """Return 1/rank of the first relevant candidate; over lists its mean is MRR.

    RR = 1 / min{i ≤ k: i relevant}, and 0 where the top k shows none.

    Parameters
    ----------
    order, grades, k, relevant_from
        As in `average_precision`.

    Returns
    -------
    Value
        In [0, 1], higher is better; n is the number of relevant candidates.

    Raises
    ------
    InputError
        As in `precision_at_k`.

    Notes
    -----
    Undefined when: no candidate is relevant. Cost: O(n). Source: Voorhees 1999.

    Examples
    --------
    >>> reciprocal_rank([1, 0], [3, 0, 1]).estimate
    0.5
    """
    hits, relevant = _hits(order, grades, k, relevant_from)
    first = 1 / (1 + int(np.argmax(hits))) if hits.any() else 0.0
    return _value(first, relevant, relevant_from)


def _hits(
    order: ArrayLike, grades: ArrayLike, k: int | None, relevant_from: float
) -> tuple[NDArray[np.bool_], int]:
    """Whether each shown candidate is relevant, and how many candidates are."""
    worth = gains_of(grades, "grades")
    if not relevant_from > 0:
        raise bad_value("relevant_from", relevant_from, "a grade above 0")
    places(k)
    relevant = worth >= relevant_from
    return relevant[picked(order, len(worth), k)], int(relevant.sum())


def _value(estimate: float, relevant: int, relevant_from: float) -> Value:
    if not relevant:
        return Value.undefined_because(NONE, 0)
    return Value(min(1.0, estimate), n=relevant, method=f"relevant from grade {relevant_from:g}")
