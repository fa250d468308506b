"""Maximal marginal relevance over vectors and any number of dimensions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Unpack

import numpy as np
from numpy.typing import ArrayLike

from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.features import Block, Features
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.rules import quota_gates
from everyhue.ranking.rerank.short_list import CHUNK, ShortList
from everyhue.registry import register
from everyhue.types import Selection


@register(
    "reranker",
    "mmr",
    range="[-1, 1]",
    direction="higher is better",
    unit="scaled relevance and similarity",
    undefined_when="neither vectors nor buckets",
    source="Carbonell, Goldstein 1998, The use of MMR, equation 1",
)
@dataclass(frozen=True, slots=True)
class Mmr:
    """Pick what is relevant and unlike the most similar pick so far.

    Parameters
    ----------
    clip : bool
        Count a negative similarity as 0.
    """

    clip: bool = False
    name: ClassVar[str] = "mmr"

    def run(self, problem: Problem) -> Picks:
        """Return the picks of largest marginal relevance."""
        return greedy(problem, Marginal(problem, self.clip), quota_gates(problem))


class Marginal:
    """Gain: (1 − δ)·s − δ·(largest similarity to a pick)."""

    tolerance = 1e-6

    def __init__(self, problem: Problem, clip: bool) -> None:
        delta = 0.5 if problem.diversity is None else problem.diversity
        self._delta = np.float32(delta)
        self._relevance = ((1 - delta) * problem.relevance).astype(np.float32)
        self._least = np.float32(0 if clip else -1)
        self._list = ShortList(Features(problem), len(problem), problem.total)
        self._nearest: Block | None = None
        self._taken: list[int] = []
        self._picked: list[Block] = []

    def gains(self) -> Gains:
        """Return the marginal relevance by place; before the first pick, relevance alone."""
        if self._nearest is None:
            return self._relevance[: self._list.size]
        gains = self._nearest * -self._delta
        gains += self._relevance[: len(gains)]
        return gains

    def bound(self) -> float:
        """Return what the first place not scored would gain if it were like no pick at all."""
        size = self._list.size
        if size == len(self._relevance):
            return -math.inf
        return float(self._relevance[size] - self._delta * self._least)

    def grow(self) -> None:
        """Score more places, and catch up on the picks so far."""
        start = self._list.grow(times=3)
        if self._nearest is None:
            return
        late = np.full(self._list.size - start, self._least, np.float32)
        for at in range(0, len(self._picked), CHUNK):
            onto = self._list.dots(np.stack(self._picked[at : at + CHUNK]), start)
            np.maximum(late, onto.max(axis=1), out=late)
        self._nearest = np.concatenate([self._nearest, late])
        self._nearest[[place for place in self._taken if place < len(self._nearest)]] = np.inf

    def settle(self, place: int) -> bool:
        """Return False: no gain is a difference of near equals."""
        return False

    def take(self, place: int) -> None:
        """Raise the largest similarity of all that resemble the pick."""
        row = self._list.row(place)
        if self._nearest is None:
            self._nearest = np.full(self._list.size, self._least, np.float32)
        np.maximum(self._nearest, self._list.dot(row), out=self._nearest)
        self._taken.append(place)
        self._picked.append(row)
        if place < len(self._nearest):
            self._nearest[place] = np.inf


def mmr(relevance: ArrayLike, *, k: int, clip: bool = False, **given: Unpack[Given]) -> Selection:
    """Pick by (1 − δ)·s − δ·max similarity to the picks so far.

    Similarity is the weighted mean of the cosine of vectors and of Σ√(p·p′) per dimension;
    δ is `diversity`, ½ where it is ``None``. The first pick is the most relevant. With `targets`,
    quotas hold as in `quota`.

    Parameters
    ----------
    relevance : (n,) array_like
        Scores, higher is better.
    k : int, ≥ 0
        Picks.
    clip : bool
        Count a negative similarity as 0.
    **given
        See `rerank`; `vectors` or `buckets` or both.

    Returns
    -------
    Selection
        Gains in [-1, 1], higher is better.

    Raises
    ------
    InputError
        Without vectors and buckets.

    Notes
    -----
    Undefined when: neither vectors nor buckets. Cost: O(A·D) per pick over the active set A, which
    is exact.
    Source: Carbonell, Goldstein 1998, equation 1, with λ = 1 − δ.

    Examples
    --------
    >>> mmr([1, .9, .5], k=2, vectors=[[1, 0], [1, 0], [0, 1]]).order.tolist()
    [0, 2]
    """
    return select(Mmr(clip), relevance, k, **given)
