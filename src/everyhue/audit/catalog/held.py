"""What a tally of a catalog holds, read back as tables of counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from everyhue.audit.catalog.columns import KIND
from everyhue.audit.catalog.count import DECLARED, JOINT, LABEL
from everyhue.errors import bad_value
from everyhue.metrics.frames import BUCKETS
from everyhue.metrics.groups import SUPPRESSED, Cells, nameless
from everyhue.metrics.groups.cells import Floats
from everyhue.types import UNKNOWN, Tally

Counts = Mapping[str, int]

HIDDEN = "suppressed"
"""The part of a tally that says how much of it is hidden."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A tally of items, by dimension.

    Parameters
    ----------
    tally : Tally
        Of `count_catalog`.
    buckets : mapping of str to tuple of str
        Buckets of each dimension: declared ones in their order, others by name.
    columns : tuple of str
        Columns by whose values items were counted.
    """

    tally: Tally
    buckets: Mapping[str, tuple[str, ...]]
    columns: tuple[str, ...]

    @classmethod
    def of(cls, tally: Tally, also: Mapping[str, tuple[str, ...]] | None = None) -> Self:
        """Read a tally; `also` holds buckets that a target names, for dimensions not declared.

        Raises
        ------
        InputError
            For a tally of another kind.
        """
        if not tally.kind.startswith(KIND):
            raise bad_value("kind of tally", tally.kind, f"one that starts with {KIND!r}")
        places = {
            cell: row["place"] / row["parts"]
            for cell, row in tally.counts.items() if cell[0] == DECLARED and not cell[4]
        }  # fmt: skip
        ordered = sorted(places, key=lambda cell: places[cell])
        names = [cell[1] for cell in ordered if cell[1]]
        columns = tuple(cell[2] for cell in ordered if cell[2])
        held = {name: _buckets(tally, name, (also or {}).get(name, ())) for name in names}
        return cls(tally, held, columns)

    @property
    def clustered(self) -> bool:
        """Whether it is known whose item each is."""
        return ", clusters " in self.tally.kind

    def hides(self, what: str, name: str = "", column: str = "") -> int:
        """Return how much is suppressed: ``buckets``, ``values``, or whether ``unknown`` … is."""
        return self.tally.counts.get((HIDDEN, name, column, "", ""), {}).get(what, 0)

    def items(self, name: str) -> int:
        """Return how many items there are."""
        return sum(
            row["n"] for cell, row in self.tally.counts.items() if cell[:3] == (LABEL, name, "")
        )

    def row(self, name: str, bucket: str, column: str = "", value: str = "") -> Counts:
        """Return the counts of one bucket."""
        return self.tally.counts.get((LABEL, name, column, value, bucket), {})

    def reasons(self, name: str, column: str = "", value: str = "") -> Counts:
        """Return the unknown items by reason, the most frequent first."""
        held = self.tally.undefined.get((LABEL, name, column, value, UNKNOWN), {})
        return dict(sorted(held.items(), key=lambda item: (-item[1], item[0])))

    def values(self, name: str, column: str) -> tuple[str, ...]:
        """Return the values of a column, the missing one last."""
        found = {c[3] for c in self.tally.counts if c[:3] == (LABEL, name, column)}
        return tuple(sorted(found, key=lambda value: (nameless((value,)), value)))

    def joint(self, names: tuple[str, ...], column: str = "") -> dict[tuple[str, ...], int]:
        """Return items by buckets of several dimensions, preceded by the value of a column.

        Items unknown in one of the dimensions are left out.
        """
        made: dict[tuple[str, ...], int] = {}
        for cell, row in self._joint_with(names, column):
            listed = dict(zip(json.loads(cell[1]), json.loads(cell[4]), strict=True))
            key = tuple(listed[name] for name in names)
            if UNKNOWN not in key:
                key = (cell[3], *key) if column else key
                made[key] = made.get(key, 0) + row["n"]
        return made

    def _joint_with(
        self, names: tuple[str, ...], column: str
    ) -> list[tuple[tuple[str, ...], Counts]]:
        """The cells of the first counted set of dimensions that has all of `names`."""
        cells = [c for c in self.tally.counts if c[0] == JOINT and c[2] == column]
        sets = [s for s in dict.fromkeys(c[1] for c in cells) if set(names) <= set(json.loads(s))]
        return [(c, self.tally.counts[c]) for c in cells if sets and c[1] == sets[0]]

    def representation(self, name: str) -> Cells:
        """Return the cells of the measure ``representation``: one a bucket."""
        buckets = self.buckets[name]
        counts = np.array([self.row(name, b).get("n", 0) for b in buckets], float)
        table = np.stack([counts, np.full(len(buckets), counts.sum())], 1)
        clusters = None
        if self.clustered:
            each = np.stack([_spread(self.row(name, bucket)) for bucket in buckets])
            clusters = np.stack([each, np.broadcast_to(each.sum(0), each.shape)], 2)
        return Cells(
            (name,), tuple((b,) for b in buckets), table, table, clusters=clusters,
            names=("items", "known"), shared=("known",),
        )  # fmt: skip

    def unknown(self, name: str, column: str = "") -> Cells:
        """Return the cells of the measure ``unlabelled_share``: one a value of a column, or one.

        Where it is hidden how many items are unknown, one cell of suppressed ones.
        """
        if self.hides("unknown", name):
            table = np.array([[float(self.items(name)), 0.0]])
            by = (column,) if column else ()
            return Cells(by, ((SUPPRESSED,),), table, table, names=("labelled", "unknown"))
        values = self.values(name, column) if column else ("",)
        rows = [self._known_and_not(name, column, value) for value in values]
        table = np.array([[known.get("n", 0), not_.get("n", 0)] for known, not_ in rows], float)
        clusters = None
        if self.clustered:
            clusters = np.stack([np.stack([_spread(k), _spread(u)], 1) for k, u in rows])
        groups = tuple((value,) for value in values) if column else ((),)
        by = (column,) if column else ()
        return Cells(by, groups, table, table, clusters=clusters, names=("labelled", "unknown"))

    def _known_and_not(self, name: str, column: str, value: str) -> tuple[Counts, Counts]:
        known: dict[str, int] = {}
        for bucket in self.buckets[name]:
            for part, n in self.row(name, bucket, column, value).items():
                known[part] = known.get(part, 0) + n
        return known, self.row(name, UNKNOWN, column, value)


def _spread(row: Counts) -> Floats:
    made = np.zeros(BUCKETS)
    for name, n in row.items():
        if name.startswith("@"):
            made[int(name[1:])] += n
    return made


def _buckets(tally: Tally, name: str, also: tuple[str, ...]) -> tuple[str, ...]:
    places = {
        cell[4]: row["place"] / row["parts"]
        for cell, row in tally.counts.items() if cell[:2] == (DECLARED, name) and cell[4]
    }  # fmt: skip
    found = {c[4] for c in tally.counts if c[0] == LABEL and c[1] == name and c[4] != UNKNOWN}
    listed = {*found, *places, *also}
    return tuple(sorted(listed, key=lambda b: (b == SUPPRESSED, places.get(b, len(places)), b)))
