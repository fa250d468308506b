"""The residual kernel: how much of each candidate the picks so far leave unexplained."""

from __future__ import annotations

import math

import numpy as np

from everyhue.ranking.rerank.features import Block, Features

ZERO = np.float32(1e-5)
"""Squared residual that float32 cannot tell from 0."""


class Residuals:
    """Squared residual of each feature after projection on the picks: Gram–Schmidt in float32.

    One matrix–vector product per pick, no Gram matrix. The private part of a pick (see `features`)
    lives in a column of its own, so that others see it only through the coefficients.

    Parameters
    ----------
    features : Features
        Rows by place.
    n, total, size : int
        Candidates, picks at most, and places to begin with.
    """

    def __init__(self, features: Features, n: int, total: int, size: int) -> None:
        self._features, self._n, self._total = features, n, total
        self.rows: Block = features.rows(0, size)
        self.left: Block = np.ones(size, np.float32)
        self.rank = 0
        self._basis = np.zeros((total, self.rows.shape[1]), np.float32)
        self._private: Block | None = None
        self._taken: list[int] = []

    @property
    def size(self) -> int:
        """Places scored."""
        return len(self.left)

    def grow(self) -> None:
        """Double the places scored, and catch up on the picks so far."""
        more = self._features.rows(self.size, min(2 * self.size, self._n))
        onto = more @ self._basis[: self.rank].T
        self.rows = np.concatenate([self.rows, more])
        self.left = np.concatenate([self.left, 1 - np.einsum("ij,ij->i", onto, onto)])
        self._settle()
        self.left[[place for place in self._taken if place < self.size]] = -np.inf

    def take(self, place: int) -> None:
        """Project every row on what the pick adds; a pick that adds nothing changes nothing."""
        inside = place < self.size
        row = self.rows[place] if inside else self._features.rows(place, place + 1)[0]
        self._taken.append(place)
        if self._push(row):
            onto = self.rows @ self._basis[self.rank - 1]
            onto *= onto
            self.left -= onto
            self._settle()
        if inside:
            self.left[place] = -np.inf

    def _settle(self) -> None:
        self.left[np.abs(self.left) < ZERO] = 0

    def _push(self, row: Block) -> bool:
        """Add the normalised residual of `row` to the basis; False when there is none."""
        private = np.float32(1 - row @ row)
        t, basis = self.rank, self._basis
        if t == len(basis):
            return False
        if private > ZERO or self._private is not None:
            return self._push_private(row, private)
        rest: Block = row - (basis[:t] @ row) @ basis[:t]
        norm = float(rest @ rest)
        if norm < 0.5:
            rest -= (basis[:t] @ rest) @ basis[:t]
            norm = float(rest @ rest)
        return self._keep(rest, norm)

    def _keep(self, rest: Block, norm: float) -> bool:
        if norm < ZERO:
            return False
        np.multiply(rest, 1 / math.sqrt(norm), out=self._basis[self.rank])
        self.rank += 1
        return True

    def _push_private(self, row: Block, private: np.float32) -> bool:
        """Do the same in the space that has one more column for every pick's private part."""
        if self._private is None:
            self._private = np.zeros((self._total, self._total), np.float32)
        t, basis, own = self.rank, self._basis, self._private
        along = basis[:t] @ row
        rest: Block = row - along @ basis[:t]
        apart: Block = -(along @ own[:t])
        apart[t] += np.sqrt(max(private, np.float32(0)))
        norm = float(rest @ rest + apart @ apart)
        if norm < 0.5:
            along = basis[:t] @ rest + own[:t] @ apart
            rest -= along @ basis[:t]
            apart -= along @ own[:t]
            norm = float(rest @ rest + apart @ apart)
        if not self._keep(rest, norm):
            return False
        np.multiply(apart, 1 / math.sqrt(norm), out=own[t])
        return True


def opening_size(n: int, total: int) -> int:
    """Places to begin with: max(4·picks, 128), or all where that is most of them."""
    size = max(4 * total, 128)
    return n if n <= size * 3 // 2 else size
