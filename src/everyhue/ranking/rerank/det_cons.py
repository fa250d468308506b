"""DetCons of Geyik et al."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Unpack

from numpy.typing import ArrayLike

from everyhue.ranking.rerank.bucket_walk import hold
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.greedy import Picks
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.rules import Within
from everyhue.ranking.rerank.shares import Wanted, by_shares
from everyhue.registry import register
from everyhue.types import Selection


@register(
    "reranker",
    "det_cons",
    range="[0, 1]",
    direction="higher is better",
    unit="scaled relevance",
    undefined_when="no buckets",
    source="Geyik, Ambler, Kenthapadi 2019, Fairness-Aware Ranking, section 4.2.2",
)
@dataclass(frozen=True, slots=True)
class DetCons:
    """Like DetGreedy, but prefer the bucket whose minimum rises next."""

    name: ClassVar[str] = "det_cons"

    def run(self, problem: Problem) -> Picks:
        """Return the picks."""
        return hold(problem, by_shares, SoonestDue)


class SoonestDue(Within):
    """Allows, where no bucket is below its minimum, those that are due soonest."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(wanted)
        self._shares = [(share.numerator, share.denominator) for share in wanted.shares]

    def allowed(self) -> Sequence[int]:
        """Return the buckets that may come next."""
        held = self._held
        below = self._below(self._least, held)
        if below:
            return below
        due = {bucket: self._due(bucket) for bucket in self._below(self._most, held) or held}
        soonest = min(due.values(), default=0)
        return self._among([bucket for bucket, when in due.items() if when == soonest])

    def _among(self, due: list[int]) -> list[int]:
        """Of buckets due together, those of the largest share."""
        largest = max((self._share(bucket) for bucket in due), default=0)
        return [bucket for bucket in due if self._share(bucket) == largest]

    def _share(self, bucket: int) -> float:
        top, bottom = self._shares[bucket]
        return top / bottom

    def _due(self, bucket: int) -> float:
        """⌈p·m⌉/p: the prefix at which the minimum reaches the next count."""
        top, bottom = self._shares[bucket]
        if not top:
            return float("inf")
        return -(-top * (self._filled + 1) // bottom) * bottom / top


def det_cons(relevance: ArrayLike, *, k: int, **given: Unpack[Given]) -> Selection:
    """Where no bucket is below ⌊p·m⌋, take from the one below ⌈p·m⌉ with the least ⌈p·m⌉/p.

    Of several due together the larger share comes first, then relevance; the paper leaves it open.
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
    Source: Geyik, Ambler, Kenthapadi 2019, section 4.2.2.

    Examples
    --------
    >>> det_cons([4, 3, 2, 1], k=4, buckets=["a", "a", "b", "b"]).order.tolist()
    [0, 2, 1, 3]
    """
    return select(DetCons(), relevance, k, **given)
