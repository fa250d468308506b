"""Max-sum diversification: relevant picks, far from each other in sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Unpack

import numpy as np
from numpy.typing import ArrayLike

from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.features import Features
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.kernel import ZERO
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.rules import quota_gates
from everyhue.registry import register
from everyhue.types import Selection


@register(
    "reranker",
    "msd",
    range="[0, inf)",
    direction="higher is better",
    unit="half scaled relevance and distances",
    undefined_when="neither vectors nor buckets",
    source="Borodin, Lee, Ye 2012, Max-Sum Diversification: the greedy 2-approximation",
)
@dataclass(frozen=True, slots=True)
class Msd:
    """Pick what is relevant and far, in sum, from all picks so far."""

    name: ClassVar[str] = "msd"

    def run(self, problem: Problem) -> Picks:
        """Return the greedy picks."""
        return greedy(problem, Distances(problem), quota_gates(problem))


class Distances:
    """Gain: ½·(1 − δ)·s + δ·Σ over picks of the distance √((1 − similarity)/2)."""

    tolerance = 1e-6

    def __init__(self, problem: Problem) -> None:
        self._delta = 0.5 if problem.diversity is None else problem.diversity
        self._features = Features(problem)
        self._gains = (1 - self._delta) / 2 * problem.relevance

    def gains(self) -> Gains:
        """Return the potential by place, −inf where taken."""
        return self._gains

    def bound(self) -> float:
        """Return −inf: all places are scored."""
        return -np.inf

    def grow(self) -> None:
        """Do nothing: all places are scored."""

    def settle(self, place: int) -> bool:
        """Return False: sums of distances do not cancel."""
        return False

    def take(self, place: int) -> None:
        """Add the distance of everybody to the pick."""
        (row,) = self._features.rows(place, place + 1)
        apart = 1 - self._features.dot(row)
        apart[apart < ZERO] = 0
        self._gains += self._delta * np.sqrt(apart / 2)
        self._gains[place] = -np.inf


def msd(relevance: ArrayLike, *, k: int, **given: Unpack[Given]) -> Selection:
    """Maximise (1 − δ)·Σ s + δ·Σ over pairs of d(i, j), one pick after the other.

    A pick maximises ½·(1 − δ)·s + δ·Σ_j d(i, j), the rule that carries the guarantee. The distance
    d = √((1 − similarity)/2), in [0, 1], is Euclidean and so a metric, which 1 − cosine is not;
    similarity is the weighted mean of the cosine of vectors and of Σ√(p·p′) per dimension. δ is
    `diversity`, ½ where it is ``None``. With `targets`, quotas hold as in `quota`.

    Parameters
    ----------
    relevance : (n,) array_like
        Scores, higher is better.
    k : int, ≥ 0
        Picks.
    **given
        See `rerank`; `vectors` or `buckets` or both.

    Returns
    -------
    Selection
        Gains ≥ 0, higher is better.

    Raises
    ------
    InputError
        Without vectors and buckets.

    Notes
    -----
    Undefined when: neither vectors nor buckets. The objective of the picks is at least half the
    best that k candidates can reach, as long as no quota or unknown label narrows the choice.
    Distances add up with every pick while relevance does not: the longer the list, the less
    relevance weighs. Cost: O(n·D) per pick.
    Source: Borodin, Lee, Ye 2012, the greedy 2-approximation under a cardinality constraint.

    Examples
    --------
    >>> msd([1, .9, .8], k=2, vectors=[[1, 0], [1, 0], [0, 1]]).order.tolist()
    [0, 2]
    """
    return select(Msd(), relevance, k, **given)
