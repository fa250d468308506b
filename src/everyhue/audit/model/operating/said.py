"""What gates say of samples of a truth, by size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from everyhue.audit.judging import GateOutcome, judged
from everyhue.audit.model.operating.world import World
from everyhue.audit.rules import DEFAULT, Gate, Rules, audited_families, overall_status
from everyhue.errors import InputError, bad_value
from everyhue.metrics.groups import Cells, measure_called
from everyhue.types import Status

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)

TOGETHER = "all gates together"

_ORDER: tuple[Status, ...] = ("pass", "fail", "insufficient evidence")


@dataclass(frozen=True, slots=True)
class OperatingLine:
    """What a gate said over many samples of one size of one truth.

    Parameters
    ----------
    rows : int
        Rows of a sample.
    ratio : float
        Of the unfair cell; 1 where there is none.
    passed, failed, unsure : float, [0, 1]
        Share of the samples.
    gate : str
        The rule in words, or that all are meant.
    truth : {"pass", "fail", "insufficient evidence"}
        What the gate would say with endless rows.
    """

    rows: int
    ratio: float
    passed: float
    failed: float
    unsure: float
    gate: str = TOGETHER
    truth: Status = "pass"


def operating_table(
    world: World, rng: np.random.Generator, *, sizes: Sequence[int] = SIZES, runs: int = 300,
    gates: Rules = DEFAULT,
) -> tuple[OperatingLine, ...]:  # fmt: skip
    """Return what gates say of samples of a truth, by size.

    Parameters
    ----------
    world : World
        The truth.
    rng : numpy.random.Generator
        For the samples.
    sizes : sequence of int
        Rows of a sample.
    runs : int, ≥ 1
        Samples of each size.
    gates : Rules
        The rules, on the columns of the world.

    Returns
    -------
    tuple of OperatingLine
        Of each size, all gates together; with several gates, then each of them.

    Raises
    ------
    InputError
        For fewer than one run, or a gate on what is not drawn.

    Notes
    -----
    Cost: O(runs · G) for each size, whatever the rows. Source: this project.
    """
    if runs < 1:
        raise bad_value("runs", runs, "a whole number ≥ 1")
    if not gates.gate:
        raise bad_value("gates", 0, "at least one [[gate]]")
    patient = gates.model_copy(update={"minimum": 1, "most_pooled": 1.0})
    truth = _statuses(say(world.expected(), patient), gates)
    return tuple(
        line for rows in sizes for line in _lines(world, rng, (rows, runs), (gates, truth))
    )


def _lines(
    world: World, rng: np.random.Generator, drawn: tuple[int, int],
    told: tuple[Rules, list[Status]],
) -> Iterator[OperatingLine]:  # fmt: skip
    (rows, runs), (gates, truth) = drawn, told
    said = [_statuses(say(world.draw(rows, rng), gates), gates) for _ in range(runs)]
    names = [TOGETHER, *(gate.words for gate in gates.gate if len(gates.gate) > 1)]
    for i, name in enumerate(names):
        each = [one[i] for one in said]
        passed, failed, unsure = (each.count(s) / runs for s in _ORDER)
        yield OperatingLine(rows, world.ratio, passed, failed, unsure, name, truth[i])


def _statuses(outcomes: Sequence[tuple[Gate, GateOutcome]], gates: Rules) -> list[Status]:
    """Verdict of all gates together, then of each on all columns that it holds."""
    each = [
        overall_status([outcome.status for held, outcome in outcomes if held is gate])
        for gate in gates.gate
    ]
    return [overall_status(each), *each]


def say(cells: Cells, gates: Rules) -> list[tuple[Gate, GateOutcome]]:
    """Return the verdict of every gate on every set of columns of the cells.

    Raises
    ------
    InputError
        For a measure that is not made of yes-or-no decisions and labels.
    """
    audited = audited_families(cells.by)
    asked = [
        (gate, _margin(cells, by)) for gate in gates.gate for by in gate.families(audited)
    ]  # fmt: skip
    for gate in gates.gate:
        _drawn(gate, cells)
    said = judged(asked, gates)
    return [(gate, outcome) for (gate, _), outcome in zip(asked, said, strict=True)]


def _drawn(gate: Gate, cells: Cells) -> None:
    try:
        measure_called(gate.measure).five(cells.take([0]))
    except InputError:
        raise bad_value(
            "measure of a gate", gate.measured, "a measure of yes-or-no decisions and labels",
            "Only these are drawn; leave the gate away.",
        ) from None  # fmt: skip


def _margin(cells: Cells, by: tuple[str, ...]) -> Cells:
    """Add up the cells that agree in some of their columns."""
    if by == cells.by:
        return cells
    spots = [cells.by.index(name) for name in by]
    keys = [tuple(group[spot] for spot in spots) for group in cells.groups]
    groups = tuple(dict.fromkeys(keys))
    place = np.array([groups.index(key) for key in keys])
    tables: dict[str, Any] = {}
    for name in ("rows", "sums", "clusters"):
        table = getattr(cells, name)
        if table is not None:
            tables[name] = np.zeros((len(groups), *table.shape[1:]))
            np.add.at(tables[name], place, table)
    return replace(cells, by=by, groups=groups, unread=tuple({} for _ in groups), **tables)
