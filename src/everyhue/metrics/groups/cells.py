"""A tally as arrays: one row per cell and one column per sum, ready for measures and intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value, unknown_name
from everyhue.metrics.frames import BUCKETS
from everyhue.metrics.groups.columns import KIND
from everyhue.metrics.groups.count import CLUSTER
from everyhue.metrics.groups.nameless import nameless
from everyhue.metrics.lists import marginal
from everyhue.metrics.remembered import once
from everyhue.types import Tally
from everyhue.types.tally import Cell

NAMES = ("tp", "fp", "fn", "tn")
"""Order of the outcomes in every array."""

Floats = NDArray[np.float64]

_TABLES = ("rows", "sums", "squares", "clusters", "cross", "products")


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Sums of `G` cells, by default the four outcomes of a classifier.

    Parameters
    ----------
    by : tuple of str
        Names of the columns that make the cells; none for all rows together.
    groups : tuple of tuple of str, length G
        The cells.
    rows : (G, S) float
        Rows that each of the S sums is over, in the order of `names`.
    sums : (G, S) float
        Σx. Of outcomes: the rows that have it, or their weights.
    squares : (G, S) float or None
        Σx²; of outcomes Σw², with weights only.
    clusters : (G, 256, S) float or None
        `sums` per hash bucket of the cluster.
    unread : tuple of mapping of str to int, length G
        Rows that could not be read, by reason; none by default.
    names : tuple of str, length S
        What is summed.
    cross : (G, S) float or None
        Σ(x · weight), for means: with `squares`, what their variance needs.
    shared : tuple of str
        Those of `names` that hold the sum over all cells in every one of them, such as the
        exposure of all buckets. They do not grow when cells are pooled.
    products : (G, S, S) float or None
        Σ over rows of the product of any two of the S, for measures that are functions of several
        sums. Without it a row is in one of the sums only, as with outcomes.

    Examples
    --------
    >>> cells = Cells.of_counts({"a": (2, 1, 0, 1), "b": (0, 1, 1, 2)}, by="g")
    >>> cells.groups, cells.total().rows.tolist()
    ((('a',), ('b',)), [[2.0, 2.0, 1.0, 3.0]])
    """

    by: tuple[str, ...]
    groups: tuple[Cell, ...]
    rows: Floats
    sums: Floats
    squares: Floats | None = None
    clusters: Floats | None = None
    unread: tuple[Mapping[str, int], ...] = ()
    names: tuple[str, ...] = NAMES
    cross: Floats | None = None
    shared: tuple[str, ...] = ()
    products: Floats | None = None

    def __post_init__(self) -> None:
        if not self.unread:
            object.__setattr__(self, "unread", tuple({} for _ in self.groups))

    def __len__(self) -> int:
        return len(self.groups)

    @classmethod
    def of_counts(cls, counts: Mapping[str, Sequence[float]], by: str = "group") -> Self:
        """Build from (tp, fp, fn, tn) by group, without weights or clusters."""
        table = np.array(list(counts.values()), float).reshape(len(counts), len(NAMES))
        if table.size and (not np.isfinite(table).all() or table.min() < 0):
            raise bad_value("counts", table.tolist(), "finite numbers ≥ 0")
        return cls((by,), tuple((name,) for name in counts), table, table)

    @classmethod
    def of_tally(cls, tally: Tally, by: Sequence[str] | None = None) -> Self:
        """Build from a tally; `by` names the columns that are kept apart, by default all.

        Raises
        ------
        InputError, UnknownNameError
            For a tally of another kind, or a column that it does not have.
        """
        if not tally.kind.startswith(KIND):
            raise bad_value("kind of tally", tally.kind, f"one that starts with {KIND!r}")
        return cls.of_outcomes(tally, by, NAMES, squared="2")

    @classmethod
    def of_outcomes(
        cls, tally: Tally, by: Sequence[str] | None, names: Sequence[str], *, squared: str
    ) -> Self:
        """Build from a tally that counts outcomes of which every row has one.

        Parameters
        ----------
        tally : Tally
            Of any kind; with weights, its sums hold those of each outcome.
        by : sequence of str or None
            Columns kept apart, by default all.
        names : sequence of str
            The outcomes, as the tally names them.
        squared : str
            What follows the name of an outcome where the sum is of squared weights.
        """
        columns = tuple(name for name in tally.by if not name.startswith("@"))
        kept = columns if by is None else tuple(by)
        for name in kept:
            if name not in columns:
                raise unknown_name("column of the tally", name, columns)
        key = (cls, "cells", kept, tuple(names), squared)
        return once(tally, key, lambda: cls._outcomes(tally, kept, tuple(names), squared))

    @classmethod
    def _outcomes(
        cls, tally: Tally, kept: tuple[str, ...], names: tuple[str, ...], squared: str
    ) -> Self:
        wanted = frozenset({*names, *(name + squared for name in names)})
        tally = once(tally, ("only", wanted), lambda: _only(tally, wanted))
        plain = marginal(tally, kept)
        groups = tuple(sorted(plain.counts, key=lambda cell: (nameless(cell), cell)))
        rows = _table(plain.counts, groups, names)
        made = cls(
            kept, groups, rows, rows, names=names,
            unread=tuple(plain.undefined.get(cell, {}) for cell in groups),
        )  # fmt: skip
        if "weights" in tally.kind:
            squares = _table(plain.sums, groups, [name + squared for name in names])
            made = replace(made, sums=_table(plain.sums, groups, names), squares=squares)
        return replace(made, clusters=_clusters(tally, kept, groups, names))

    def folded(self, names: Sequence[str], onto: Sequence[int]) -> Self:
        """Return cells of fewer outcomes: outcome i becomes part of the one called names[onto[i]].

        Examples
        --------
        >>> cells = Cells.of_counts({"a": (1, 2, 3, 4)})
        >>> cells.folded(("right", "wrong"), (0, 1, 1, 0)).rows.tolist()
        [[5.0, 5.0]]
        """
        sends = np.zeros((len(self.names), len(names)))
        sends[np.arange(len(self.names)), list(onto)] = 1.0
        return replace(self._each(lambda table: table @ sends), names=tuple(names))

    def take(self, spots: Sequence[int] | NDArray[np.intp]) -> Self:
        """Return some of the cells, by their places."""
        chosen = np.asarray(spots, np.intp)
        return replace(
            self._each(lambda table: table[chosen]),
            groups=tuple(self.groups[i] for i in chosen),
            unread=tuple(self.unread[i] for i in chosen),
        )

    def joined(self, other: Cells) -> Self:
        """Return these cells followed by others of the same make."""
        tables: dict[str, Any] = {
            name: np.concatenate([getattr(self, name), getattr(other, name)])
            for name in _TABLES if getattr(self, name) is not None
        }  # fmt: skip
        return replace(
            self, groups=self.groups + other.groups, unread=self.unread + other.unread, **tables
        )

    def total(self, name: str = "") -> Self:
        """Return all cells as one, called `name`."""
        unread: dict[str, int] = {}
        for each in self.unread:
            for reason, count in each.items():
                unread[reason] = unread.get(reason, 0) + count
        return replace(
            self._each(self._pooled), by=("",) if name else (),
            groups=((name,) if name else (),), unread=(unread,),
        )  # fmt: skip

    def _each(self, change: Callable[[Floats], Floats]) -> Self:
        """Return cells with every table changed."""
        tables: dict[str, Any] = {
            name: change(getattr(self, name)) for name in _TABLES if getattr(self, name) is not None
        }
        return replace(self, **tables)

    def _pooled(self, table: Floats) -> Floats:
        made: Floats = table.sum(0, keepdims=True)
        for name in self.shared:
            spot = self.names.index(name)
            made[..., spot] = table[:1, ..., spot] if len(table) else 0.0
        return made

    def mask(self, names: Sequence[str]) -> Floats:
        """Return 1 for the sums that are among `names`, else 0.

        Raises
        ------
        InputError
            For a name that these cells do not have.
        """
        for name in names:
            if name not in self.names:
                raise bad_value("sum of a measure", name, f"one of {', '.join(self.names)}")
        return np.array([float(name in names) for name in self.names])


