"""DetConstSort of Geyik et al., strict: no swap may take an item past its last admissible place."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Unpack

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.ranking.rerank.bucket_walk import ByRelevance, dimensions, with_targets
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.greedy import Picks, greedy
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.shares import Wanted, by_shares
from everyhue.registry import register
from everyhue.types import Selection


@register(
    "reranker",
    "det_const_sort",
    range="[0, 1]",
    direction="higher is better",
    unit="scaled relevance",
    undefined_when="no buckets, or several targeted dimensions",
    source="Geyik, Ambler, Kenthapadi 2019, Fairness-Aware Ranking, algorithm 3",
)
@dataclass(frozen=True, slots=True)
class DetConstSort:
    """Let items in as their bucket's minimum rises, then sort by relevance as far as allowed."""

    name: ClassVar[str] = "det_const_sort"

    def run(self, problem: Problem) -> Picks:
        """Return the picks."""
        names = dimensions(problem)
        if len(names) != 1:
            raise bad_value("targets", names, "one dimension", 'Use by="quota" for several.')
        places = arranged(problem, by_shares(problem, names[0]))
        picks = greedy(problem, InOrder(problem, places))
        gains = problem.relevance[np.array(picks.places, np.intp)].tolist()
        return with_targets(problem, Picks(picks.places, gains, _ties(problem, picks.places)))


class InOrder(ByRelevance):
    """Gain: the arranged order first, relevance after it."""

    def __init__(self, problem: Problem, places: list[int]) -> None:
        super().__init__(problem)
        self._gains[places] = 2 + np.arange(len(places), 0, -1)


def arranged(problem: Problem, wanted: Wanted) -> list[int]:
    """Return places of sure items so that every prefix holds ⌊p·m⌋ of each bucket."""
    queues = _queues(problem, wanted)
    relevance = problem.relevance
    places: list[int] = []
    last: list[int] = []
    for latest, place in _by_due(queues, wanted, relevance.tolist()):
        if len(places) >= problem.total:
            break
        at = len(places)
        places.append(place)
        last.append(latest)
        while at and last[at - 1] > at and relevance[places[at - 1]] < relevance[place]:
            places[at - 1], places[at] = places[at], places[at - 1]
            last[at - 1], last[at] = last[at], last[at - 1]
            at -= 1
    return places


def _queues(problem: Problem, wanted: Wanted) -> list[list[int]]:
    sure = problem.sure(wanted.dimension)
    return [np.flatnonzero(sure == bucket).tolist() for bucket in range(len(wanted.shares))]


def _by_due(
    queues: list[list[int]], wanted: Wanted, relevance: list[float]
) -> Iterator[tuple[int, int]]:
    """Yield (last admissible prefix, place): ⌈(c + 1)/p⌉ is where a minimum passes c."""
    heap: list[tuple[int, float, int, int]] = []

    def enter(bucket: int, count: int) -> None:
        share = wanted.shares[bucket]
        if share and count < len(queues[bucket]):
            place = queues[bucket][count]
            latest = -(-(count + 1) * share.denominator // share.numerator)
            heapq.heappush(heap, (latest, -relevance[place], place, bucket))

    counts = [0] * len(queues)
    for bucket in range(len(queues)):
        enter(bucket, 0)
    while heap:
        latest, _, place, bucket = heapq.heappop(heap)
        yield latest, place
        counts[bucket] += 1
        enter(bucket, counts[bucket])


def _ties(problem: Problem, places: list[int]) -> int:
    """Neighbours of equal relevance: their order is the tie rule's."""
    values = problem.relevance[np.array(places, np.intp)]
    return int((values[1:] == values[:-1]).sum())


def det_const_sort(relevance: ArrayLike, *, k: int, **given: Unpack[Given]) -> Selection:
    """Let a bucket's next item in at the prefix where ⌊p·m⌋ rises, then bubble it up by relevance.

    An item may be pushed back only as far as the prefix that needs it. The published pseudo-code
    allows one place more, which breaks its own minimums; this form is strict. `diversity` δ turns
    the minimum share into δ·p.

    Parameters
    ----------
    relevance : (n,) array_like
        Scores, higher is better.
    k : int, ≥ 0
        Picks.
    **given
        See `rerank`; `buckets` is needed, with targets in one dimension. Without `targets`, equal
        shares of the buckets that have supply.

    Returns
    -------
    Selection
        Gains are scaled relevance, [0, 1], higher is better.

    Raises
    ------
    InputError
        Without buckets, or for several targeted dimensions.

    Notes
    -----
    Undefined when: no buckets, or several targeted dimensions. Minimums hold at every prefix while
    supply lasts, for any number of buckets. Its order depends on k. Cost: O(k²) at worst.
    Source: Geyik, Ambler, Kenthapadi 2019, algorithm 3.

    Examples
    --------
    >>> det_const_sort([4, 3, 2, 1], k=4, buckets=["a", "a", "b", "b"]).order.tolist()
    [0, 2, 1, 3]
    """
    return select(DetConstSort(), relevance, k, **given)
