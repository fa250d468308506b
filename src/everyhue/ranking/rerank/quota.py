"""Quotas with floors and ceilings, held at every prefix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Unpack

from numpy.typing import ArrayLike

from everyhue.ranking.rerank.bucket_walk import hold
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.greedy import Picks
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.rules import Ahead
from everyhue.ranking.rerank.shares import by_floors
from everyhue.registry import register
from everyhue.types import Selection


@register(
    "reranker",
    "quota",
    range="[0, 1]",
    direction="higher is better",
    unit="scaled relevance",
    undefined_when="no buckets",
    source="earliest-due-date scheduling of prefix minimums; this project's own composition",
)
@dataclass(frozen=True, slots=True)
class Quota:
    """Hold floors and ceilings at every prefix; move an item only when waiting would break one."""

    name: ClassVar[str] = "quota"

    def run(self, problem: Problem) -> Picks:
        """Return the most relevant picks within the quotas."""
        return hold(problem, by_floors, Ahead)


def quota(relevance: ArrayLike, *, k: int, **given: Unpack[Given]) -> Selection:
    """Keep each bucket's count in every prefix of m sure items at ≥ ⌊f·m⌋ and ≤ ⌈c·m⌉.

    f is the bucket's floor (its share, where the targets state no floors), c its ceiling (none,
    where none is stated). A bucket is forced only where waiting one place longer would make a
    later minimum impossible; everything else is by relevance. `diversity` δ scales f to δ·f and c
    to 1 − δ·(1 − c).

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
    Undefined when: no buckets. Floors are clipped to supply. Feasible at every prefix whenever any
    order is (one dimension); in several, a dimension that leaves nobody gives way at that place.
    Cost: O(k·B) per pick.
    Source: earliest-due-date scheduling (Jackson 1955).

    Examples
    --------
    >>> quota([5, 4, 3, 2, 1], k=4, buckets=["a", "a", "a", "b", "b"]).order.tolist()
    [0, 3, 1, 4]
    """
    return select(Quota(), relevance, k, **given)
