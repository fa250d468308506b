"""The tally of a ranking log: its key parts, and how grouped rows are added to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from everyhue.audit.ranking.columns import RankingColumns
from everyhue.metrics.groups import CLUSTER, MISSING
from everyhue.metrics.many_lists import Column
from everyhue.types import Tally
from everyhue.types.tally import Cell

if TYPE_CHECKING:
    import polars as pl

BY = ("part", "of", "cell", CLUSTER)
"""Key parts. ``part`` is items, aims, lists, requests, providers, eligible, queries or rows; ``of``
the dimension or the columns; ``cell`` a list of values as JSON."""

Spots = NDArray[np.int64]


def cell_of(values: Sequence[str | None]) -> str:
    """Return values as the text of a cell.

    Examples
    --------
    >>> cell_of(["deep", None])
    '["deep", "(missing)"]'
    """
    return json.dumps([MISSING if v is None else v for v in values], ensure_ascii=False)


def values_of(cell: str) -> tuple[str, ...]:
    """Return the values of a cell.

    Examples
    --------
    >>> values_of('["deep", "(missing)"]')
    ('deep', '(missing)')
    """
    return tuple(json.loads(cell))


def plain_numbers(grouped: pl.DataFrame) -> pl.DataFrame:
    """Return the result of a pass with whole numbers as such: engines widen sums in their own ways.

    Examples
    --------
    >>> import polars as pl
    >>> plain_numbers(pl.DataFrame({"n": [1]}, {"n": pl.Decimal(38, 0)})).dtypes
    [Int64]
    """
    import polars as pl
    import polars.selectors as cs

    return grouped.with_columns((cs.decimal() | cs.unsigned_integer()).cast(pl.Int64))


def user_cells(grouped: pl.DataFrame, columns: RankingColumns) -> list[str]:
    """Return the cell of user groups of every grouped row."""
    if not columns.users:
        return [cell_of([])] * grouped.height
    return [cell_of(row) for row in grouped.select(_users(columns)).iter_rows()]


def _users(columns: RankingColumns) -> list[str]:
    return [f"@user{i}" for i in range(len(columns.users))]


class Folding:
    """Adds up grouped rows by cell."""

    def __init__(self) -> None:
        self.counts: dict[Cell, dict[str, int]] = {}
        self.sums: dict[Cell, dict[str, float]] = {}
        self.undefined: dict[Cell, dict[str, int]] = {}

    def add(self, cell: Cell, name: str, amount: Any) -> None:
        """Add a whole number to counts and any other to sums."""
        if isinstance(amount, int):
            held: dict[str, Any] = self.counts.setdefault(cell, {})
        else:
            held = self.sums.setdefault(cell, {})
        held[name] = held.get(name, 0) + amount

    def add_rows(
        self, part: str, grouped: pl.DataFrame, keys: Sequence[str], wanted: Sequence[str]
    ) -> None:
        """Add grouped rows whose cell is made of `keys`."""
        for row in grouped.iter_rows(named=True):
            cell = (part, "", cell_of([row[key] for key in keys]), str(row["@cluster"]))
            for name in wanted:
                self.add(cell, name, row[name])

    def add_column(
        self, part: tuple[str, str], name: str, told: tuple[Column, Spots, Spots],
        where: tuple[list[tuple[str, str]], Spots],
    ) -> None:  # fmt: skip
        """Add a measure of lists: `told` has its values, which of them, and how often."""
        column, at, weight = told
        cells, spots = where
        defined = column.defined[at]
        values = np.where(defined, column.values[at], 0.0)
        sums = np.bincount(spots, values * weight, len(cells))
        counts = np.bincount(spots, defined * weight, len(cells))
        base, _, k = name.rpartition("@")
        for i in np.flatnonzero(np.bincount(spots, minlength=len(cells))).tolist():
            cell = (*part, *self._place(cells[i], name))
            self.add(cell, name, float(sums[i]))
            self.add(cell, f"{base}_n@{k}", int(counts[i]))
        for reason, flags in column.reasons.items():
            found = np.bincount(spots, flags[at] * weight, len(cells))
            for i in np.flatnonzero(found).tolist():
                held = self.undefined.setdefault((*part, cells[i][0], ""), {})
                key = f"{name}: {reason}"
                held[key] = held.get(key, 0) + int(found[i])

    @staticmethod
    def _place(cell: tuple[str, str], name: str) -> tuple[str, str]:
        """Measures of one bucket are shown without an interval: no hash bucket is kept for them."""
        return (cell[0], "") if ":" in name else cell

    def tally(self, kind: str) -> Tally:
        """Return what was added up, frozen."""
        return Tally(kind, BY, self.counts, self.sums, self.undefined)
