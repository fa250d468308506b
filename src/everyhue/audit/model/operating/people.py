"""Several rows of one person: intervals that know whose rows they are beside ones that do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from everyhue.audit.model.operating.said import SIZES, say
from everyhue.audit.model.operating.world import World
from everyhue.audit.rules import DEFAULT, Rules, overall_status
from everyhue.metrics.groups import Cells, rates

ENOUGH = 100
"""Rows from which a cell's interval is counted: smaller ones say nothing either way."""


@dataclass(frozen=True, slots=True)
class PeopleLine:
    """Rows taken as independent beside rows known by person, of one size.

    Parameters
    ----------
    rows : int
        Rows of a sample.
    independent, known : float, [0, 1]
        Share of 95 % intervals of a cell's selection rate that hold the true one.
    fails_independent, fails_known : float, [0, 1]
        Share of samples in which the gates fail, where all rates are the same.
    """

    rows: int
    independent: float
    known: float
    fails_independent: float
    fails_known: float


def people_table(
    world: World, rng: np.random.Generator, *, sizes: Sequence[int] = SIZES[:3], runs: int = 300,
    gates: Rules = DEFAULT,
) -> tuple[PeopleLine, ...]:  # fmt: skip
    """Return how often intervals and gates are right where people have several rows.

    Parameters
    ----------
    world : World
        The truth, with more than one row per person.
    rng : numpy.random.Generator
        For the samples.
    sizes : sequence of int
        Rows of a sample.
    runs : int, ≥ 1
        Samples of each size.
    gates : Rules
        The rules.

    Notes
    -----
    Cost: O(runs · people) for each size. Source: this project.
    """
    return tuple(_line(world, rng, (rows, runs), gates) for rows in sizes)


def _line(
    world: World, rng: np.random.Generator, drawn: tuple[int, int], gates: Rules
) -> PeopleLine:
    rows, runs = drawn
    held: dict[bool, list[float]] = {False: [], True: []}
    fails = {False: 0, True: 0}
    for _ in range(runs):
        known = world.draw(rows, rng)
        for aware, cells in ((False, replace(known, clusters=None)), (True, known)):
            held[aware] += _held(cells, world.rates)
            status = overall_status([one.status for _, one in say(cells, gates)])
            fails[aware] += status == "fail"
    plain, known_rows = (float(np.mean(held[aware] or [1.0])) for aware in (False, True))
    return PeopleLine(rows, plain, known_rows, fails[False] / runs, fails[True] / runs)


def _held(cells: Cells, truth: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    enough = np.flatnonzero(cells.rows.sum(1) >= ENOUGH)
    found = rates(cells.take(enough), "selection_rate")
    return [
        float((value.low or 0.0) <= truth[i] <= (1.0 if value.high is None else value.high))
        for i, value in zip(enough, found, strict=True)
    ]
