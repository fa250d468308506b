"""ERR-IA: how soon people who look for different buckets are satisfied, on average."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.metrics.given import Floats, aspects_of, gains_of, picked, target_shares
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "err_ia",
    range="[0, 1]",
    direction="higher is better",
    unit="expected reciprocal rank",
    undefined_when="an empty list",
    source="Chapelle et al. 2009, Expected Reciprocal Rank (ERR); Chapelle et al. 2011, "
    "Intent-based Diversification (ERR-IA)",
)
def err_ia(
    order: ArrayLike, satisfies: ArrayLike, *, target: ArrayLike, k: int | None = None
) -> Value:
    """Return the expected 1/rank at which a person is satisfied, over what they may look for.

    ERR-IA = Σ_b P(b) Σ_{i ≤ k} 1/i · R(i, b) · Π_{j < i} (1 − R(j, b)).

    Parameters
    ----------
    order : (m,) array_like of int
        Candidates in shown order.
    satisfies : (n, B) array_like, [0, 1]
        R: with what probability a candidate satisfies who looks for a bucket; see
        `chance_of_grade` for graded relevance.
    target : (B,) array_like, [0, 1]
        P: how likely each bucket is looked for; they sum to 1.
    k : int or None, ≥ 1
        Depth; the whole order by default.

    Returns
    -------
    Value
        In [0, 1], higher is better; not divided by the best order's value.

    Raises
    ------
    InputError
        For probabilities outside [0, 1], a candidate shown twice, shares that do not sum to 1 or
        do not match the columns, or k < 1.

    Notes
    -----
    Undefined when: the list is empty. Cost: O(k·B).
    Source: Chapelle et al. 2009 (ERR); 2011 (ERR-IA).

    Examples
    --------
    >>> err_ia([0, 1], [[1, 0], [0, 1]], target=[.5, .5]).estimate
    0.75
    """
    shares = target_shares(target)
    rows = aspects_of(satisfies, "satisfies", len(shares))
    shown = rows[picked(order, len(rows), k)]
    if not len(shown):
        return Value.undefined_because("an empty list", 0)
    unmet = np.ones_like(shown)
    unmet[1:] = np.cumprod(1 - shown, axis=0)[:-1]
    stops = (shown * unmet) @ shares
    return Value(min(1.0, float(stops @ (1 / np.arange(1, len(shown) + 1)))), n=len(shown))


def chance_of_grade(grades: ArrayLike, *, highest: float) -> Floats:
    """Return the probability (2^grade − 1)/2^highest that an item of a grade satisfies.

    Parameters
    ----------
    grades : (n,) array_like, [0, highest]
        Graded relevance.
    highest : float, > 0
        The best grade there is.

    Returns
    -------
    (n,) float64
        In [0, 1). Multiply by `Labels.probs` rows for `err_ia`.

    Raises
    ------
    InputError
        For a grade that is negative, not finite or above the highest.

    Notes
    -----
    Cost: O(n). Source: Chapelle et al. 2009, equation 3.

    Examples
    --------
    >>> chance_of_grade([0, 1, 4], highest=4).tolist()
    [0.0, 0.0625, 0.9375]
    """
    levels = gains_of(grades, "grades")
    if not highest > 0 or (levels > highest).any():
        raise bad_value("grades", float(levels.max(initial=0)), f"at most highest, {highest}")
    return np.asarray((2.0**levels - 1) / 2.0**highest)
