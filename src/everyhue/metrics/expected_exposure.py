"""Expected exposure: attention that equally relevant items get, beside what they would share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.metrics.given import Floats, gains_of, picked, places, top_codes
from everyhue.registry import register
from everyhue.types import Value

SOURCE = "Diaz et al. 2020, Evaluating Stochastic Rankings with Expected Exposure"
UNDEFINED = "no order, nothing shown, or (over buckets) no known candidate"


@register(
    "list_measure",
    "ee_disparity",
    range="[0, inf)",
    direction="lower is more even",
    unit="squared exposure",
    undefined_when=UNDEFINED,
    source=SOURCE + " (EE-D)",
)
def ee_disparity(
    orders: ArrayLike,
    grades: ArrayLike,
    *,
    k: int | None = None,
    patience: float = 0.5,
    sure: ArrayLike | None = None,
) -> Value:
    """Return the squared length of the exposure vector: how unevenly attention is spread.

    EE-D = Σ ε_i², ε_i the mean over orders of patience^(rank of i − 1), 0 where i is not shown.

    Parameters
    ----------
    orders : (m,) or (s, m) array_like of int
        Candidates in shown order; several rows for the orders a randomised ranker showed.
    grades : (n,) array_like, ≥ 0
        Relevance grade of each candidate; equal grades deserve equal exposure.
    k : int or None, ≥ 1
        Depth; whole orders by default.
    patience : float, (0, 1)
        With what probability a reader goes on to the next place.
    sure : (n,) array_like of int, optional
        Bucket of each candidate, −1 for unknown: then exposure is summed by bucket first.

    Returns
    -------
    Value
        0 or more, lower is more even. One fixed order of items has the largest there is.

    Raises
    ------
    InputError
        For grades that are negative or not finite, a candidate shown twice in one order, patience
        outside (0, 1) or k < 1.

    Notes
    -----
    Undefined when: there is no order, nothing is shown, or (over buckets) no candidate is known.
    Cost: O(s·m + n log n). Source: Diaz et al. 2020 (EE-D), with the RBP browsing model.

    Examples
    --------
    >>> ee_disparity([0, 1], [1, 1]).estimate
    1.25
    >>> ee_disparity([[0, 1], [1, 0]], [1, 1]).estimate
    1.125
    """
    found = _exposures(orders, grades, k, patience, sure)
    return found if isinstance(found, Value) else _value(found[0], found[0], patience)


@register(
    "list_measure",
    "ee_relevance",
    range="[0, inf)",
    direction="higher is better",
    unit="squared exposure",
    undefined_when=UNDEFINED,
    source=SOURCE + " (EE-R)",
)
def ee_relevance(
    orders: ArrayLike,
    grades: ArrayLike,
    *,
    k: int | None = None,
    patience: float = 0.5,
    sure: ArrayLike | None = None,
) -> Value:
    """Return how much of the exposure goes where the target has it.

    EE-R = Σ ε_i·ε*_i, ε* the exposure in which every block of equal grade shares its ranks evenly.

    Parameters
    ----------
    orders, grades, k, patience, sure
        As in `ee_disparity`.

    Returns
    -------
    Value
        0 or more, higher is better.

    Raises
    ------
    InputError
        As in `ee_disparity`.

    Notes
    -----
    Undefined when: there is no order, nothing is shown, or (over buckets) no candidate is known.
    Cost: O(s·m + n log n). Source: Diaz et al. 2020 (EE-R), with the RBP browsing model.

    Examples
    --------
    >>> ee_relevance([0, 1], [1, 1]).estimate
    1.125
    """
    found = _exposures(orders, grades, k, patience, sure)
    return found if isinstance(found, Value) else _value(*found, patience)


@register(
    "list_measure",
    "ee_loss",
    range="[0, inf)",
    direction="lower is better",
    unit="squared exposure",
    undefined_when=UNDEFINED,
    source=SOURCE + " (EE-L)",
)
def ee_loss(
    orders: ArrayLike,
    grades: ArrayLike,
    *,
    k: int | None = None,
    patience: float = 0.5,
    sure: ArrayLike | None = None,
) -> Value:
    """Return the squared distance of the exposure from the one that equal grades would share.

    EE-L = Σ (ε_i − ε*_i)² = EE-D − 2·EE-R + Σ ε*_i².

    Parameters
    ----------
    orders, grades, k, patience, sure
        As in `ee_disparity`.

    Returns
    -------
    Value
        0 or more, lower is better; 0 where orders are drawn so that equal grades share exposure.

    Raises
    ------
    InputError
        As in `ee_disparity`.

    Notes
    -----
    Undefined when: there is no order, nothing is shown, or (over buckets) no candidate is known.
    Cost: O(s·m + n log n). Source: Diaz et al. 2020 (EE-L), with the RBP browsing model.

    Examples
    --------
    >>> ee_loss([0, 1], [1, 1]).estimate, ee_loss([[0, 1], [1, 0]], [1, 1]).estimate
    (0.125, 0.0)
    """
    found = _exposures(orders, grades, k, patience, sure)
    if isinstance(found, Value):
        return found
    apart = found[0] - found[1]
    return _value(apart, apart, patience)


def _value(a: Floats, b: Floats, patience: float) -> Value:
    return Value(float(a @ b), n=len(a), method=f"exposure {patience:g}^(rank − 1)")


def _exposures(
    orders: ArrayLike, grades: ArrayLike, k: int | None, patience: float, sure: ArrayLike | None
) -> tuple[Floats, Floats] | Value:
    """Exposure there is and exposure equal grades would share, per item or per bucket."""
    if not 0 < patience < 1:
        raise bad_value("patience", patience, "a probability in (0, 1)")
    worth, lists = gains_of(grades, "grades"), np.atleast_2d(np.asarray(orders))
    if lists.ndim != 2:
        raise bad_value("orders", lists.shape, "one order, or one a row")
    if not lists.size:
        places(k)
        return Value.undefined_because("nothing is shown", 0)
    rows = [picked(row, len(worth), k, "orders") for row in lists]
    weights = np.asarray(patience ** np.arange(len(rows[0])), np.float64)
    got = np.bincount(np.concatenate(rows), np.tile(weights, len(rows)), len(worth)) / len(rows)
    due = _shared(worth, weights)
    return (got, due) if sure is None else _by_bucket(got, due, sure)


def _shared(worth: Floats, weights: Floats) -> Floats:
    """Weights of the ranks a block of equal grades takes, best grade first, spread evenly."""
    ranks = np.zeros(len(worth))
    ranks[: len(weights)] = weights
    _, block, size = np.unique(-worth, return_inverse=True, return_counts=True)
    sums = np.add.reduceat(ranks, np.cumsum(size) - size)
    return np.asarray((sums / size)[block])


def _by_bucket(got: Floats, due: Floats, sure: ArrayLike) -> tuple[Floats, Floats] | Value:
    codes = top_codes(sure, None)
    if len(codes) != len(got):
        raise bad_value("sure", len(codes), f"one bucket per candidate, {len(got)}")
    known = codes >= 0
    if not known.any():
        return Value.undefined_because("no known candidate", 0)
    by = codes[known]
    return np.bincount(by, got[known]).astype(float), np.bincount(by, due[known]).astype(float)
