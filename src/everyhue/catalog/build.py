"""Making a catalog: whole or not at all, beside the one that is being served."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from everyhue.catalog import folder
from everyhue.catalog.item import Item
from everyhue.catalog.lsa import learn_lsa
from everyhue.catalog.snapshot import Embedder
from everyhue.catalog.store import Store, dump_dimensions, row_of, unit_bytes
from everyhue.errors import EveryhueError, bad_value
from everyhue.types import Dimension

Progress = Callable[[str, int, int | None], None]
"""Called with the stage, how much of it is done, and its total where that is known."""

_EVERY = 200


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a catalog is made.

    Parameters
    ----------
    dimensions : sequence of Dimension
        What its items can be labelled by.
    embedder : Embedder or "learn" or None
        What gives a vector to items that come without one; ``"learn"`` learns it from the texts
        when no item has a vector.
    media : Path or None
        The folder image paths start from; by default the catalog's own.
    progress : callable or None
        Told how far it is.
    facts : mapping of str to str
        What the operator wants remembered of the catalog as a whole.
    """

    dimensions: Sequence[Dimension]
    embedder: Embedder | Literal["learn"] | None = "learn"
    media: Path | None = None
    progress: Progress | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Before:
    """What a new catalog takes over from the one it replaces."""

    store: Store | None = None
    generation: int = 0
    last_key: int = 0
    keys: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, where: Path) -> _Before:
        try:
            store = Store(folder.current(where))
            return cls(
                store, int(store.meta("generation")), store.last_key(), store.keys_of_live_ids()
            )
        except (EveryhueError, sqlite3.Error):
            return cls()


def build(where: Path, items: Iterable[Item], recipe: Recipe) -> None:
    """Make the catalog in folder `where`, or replace the one there, in one step.

    Items keep the key they had. What is taken down while this runs stays down.

    Parameters
    ----------
    where : Path
        The folder.
    items : iterable of Item
        Read once.
    recipe : Recipe
        How to make it.

    Raises
    ------
    InputError
        For an item that cannot be stored, or an id that comes twice. The old catalog stays.
    """
    before = _Before.read(where)
    with folder.scratch_database(where) as scratch:
        store = Store(scratch, fresh=True)
        _fill(store, items, recipe, before)
        with folder.writer_lock(where):
            if before.store is not None:
                store.apply((), before.store.taken_down_since(before.generation))
            store.finish()
            folder.publish(where, scratch)


def _fill(store: Store, items: Iterable[Item], recipe: Recipe, before: _Before) -> None:
    store.set_meta("generation", before.generation + 1)
    store.set_meta("dimensions", dump_dimensions(recipe.dimensions))
    store.set_meta("media", None if recipe.media is None else str(recipe.media.resolve()))
    store.set_meta("facts", msgspec.json.encode(dict(recipe.facts)))
    store.reserve_keys(before.last_key)
    rows = Rows({dimension.name: dimension for dimension in recipe.dimensions})
    store.insert(rows.of(_watched(_once(items), recipe.progress), before.keys))
    _embed(store, recipe, rows)
    store.set_meta("width", rows.width)


def _embed(store: Store, recipe: Recipe, rows: Rows) -> None:
    """Give a vector to the items that have none."""
    embedder = None if recipe.embedder == "learn" else recipe.embedder
    if recipe.embedder == "learn" and rows.width is None:
        learned = learn_lsa([text for _, text in store.texts_without_vector()])
        store.set_meta("embedder", None if learned is None else learned.dump())
        embedder = learned
    if embedder is not None:
        store.set_vectors(_text_vectors(store, embedder, rows, recipe.progress))


def _text_vectors(
    store: Store, embedder: Embedder, rows: Rows, progress: Progress | None
) -> Iterator[tuple[bytes, int]]:
    texts = store.texts_without_vector()
    for done, (key, text) in enumerate(texts, 1):
        vector = rows.vector(embedder.embed(text))
        if vector is not None:
            yield vector, key
        if progress and (done % _EVERY == 0 or done == len(texts)):
            progress("vectors", done, len(texts))


class Rows:
    """Turns items into stored rows, and holds them to one length of vector.

    Parameters
    ----------
    dimensions : mapping of str to Dimension
        The declared dimensions.
    width : int or None
        Length of the vectors that are there already.
    embedder : Embedder or None
        What gives a vector to items that have none.
    """

    def __init__(
        self,
        dimensions: Mapping[str, Dimension],
        width: int | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        self._dimensions = dimensions
        self._embedder = embedder
        self.width = width

    def of(self, items: Iterable[Item], keys: Mapping[str, int]) -> Iterator[tuple[Any, ...]]:
        """Yield the stored form of each item, with the key it had where it had one."""
        for item in items:
            vector = item.vector
            if vector is None and self._embedder is not None:
                vector = self._embedder.embed(item.text)  # type: ignore[assignment]
            yield row_of(item, self._dimensions, self.vector(vector), keys.get(item.id))

    def vector(self, vector: Any) -> bytes | None:
        """Return a vector as stored; the first one decides the length of all."""
        stored = unit_bytes(vector, self.width)
        if stored is not None:
            self.width = len(stored) // 4
        return stored


def _once(items: Iterable[Item]) -> Iterator[Item]:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise bad_value("id", item.id, "an id that comes once", "Remove the second item.")
        seen.add(item.id)
        yield item


def _watched(items: Iterable[Item], progress: Progress | None) -> Iterator[Item]:
    done = 0
    for done, item in enumerate(items, 1):
        yield item
        if progress and done % _EVERY == 0:
            progress("items", done, None)
    if progress:
        progress("items", done, done)
