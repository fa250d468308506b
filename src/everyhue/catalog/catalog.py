"""A catalog folder: made whole, changed while it is served, read as snapshots."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal

import msgspec

from everyhue.catalog import folder
from everyhue.catalog.build import Progress, Recipe, Rows, build
from everyhue.catalog.columns import labels_of
from everyhue.catalog.item import Item, inner_path
from everyhue.catalog.lsa import Lsa
from everyhue.catalog.snapshot import Embedder, Snapshot
from everyhue.catalog.state import State
from everyhue.catalog.store import Store
from everyhue.errors import FileError, bad_value
from everyhue.signals.dimensions import SHIPPED
from everyhue.types import Dimension, Labels

WAIT_FOR_BELOW = 20_000
"""A catalog smaller than this is loaded at once when another replaces it; a larger one beside."""

_LOG = logging.getLogger(__name__)


class Catalog:
    """An open catalog.

    Parameters
    ----------
    path : str or Path
        The folder.
    embedder : Embedder, optional
        What turns text into vectors, for a catalog whose items came with vectors of their own.

    Raises
    ------
    FileError
        Where there is no catalog.

    Notes
    -----
    Safe for threads: `refresh` swaps one frozen snapshot for another, and readers keep theirs.
    Safe for processes: what one commits, the others see at their next `refresh`. What is added or
    changed is searched exactly, beside the large indexes; when much has gathered they are built
    anew on a thread of their own. What is taken down is gone at the next `refresh`.

    Examples
    --------
    >>> import tempfile
    >>> items = [Item("a1", "curly bob"), Item("a2", "nurses at work")]
    >>> catalog = Catalog.create(tempfile.mkdtemp() + "/my.catalog", items)
    >>> catalog.snapshot().text_index.scores("nurse").argmax()
    np.int64(1)
    >>> catalog.apply(take_down=["a2"])
    1
    >>> catalog.snapshot().text_index.scores("nurse").max()
    np.float32(0.0)
    """

    def __init__(self, path: str | Path, *, embedder: Embedder | None = None) -> None:
        self.path = Path(path)
        self._given = embedder
        self._lock = threading.RLock()
        self._renewal: threading.Thread | None = None
        self._state: State | None = None
        self._store: Store
        self._follow()

    @classmethod
    def open(cls, path: str | Path, *, embedder: Embedder | None = None) -> Catalog:
        """Open the catalog in folder `path`."""
        return cls(path, embedder=embedder)

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
        """Make a catalog, or replace the one there, whole or not at all, and open it.

        Parameters
        ----------
        path : str or Path
            The folder.
        items : iterable of Item
            Read once. Items keep the key they had in the catalog that is replaced.
        dimensions : sequence of Dimension
            What items can be labelled by.
        embedder : Embedder, "learn" or None
            What gives a vector to items without one. ``"learn"`` learns it from the texts, where no
            item has a vector, and stores it.
        media : str or Path, optional
            The folder image paths start from; by default ``media`` in the catalog.
        progress : callable, optional
            Called with stage, done and total.

        Raises
        ------
        InputError
            For an item that cannot be stored, or an id that comes twice.
        """
        recipe = Recipe(dimensions, embedder, None if media is None else Path(media), progress)
        build(Path(path), items, recipe)
        return cls(path, embedder=None if embedder == "learn" else embedder)

    def snapshot(self) -> Snapshot:
        """Return the catalog as it was at the last `refresh`."""
        if self._state is None:
            self.refresh()
        return self._held().snapshot

    def refresh(self) -> bool:
        """Take in what was committed since, and return whether anything was; 5 µs if not."""
        if self._is_new():
            return False
        with self._lock:
            if self._is_new():
                return False
            self._take_in()
        return True

    def apply(self, upserts: Iterable[Item] = (), take_down: Iterable[str] = ()) -> int:
        """Add or change items and take others down, all of it or nothing.

        Parameters
        ----------
        upserts : iterable of Item
            Items to add, or to replace whole where the id is there.
        take_down : iterable of str
            Ids to take down; their content is erased. Unknown ids are passed over.

        Returns
        -------
        int
            How many items changed.

        Raises
        ------
        InputError
            For an item that cannot be stored; then nothing changes.
        """
        with folder.writer_lock(self.path):
            writer = Store(folder.current(self.path))
            try:
                changed = self._write(writer, upserts, take_down)
            finally:
                writer.close()
        if self._state is not None:
            self.refresh()
        return changed

    def note(self, facts: Mapping[str, str]) -> None:
        """Add to the facts of the whole catalog, or change them."""
        with folder.writer_lock(self.path):
            writer = Store(folder.current(self.path))
            try:
                held = msgspec.json.decode(writer.meta("facts") or b"{}")
                writer.set_meta("facts", msgspec.json.encode({**held, **facts}))
            finally:
                writer.close()

    def label_counts(self) -> dict[str, dict[str, int]]:
        """Count live items per dimension and sure bucket, unknown last, without indexing them."""
        labels = labels_of(self._store.label_texts(), self.dimensions)
        return {name: held.counts() for name, held in labels.items()}

    def described(self) -> tuple[list[str], list[dict[str, str]], dict[str, Labels]]:
        """Return ids, attributes and labels of live items, without indexing them."""
        rows = self._store.described()
        attributes = [msgspec.json.decode(row[1]) for row in rows]
        return (
            [row[0] for row in rows], attributes,
            labels_of([row[2] for row in rows], self.dimensions),
        )  # fmt: skip

    def compact(self) -> None:
        """Build the large indexes anew, with everything that changed since in them."""
        store = Store(self._store.path)
        state = State.load(store, self._embedder(store))
        with self._lock:
            if store.path == self._store.path:
                self._store, self._state, self._foreign, self._seen = store, state, False, -1

    @property
    def dimensions(self) -> dict[str, Dimension]:
        """The declared dimensions, by name."""
        return self._store.dimensions()

    @property
    def facts(self) -> dict[str, str]:
        """What was noted when the catalog was made."""
        facts: dict[str, str] = msgspec.json.decode(self._store.meta("facts") or b"{}")
        return facts

    @property
    def media(self) -> Path:
        """The folder that image paths start from."""
        return Path(self._store.meta("media") or self.path / folder.MEDIA)

    def media_file(self, image: str) -> Path:
        """Return the file of an item's image; raise where it leaves the folder or is missing."""
        root = self.media.resolve()
        file = (root / inner_path(image)).resolve()
        if not file.is_relative_to(root):
            raise bad_value("image", image, "a path inside the media folder")
        if not file.is_file():
            raise FileError(f"{file}: the image is missing from the media folder {root}.")
        return file

    def close(self) -> None:
        """Close the database; snapshots keep their arrays but no longer their cards."""
        with self._lock:
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

    def _held(self) -> State:
        if self._state is None:
            raise FileError(f"{self.path}: the catalog could not be read. Index it again.")
        return self._state

    def _is_new(self) -> bool:
        """Whether the state holds all that was committed."""
        same = folder.pointer_stamp(self.path) == self._stamp
        return same and self._store.version == self._seen

    def _follow(self) -> None:
        """Turn to the database the pointer names; the state then belongs to another one."""
        self._stamp = folder.pointer_stamp(self.path)
        try:
            self._store = Store(folder.current(self.path))
        except FileError:
            if folder.pointer_stamp(self.path) == self._stamp:
                raise
            return self._follow()
        self._foreign, self._seen = True, -1
        return None

    def _take_in(self) -> None:
        if folder.pointer_stamp(self.path) != self._stamp:
            self._follow()
        version = self._store.version
        if self._state is None or (self._foreign and self._store.count() < WAIT_FOR_BELOW):
            self._state = State.load(self._store, self._embedder(self._store))
            self._foreign = False
        elif self._foreign:
            self._state = self._state.only(self._store.keys_of_live_ids())
            self._renew()
        else:
            self._state = self._state.advance(self._store)
            if self._state.wants_compaction:
                self._renew()
        self._seen = version

    def _renew(self) -> None:
        """Build the large indexes anew on a thread, one at a time."""
        if self._renewal is None or not self._renewal.is_alive():
            self._renewal = threading.Thread(target=self._compact_quietly, daemon=True)
            self._renewal.start()

    def _compact_quietly(self) -> None:
        try:
            self.compact()
        except Exception:
            _LOG.exception("%s: the indexes could not be built anew; the old ones serve", self.path)

    def _embedder(self, store: Store) -> Embedder | None:
        learned = store.meta("embedder")
        return self._given if self._given or learned is None else Lsa.load(learned)

    def _write(self, writer: Store, upserts: Iterable[Item], take_down: Iterable[str]) -> int:
        rows = Rows(writer.dimensions(), writer.meta("width"), self._embedder(writer))
        changed = writer.apply(list(rows.of(upserts, {})), take_down)
        if writer.meta("width") != rows.width:
            writer.set_meta("width", rows.width)
        return changed