def called(cell: Cell) -> str:
    """Return a cell in words.

    Examples
    --------
    >>> called(("deep", "woman")), called(())
    ('deep · woman', 'all')
    """
    return " · ".join(cell) or "all"


def _only(tally: Tally, names: Set[str]) -> Tally:
    """Leave out what else a tally holds, a thousand bins of scores for one, before it is merged."""
    counts = {cell: {name: row[name] for name in names & row.keys()} for cell, row in
              tally.counts.items()}  # fmt: skip
    sums = {cell: {name: row[name] for name in names & row.keys()} for cell, row in
            tally.sums.items()}  # fmt: skip
    return replace(tally, counts=counts, sums=sums)


def _table(
    table: Mapping[Cell, Mapping[str, float]], groups: Sequence[Cell], names: Sequence[str]
) -> Floats:
    rows = [[table.get(cell, {}).get(name, 0) for name in names] for cell in groups]
    return np.array(rows, float).reshape(len(groups), len(names))


def _clusters(
    tally: Tally, kept: Sequence[str], groups: Sequence[Cell], names: Sequence[str]
) -> Floats | None:
    if CLUSTER not in tally.by:
        return None
    fine = marginal(tally, [*kept, CLUSTER])
    held = fine.sums if "weights" in tally.kind else fine.counts
    made = np.zeros((len(groups), BUCKETS, len(names)))
    place = {cell: i for i, cell in enumerate(groups)}
    for cell, row in held.items():
        if cell[-1]:
            made[place[cell[:-1]], int(cell[-1])] = [row.get(name, 0) for name in names]
    return made
