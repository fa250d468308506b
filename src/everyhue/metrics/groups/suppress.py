"""Small cells hidden before a tally leaves the machine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from everyhue.errors import bad_value
from everyhue.metrics.groups.bands import ENDING
from everyhue.metrics.groups.columns import KINDS
from everyhue.metrics.groups.count import CLUSTER
from everyhue.metrics.groups.hiding import hidden, refuse_least
from everyhue.metrics.groups.nameless import SUPPRESSED
from everyhue.types import Tally
from everyhue.types.tally import Cell

FOLDED = 32
"""Buckets of clusters that a suppressed tally has: 256 would hold single people."""

HIDDEN = "suppressed cells"
"""Name of the sum that says how many cells the suppressed one is made of."""

_BIN = re.compile(r"(pos|neg|posww|negww)@(\d+)")
_BAND = re.compile(rf"(pos|neg){ENDING}@\d+")


def suppress(tally: Tally, fewer_than: int) -> Tally:
    """Merge cells of fewer rows into one, called ``(suppressed)`` in every column.

    If the hidden cells are only one, or hold fewer rows than that together, the next smallest are
    hidden with them, and all others of their size, so that nothing can be told by subtraction: the
    result is the same whichever of the hidden cells held which of the hidden rows. Buckets of
    clusters are folded into 32, and a cell with fewer rows in one of them is hidden too. Bins of
    scores are put together until each holds that many rows; what is kept of scores by part of the
    clusters is left out, since its bands and those bins would tell rows between their ends.

    Parameters
    ----------
    tally : Tally
        Of decisions, by whatever columns.
    fewer_than : int, ≥ 2
        Least rows of what is told.

    Returns
    -------
    Tally
        Of the same rows in all. With clusters of another kind, since unlike buckets do not merge.
        How many cells were hidden is a sum of the suppressed cell.

    Raises
    ------
    InputError
        For a tally of another kind, or with fewer rows in all.

    Notes
    -----
    Undefined when: never. Cost: O(cells). What it does not do: tallies of overlapping rows, or by
    other columns, can still be subtracted from one another; and a large cell in which all rows
    have one outcome tells the outcome of each. Source: this project; after the threshold rule with
    complementary suppression, Hundepool et al. 2012, ch. 4.

    Examples
    --------
    >>> counts = {("a",): {"tp": 3}, ("b",): {"tp": 40, "tn": 2}, ("c",): {"tn": 90}}
    >>> suppress(Tally("classification of y by p", ("g",), counts), 10).counts
    {('(suppressed)',): {'tp': 43, 'tn': 2}, ('c',): {'tn': 90}}
    """
    refuse_least(fewer_than)
    if tally.kind.split(" ")[0] not in KINDS.values():
        raise bad_value("kind of tally to suppress", tally.kind, f"one of {list(KINDS.values())}")
    parts = _Parts.of(tally)
    tally = _bandless(tally)
    folded = _moved(tally, parts.folded)
    gone = _hidden(folded, parts, fewer_than)
    told = _moved(folded, parts.renaming(gone, _even(folded, parts, gone, fewer_than)))
    return _banded(_noted(told, tally, parts, gone), fewer_than)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Where the group and the bucket are in the cells of a tally."""

    groups: tuple[int, ...]
    bucket: int | None

    @classmethod
    def of(cls, tally: Tally) -> _Parts:
        groups = tuple(i for i, name in enumerate(tally.by) if not name.startswith("@"))
        return cls(groups, tally.by.index(CLUSTER) if CLUSTER in tally.by else None)

    def group(self, cell: Cell) -> Cell:
        return tuple(cell[spot] for spot in self.groups)

    def folded(self, cell: Cell) -> Cell:
        if self.bucket is None or not cell[self.bucket]:
            return cell
        return self._with(cell, {self.bucket: str(int(cell[self.bucket]) % FOLDED)})

    def renaming(self, gone: set[Cell], even: bool) -> Callable[[Cell], Cell]:
        """Return what renames hidden cells; in one bucket where several would be too small."""

        def renamed(cell: Cell) -> Cell:
            if self.group(cell) not in gone:
                return cell
            new = dict.fromkeys(self.groups, SUPPRESSED)
            if self.bucket is not None and cell[self.bucket] and not even:
                new[self.bucket] = "0"  # as if one person's: intervals are only wider for it
            return self._with(cell, new)

        return renamed

    def _with(self, cell: Cell, new: Mapping[int, str]) -> Cell:
        return tuple(new.get(spot, part) for spot, part in enumerate(cell))


def _rows(tally: Tally) -> Counter[Cell]:
    """Rows of every cell, those that could not be read among them."""
    made: Counter[Cell] = Counter()
    for cell, held in tally.counts.items():
        made[cell] += sum(n for name, n in held.items() if not _BIN.fullmatch(name))
    for cell, held in tally.undefined.items():
        made[cell] += sum(held.values())
    return made


