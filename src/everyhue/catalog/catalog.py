"""A catalog folder: made whole, changed while it is served, read as snapshots."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from everyhue.catalog import folder
from everyhue.catalog.item import Item, inner_path
from everyhue.catalog.snapshot import Embedder, Snapshot
from everyhue.catalog.state import State
from everyhue.catalog.store import Store, dump_dimensions, row_of, unit_bytes
from everyhue.errors import bad_value
from everyhue.signals.dimensions import SHIPPED
from everyhue.types import Dimension

Progress = Callable[[str, int, int | None], None]
"""Called with the stage, how much is done, and the total where it is known."""


class Catalog:
    """An open catalog.

    Use `Catalog.open` or `Catalog.create`.

    Parameters
    ----------
    path : Path
        The folder.
    embedder : Embedder or None
        What turns query text into a vector, in place of the stored one.

    Notes
    -----
    Safe for threads: a refresh swaps one frozen snapshot for another, and readers keep theirs.
    """

    def __init__(self, path: Path, embedder: Embedder | None = None) -> None:
        self.path = path
        self._given = embedder
        self._lock = threading.RLock()
        self._stamp = folder.pointer_stamp(path) if folder.exists(path) else (0, 0)
        self._store = Store(folder.current(path))
        self._seen = -1
        self._state: State | None = None

    @classmethod
    def open(cls, path: str | Path, *, embedder: Embedder | None = None) -> Catalog:
        """Open the catalog in folder `path`; raise `FileError` where there is none."""
        return cls(Path(path), embedder)

    @classmethod
    def create(
        cls,
        path: str | Path,
        items: Iterable[Item],
        *,
        dimensions: Sequence[Dimension] = SHIPPED,
        embedder: Embedder | Literal["learn"] | None = "learn",
        media: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Catalog:
        """Make a catalog, or replace the one in `path`, whole or not at all."""
        where = Path(path)
        declared = {dimension.name: dimension for dimension in dimensions}
        with folder.scratch_database(where) as scratch:
            store = Store(scratch, fresh=True)
            store.set_meta("dimensions", dump_dimensions(dimensions))
            store.set_meta("media", None if media is None else str(Path(media).resolve()))
            width = [None]
            store.insert(_rows(items, declared, width))
            store.set_meta("width", width[0])
            store.finish()
            with folder.writer_lock(where):
                folder.publish(where, scratch)
        return cls.open(where)

    def snapshot(self) -> Snapshot:
        """Return the catalog as it was at the last `refresh`."""
        state = self._state
        if state is None:
            self.refresh()
            state = self._state
        assert state is not None
        return state.snapshot

    def refresh(self) -> bool:
        """Take in what was committed since, and return whether anything was."""
        version = self._store.version
        if version == self._seen:
            return False
        with self._lock:
            if self._state is None:
                self._state = State.load(self._store, self._given)
            else:
                generation, records = self._store.changed(self._state.snapshot.generation)
                width = self._store.meta("width")
                self._state = self._state.advance(generation, records, width)
            self._seen = version
        return True

    def apply(self, upserts: Iterable[Item] = (), take_down: Iterable[str] = ()) -> int:
        """Add or change items and take others down, all at once or not at all."""
        with folder.writer_lock(self.path):
            writer = Store(folder.current(self.path))
            try:
                dimensions = writer.dimensions()
                width = [writer.meta("width")]
                changed = writer.apply(_rows(upserts, dimensions, width), take_down)
            finally:
                writer.close()
        self.refresh()
        return changed

    @property
    def media(self) -> Path:
        """The folder that image paths start from."""
        return Path(self._store.meta("media") or self.path / folder.MEDIA)

    def close(self) -> None:
        """Close the database."""
        self._store.close()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _rows(items: Iterable[Item], dimensions: dict[str, Dimension], width: list[Any]) -> Any:
    for item in items:
        vector = unit_bytes(item.vector, width[0])
        if vector is not None:
            width[0] = len(vector) // 4
        yield row_of(item, dimensions, vector)
