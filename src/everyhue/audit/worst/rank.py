"""Groups ranked by how much worse they surely are than the rest of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from everyhue.errors import bad_value
from everyhue.metrics.groups import (
    Cells,
    Rate,
    Ratio,
    against_rest,
    nameless,
    rest_of,
    shrunken,
    values,
)  # fmt: skip
from everyhue.metrics.inference import Differences, holm
from everyhue.registry import entries
from everyhue.types import Value

MOST = 10
"""Groups that are kept, whether or not they are clearly worse."""


@dataclass(frozen=True, slots=True)
class WorstLine:
    """One measure of one group beside the rest of the rows.

    Parameters
    ----------
    by, group : tuple of str
        Columns that make the group, and its values.
    measure : str
        By its canonical name.
    own : Value
        Of the group, with its own interval.
    shrunken : float
        Drawn towards the mean of the groups of these columns, for display.
    rest : float
        Of all rows that are not in the group.
    gap : Value
        How much worse the group is than the rest; over 0 is worse. Its bounds hold for all
        comparisons together.
    p, adjusted : float, [0, 1]
        Of no gap, two-sided: alone, and with all comparisons looked at (Holm).
    clear : bool
        Whether it is worse by more than chance explains.
    """

    by: tuple[str, ...]
    group: tuple[str, ...]
    measure: str
    own: Value
    shrunken: float
    rest: float
    gap: Value
    p: float
    adjusted: float
    clear: bool


@dataclass(frozen=True, slots=True)
class Worst:
    """What was looked at, and the groups that fare worst.

    Parameters
    ----------
    lines : tuple of WorstLine
        Those clearly worse first, then by the lower bound of the gap; not by the estimate, by
        which small groups lead through chance.
    clear : int
        Comparisons in which a group is clearly worse, listed or not.
    family : int
        Comparisons looked at: groups times measures, where both sides are defined.
    groups, depth : int
        Groups looked at, and the most columns that one is made of.
    measures : tuple of str
        Measures looked at.
    level : float
        Chance that no group is called worse where none is.
    """

    lines: tuple[WorstLine, ...]
    clear: int
    family: int
    groups: int
    depth: int
    measures: tuple[str, ...]
    level: float


def worst(
    asked: Sequence[Cells], measures: Sequence[Ratio] | None = None, *, level: float = 0.95,
    most: int = MOST,
) -> Worst:  # fmt: skip
    """Return the groups that are worse than the rest of the rows, surest first.

    Parameters
    ----------
    asked : sequence of Cells
        All groups of each set of columns; each holds every row once.
    measures : sequence of Ratio, optional
        By default every registered measure of these sums that has a direction; of two of which
        each is one less the other, one.
    level : float, (0, 1)
        Chance that no group is called worse where none is.
    most : int, ≥ 1
        Groups that are kept.

    Returns
    -------
    Worst
        Ranked by the lower bound of the gap. Of a measure without direction, a group counts as
        worse whichever way it differs.

    Raises
    ------
    InputError
        For fewer than one line, or a level outside (0, 1).

    Notes
    -----
    Undefined when: never; a group or a rest without the measure is left out, and so is a group
    whose value is missing. Cost: O(groups · measures). Source: Holm 1979; Bonferroni 1936; Zou
    and Donner 2008.

    Examples
    --------
    >>> even = {name: (30, 10, 10, 50) for name in "abcdef"}
    >>> cells = Cells.of_counts(even | {"bad": (300, 250, 250, 200)}, by="g")
    >>> found = worst([cells])
    >>> found.lines[0].group, found.lines[0].measure, found.lines[0].clear, found.family
    (('bad',), 'negative_predictive_value', True, 35)
    """
    chosen = (directed(asked[0]) if asked else ()) if measures is None else tuple(measures)
    pairs = [Asked(cells, measure, measure.name) for cells in asked for measure in chosen]
    return ranked(pairs, level=level, most=most)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One measure of the groups of one set of columns, and how it is called."""

    cells: Cells
    measure: Ratio
    name: str


