"""The most relevant item that a rule over buckets allows, place by place."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.ranking.rerank.answer import outcomes
from everyhue.ranking.rerank.floor import RelevanceFloor
from everyhue.ranking.rerank.gates import Gate
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.rules import Ahead, MakeRule, Rule, RuleGate, ahead_gates
from everyhue.ranking.rerank.shares import Wanted, targets_of


def hold(problem: Problem, read: Callable[[Problem, str], Wanted], make: MakeRule) -> Picks:
    """Hold a rule in every targeted dimension (all, where no target is stated), by relevance.

    Parameters
    ----------
    problem : Problem
        With labels.
    read : callable
        `by_shares` or `by_floors`: how targets become counts.
    make : callable
        The rule from the counts.
    """
    wanted = {name: read(problem, name) for name in dimensions(problem)}
    if len(problem.labels) == 1:
        (name, of), *_ = wanted.items()
        return with_targets(problem, BucketWalk(problem, name, make(of)).run())
    gates: Sequence[Gate] = [RuleGate(problem, name, make(of)) for name, of in wanted.items()]
    if make is Ahead:
        gates = ahead_gates(problem, wanted)
    return with_targets(problem, greedy(problem, ByRelevance(problem), gates))


def dimensions(problem: Problem) -> list[str]:
    """Return the dimensions with targets, or all."""
    if not problem.labels:
        raise bad_value("buckets", None, "labels", "Targets are over buckets.")
    return list(problem.targets or problem.labels)


def with_targets(problem: Problem, picks: Picks) -> Picks:
    """Add what the targets, stated or by default equal, wanted and got."""
    places = np.array(picks.places, np.intp)
    reached = [
        outcome
        for name in dimensions(problem)
        for outcome in outcomes(problem, name, targets_of(problem, name), places)
    ]
    return Picks(picks.places, picks.gains, picks.ties, tuple(reached), picks.notes)


class ByRelevance:
    """Gain: scaled relevance."""

    tolerance = 0.0

    def __init__(self, problem: Problem) -> None:
        self._gains = problem.relevance.copy()

    def gains(self) -> Gains:
        """Return scaled relevance by place, −inf where taken."""
        return self._gains

    def bound(self) -> float:
        """Return −inf: all places are scored."""
        return -np.inf

    def grow(self) -> None:
        """Do nothing: all places are scored."""

    def settle(self, place: int) -> bool:
        """Return False: relevance is exact."""
        return False

    def take(self, place: int) -> None:
        """Record a pick."""
        self._gains[place] = -np.inf


class BucketWalk:
    """The same as `greedy` by relevance under one rule, with a queue for each bucket.

    It does no array work at a pick, which counts at k = 100 of 1,000.
    """

    def __init__(self, problem: Problem, dimension: str, rule: Rule) -> None:
        self._problem, self._rule = problem, rule
        self._relevance: list[float] = [*problem.relevance.tolist(), math.nan]
        sure = problem.sure(dimension)
        self._bucket: list[int] = sure.tolist()
        keep = problem.options.keep
        self._floor = RelevanceFloor(problem, keep) if keep else None
        self._taken = bytearray(len(problem) + 1)
        self._queues = self._by_bucket(sure, len(problem.labels[dimension].buckets))
        self._heads = [0] * len(self._queues)
        self._next = [queue[0] for queue in self._queues]
        self._filled = 0
        self._mixed = len(self._queues[-1]) > 1
        self._due = [0, 0] if self._mixed else [1, 0]

    def run(self) -> Picks:
        """Return the picks."""
        for place in self._problem.shown:
            self._open_place()
            self._take(place)
        deadline, places, ties = self._problem.options.deadline, [], 0
        for _ in range(self._problem.k):
            if deadline is not None:
                deadline.check("rerank")
            self._open_place()
            place, among = self._pick()
            if self._relevance[place] == self._relevance[place + 1]:
                ties += self._tied(place, among)
            self._take(place)
            places.append(place)
        return Picks(places, [self._relevance[place] for place in places], ties)

    def _by_bucket(self, sure: NDArray[np.int16], buckets: int) -> list[list[int]]:
        """Places of each bucket; the last queue is that of the unknown, each ends with a stop."""
        kinds, most = [*range(buckets), -1], self._problem.total
        return [[*(sure == kind).nonzero()[0][:most].tolist(), len(sure)] for kind in kinds]

    def _open_place(self) -> None:
        """Credit the kind, sure or unknown, that holds the next place in the relevance order."""
        if self._mixed:
            self._due[self._bucket[self._filled] < 0] += 1
            self._filled += 1

    def _take(self, place: int) -> None:
        bucket = self._bucket[place]
        if self._mixed:
            self._due[bucket < 0] -= 1
        self._taken[place] = 1
        if bucket >= 0:
            self._rule.take(bucket)
        if self._floor is not None:
            self._floor.take(place)
        queue, head = self._queues[bucket], self._heads[bucket]
        while self._taken[queue[head]]:
            head += 1
        self._heads[bucket], self._next[bucket] = head, queue[head]

    def _pick(self) -> tuple[int, Sequence[int]]:
        """Return the best place of the narrowest choice that the floor admits."""
        limit = self._floor.limit() if self._floor is not None else len(self._bucket)
        if self._due[1] <= 0:
            among = self._rule.allowed()
            place = self._best(among)
            if place < limit:
                return place, among
        for among in self._choices():
            place = self._best(among)
            if place < limit:
                return place, among
        return self._best(among), among

    def _choices(self) -> Iterator[list[int]]:
        """Yield buckets to choose from: by kind and rule, by kind, by rule, all."""
        sure, unknown = self._due[0] > 0, self._due[1] > 0
        allowed, every = [*self._rule.allowed()], list(range(len(self._queues) - 1))
        yield [*(allowed if sure else []), *([-1] if unknown else [])]
        yield [*(every if sure else []), *([-1] if unknown else [])]
        yield [*allowed, -1]
        yield [*every, -1]

    def _best(self, among: Sequence[int]) -> int:
        following = self._next
        return min([following[b] for b in among]) if among else len(self._bucket)

    def _tied(self, place: int, among: Sequence[int]) -> bool:
        """Whether another candidate of the choice has the same relevance."""
        value, after = self._relevance[place], place + 1
        while self._relevance[after] == value:
            bucket = self._bucket[after]
            if not self._taken[after] and bucket in among:
                return True
            after += 1
        return False