def _hidden(tally: Tally, parts: _Parts, least: int) -> set[Cell]:
    sizes: Counter[Cell] = Counter()
    before = {parts.group(cell) for cell in tally.counts if SUPPRESSED in cell}
    small: set[Cell] = set()
    for cell, rows in _rows(tally).items():
        sizes[parts.group(cell)] += rows
        if 0 < rows < least and parts.bucket is not None and cell[parts.bucket]:
            small.add(parts.group(cell))
    small |= {group for group, rows in sizes.items() if not rows}
    return hidden(sizes, least, small=small, several=before)


def _even(tally: Tally, parts: _Parts, gone: set[Cell], least: int) -> bool:
    """Whether every bucket of the suppressed cell would hold enough rows."""
    if parts.bucket is None:
        return True
    sizes: Counter[str] = Counter()
    for cell, rows in _rows(tally).items():
        if parts.group(cell) in gone and cell[parts.bucket]:
            sizes[cell[parts.bucket]] += rows
    return all(rows >= least for rows in sizes.values() if rows)


def _bandless(tally: Tally) -> Tally:
    """Leave out scores by part of the clusters: an AUC of clusters then has no interval."""
    tables: list[dict[Cell, dict[str, Any]]] = [
        {
            cell: {name: n for name, n in row.items() if not _BAND.fullmatch(name)}
            for cell, row in table.items()
        }
        for table in (tally.counts, tally.sums)
    ]
    counts, sums = tables
    return Tally(tally.kind, tally.by, counts, sums, tally.undefined, tally.schema)


def _moved(tally: Tally, new: Callable[[Cell], Cell]) -> Tally:
    """Return a tally whose cells have new keys; those with the same one are added up."""
    tables: list[dict[Cell, dict[str, Any]]] = []
    for table in (tally.counts, tally.sums, tally.undefined):
        made: dict[Cell, dict[str, Any]] = {}
        # In the order of the new keys, then of what is in them: sums tell nothing by their order.
        for cell, held in sorted(
            table.items(), key=lambda one: (new(one[0]), sorted(one[1].items()))
        ):
            row = made.setdefault(new(cell), {})
            for name, amount in held.items():
                row[name] = row.get(name, 0) + amount
        tables.append(made)
    counts, sums, undefined = tables
    return Tally(tally.kind, tally.by, counts, sums, undefined, tally.schema)


def _noted(told: Tally, before: Tally, parts: _Parts, gone: set[Cell]) -> Tally:
    kind = told.kind if parts.bucket is None else _folded_kind(told.kind)
    sums = {cell: dict(row) for cell, row in told.sums.items()}
    new = sum(SUPPRESSED not in group for group in gone)
    if new:
        spot = min(cell for cell in told.counts if SUPPRESSED in cell)
        row = sums.setdefault(spot, {})
        row[HIDDEN] = row.get(HIDDEN, 0.0) + new
    return Tally(kind, told.by, told.counts, sums, told.undefined, told.schema)


def _folded_kind(kind: str) -> str:
    ending = f", {FOLDED} buckets"
    return kind if kind.endswith(ending) else kind + ending


def _banded(tally: Tally, least: int) -> Tally:
    """Put bins of scores together until each holds enough rows."""
    counts = {cell: dict(row) for cell, row in tally.counts.items()}
    sums = {cell: dict(row) for cell, row in tally.sums.items()}
    for cell, row in tally.counts.items():
        places = _bands(row, least)
        if places:
            counts[cell] = _rebinned(row, places)
            sums[cell] = _rebinned(tally.sums.get(cell, {}), places)
    return Tally(tally.kind, tally.by, counts, sums, tally.undefined, tally.schema)


def _bands(row: Mapping[str, int], least: int) -> dict[int, int]:
    """Return the bin that each bin is put into: the middle one of its band, by rows."""
    sizes: Counter[int] = Counter()
    for name, rows in row.items():
        if found := _BIN.fullmatch(name):
            sizes[int(found[2])] += rows
    bands: list[list[int]] = [[]]
    for spot in sorted(sizes):
        bands[-1].append(spot)
        if sum(sizes[one] for one in bands[-1]) >= least:
            bands.append([])
    last = bands.pop()
    if last:
        bands = [*bands[:-1], bands[-1] + last] if bands else [last]
    places: dict[int, int] = {}
    for band in bands:
        rows = sum(sizes[one] for one in band)
        middle = round(sum(one * sizes[one] for one in band) / rows)
        places |= dict.fromkeys(band, middle)
    return places


def _rebinned(row: Mapping[str, Any], places: Mapping[int, int]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, amount in sorted(row.items()):
        found = _BIN.fullmatch(name)
        new = f"{found[1]}@{places[int(found[2])]}" if found else name
        made[new] = made.get(new, 0) + amount
    return made


def suppressed_of(tally: Tally) -> tuple[int, int]:
    """Return how many cells a tally hides, and their rows; (0, 0) for one that hides none.

    Examples
    --------
    >>> counts = {("a",): {"tp": 3}, ("b",): {"tp": 40, "tn": 2}, ("c",): {"tn": 90}}
    >>> suppressed_of(suppress(Tally("classification of y by p", ("g",), counts), 10))
    (2, 45)
    """
    cells = sum(row.get(HIDDEN, 0.0) for row in tally.sums.values())
    return int(cells), sum(n for cell, n in _rows(tally).items() if SUPPRESSED in cell)
