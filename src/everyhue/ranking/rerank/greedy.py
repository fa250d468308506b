"""The loop every strategy shares: one pick at a time, under a floor, gates and a deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from everyhue.ranking.rerank.floor import RelevanceFloor
from everyhue.ranking.rerank.gates import Bars, Gate, HeldPlaces
from everyhue.ranking.rerank.problem import Problem
from everyhue.types import TargetOutcome

Gains = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Picks:
    """What a strategy chose, by place in the relevance order.

    Parameters
    ----------
    places : list of int
        Picks in order.
    gains : list of float
        Gain of each when it was picked.
    ties : int
        Picks decided by the tie rule.
    targets : tuple of TargetOutcome
        Where the strategy aims at targets.
    notes : tuple of str
        What a reader should know.
    """

    places: list[int]
    gains: list[float]
    ties: int = 0
    targets: tuple[TargetOutcome, ...] = ()
    notes: tuple[str, ...] = ()


class Scorer(Protocol):
    """What a strategy gains by each candidate, given the picks so far.

    Only the first places need be scored; `bound` caps the gain of all later ones, and `grow`
    scores more. A bound that holds makes the short list exact.
    """

    tolerance: float
    """Relative difference of two gains up to which they tie."""

    def gains(self) -> Gains:
        """Return gain by place of those scored, −inf where taken; writable, and left as it was."""
        ...

    def bound(self) -> float:
        """Return a cap on the gain of every place that is not scored."""
        ...

    def grow(self) -> None:
        """Score more places."""
        ...

    def settle(self, place: int) -> bool:
        """Return whether the gain of `place` was rounding error, now removed: look again."""
        ...

    def take(self, place: int) -> None:
        """Record a pick."""
        ...


def greedy(problem: Problem, scorer: Scorer, gates: Sequence[Gate] = ()) -> Picks:
    """Pick `problem.k` times the best admitted candidate; ties go to (gain, relevance, index).

    Parameters
    ----------
    problem : Problem
        The request.
    scorer : Scorer
        The strategy.
    gates : sequence of Gate
        Its rules, strongest first; one that would admit nobody is passed over for that place.
    """
    walk = Walk(problem, scorer, gates)
    for place in problem.shown:
        walk.follow(place)
    places, gains = [], []
    while True:
        place, gain = walk.pick()
        places.append(place)
        gains.append(gain)
        if len(places) == problem.k:
            return Picks(places, gains, walk.ties)
        walk.take(place)


class Walk:
    """The state of one greedy selection."""

    def __init__(self, problem: Problem, scorer: Scorer, gates: Sequence[Gate]) -> None:
        keep, held = problem.options.keep, HeldPlaces.of(problem)
        self._floor = RelevanceFloor(problem, keep) if keep else None
        self._gates: list[Gate] = [*([held] if held else []), *gates]
        self._free = self._floor is None and not self._gates
        self._scorer = scorer
        self._deadline = problem.options.deadline
        self._n = len(problem)
        self._taken = bytearray(self._n + 1)
        self._first = 0
        self.ties = 0

    def take(self, place: int) -> None:
        """Record a pick everywhere."""
        self._scorer.take(place)
        if self._free:
            return
        for gate in self._gates:
            gate.take(place)
        if self._floor is not None:
            self._floor.take(place)
        self._taken[place] = 1
        while self._taken[self._first]:
            self._first += 1

    def follow(self, place: int) -> None:
        """Record what an earlier page shows."""
        if self._deadline is not None:
            self._deadline.check("rerank")
        self.take(place)

    def pick(self) -> tuple[int, float]:
        """Return the best admitted place and its gain."""
        if self._deadline is not None:
            self._deadline.check("rerank")
        limit = self._n
        if self._free:
            return self._best(limit, None)
        if self._floor is not None:
            limit = max(self._floor.limit(), self._first + 1)
        return self._best_through_gates(limit) if self._gates else self._best(limit, None)

    def _best_through_gates(self, limit: int) -> tuple[int, float]:
        """Try all gates at once; where they leave nobody, pass over each that does, in order."""
        stated = [bars for bars in (gate.bars() for gate in self._gates) if bars is not None]
        place, gain = self._best(limit, sum(stated[1:], stated[0]) if stated else None)
        if gain > -np.inf:
            return place, gain
        bars: Bars | None = None
        for more in stated:
            tried = more if bars is None else bars + more
            if self._leaves_some(limit, tried):
                bars = tried
        return self._best(limit, bars)

    def _leaves_some(self, limit: int, bars: Bars) -> bool:
        free = bars[:limit] == 0
        free &= np.frombuffer(self._taken, np.uint8, limit) == 0
        return bool(free.any())

    def _best(self, limit: int, bars: Bars | None) -> tuple[int, float]:
        scorer = self._scorer
        while True:
            gains = scorer.gains()
            size = len(gains)
            if size > limit:
                gains = gains[:limit]
            if bars is not None:
                gains = gains + bars[: len(gains)]
            best = int(gains.argmax())
            top = float(gains[best])
            if size < limit and top < scorer.bound():
                scorer.grow()
            elif top == -np.inf:
                return best, top
            elif not scorer.settle(best):
                break
        least = top - scorer.tolerance * abs(top)
        if runner_up(gains, best) < least:
            return best, top
        self.ties += 1
        return int((gains >= least).argmax()), top


def runner_up(gains: Gains, best: int) -> float:
    """Return the largest gain but one: a second search is cheaper than comparing them all."""
    top = gains[best]
    gains[best] = -np.inf
    second = float(gains[gains.argmax()])
    gains[best] = top
    return second
