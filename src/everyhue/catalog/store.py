"""The single truth of a catalog: one SQLite database.

Every commit raises the generation and stamps it on the rows it touched, so a reader asks only for
what changed since the generation it knows.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from everyhue.catalog.item import Item, checked
from everyhue.catalog.snapshot import Card
from everyhue.errors import FileError, bad_value
from everyhue.types import Bucket, Dimension

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE items (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  text TEXT NOT NULL,
  image TEXT,
  vector BLOB,
  labels TEXT NOT NULL,
  priors TEXT NOT NULL,
  attributes TEXT NOT NULL,
  taken_down INTEGER NOT NULL DEFAULT 0,
  seq INTEGER NOT NULL
);
CREATE UNIQUE INDEX items_by_id ON items (id) WHERE NOT taken_down;
CREATE INDEX items_by_seq ON items (seq);
"""
_COLUMNS = "key, id, text, vector, labels, priors, taken_down"
_INSERT = """
INSERT INTO items (key, id, text, image, vector, labels, priors, attributes, seq)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_UPSERT = f"""{_INSERT}
ON CONFLICT (id) WHERE NOT taken_down DO UPDATE SET
  text = excluded.text, image = excluded.image, vector = excluded.vector,
  labels = excluded.labels, priors = excluded.priors, attributes = excluded.attributes,
  seq = excluded.seq
