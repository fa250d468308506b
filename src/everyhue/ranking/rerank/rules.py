"""Which buckets the next sure place may go to."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from everyhue.ranking.rerank.gates import Bars, Gate
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.shares import Wanted, by_floors


class Rule(Protocol):
    """A rule over buckets, fed with the picks."""

    def allowed(self) -> Sequence[int]:
        """Return the buckets that may come next, all with supply; none where none has any."""
        ...

    def take(self, bucket: int) -> None:
        """Record a pick of a sure item."""
        ...


Rows = list[list[int]]
MakeRule = Callable[[Wanted], Rule]


class Within:
    """Base of the rules that compare counts with the least and most of each prefix."""

    def __init__(self, wanted: Wanted) -> None:
        self._least: Rows = wanted.least[: len(wanted.most)].tolist()
        self._most: Rows = wanted.most.tolist()
        self._left = list(wanted.supply)
        self._counts = [0] * len(self._left)
        self._filled = 0
        self._held = [bucket for bucket, left in enumerate(self._left) if left]

    def take(self, bucket: int) -> None:
        """Record a pick of a sure item."""
        self._counts[bucket] += 1
        self._left[bucket] -= 1
        self._filled += 1
        if not self._left[bucket]:
            self._held = [other for other in self._held if other != bucket]

    def _below(self, table: Rows, buckets: list[int]) -> list[int]:
        """Of `buckets`, those whose count is below what `table` says of the next prefix."""
        row, counts = table[self._filled + 1], self._counts
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
        self._table = wanted.least
        later = np.arange(1, len(wanted.most) + 1)
        self._rises: Rows = [np.searchsorted(row, later).tolist() for row in self._table.T]

    def allowed(self) -> Sequence[int]:
        """Return the buckets still due by the first tight prefix, else those below their most."""
        held = self._held
        due = self._due(held)
        return due or self._below(self._most, held) or held

    def reach(self) -> int:
        """Return the prefix by which every bucket lacks something: none beyond binds."""
        rises = [row[count] for row, count in zip(self._rises, self._counts, strict=True)]
        return max([rise for rise in rises if rise < len(self._table)], default=0)

    def short(self, reach: int) -> NDArray[np.int_]:
        """Return (later prefixes up to `reach`, B): what each still lacks of its minimum."""
        ahead = self._table[self._filled + 1 : reach + 1]
        lacking: NDArray[np.int_] = np.maximum(ahead - self._counts, 0)
        return lacking

    def _due(self, held: list[int]) -> list[int]:
        short = self.short(self.reach())
        tight = short.sum(axis=1) >= np.arange(1, len(short) + 1)
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


class JointGate:
    """Looks ahead over all dimensions together, since one place can serve a bucket of each.

    The load of prefix j is what all dimensions still lack of it, per place left up to j. Once the
    largest load is 1 or more, the next place goes to an item that serves that many lacking buckets.
    The gates of the single dimensions come first, and record the picks.
    """

    def __init__(self, problem: Problem, rules: Mapping[str, Ahead]) -> None:
        self._rules = rules
        self._sure = {name: problem.sure(name) for name in rules}

    def bars(self) -> Bars | None:
        """Return what is barred because it serves too few of the lacking buckets."""
        reach = max(rule.reach() for rule in self._rules.values())
        short = {name: rule.short(reach) for name, rule in self._rules.items()}
        length = min(len(lacking) for lacking in short.values())
        total = np.sum([lacking[:length].sum(axis=1) for lacking in short.values()], axis=0)
        load = total / np.arange(1, length + 1)
        if not length or load.max() < 1:
            return None
        prefix = int(load.argmax())
        serves = np.sum([self._served(name, of[prefix]) for name, of in short.items()], axis=0)
        return np.where(serves < math.ceil(load[prefix]), -np.inf, 0).astype(np.float32)

    def take(self, place: int) -> None:
        """Do nothing: the rules have recorded it."""

    def _served(self, name: str, lacking: NDArray[np.int_]) -> NDArray[np.bool_]:
        """Whether each item is sure to be in a lacking bucket; the last entry is the unknown."""
        served: NDArray[np.bool_] = np.append(lacking > 0, False)[self._sure[name]]
        return served


def quota_gates(problem: Problem) -> list[Gate]:
    """Return one gate for each dimension with stated targets: similarity under bucket quotas."""
    return ahead_gates(problem, {name: by_floors(problem, name) for name in problem.targets})


def ahead_gates(problem: Problem, wanted: Mapping[str, Wanted]) -> list[Gate]:
    """Return the gates that hold minimums in one dimension, or in several at once."""
    rules = {name: Ahead(of) for name, of in wanted.items()}
    gates: list[Gate] = [RuleGate(problem, name, rule) for name, rule in rules.items()]
    return [*gates, JointGate(problem, rules)] if len(rules) > 1 else gates
