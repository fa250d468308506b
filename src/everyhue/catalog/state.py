"""A catalog in memory: large parts built once, and what changed since beside them."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.bm25 import Bm25, Postings
from everyhue.catalog.columns import Columns
from everyhue.catalog.exact import ExactIndex
from everyhue.catalog.growing import GrowingRows
from everyhue.catalog.snapshot import Embedder, Rows, Snapshot, VectorIndex
from everyhue.catalog.store import Record, Store

if TYPE_CHECKING:
    from everyhue.catalog.partitioned import PartitionedIndex

EXACT_UP_TO = 20_000
"""Rows up to which nearest rows are found by comparing with all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """A snapshot and what is needed to carry it forward.

    Parameters
    ----------
    snapshot : Snapshot
        What readers get.
    columns : Columns
        Its columns.
    vectors : GrowingRows or None
        Its vectors, with room to grow.
    text : Postings
        Text index of the rows that were there when the state was loaded.
    tail : mapping of int to str
        Row → text of everything added or changed since.
    near : PartitionedIndex or None
        Vector index of the rows that were there, in a large catalog.
    """

    snapshot: Snapshot
    columns: Columns
    vectors: GrowingRows | None
    text: Postings
    tail: Mapping[int, str]
    near: PartitionedIndex | None

    @classmethod
    def load(cls, store: Store, embedder: Embedder | None) -> State:
        """Read every live item and index it whole."""
        generation, records = store.live()
        dimensions = store.dimensions()
        columns = Columns.of(records, dimensions)
        vectors = _vectors(records, store.meta("width"))
        room = None if vectors is None else GrowingRows.of(vectors)
        text = Postings.build(record.text for record in records)
        index = Bm25(text, None, _NONE, _NONE, len(records))
        row_of_id = {record.id: row for row, record in enumerate(records)}
        snapshot = Snapshot(
            generation, columns.keys, columns.ids, columns.alive, dimensions, columns.labels,
            columns.priors, None if room is None else room.view, index, None, embedder, store,
            row_of_id,
        )  # fmt: skip
        near = _partitioned(snapshot)
        snapshot = replace(snapshot, vector_index=_nearest(snapshot, near, {}))
        return cls(snapshot, columns, room, text, {}, near)

    @property
    def wants_compaction(self) -> bool:
        """Whether so much changed that the large parts should be built anew."""
        return len(self.tail) > max(1000, len(self.snapshot) // 50)

    def only(self, ids: Container[str]) -> State:
        """Return the state with every item hidden that is not in `ids`."""
        listed = np.fromiter((name in ids for name in self.columns.ids), bool, len(self.snapshot))
        columns = replace(self.columns, alive=self.columns.alive & listed)
        return self._with(columns, self.vectors, self.tail)

    def advance(self, store: Store) -> State:
        """Return the state after what was added, changed or taken down since."""
        generation, records = store.changed(self.snapshot.generation)
        width = store.meta("width")
        rows, size = self._rows_of(records)
        columns = self.columns.with_rows(rows, Columns.of(records, self.snapshot.dimensions), size)
        room = self._grown(rows, records, width, size)
        tail = {**self.tail, **{int(r): rec.text for r, rec in zip(rows, records, strict=True)}}
        added = {rec.id: int(r) for r, rec in zip(rows, records, strict=True)}
        snapshot = replace(
            self.snapshot, generation=generation,
            row_of_id=_also(self.snapshot.row_of_id, added),
        )  # fmt: skip
        return replace(self, snapshot=snapshot)._with(columns, room, tail)

    def _with(self, columns: Columns, room: GrowingRows | None, tail: Mapping[int, str]) -> State:
        """Return the state with these columns, vectors and texts, and its small indexes anew."""
        snapshot = replace(
            self.snapshot, keys=columns.keys, ids=columns.ids, alive=columns.alive,
            labels=columns.labels, priors=columns.priors,
            vectors=None if room is None else room.view,
            text_index=self._text_index(tail, columns.alive),
        )  # fmt: skip
        snapshot = replace(snapshot, vector_index=_nearest(snapshot, self.near, tail))
        return State(snapshot, columns, room, self.text, tail, self.near)

    def _rows_of(self, records: Sequence[Record]) -> tuple[Rows, int]:
        """Known keys keep their row; new ones follow in order of key, so keys stay sorted."""
        keys = np.fromiter((record.key for record in records), np.int64, len(records))
        held = self.columns.keys
        rows = np.searchsorted(held, keys)
        known = rows < len(held)
        known[known] = held[rows[known]] == keys[known]
        fresh = int((~known).sum())
        rows[~known] = len(held) + np.arange(fresh)
        return rows, len(held) + fresh

    def _grown(
        self, rows: Rows, records: Sequence[Record], width: int | None, size: int
    ) -> GrowingRows | None:
        """Return the vectors after the change; what is taken down keeps its own, unseen."""
        vectors = _vectors(records, width)
        if vectors is None:
            return None
        room = self.vectors
        if room is None:
            room = GrowingRows.of(np.zeros((len(self.columns.keys), vectors.shape[1]), np.float32))
        gone = np.fromiter((record.taken_down for record in records), bool, len(records))
        kept = ~gone | (rows >= room.used)
        return room.with_rows(rows[kept], vectors[kept], size)

    def _text_index(self, tail: Mapping[int, str], alive: NDArray[np.bool_]) -> Bm25:
        mean = self.text.mean_length if self.text.size else None
        rows = np.fromiter(tail, np.intp, len(tail))
        return Bm25(
            self.text, Postings.build(tail.values(), mean), rows, np.flatnonzero(~alive), len(alive)
        )


_NONE = np.zeros(0, np.intp)


def _partitioned(snapshot: Snapshot) -> PartitionedIndex | None:
    if snapshot.vectors is None or len(snapshot) <= EXACT_UP_TO:
        return None
    from everyhue.catalog.partitioned import PartitionedIndex

    return PartitionedIndex.of(snapshot.vectors, snapshot.alive, snapshot.labels)


def _nearest(
    snapshot: Snapshot, near: PartitionedIndex | None, tail: Mapping[int, str]
) -> VectorIndex | None:
    if snapshot.vectors is None:
        return None
    if near is None:
        return ExactIndex.of(snapshot.vectors, snapshot.alive, snapshot.labels)
    from everyhue.catalog.layered import LayeredIndex

    changed = np.fromiter(tail, np.intp, len(tail))
    usable = near.usable & snapshot.alive[: len(near.usable)]
    usable[changed[changed < len(usable)]] = False
    main = replace(near, usable=usable, vectors=snapshot.vectors)
    beside = ExactIndex.of(snapshot.vectors, snapshot.alive, snapshot.labels, changed)
    return LayeredIndex(main, beside)


def _vectors(records: Sequence[Record], width: int | None) -> NDArray[np.float32] | None:
    if width is None:
        return None
    nothing = bytes(4 * width)
    joined = b"".join([record.vector or nothing for record in records])
    return np.frombuffer(joined, np.float32).reshape(len(records), width)


def _also(held: Mapping[str, int], added: dict[str, int]) -> Mapping[str, int]:
    """Add to a mapping that others hold, without copying the large one it began as."""
    if isinstance(held, ChainMap):
        return ChainMap({**held.maps[0], **added}, held.maps[1])
    return ChainMap(added, held)  # type: ignore[arg-type]
