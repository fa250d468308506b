"""DetGreedy of Geyik et al."""

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
from everyhue.ranking.rerank.shares import by_shares
from everyhue.registry import register
from everyhue.types import Selection


@register(
    "reranker",
    "det_greedy",
    range="[0, 1]",
    direction="higher is better",
    unit="scaled relevance",
    undefined_when="no buckets",
    source="Geyik, Ambler, Kenthapadi 2019, Fairness-Aware Ranking, algorithm 2",
)
@dataclass(frozen=True, slots=True)
class DetGreedy:
    """Serve buckets below their minimum first, then the most relevant below their maximum."""

    name: ClassVar[str] = "det_greedy"

    def run(self, problem: Problem) -> Picks:
        """Return the picks."""
        return hold(problem, by_shares, MinimumFirst)


class MinimumFirst(Within):
    """Allows the buckets below their minimum; where there are none, those below their maximum."""

    def allowed(self) -> Sequence[int]:
        """Return the buckets that may come next."""
        held = self._held
        return self._below(self._least, held) or self._below(self._most, held) or held


def det_greedy(relevance: ArrayLike, *, k: int, **given: Unpack[Given]) -> Selection:
    """At place m take the best item of a bucket below ⌊p·m⌋, else of one below ⌈p·m⌉.

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
    Undefined when: no buckets. Minimums hold at every prefix for up to three buckets; with four or
    more they can break, and `det_cons`, `det_relaxed`, `det_const_sort` or `quota` hold them.
    Cost: O(B) per pick.
    Source: Geyik, Ambler, Kenthapadi 2019, algorithm 2.

    Examples
    --------
    >>> groups = ["a", "a", "a", "b", "a", "a", "a", "b", "b", "a"]
    >>> det_greedy(range(10, 0, -1), k=10, buckets=groups).order.tolist()
    [0, 3, 1, 7, 2, 8, 4, 5, 6, 9]
    """
    return select(DetGreedy(), relevance, k, **given)
