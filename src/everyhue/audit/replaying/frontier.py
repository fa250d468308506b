"""The frontier: what each setting of `diversity` reaches and costs, and which one to take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from everyhue.audit.logged import LoggedList
from everyhue.audit.replaying.findings import FrontierPoint, Suggestion
from everyhue.audit.replaying.measuring import Order
from everyhue.audit.replaying.running import Strategy, run
from everyhue.metrics import ListTally, could_at_k, div_at_k, mean, ndcg, scaled
from everyhue.types import Tally, Value

BY = ("measure", "strategy", "diversity")
Sweep = Callable[[float], Strategy]
"""Gives the strategy at one setting of `diversity`."""


def sample(lists: Sequence[LoggedList], size: int) -> list[LoggedList]:
    """Return at most `size` requests, evenly spaced over the log.

    Examples
    --------
    >>> sample([1, 2, 3, 4], 2)
    [1, 3]
    """
    if len(lists) <= size:
        return list(lists)
    spots = np.arange(size) * len(lists) // size
    return [lists[spot] for spot in spots.tolist()]


class Frontier:
    """Adds up, request by request, what every strategy does at every setting.

    Parameters
    ----------
    sweeps : mapping of str to callable
        By name: `diversity` to strategy.
    grid : sequence of float, [0, 1]
        Settings.
    k : int, ≥ 1
        Depth.
    """

    def __init__(self, sweeps: Mapping[str, Sweep], grid: Sequence[float], k: int) -> None:
        self._at = {(name, str(step)): make(step) for name, make in sweeps.items() for step in grid}
        self._k = k
        self._folding = ListTally(BY)

    def add(self, logged: LoggedList) -> None:
        """Run everything on one request."""
        k, gains, add = self._k, scaled(logged.relevance), self._folding.add
        div, could = _names(len(logged.labels))
        add((div, "", ""), diversity_of(logged, logged.order, k))
        add((could, "", ""), attainable(logged, k))
        for (name, step), strategy in self._at.items():
            order = run(strategy, logged, k).order
            add((div, name, step), diversity_of(logged, order, k))
            add(("ndcg", name, step), ndcg(order, gains, k=k))

    def tally(self) -> Tally:
        """Return what was added up."""
        return self._folding.tally()


def diversity_of(logged: LoggedList, order: Order, k: int) -> Value:
    """Return Div@k of one order, the mean over dimensions."""
    return _mean(
        div_at_k(labels.sure[order], buckets=len(labels.buckets), k=k)
        for labels in logged.labels.values()
    )


def attainable(logged: LoggedList, k: int) -> Value:
    """Return what supply allows of `diversity_of`."""
    return _mean(
        could_at_k(labels.sure, buckets=len(labels.buckets), k=k)
        for labels in logged.labels.values()
    )


def points(tally: Tally, surface: str) -> tuple[FrontierPoint, ...]:
    """Return the frontier of one surface, by strategy and setting."""
    return tuple(
        FrontierPoint(
            surface, name, float(step),
            _held(tally, 0, name, step), mean(tally, ("ndcg", name, step)),
        )
        for measure, name, step in sorted(tally.counts, key=lambda c: (c[1], c[2]))
        if measure == "ndcg"
    )  # fmt: skip


def suggest(tally: Tally, surface: str, reach: float) -> Suggestion | None:
    """Pick the setting of one surface by the stated rule.

    Of the settings whose Div@k is at least `reach` of the attainable one, that of the highest nDCG;
    ties go to less diversity. Where none reaches it, the setting of the highest Div@k.
    """
    found = [p for p in points(tally, surface) if p.div.defined and p.relevance.defined]
    best = _held(tally, 1, "", "")
    if not found or best.estimate is None:
        return None
    enough = [p for p in found if p.div.number() >= reach * best.estimate - 1e-12]
    if enough:
        pick = min(enough, key=lambda p: (-round(p.relevance.number(), 9), p.diversity))
    else:
        pick = min(found, key=lambda p: (-p.div.number(), -p.relevance.number(), p.diversity))
    return Suggestion(
        surface, pick.strategy, pick.diversity, pick.div, pick.relevance,
        best, _held(tally, 0, "", ""), bool(enough),
    )  # fmt: skip


def _names(dimensions: int) -> tuple[str, str]:
    """Of one dimension Div@k is yes or no; the mean over several is neither."""
    words = "" if dimensions == 1 else "mean of "
    return f"{words}div_at_k", f"{words}could_at_k"


def _held(tally: Tally, spot: int, name: str, step: str) -> Value:
    cells = [(_names(n)[spot], name, step) for n in (1, 2)]
    return mean(tally, next((cell for cell in cells if cell in tally.counts), cells[0]))


def _mean(values: Iterator[Value]) -> Value:
    defined = [value.estimate for value in values if value.estimate is not None]
    if not defined:
        return Value.undefined_because("undefined in every dimension", 0)
    return Value(sum(defined) / len(defined), n=len(defined))
