"""DetRelaxed of Geyik et al."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Unpack

from numpy.typing import ArrayLike

from everyhue.ranking.rerank.bucket_walk import hold
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.det_cons import SoonestDue
from everyhue.ranking.rerank.greedy import Picks
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.shares import by_shares
from everyhue.registry import register
from everyhue.types import Selection


@register(
    "reranker",
    "det_relaxed",
    range="[0, 1]",
    direction="higher is better",
    unit="scaled relevance",
    undefined_when="no buckets",
    source="Geyik, Ambler, Kenthapadi 2019, Fairness-Aware Ranking, section 4.2.3",
)
@dataclass(frozen=True, slots=True)
class DetRelaxed:
    """Like DetCons, but by relevance among all buckets that are due at the same place."""

    name: ClassVar[str] = "det_relaxed"

    def run(self, problem: Problem) -> Picks:
        """Return the picks."""
        return hold(problem, by_shares, SamePlaceDue)


class SamePlaceDue(SoonestDue):
    """Allows, where no bucket is below its minimum, those that are due at the soonest place."""

    def _among(self, due: list[int]) -> list[int]:
        return due

    def _due(self, bucket: int) -> float:
        """⌈⌈p·m⌉/p⌉: the whole place at which the minimum reaches the next count."""
        top, bottom = self._shares[bucket]
        if not top:
            return math.inf
        return -(-(-(-top * (self._filled + 1) // bottom) * bottom) // top)


def det_relaxed(relevance: ArrayLike, *, k: int, **given: Unpack[Given]) -> Selection:
    """Where no bucket is below ⌊p·m⌋, take the best item of those with the least ⌈⌈p·m⌉/p⌉.

    `diversity` δ turns the minimum share into δ·p and the maximum into 1 − δ·(1 − p).

    Parameters
    ----------
    relevance : (n,) array_like
        Scores, higher is better.
    k : int, ≥ 0
        Picks.
    **given
        See `rerank`; `buckets` is needed. Without `targets`, equal shares of the buckets that have
        supply.

    Returns
    -------
    Selection
        Gains are scaled relevance, [0, 1], higher is better.

    Raises
    ------
    InputError
        Without buckets.

    Notes
    -----
    Undefined when: no buckets. Minimums hold at every prefix while supply lasts, for any number of
    buckets. Cost: O(B) per pick.
    Source: Geyik, Ambler, Kenthapadi 2019, section 4.2.3.

    Examples
    --------
    >>> det_relaxed([4, 3, 2, 1], k=4, buckets=["a", "a", "b", "b"]).order.tolist()
    [0, 2, 1, 3]
    """
    return select(DetRelaxed(), relevance, k, **given)
