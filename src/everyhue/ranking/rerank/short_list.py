"""Feature rows of the first places, and of all candidates once the first are not enough."""

from __future__ import annotations

import numpy as np

from everyhue.ranking.rerank.features import Block, Features

CHUNK = 16
"""Directions that are caught up on at once."""

JOINED_BYTES = 1_200_000
"""Copied rows that are worth copying once more, to have them in one piece."""

MOST_BYTES = 3_500_000
"""Copied rows that a call may hold."""


class ShortList:
    """Products of features with directions: of a short list of places, or of everybody in place.

    The gain of a place is capped by its relevance, so a short list decides exactly as long as its
    best gain beats the cap of the first place outside. It grows when it does not; once that would
    take too much memory, products are taken of all vectors as they came, without a copy.

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
        self._first = self._built(0, self.size)
        self._more: list[Block] | None = []
        self.width = self._first.shape[1]

    def grow(self, times: float = 2) -> int:
        """Take in places up to so many times as many; return the first new one."""
        start = self.size
        stop = min(int(times * start), self._n, max(MOST_BYTES // (4 * self.width), start))
        if self._more is not None and stop > start:
            self._append(self._built(start, stop))
            self.size = stop
        else:
            self.size, self._more = self._n, None
        return start

    def _append(self, rows: Block) -> None:
        """Join short lists, which saves a product at every pick; keep long ones in parts."""
        if self._more or (self.size + len(rows)) * self.width * 4 > JOINED_BYTES:
            self._more = [*(self._more or ()), rows]
        else:
            self._first = np.concatenate([self._first, rows])

    def row(self, place: int) -> Block:
        """Return the feature of any place, times its factor."""
        at = place - len(self._first)
        if at < 0:
            row: Block = self._first[place]
            return row
        for rows in self._more or ():
            if at < len(rows):
                return np.asarray(rows[at])
            at -= len(rows)
        return np.asarray(self._built(place, place + 1)[0])

    def dot(self, direction: Block) -> Block:
        """Return (size,): the product of each row with a direction."""
        if self._more is None:
            return self._scaled(self._features.dot(direction), 0)
        onto: Block = self._first.dot(direction)
        if not self._more:
            return onto
        return np.concatenate([onto, *(rows.dot(direction) for rows in self._more)])

    def dots(self, directions: Block, start: int) -> Block:
        """Return (size − start, r): the same for several, from the last growth or from 0 on."""
        if self._more is None:
            return self._scaled(self._features.dot(directions.T)[start:], start)
        if not self._more:
            return np.asarray(self._first[start:] @ directions.T)
        held = [self._first, *self._more] if start == 0 else self._more[-1:]
        return np.concatenate([rows @ directions.T for rows in held])

    def _built(self, start: int, stop: int) -> Block:
        return self._features.rows(start, stop, self._factors)

    def _scaled(self, onto: Block, start: int) -> Block:
        if self._factors is not None:
            factors = self._factors[start : start + len(onto)]
            onto *= factors if onto.ndim == 1 else factors[:, None]
        return onto


def opening_size(n: int, total: int) -> int:
    """Places to begin with: max(4·picks, 128), or all where that is most of them."""
    size = max(4 * total, 128)
    return n if n <= 2 * size else size
