"""What the cells of a gate are compared with: the whole, a stated cell, or a target share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from everyhue.audit.judging.split import POOLED, Split
from everyhue.audit.rules import Gate, Rules
from everyhue.errors import bad_value, unknown_name
from everyhue.metrics.groups import Cells, Ratio, bounded, called
from everyhue.metrics.groups.cells import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Standard:
    """What each of `G` cells is compared with.

    Parameters
    ----------
    estimate, low, high : (G,) float
        The number and its bounds; a target has no width.
    rows : float
        Rows it rests on, for saying how many more are needed in all.
    """

    estimate: Floats
    low: Floats
    high: Floats
    rows: float


def standard(
    gate: Gate, cells: Cells, measure: Ratio, one: Split, told: tuple[Rules, int]
) -> Standard:
    """Return what `cells`, a part of those of `one`, are compared with, at a family's bounds."""
    rules, family = told
    whole = float(measure.five(one.every.total()).rows[0]) if len(one.every) else 0.0
    if gate.against == "target":
        shares = np.array([_share(group, one, rules) for group in cells.groups])
        return Standard(shares, shares, shares, whole)
    base = one.every.total() if gate.reference is None else _reference(gate, one.every)
    bounds = bounded(measure, base, rules.level, family)
    estimate, low, high = (
        np.full(len(cells), float(part[0])) for part in (bounds.estimate, bounds.low, bounds.high)
    )
    return Standard(estimate, low, high, float(measure.five(base).rows[0]))


def standard_rows(gate: Gate, measure: Ratio, one: Split) -> tuple[float, float]:
    """Return rows of what cells are compared with, 0 where it has no width, and rows in all."""
    whole = float(measure.five(one.every.total()).rows[0]) if len(one.every) else 0.0
    if gate.compare == "value" or gate.against in ("target", "extremes"):
        return 0.0, whole
    if gate.reference is None:
        return whole, whole
    return float(measure.five(_reference(gate, one.every)).rows[0]), whole


def _reference(gate: Gate, cells: Cells) -> Cells:
    wanted = tuple((gate.reference or {})[name] for name in cells.by)
    if wanted not in cells.groups:
        raise unknown_name("reference of a gate", called(wanted), map(called, cells.groups))
    return cells.take([cells.groups.index(wanted)])


def _share(group: tuple[str, ...], one: Split, rules: Rules) -> float:
    if group == (POOLED,):
        return sum(_share(each, one, rules) for each in one.small.groups)
    if len(one.every.by) != 1:
        raise bad_value("cells of a gate against a target", list(one.every.by), "one column")
    known = tuple(each[0] for each in one.every.groups if each not in one.missing.groups)
    return rules.shares(one.every.by[0], known)[group[0]]
