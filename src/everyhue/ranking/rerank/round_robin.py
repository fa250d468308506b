"""Round robin over buckets, in one dimension or several at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.registry import register
from everyhue.types import Selection


@register(
    "reranker",
    "round_robin",
    range="(-inf, 1]",
    direction="higher is better",
    unit="turns, negated",
    undefined_when="no buckets",
    source="folklore; several dimensions by mean turn are this project's own",
)
@dataclass(frozen=True, slots=True)
class RoundRobin:
    """Give every bucket its turn, in the order of the buckets' best items."""

    name: ClassVar[str] = "round_robin"

    def run(self, problem: Problem) -> Picks:
        """Return the picks by lowest mean turn."""
        if not problem.labels:
            raise bad_value("buckets", None, "labels", "Round robin rotates over buckets.")
        return greedy(problem, Turns(problem))


class Turns:
    """Gain of the next item of each bucket: minus the turn that it would take."""

    tolerance = 1e-12

    def __init__(self, problem: Problem) -> None:
        diversity = 1.0 if problem.diversity is None else problem.diversity
        self._gains = (1 - diversity) * problem.relevance
        self._dimensions = [problem.sure(name) for name in problem.labels]
        weights = [problem.weight(name) for name in problem.labels]
        if not sum(weights):
            raise bad_value("weights", weights, "at least one dimension above 0")
        self._steps = [diversity * weight / sum(weights) for weight in weights]
        for sure, step in zip(self._dimensions, self._steps, strict=True):
            self._gains -= step * _opening_turns(sure)

    def gains(self) -> Gains:
        """Return minus the mean turn (and the relevance that `diversity` leaves)."""
        return self._gains

    def bound(self) -> float:
        """Return −inf: all places are scored."""
        return -np.inf

    def grow(self) -> None:
        """Do nothing: all places are scored."""

    def settle(self, place: int) -> bool:
        """Return False: turns are exact."""
        return False

    def take(self, place: int) -> None:
        """Move the buckets of the pick one round on."""
        for sure, step in zip(self._dimensions, self._steps, strict=True):
            if sure[place] >= 0:
                self._gains[sure == sure[place]] -= step
        self._gains[place] = -np.inf


def _opening_turns(sure: NDArray[np.int16]) -> NDArray[np.float64]:
    """Place of each item's bucket in the first round, as a part of one round; unknown: the mean."""
    found, first = np.unique(sure, return_index=True)
    known = found >= 0
    turn = np.full(int(sure.max(initial=-1)) + 2, 0.5)
    turn[found[known][np.argsort(first[known])]] = np.arange(known.sum()) / max(known.sum(), 1)
    return turn[sure]


def round_robin(relevance: ArrayLike, *, k: int, **given: Unpack[Given]) -> Selection:
    """Rotate over buckets, each time taking the best item left of the next one.

    Item i gains −Σ w_d·t_d(i)/Σ w_d, t_d the turn its bucket of dimension d would take: rounds that
    bucket had so far, plus its place in the order of the buckets' best items, as part of a round.
    In one dimension that is the textbook rotation; in several, the item whose buckets have waited
    longest comes next. Below 1, `diversity` δ mixes in scaled relevance: (1 − δ)·s − δ·turn.

    Parameters
    ----------
    relevance : (n,) array_like
        Scores, higher is better.
    k : int, ≥ 0
        Picks.
    **given
        See `rerank`; `buckets` is needed. ``options.weights`` weighs dimensions.

    Returns
    -------
    Selection
        Gains in (-inf, 1], higher is better.

    Raises
    ------
    InputError
        Without buckets.

    Notes
    -----
    Undefined when: no buckets. A bucket that has run out is skipped. Unknown items keep their
    places. Cost: O(n) per pick and dimension.
    Source: folklore in one dimension; this project's own in several.

    Examples
    --------
    >>> round_robin([4, 3, 2, 1], k=3, buckets=["a", "a", "b", "b"]).order.tolist()
    [0, 2, 1]
    """
    return select(RoundRobin(), relevance, k, **given)
