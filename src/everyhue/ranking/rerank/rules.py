"""Which buckets the next sure place may go to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from everyhue.ranking.rerank.gates import Bars
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.shares import Counts, Wanted, by_floors


class Rule(Protocol):
    """A rule over buckets, fed with the picks."""

    def allowed(self) -> Sequence[int]:
        """Return the buckets that may come next, all with supply; none where none has any."""
        ...

    def take(self, bucket: int) -> None:
        """Record a pick of a sure item."""
        ...


MakeRule = Callable[[Wanted], Rule]


class Within:
    """Base of the rules that compare counts with the least and most of each prefix."""

    def __init__(self, wanted: Wanted) -> None:
        self._least, self._most = wanted.least, wanted.most
        self._left = list(wanted.supply)
        self._counts = [0] * len(self._left)
        self._filled = 0

    def take(self, bucket: int) -> None:
        """Record a pick of a sure item."""
        self._counts[bucket] += 1
        self._left[bucket] -= 1
        self._filled += 1

    def _open(self) -> list[int]:
        return [bucket for bucket, left in enumerate(self._left) if left]

    def _below(self, table: Counts, buckets: list[int]) -> list[int]:
        """Of `buckets`, those whose count is below what `table` says of the next prefix."""
        row, counts = table[min(self._filled + 1, len(table) - 1)], self._counts
        return [bucket for bucket in buckets if counts[bucket] < row[bucket]]


class Ahead(Within):
    """Forces a bucket only when waiting would make a later minimum impossible.

    At place m, with counts c, prefix j ≥ m is tight when Σ_b max(0, least_b(j) − c_b) = j − m + 1.
    The next place then goes to a bucket still due by the first tight j. Otherwise any bucket below
    its ceiling may come, so that relevance decides. With one bucket and its own minimums this is
    the rule of FA*IR.
    """

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(wanted)
        self._table = np.array(wanted.least)

    def allowed(self) -> Sequence[int]:
        """Return the buckets still due by the first tight prefix, else those below their most."""
        held = self._open()
        due = self._due(held)
        return due or self._below(self._most, held) or held

    def _due(self, held: list[int]) -> list[int]:
        ahead = self._table[self._filled + 1 :]
        short = np.maximum(ahead - self._counts, 0)
        tight = short.sum(axis=1) >= np.arange(1, len(ahead) + 1)
        if not tight.any():
            return []
        row = short[int(tight.argmax())].tolist()
        return [bucket for bucket in held if row[bucket]]


class RuleGate:
    """A rule as a gate: bars the items that are sure to be in another bucket."""

    def __init__(self, problem: Problem, dimension: str, rule: Rule) -> None:
        self._sure = problem.sure(dimension)
        self._buckets: list[int] = self._sure.tolist()
        self._rule = rule
        self._made: dict[tuple[int, ...], Bars] = {}

    def bars(self) -> Bars | None:
        """Return what the rule bars now."""
        allowed = tuple(self._rule.allowed())
        if allowed not in self._made:
            barred = (self._sure >= 0) & ~np.isin(self._sure, allowed)
            self._made[allowed] = np.where(barred, -np.inf, 0).astype(np.float32)
        return self._made[allowed]

    def take(self, place: int) -> None:
        """Record a pick; unknown items are no business of the rule."""
        if self._buckets[place] >= 0:
            self._rule.take(self._buckets[place])


def quota_gates(problem: Problem) -> list[RuleGate]:
    """Return one gate for each dimension with stated targets: similarity under bucket quotas."""
    return [RuleGate(problem, name, Ahead(by_floors(problem, name))) for name in problem.targets]