"""


class Record(NamedTuple):
    """A stored item, without the parts that only a page needs."""

    key: int
    id: str
    text: str
    vector: bytes | None
    labels: str
    priors: str
    taken_down: int


class Store:
    """One open database.

    Parameters
    ----------
    path : Path
        The file; it must exist unless `fresh`.
    fresh : bool
        Make a new one, without a log: it is published only when it is whole.

    Notes
    -----
    One connection behind one lock, so any thread may call.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self._lock = threading.RLock()
        self.path = path
        self._db = _connect(path, "rwc" if fresh else "rw")
        self.close = weakref.finalize(self, self._db.close)
        if fresh:
            self._db.executescript(
                f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}"
            )
            self.set_meta("schema", SCHEMA_VERSION)
            self.set_meta("generation", 1)
        else:
            self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
            self._check_schema(path)

    def _check_schema(self, path: Path) -> None:
        came = self.meta("schema")
        if came != SCHEMA_VERSION:
            raise bad_value(
                f"schema of {path}", came, f"version {SCHEMA_VERSION}", "Index it again."
            )

    def finish(self) -> None:
        """Make a fresh database durable and ready to be read while it is written."""
        with self._lock:
            self._db.executescript("PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;")
            self.close()

    # Facts about the whole catalog

    def meta(self, name: str) -> Any:
        """Return a stored fact, or ``None``."""
        with self._lock:
            row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_meta(self, name: str, value: Any) -> None:
        """Store a fact: a number, a text or bytes."""
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    @property
    def version(self) -> int:
        """A number that changes when another connection commits; about 5 µs."""
        with self._lock:
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def dimensions(self) -> dict[str, Dimension]:
        """Return the declared dimensions by name."""
        return load_dimensions(self.meta("dimensions") or "[]")

    # Reading

    def live(self) -> tuple[int, list[Record]]:
        """Return the generation and all items that are not taken down, by key."""
        return self._read(f"SELECT {_COLUMNS} FROM items WHERE NOT taken_down ORDER BY key", ())

    def changed(self, since: int) -> tuple[int, list[Record]]:
        """Return the generation and what changed after generation `since`, by key."""
        return self._read(
            f"SELECT {_COLUMNS} FROM items INDEXED BY items_by_seq WHERE seq > ? ORDER BY key",
            (since,),
        )

    def _read(self, query: str, values: Sequence[int]) -> tuple[int, list[Record]]:
        with self._lock:
            self._db.execute("BEGIN")
            try:
                generation = int(self.meta("generation"))
                rows = self._db.execute(query, values).fetchall()
            finally:
                self._db.execute("COMMIT")
        return generation, [Record(*row) for row in rows]

    def texts_without_vector(self) -> list[tuple[int, str]]:
        """Return key and text of the live items that have no vector, by key."""
        with self._lock:
            return self._db.execute(
                "SELECT key, text FROM items WHERE vector IS NULL AND NOT taken_down ORDER BY key"
            ).fetchall()

    def cards(self, keys: Sequence[int]) -> list[Card]:
        """Return the cards of the items with these keys, in order."""
        marks = ",".join("?" * len(keys))
        query = f"SELECT key, id, text, image, attributes FROM items WHERE key IN ({marks})"
        with self._lock:
            rows = self._db.execute(query, list(keys)).fetchall()
        held = {
            key: Card(item_id, text, image, msgspec.json.decode(attributes))
            for key, item_id, text, image, attributes in rows
        }
        return [held.get(key) or Card("", "") for key in keys]

    def keys_of_live_ids(self) -> dict[str, int]:
        """Return id → key of the items that are not taken down."""
        with self._lock:
            return dict(self._db.execute("SELECT id, key FROM items WHERE NOT taken_down"))

    def taken_down_since(self, generation: int) -> list[str]:
        """Return the ids taken down after `generation`."""
        with self._lock:
            rows = self._db.execute(
                "SELECT id FROM items WHERE taken_down AND seq > ?", (generation,)
            )
            return [row[0] for row in rows]

    def count(self) -> int:
        """Return how many items are not taken down."""
        with self._lock:
            row = self._db.execute("SELECT count(*) FROM items WHERE NOT taken_down").fetchone()
        return int(row[0])

    def label_texts(self) -> list[str]:
        """Return the stored labels of every item that is not taken down."""
        with self._lock:
            rows = self._db.execute("SELECT labels FROM items WHERE NOT taken_down").fetchall()
        return [row[0] for row in rows]

    def described(self) -> list[tuple[str, str, str]]:
        """Return id, attributes and labels, as stored, of every item that is not taken down."""
        with self._lock:
            return self._db.execute(
                "SELECT id, attributes, labels FROM items WHERE NOT taken_down ORDER BY key"
            ).fetchall()

    def last_key(self) -> int:
        """Return the largest key ever given."""
        with self._lock:
            row = self._db.execute(
                "SELECT seq FROM sqlite_sequence WHERE name = 'items'"
            ).fetchone()
        return int(row[0]) if row else 0

    # Writing

    def reserve_keys(self, last: int) -> None:
        """Give no new item a key up to `last`."""
        with self._lock:
            self._db.execute("DELETE FROM sqlite_sequence WHERE name = 'items'")
            self._db.execute("INSERT INTO sqlite_sequence VALUES ('items', ?)", (last,))

    def insert(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert rows made by `row_of` into a fresh database, in one transaction."""
        with self._transaction():
            self._db.executemany(_INSERT, rows)

    def set_vectors(self, rows: Iterable[tuple[bytes, int]]) -> None:
        """Store vectors given as (bytes, key)."""
        with self._transaction():
            self._db.executemany("UPDATE items SET vector = ? WHERE key = ?", rows)

    def apply(self, rows: Iterable[tuple[Any, ...]], take_down: Iterable[str]) -> int:
        """Commit changes and take-downs as one new generation, and return how many rows changed.

        Taking down erases what was stored; only id and key stay. An item that comes back later is
        a new item with a new key.
        """
        with self._transaction():
            return self._apply(rows, take_down)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    def _apply(self, rows: Iterable[tuple[Any, ...]], take_down: Iterable[str]) -> int:
        generation = int(self.meta("generation")) + 1
        before = self._db.total_changes
        for row in rows:
            self._db.execute(_UPSERT, (*row[:-1], generation))
        self._db.executemany(
            "UPDATE items SET taken_down = 1, text = '', image = NULL, vector = NULL,"
            " labels = '{}', priors = '{}', attributes = '{}', seq = ?"
            " WHERE id = ? AND NOT taken_down",
            ((generation, item_id) for item_id in take_down),
        )
        changed = self._db.total_changes - before
        self.set_meta("generation", generation)
        return changed


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    try:
        return sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=30, isolation_level=None,
            check_same_thread=False,
        )  # fmt: skip
    except sqlite3.OperationalError as error:
        raise FileError(
            f"{path}: the catalog's database cannot be opened ({error}). Index it again."
        ) from None


def row_of(
    item: Item, dimensions: Mapping[str, Dimension], vector: bytes | None, key: int | None = None
) -> tuple[Any, ...]:
    """Return the stored form of a checked item, for `Store.insert` and `Store.apply`."""
    item = checked(item, dimensions)
    labels = {
        name: value if value is None or isinstance(value, str) else [float(p) for p in value]
        for name, value in item.labels.items()
    }
    known = {
        "labels": labels, "reasons": dict(item.reasons),
        "present": {name: list(buckets) for name, buckets in item.present.items()},
    }  # fmt: skip
    if item.sure:
        known["sure"] = dict(item.sure)
    return (
        key, item.id, item.text, item.image, vector, _json(known), _json(dict(item.priors)),
        _json(dict(item.attributes)), 1,
    )  # fmt: skip


def unit_bytes(vector: Sequence[float] | None, width: int | None) -> bytes | None:
    """Return a vector scaled to norm 1 as float32 bytes; a zero vector is no vector."""
    if vector is None:
        return None
    array = np.asarray(vector, np.float64)
    if array.ndim != 1 or (width is not None and len(array) != width):
        raise bad_value("length of vector", array.shape, f"{width or 'some'} numbers for all items")
    norm = float(np.linalg.norm(array))
    if not np.isfinite(norm):
        raise bad_value("vector", array[:4].tolist(), "finite numbers")
    return (array / norm).astype(np.float32).tobytes() if norm > 0 else None


def dump_dimensions(dimensions: Iterable[Dimension]) -> str:
    """Return dimensions as JSON text."""
    return _json(list(dimensions))


def load_dimensions(text: str) -> dict[str, Dimension]:
    """Return dimensions from JSON text, by name."""
    tables = msgspec.json.decode(text)
    for table in tables:
        table["buckets"] = tuple(Bucket(**bucket) for bucket in table["buckets"])
        table["topics"] = tuple(table["topics"])
    return {table["name"]: Dimension(**table) for table in tables}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
