"""From picks to the answer: order, price, reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from everyhue.ranking.rerank.greedy import Picks
from everyhue.ranking.rerank.problem import Problem, Rows
from everyhue.types import Selection, TargetOutcome, Targets


def answer(problem: Problem, picks: Picks, strategy: str) -> Selection:
    """Return the `Selection` for the picks of a strategy."""
    places = np.array(picks.places, np.intp)
    return Selection(
        problem.order[places],
        np.array(picks.gains, np.float64),
        strategy,
        _given_up(problem, places),
        picks.targets or reached(problem, places),
        picks.ties,
        _unknown(problem, np.arange(len(problem.shown), len(problem.shown) + len(places))),
        _unknown(problem, places),
        picks.notes,
    )


def reached(problem: Problem, places: Rows) -> tuple[TargetOutcome, ...]:
    """Compare the sure items at `places` with every stated target.

    Targets are shares of the places that sure items hold, since unknown items keep theirs.
    """
    return tuple(
        outcome
        for name, targets in problem.targets.items()
        for outcome in outcomes(problem, name, targets, places)
    )


def outcomes(problem: Problem, name: str, targets: Targets, places: Rows) -> list[TargetOutcome]:
    """Compare the sure items at `places` with the targets of one dimension."""
    sure, buckets = problem.sure(name), problem.labels[name].buckets
    got, supply = _counts(sure[places], buckets), _supply(problem, sure, buckets)
    return [
        TargetOutcome(t.bucket, t.wanted, got[t.bucket], t.supply, name)
        for t in targets.clipped(supply, sum(got.values()))
    ]


def _supply(problem: Problem, sure: NDArray[np.int16], buckets: tuple[str, ...]) -> dict[str, int]:
    return _counts(np.delete(sure, problem.shown) if problem.shown else sure, buckets)


def _counts(sure: NDArray[np.int16], buckets: tuple[str, ...]) -> dict[str, int]:
    counts = np.bincount(sure[sure >= 0], minlength=len(buckets)).tolist()
    return dict(zip(buckets, counts, strict=True))


def _given_up(problem: Problem, places: Rows) -> float:
    """1 − scaled relevance of the picks over that of the most relevant as many not yet shown."""
    left = problem.relevance
    if problem.shown:
        left = np.delete(left, problem.shown)
    most = float(left[: len(places)].sum())
    if not most:
        return 0.0
    return min(1.0, max(0.0, 1 - float(problem.relevance[places].sum()) / most))


def _unknown(problem: Problem, places: Rows) -> dict[str, float]:
    if not len(places):
        return {}
    return {
        name: float((labels.sure[problem.order[places]] < 0).mean())
        for name, labels in problem.labels.items()
    }
