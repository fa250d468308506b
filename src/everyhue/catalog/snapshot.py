"""A catalog at one moment, as arrays: what retrieval reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import unknown_name
from everyhue.types import Dimension, Labels

Rows = NDArray[np.intp]
Scores = NDArray[np.float32]


class TextIndex(Protocol):
    """Scores every row of a snapshot for a query."""

    def scores(self, query: str) -> Scores:
        """Return (n,) float32, ≥ 0: the text score of every row, 0 where nothing matches."""
        ...


class VectorIndex(Protocol):
    """Finds the nearest rows, overall and in every bucket. Only rows that are alive come back."""

    def top(self, vector: Scores, n: int) -> tuple[Rows, Scores]:
        """Return the `n` rows of largest cosine with it, best first."""
        ...

    def top_by_bucket(self, vector: Scores, n: int, dimension: str) -> list[tuple[Rows, Scores]]:
        """Return the same for each bucket of `dimension`, then for its unknown items."""
        ...


class Embedder(Protocol):
    """Turns query text into a unit vector of the catalog's space."""

    def embed(self, query: str) -> Scores | None:
        """Return (d,) float32 of norm 1, or ``None`` where no word is known."""
        ...


@dataclass(frozen=True, slots=True)
class Card:
    """What a page shows of one item.

    Parameters
    ----------
    id, text : str
        As indexed.
    image : str or None
        Path inside the catalog's media folder, or ``None``.
    attributes : mapping of str to str
        Further columns, passed through.
    """

    id: str
    text: str
    image: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


class CardStore(Protocol):
    """Reads the shown part of items, which snapshots do not hold in memory."""

    def cards(self, keys: Sequence[int]) -> list[Card]:
        """Return the cards of the items with these keys, in order."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A catalog of `n` rows at one generation. Frozen: a change makes another snapshot.

    Parameters
    ----------
    generation : int
        Grows with every committed change.
    keys : (n,) int64
        Lasting number of each item: survives restarts and re-indexing of other items, never reused.
    ids : (n,) object
        The operator's item ids.
    alive : (n,) bool
        False for items that were taken down.
    dimensions : mapping of str to Dimension
        Declared dimensions by name.
    labels : mapping of str to Labels
        One `Labels` of n rows per dimension.
    priors : mapping of str to (n,) float32, [0, 1]
        Query-independent scores such as popularity.
    vectors : (n, d) float32 or None
        Unit rows; all-zero rows have no vector.
    text_index, vector_index, embedder, card_store
        The parts that answer questions about the rows.
    """

    generation: int
    keys: NDArray[np.int64]
    ids: NDArray[np.object_]
    alive: NDArray[np.bool_]
    dimensions: Mapping[str, Dimension]
    labels: Mapping[str, Labels]
    priors: Mapping[str, NDArray[np.float32]]
    vectors: NDArray[np.float32] | None
    text_index: TextIndex
    vector_index: VectorIndex | None
    embedder: Embedder | None
    card_store: CardStore
    row_of_id: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.keys)

    def row(self, item_id: str) -> int:
        """Return the row of a live item; raise `UnknownNameError` for any other id."""
        row = self.row_of_id.get(item_id)
        if row is None or not self.alive[row]:
            raise unknown_name("item", item_id, ())
        return row

    def rows_of_keys(self, keys: Sequence[int]) -> Rows:
        """Return the rows of those keys that still exist and are alive, in the given order."""
        wanted = np.asarray(keys, np.int64)
        spots = np.searchsorted(self.keys, wanted)
        inside = spots < len(self.keys)
        found = np.where(inside, spots, 0)
        held = inside & (self.keys[found] == wanted) & self.alive[found] if len(self) else inside
        return found[held].astype(np.intp)

    def cards(self, rows: Sequence[int] | Rows) -> list[Card]:
        """Return what a page shows of `rows`, in order."""
        return self.card_store.cards([int(key) for key in self.keys[np.asarray(rows, np.intp)]])
