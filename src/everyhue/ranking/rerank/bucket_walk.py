"""The most relevant item that a rule over buckets allows, place by place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from everyhue.errors import bad_value
from everyhue.ranking.rerank.answer import outcomes
from everyhue.ranking.rerank.floor import RelevanceFloor
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.rules import MakeRule, Rule, RuleGate
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
    names = dimensions(problem)
    rules = {name: make(read(problem, name)) for name in names}
    if len(problem.labels) == 1:
        picks = BucketWalk(problem, names[0], rules[names[0]]).run()
    else:
        gates = [RuleGate(problem, name, rule) for name, rule in rules.items()]
        picks = greedy(problem, ByRelevance(problem), gates)
    return with_targets(problem, picks)


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
        self._relevance: list[float] = problem.relevance.tolist()
        self._bucket: list[int] = problem.sure(dimension).tolist()
        keep = problem.options.keep
        self._floor = RelevanceFloor(problem, keep) if keep else None
        self._taken = bytearray(len(problem) + 1)
        self._queues = self._by_bucket(len(problem.labels[dimension].buckets))
        self._heads = [0] * len(self._queues)
        self._filled = 0
        self._due = [0, 0]

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
            ties += self._tied(place, among)
            self._take(place)
            places.append(place)
        return Picks(places, [self._relevance[place] for place in places], ties)

    def _by_bucket(self, buckets: int) -> list[list[int]]:
        """Places of each bucket; the last queue is that of the unknown, each ends with a stop."""
        queues: list[list[int]] = [[] for _ in range(buckets + 1)]
        for place, bucket in enumerate(self._bucket):
            queues[bucket].append(place)
        for queue in queues:
            queue.append(len(self._bucket))
        return queues

    def _open_place(self) -> None:
        """Credit the kind, sure or unknown, that holds the next place in the relevance order."""
        self._due[self._bucket[self._filled] < 0] += 1
        self._filled += 1

    def _take(self, place: int) -> None:
        bucket = self._bucket[place]
        self._due[bucket < 0] -= 1
        self._taken[place] = 1
        if bucket >= 0:
            self._rule.take(bucket)
        if self._floor is not None:
            self._floor.take(place)
        queue, head = self._queues[bucket], self._heads[bucket]
        while self._taken[queue[head]]:
            head += 1
        self._heads[bucket] = head

    def _pick(self) -> tuple[int, list[int]]:
        """Return the best place of the narrowest choice that the floor admits."""
        limit = self._floor.limit() if self._floor is not None else len(self._bucket)
        sure, unknown = self._due[0] > 0, self._due[1] > 0
        if sure:
            among = [*self._rule.allowed(), *([-1] if unknown else [])]
            place = self._best(among)
            if place < limit:
                return place, among
        if sure != unknown:
            among = [-1] if unknown else list(range(len(self._queues) - 1))
            place = self._best(among)
            if place < limit:
                return place, among
        among = list(range(-1, len(self._queues) - 1))
        return self._best(among), among

    def _best(self, among: list[int]) -> int:
        queues, heads = self._queues, self._heads
        return min([queues[b][heads[b]] for b in among], default=len(self._bucket))

    def _tied(self, place: int, among: list[int]) -> bool:
        """Whether another candidate of the choice has the same relevance."""
        value, after = self._relevance[place], place + 1
        while after < len(self._bucket) and self._relevance[after] == value:
            bucket = self._bucket[after]
            if not self._taken[after] and bucket in among:
                return True
            after += 1
        return False
