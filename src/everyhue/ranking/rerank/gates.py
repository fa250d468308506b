"""Rules that bar some candidates from the next place, whatever the strategy would gain by them."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from everyhue.ranking.rerank.problem import Problem

Bars = NDArray[np.float32]
"""(n,) by place: 0 where admitted, −inf where barred."""


class Gate(Protocol):
    """A rule over the next place."""

    def bars(self) -> Bars | None:
        """Return what is barred from the next place; ``None`` bars nothing."""
        ...

    def take(self, place: int) -> None:
        """Record a pick."""
        ...


class HeldPlaces:
    """Unknown items keep their places: an item unknown in the same dimensions takes each.

    At every prefix, and in every dimension, as many unknown items are shown as the relevance order
    shows there. Which of them is the strategy's choice. So no rule aims at unknown items, none is
    pushed out by a rule that cannot see it, and their exposure does not move.
    """

    def __init__(self, pattern: NDArray[np.intp]) -> None:
        kinds, self._kind = np.unique(pattern, return_inverse=True)
        self._kinds: list[int] = self._kind.tolist()
        self._due = [0] * len(kinds)
        self._bars = [
            np.where(self._kind == i, 0, -np.inf).astype(np.float32) for i in range(len(kinds))
        ]
        self._place = 0
        self._opened = False

    @classmethod
    def of(cls, problem: Problem) -> HeldPlaces | None:
        """Return the rule for a problem, ``None`` where every bucket is sure."""
        if not problem.labels:
            return None
        pattern = np.zeros(len(problem), np.intp)
        for bit, name in enumerate(problem.labels):
            pattern |= (problem.sure(name) < 0).astype(np.intp) << bit
        return cls(pattern) if len(pattern) and pattern.min() != pattern.max() else None

    def bars(self) -> Bars | None:
        """Return what is barred: all kinds that have had their due."""
        self._open()
        due = [kind for kind, places in enumerate(self._due) if places > 0]
        if not due:
            return None
        bars = self._bars[due[0]]
        for kind in due[1:]:
            bars = np.maximum(bars, self._bars[kind])
        return bars

    def take(self, place: int) -> None:
        """Record a pick."""
        self._open()
        self._due[self._kinds[place]] -= 1
        self._place += 1
        self._opened = False

    def _open(self) -> None:
        """Credit the kind that holds the next place in the relevance order, once."""
        if not self._opened:
            self._due[self._kinds[self._place]] += 1
            self._opened = True
