"""Feature rows of the first places, and of all candidates once the first are not enough."""

from __future__ import annotations

import numpy as np

from everyhue.ranking.rerank.features import Block, Features

CHUNK = 16


class ShortList:
    """Products of features with directions: of a short list of places, or of everybody in place.

    The gain of a place is capped by its relevance, so a short list decides exactly as long as its
    best gain beats the cap of the first place outside. It doubles when it does not; when that would
    be half of all, products are taken on the vectors as they came, without a copy.

    Parameters
    ----------
    features : Features
        Rows by place.
    n, total : int
        Candidates, and picks at most.
    factors : (n,) float32, optional
        Factor of each row.
    """

    def __init__(
        self, features: Features, n: int, total: int, factors: Block | None = None
    ) -> None:
        self._features, self._n, self._factors = features, n, factors
        self.size = opening_size(n, total)
        self._rows: Block | None = self._built(0, self.size)

    def grow(self) -> int:
        """Take in more places; return the first new one."""
        start = self.size
        if self._rows is None or 4 * start >= self._n:
            self.size, self._rows = self._n, None
        else:
            self.size = 2 * start
            self._rows = np.concatenate([self._rows, self._built(start, self.size)])
        return start

    def row(self, place: int) -> Block:
        """Return the feature of any place, without its factor."""
        row: Block = self._features.rows(place, place + 1)[0]
        return row

    def dot(self, direction: Block) -> Block:
        """Return (size,): factor times the product of each row with a direction."""
        if self._rows is not None:
            onto: Block = self._rows.dot(direction)
            return onto
        onto = self._features.dot(direction)
        return onto if self._factors is None else onto * self._factors

    def dots(self, directions: Block, start: int) -> Block:
        """Return (size − start, r): the same for several directions, from `start` on."""
        if self._rows is not None:
            onto: Block = self._rows[start:] @ directions.T
            return onto
        onto = self._features.dot(directions.T)[start:]
        return onto if self._factors is None else onto * self._factors[start:, None]

    def _built(self, start: int, stop: int) -> Block:
        rows = self._features.rows(start, stop)
        if self._factors is not None:
            rows = rows * self._factors[start:stop, None]
        return rows


def opening_size(n: int, total: int) -> int:
    """Places to begin with: max(4·picks, 128), or all where that is most of them."""
    size = max(4 * total, 128)
    return n if n <= size * 3 // 2 else size
