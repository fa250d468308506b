"""From values of single lists to a tally over queries, and from there to means with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from everyhue.errors import UnknownNameError, bad_value, unknown_name
from everyhue.metrics.interval import mean_interval, share_interval
from everyhue.metrics.remembered import once
from everyhue.registry import find
from everyhue.types import Tally, Value
from everyhue.types.tally import Cell

KIND = "lists"
MEASURE = "measure"
"""The key part that names the measure; a measure of range {0, 1} gets a Wilson interval."""


class ListTally:
    """Folds the values of lists, one at a time, into a `Tally` of kind ``"lists"``.

    Every cell counts ``n`` lists and ``defined`` ones, sums ``sum`` and ``sumsq``, and counts
    undefined values by reason.

    Parameters
    ----------
    by : sequence of str
        Names of the key parts, ``"measure"`` among them.

    Examples
    --------
    >>> fold = ListTally(("measure",))
    >>> fold.add(("ndkl",), Value(0.25))
    >>> fold.add(("ndkl",), Value.undefined_because("no known item"))
    >>> tally = fold.tally()
    >>> tally.counts["ndkl",], tally.undefined["ndkl",]
    ({'n': 2, 'defined': 1}, {'no known item': 1})
    """

    def __init__(self, by: Sequence[str] = ("strategy", "surface", MEASURE, "bucket")) -> None:
        if MEASURE not in by:
            raise bad_value("by", tuple(by), f"key parts with {MEASURE!r} among them")
        self._by = tuple(by)
        self._counts: dict[Cell, dict[str, int]] = {}
        self._sums: dict[Cell, dict[str, float]] = {}
        self._undefined: dict[Cell, dict[str, int]] = {}

    def add(self, cell: Cell, value: Value) -> None:
        """Fold one list's value into `cell`."""
        counts = self._counts.get(cell)
        if counts is None:
            counts = self._opened(cell)
        counts["n"] += 1
        if value.estimate is None:
            reasons = self._undefined.setdefault(cell, {})
            reason = value.undefined or ""
            reasons[reason] = reasons.get(reason, 0) + 1
            return
        counts["defined"] += 1
        sums = self._sums[cell]
        sums["sum"] += value.estimate
        sums["sumsq"] += value.estimate * value.estimate

    def tally(self) -> Tally:
        """Return what was folded so far, frozen."""
        return Tally(KIND, self._by) + Tally(
            KIND, self._by, self._counts, self._sums, self._undefined
        )

    def _opened(self, cell: Cell) -> dict[str, int]:
        if len(cell) != len(self._by):
            raise bad_value("cell", cell, f"one part for each of {self._by}")
        self._sums[cell] = {"sum": 0.0, "sumsq": 0.0}
        return self._counts.setdefault(cell, {"n": 0, "defined": 0})


def fold(
    values: Iterable[tuple[Cell, Value]],
    by: Sequence[str] = ("strategy", "surface", MEASURE, "bucket"),
) -> Tally:
    """Return the tally of (cell, value) pairs.

    Parameters
    ----------
    values : iterable of (tuple of str, Value)
        One list's value of one measure each.
    by : sequence of str
        Names of the key parts.

    Returns
    -------
    Tally
        ``fold(a) + fold(b)`` equals ``fold(a + b)``.

    Raises
    ------
    InputError
        For a cell with another number of parts.

    Notes
    -----
    Undefined when: never. Cost: O(1) a value. Source: this project.

    Examples
    --------
    >>> fold([(("ndkl",), Value(0.5))], by=("measure",)).sums["ndkl",]["sum"]
    0.5
    """
    folding = ListTally(by)
    for cell, value in values:
        folding.add(cell, value)
    return folding.tally()


def marginal(tally: Tally, keep: Sequence[str]) -> Tally:
    """Return the tally with only the key parts `keep`: cells that differ in others are merged.

    Parameters
    ----------
    tally : Tally
        Any tally.
    keep : sequence of str
        Names of key parts, in the order they are to have.

    Returns
    -------
    Tally
        Of the same kind.

    Raises
    ------
    UnknownNameError
        For a key part that the tally does not have.

    Notes
    -----
    Undefined when: never. Cost: O(cells). Source: this project.

    Examples
    --------
    >>> pairs = [(("a", "ndkl"), Value(1.0)), (("b", "ndkl"), Value(0.0))]
    >>> both = fold(pairs, by=("surface", "measure"))
    >>> mean(marginal(both, ["measure"]), ("ndkl",)).estimate
    0.5
    """
    for name in keep:
        if name not in tally.by:
            raise unknown_name("key part", name, tally.by)
    return once(tally, ("marginal", *keep), lambda: _merged(tally, tuple(keep)))


def _merged(tally: Tally, keep: tuple[str, ...]) -> Tally:
    spots = [tally.by.index(name) for name in keep]
    merged = Tally(tally.kind, keep)
    tables = [_regrouped(table, spots) for table in (tally.counts, tally.sums, tally.undefined)]
    return replace(merged, counts=tables[0], sums=tables[1], undefined=tables[2])


def _regrouped(table: Mapping[Cell, Mapping[str, Any]], spots: Sequence[int]) -> dict[Cell, Any]:
    merged: dict[Cell, dict[str, Any]] = {}
    for cell, row in table.items():
        held = merged.setdefault(tuple(cell[spot] for spot in spots), {})
        for name, amount in row.items():
            held[name] = held.get(name, 0) + amount
    return merged


def mean(tally: Tally, cell: Cell, level: float = 0.95) -> Value:
    """Return the mean over lists of one cell, with an interval.

    Wilson's interval for a measure registered with range {0, 1}, Student's t for any other.

    Parameters
    ----------
    tally : Tally
        Of kind ``"lists"``.
    cell : tuple of str
        Key.
    level : float, (0, 1)
        Confidence level.

    Returns
    -------
    Value
        The mean over the lists where the measure is defined; n counts these.

    Raises
    ------
    InputError
        For a tally of another kind.

    Notes
    -----
    Undefined when: the cell holds no list, or the measure is undefined on all of them, with the
    most frequent reason. Cost: O(1). Source: Wilson 1927; Student 1908.

    Examples
    --------
    >>> tally = fold([(("div_at_k",), Value(float(i < 3))) for i in range(4)], by=("measure",))
    >>> print(mean(tally, ("div_at_k",)))
    0.750 [0.301, 0.954]
    """
    if tally.kind != KIND:
        raise bad_value("kind of tally", tally.kind, repr(KIND))
    counts = tally.counts.get(cell)
    if counts is None:
        return Value.undefined_because("no list", 0)
    if not counts["defined"]:
        reasons = tally.undefined[cell]
        return Value.undefined_because(max(reasons, key=lambda r: (reasons[r], r)), 0)
    sums = tally.sums[cell]
    if _yes_or_no(cell[tally.by.index(MEASURE)]):
        return share_interval(sums["sum"], counts["defined"], level)
    return mean_interval(sums["sum"], sums["sumsq"], counts["defined"], level)


def _yes_or_no(measure: str) -> bool:
    try:
        return find("list_measure", measure).range == "{0, 1}"
    except UnknownNameError:
        return False