def ranked(asked: Sequence[Asked], *, level: float = 0.95, most: int = MOST) -> Worst:
    """Return what `worst` does, where each measure has cells of its own.

    Raises
    ------
    InputError
        For fewer than one line, or a level outside (0, 1).
    """
    if most < 1 or not 0 < level < 1:
        raise bad_value("most and level", (most, level), "a whole number ≥ 1, a level in (0, 1)")
    spots = [(one, spot) for one in asked if (spot := _spots(one.cells, one.measure))]
    family = max(1, sum(len(spot) for _, spot in spots))
    beside = [_beside(*one, (level, family)) for one in spots]
    adjusted = holm([p for one in beside for p in one.gaps.p])
    every = [(one, i) for one in beside for i in range(len(one.spots))]
    sure = [bool(a <= 1 - level and one.gaps.estimate[i] > 0)
            for a, (one, i) in zip(adjusted, every, strict=True)]  # fmt: skip
    order = sorted(range(len(every)), key=lambda k: _rank(*every[k], sure[k]))
    kept = {id(every[k][0]): every[k][0] for k in order[:most]}
    drawn = {name: _drawn(one.asked) for name, one in kept.items()}
    lines = (
        _line(*every[k], (drawn[id(every[k][0])], float(adjusted[k]), sure[k]), (level, family))
        for k in order[:most]
    )
    groups = {(one.cells.by, one.cells.groups[i]) for one, spot in spots for i in spot}
    return Worst(
        tuple(lines), sum(sure), len(every), len(groups),
        max((len(one.cells.by) for one in asked), default=0),
        tuple(dict.fromkeys(one.name for one in asked)), level,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Beside:
    """Some groups beside the rest, by one measure; `gaps` over 0 are worse."""

    asked: Asked
    spots: list[int]
    gaps: Differences
    rest: list[float]


def _beside(one: Asked, spots: list[int], shared: tuple[float, int]) -> _Beside:
    found, rest = against_rest(one.cells, one.measure, level=shared[0], family=shared[1])
    gap, low, high, p = (part[spots] for part in (found.estimate, found.low, found.high, found.p))
    turned = gap < 0 if one.measure.better == "none" else one.measure.better == "higher"
    gap, low, high = (
        np.where(turned, -gap, gap), np.where(turned, -high, low), np.where(turned, -low, high)
    )  # fmt: skip
    return _Beside(one, spots, Differences(gap, low, high, p), list(map(float, rest[spots])))


def _rank(one: _Beside, i: int, sure: bool) -> tuple[bool, float, float]:
    """Order shares by points, and means of any unit by the part of the rest that they differ by."""
    unit = 1.0 if isinstance(one.asked.measure, Rate) else abs(one.rest[i]) or 1.0
    return not sure, -float(one.gaps.low[i]) / unit, float(one.gaps.p[i])


def _line(
    one: _Beside, i: int, told: tuple[dict[int, float], float, bool], shared: tuple[float, int]
) -> WorstLine:
    cells, spot, gaps = one.asked.cells, one.spots[i], one.gaps
    own = values(cells.take([spot]), one.asked.measure)[0]
    number, low, high = (float(part[i]) for part in (gaps.estimate, gaps.low, gaps.high))
    words = f"MOVER, {shared[1]} bounds share the level"
    gap = (
        Value(number, low, high, shared[0], own.n, words) if np.isfinite(high - low)
        else Value(number, n=own.n, method=words)
    )  # fmt: skip
    drawn, adjusted, clear = told
    return WorstLine(
        cells.by, cells.groups[spot], one.asked.name, own, drawn[spot], one.rest[i], gap,
        float(gaps.p[i]), adjusted, clear,
    )  # fmt: skip


def _drawn(one: Asked) -> dict[int, float]:
    """Return shrunken numbers by the place of a group among the cells."""
    known = _known(one.cells)
    found = shrunken(one.cells.take(known), one.measure).estimate
    return dict(zip(known, map(float, found), strict=True))


def _spots(cells: Cells, measure: Ratio) -> list[int]:
    """Return the groups that have the measure, and a rest that has it."""
    mine, rest = measure.five(cells).n, measure.five(rest_of(cells)).n
    return [i for i in _known(cells) if mine[i] > 0 and rest[i] > 0]


def directed(cells: Cells) -> tuple[Ratio, ...]:
    """Return every registered measure of these sums that has a direction, mirrored ones once.

    Examples
    --------
    >>> [one.name for one in directed(Cells.of_counts({"a": (1, 1, 1, 1)}))][:3]
    ['accuracy', 'negative_predictive_value', 'positive_predictive_value']
    """
    made: list[Ratio] = []
    known = [entry.item for entry in entries("group_measure") if isinstance(entry.item, Ratio)]
    for one in sorted(known, key=lambda one: one.better != "higher"):
        parts = {*one.of, *one.among}
        own = bool(parts) and parts <= set(cells.names) and not parts & set(cells.shared)
        if one.better == "none" or not own:
            continue
        if not any(mirrored(one, other) for other in made):
            made.append(one)
    return tuple(made)


def mirrored(one: Ratio, other: Ratio) -> bool:
    """Return whether two rates sum to 1 in every group, and so say the same."""
    if not (isinstance(one, Rate) and isinstance(other, Rate)):
        return False
    return set(one.among) == set(other.among) == {*one.of, *other.of} and not (
        set(one.of) & set(other.of)
    )


def _known(cells: Cells) -> list[int]:
    return [i for i, group in enumerate(cells.groups) if not nameless(group)]
