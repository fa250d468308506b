"""The relevance floor: which candidates a place admits."""

from __future__ import annotations

from bisect import bisect_right

from everyhue.ranking.rerank.problem import Problem

SLACK = 1e-9


class RelevanceFloor:
    """Admits the picks after which the kept share still holds.

    With S the scaled relevance shown so far and T_m the largest sum any m candidates have, a pick i
    is admitted at place m when S + s_i ≥ keep·T_m. The most relevant one left always is, because it
    is at least as relevant as the m-th of all; so the floor holds at every prefix, not only at k.
    Admitted candidates are the first ones of the relevance order.
    """

    def __init__(self, problem: Problem, keep: float) -> None:
        self._keep = keep
        self._relevance: list[float] = problem.relevance.tolist()
        self._rising = [-value for value in self._relevance]
        self._place = 0
        self._best = 0.0
        self._shown = 0.0

    def limit(self) -> int:
        """Return how many of the relevance order the next place admits."""
        best = self._best + self._relevance[self._place]
        least = self._keep * best - self._shown
        return bisect_right(self._rising, SLACK - least)

    def take(self, place: int) -> None:
        """Record a pick."""
        self._best += self._relevance[self._place]
        self._shown += self._relevance[place]
        self._place += 1
