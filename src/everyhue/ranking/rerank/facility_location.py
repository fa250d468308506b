"""Facility location: picks that stand for all candidates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Unpack

import numpy as np
from numpy.typing import ArrayLike

from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.features import Block, Features
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Floats, Problem, Rows
from everyhue.ranking.rerank.rules import quota_gates
from everyhue.registry import register
from everyhue.types import Selection

CHUNK = 64
"""Candidates whose first gains are worked out at once."""

AT_ONCE = 32
"""Bounds that are worked out anew at once: one product of matrices, not many with vectors."""


@register(
    "reranker",
    "facility_location",
    range="[0, 1]",
    direction="higher is better",
    unit="scaled relevance and coverage, of which the best first pick has 1",
    undefined_when="neither vectors nor buckets",
    source="Cornuéjols, Fisher, Nemhauser 1977; lazy evaluation: Minoux 1978",
)
@dataclass(frozen=True, slots=True)
class FacilityLocation:
    """Pick what is relevant and like candidates that no pick resembles yet."""

    name: ClassVar[str] = "facility_location"

    def run(self, problem: Problem) -> Picks:
        """Return the greedy picks."""
        return greedy(problem, Coverage(problem), quota_gates(problem))


class Coverage:
    """Gain: (1 − δ)·s + δ·growth of Σ over candidates of their largest similarity to a pick.

    Gains only fall, so one that was worked out before is a bound: it is worked out again only when
    it is the largest (Minoux's lazy greedy), which changes no pick.
    """

    tolerance = 1e-6

    def __init__(self, problem: Problem) -> None:
        delta = 0.5 if problem.diversity is None else problem.diversity
        self._features = Features(problem)
        self._relevance = (1 - delta) * problem.relevance
        self._cover = np.zeros(len(problem), np.float32)
        self._deadline = problem.options.deadline
        first = self._first()
        most = first.max()
        self._unit = delta / most if most else 0.0
        self._gains = self._relevance + self._unit * first
        self._stale = np.zeros(len(problem), bool)

    def gains(self) -> Gains:
        """Return the gain, or a bound on it, by place; −inf where taken."""
        return self._gains

    def bound(self) -> float:
        """Return −inf: all places are scored."""
        return -np.inf

    def grow(self) -> None:
        """Do nothing: all places are scored."""

    def settle(self, place: int) -> bool:
        """Work out anew the largest bounds, from that of `place` down, where one could win."""
        top = self._gains[place]
        slack = self.tolerance * abs(top) if top > -np.inf else 0.0
        stale = np.flatnonzero(self._stale & (self._gains <= top + slack))
        if not len(stale) or self._gains[stale].max() < top - slack:
            return False
        if len(stale) > AT_ONCE:
            stale = stale[np.argpartition(-self._gains[stale], AT_ONCE)[:AT_ONCE]]
        growth = self._similar(stale)
        growth -= self._cover[:, None]
        self._gains[stale] = self._relevance[stale] + self._unit * _above_zero(growth)
        self._stale[stale] = False
        return True

    def take(self, place: int) -> None:
        """Raise the cover of all that resemble the pick."""
        similar = self._similar(np.array([place]))[:, 0]
        np.maximum(self._cover, similar, out=self._cover)
        self._gains[place] = -np.inf
        np.greater(self._gains, -np.inf, out=self._stale)

    def _similar(self, places: Rows) -> Block:
        """Return (n, places): the similarity of everybody to some, to themselves 1."""
        rows = [self._features.rows(place, place + 1) for place in places.tolist()]
        similar = self._features.dot(np.concatenate(rows).T)
        similar[places, np.arange(len(places))] = 1
        return similar

    def _first(self) -> Floats:
        """Sum of the similarities above 0, by place."""
        n, sums = len(self._cover), np.empty(len(self._cover))
        for start in range(0, n, CHUNK):
            if self._deadline is not None:
                self._deadline.check("rerank")
            rows = self._features.rows(start, min(start + CHUNK, n))
            similar = self._features.dot(rows.T)
            own = np.arange(len(rows))
            similar[start + own, own] = 1
            sums[start : start + CHUNK] = _above_zero(similar)
        return sums


def _above_zero(block: Block) -> Floats:
    """Sum what is above 0, by column; the block is used up."""
    np.maximum(block, 0, out=block)
    sums: Floats = block.sum(axis=0, dtype=np.float64)
    return sums


def facility_location(relevance: ArrayLike, *, k: int, **given: Unpack[Given]) -> Selection:
    """Maximise (1 − δ)·Σ s + δ·Σ_v max over picks i of max(0, similarity(v, i))/Z.

    v runs over all candidates; Z is the largest first gain, so that coverage and relevance are both
    at most 1 per pick. Similarity is the weighted mean of the cosine of vectors and of Σ√(p·p′) per
    dimension. δ is `diversity`, ½ where it is ``None``; 1 is the textbook function alone. With
    `targets`, quotas hold as in `quota`.

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
        Gains in [0, 1], higher is better.

    Raises
    ------
    InputError
        Without vectors and buckets.

    Notes
    -----
    Undefined when: neither vectors nor buckets. The function is monotone and submodular: greedy
    reaches at least 1 − 1/e of the best that k candidates can, as long as no quota or unknown label
    narrows the choice (Nemhauser et al. 1978). Coverage stands for all candidates, so it follows
    what is common; rare buckets come in through quotas. Cost: O(n²·D) once, then O(n·D) for each of
    the few gains that are worked out again.
    Source: Cornuéjols, Fisher, Nemhauser 1977; lazy evaluation: Minoux 1978.

    Examples
    --------
    >>> vectors = [[1, 0], [1, 0], [0, 1], [0, 1]]
    >>> facility_location([1, .9, .8, .1], k=2, vectors=vectors).order.tolist()
    [0, 2]
    """
    return select(FacilityLocation(), relevance, k, **given)
