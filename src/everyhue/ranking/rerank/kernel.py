"""The residual kernel: how much of each candidate the picks so far leave unexplained."""

from __future__ import annotations

import math

import numpy as np

from everyhue.ranking.rerank.features import Block, Features

ZERO = 1e-5
"""Squared residual that float32 cannot tell from 0."""


class Residuals:
    """Weighted squared residual of each feature after projection on the picks, in float32.

    Gram–Schmidt: one matrix–vector product per pick, no Gram matrix. The private part of a pick
    (see `features`) lives in a column of its own, so that others see it only through the
    coefficients. Only the first `size` places are held.

    Parameters
    ----------
    features : Features
        Rows by place.
    weights : (n,) float32
        Squared weight w² of each place; `left` is w²·residual.
    total : int
        Picks at most.
    """

    def __init__(self, features: Features, weights: Block, total: int) -> None:
        self._features, self._weights, self._total = features, weights, total
        self._roots: Block = np.sqrt(weights)
        size = opening_size(len(weights), total)
        self._rows: Block = features.rows(0, size)
        self._scaled: Block = self._rows * self._roots[:size, None]
        self.left: Block = weights[:size].copy()
        self._rank = 0
        self._basis = np.zeros((total, self._rows.shape[1]), np.float32)
        self._private: Block | None = None
        self._taken: list[int] = []
        self.size = size
        self._bound = self._largest_beyond()

    def bound(self) -> float:
        """Return w² of the first place not held: a residual is at most 1, and w² falls."""
        return self._bound

    def _largest_beyond(self) -> float:
        return float(self._weights[self.size]) if self.size < len(self._weights) else -math.inf

    def grow(self) -> None:
        """Double the places held, and catch up on the picks so far."""
        start, stop = self.size, min(2 * self.size, len(self._weights))
        more = self._features.rows(start, stop)
        self._rows = np.concatenate([self._rows, more])
        self._scaled = np.concatenate([self._scaled, more * self._roots[start:stop, None]])
        self.left = np.concatenate([self.left, self._weights[start:stop]])
        self._project(start, stop)
        self.size = stop
        self._bound = self._largest_beyond()

    def _project(self, start: int, stop: int) -> None:
        """Set what is left of these places from the whole basis."""
        onto = self._scaled[start:stop] @ self._basis[: self._rank].T
        self.left[start:stop] = self._weights[start:stop] - np.einsum("ij,ij->i", onto, onto)
        self.left[[place for place in self._taken if start <= place < stop]] = -np.inf

    def _row(self, place: int) -> Block:
        inside = place < self.size
        row: Block = self._rows[place] if inside else self._features.rows(place, place + 1)[0]
        return row

    def settle(self, place: int) -> bool:
        """Whether what is left of `place` was rounding error, which is now removed everywhere."""
        if not 0 != self.left[place] < ZERO * self._weights[place]:
            return False
        noise = np.abs(self.left) < ZERO * self._weights[: self.size]
        self.left[noise] = 0
        return True

    def take(self, place: int) -> None:
        """Project every row on what the pick adds; a pick that adds nothing changes nothing."""
        self._taken.append(place)
        if self._rank < self._total and self._push(self._row(place)):
            onto = self._scaled.dot(self._basis[self._rank - 1])
            onto *= onto
            self.left -= onto
        if place < self.size:
            self.left[place] = -np.inf

    def _push(self, row: Block) -> bool:
        """Add the normalised residual of `row` to the basis; False when there is none."""
        if self._private is not None or self._features.private:
            return self._push_private(row)
        basis = self._basis[: self._rank]
        rest: Block = row - basis.dot(row).dot(basis)
        norm = float(rest.dot(rest))
        if norm < 0.5:
            rest -= basis.dot(rest).dot(basis)
            norm = float(rest.dot(rest))
        return self._keep(rest, norm)

    def _keep(self, rest: Block, norm: float) -> bool:
        if norm < ZERO:
            return False
        np.multiply(rest, 1 / math.sqrt(norm), out=self._basis[self._rank])
        self._rank += 1
        return True

    def _push_private(self, row: Block) -> bool:
        """Do the same in the space that has one more column for every pick's private part."""
        if self._private is None:
            self._private = np.zeros((self._total, self._total), np.float32)
        t = self._rank
        basis, own = self._basis[:t], self._private[:t]
        along = basis.dot(row)
        rest: Block = row - along.dot(basis)
        apart: Block = -along.dot(own)
        apart[t] += math.sqrt(max(1 - float(row.dot(row)), 0.0))
        norm = float(rest.dot(rest) + apart.dot(apart))
        if norm < 0.5:
            along = basis.dot(rest) + own.dot(apart)
            rest -= along.dot(basis)
            apart -= along.dot(own)
            norm = float(rest.dot(rest) + apart.dot(apart))
        if not self._keep(rest, norm):
            return False
        np.multiply(apart, 1 / math.sqrt(norm), out=self._private[t])
        return True


def opening_size(n: int, total: int) -> int:
    """Places to begin with: max(4·picks, 128), or all where that is most of them."""
    size = max(4 * total, 128)
    return n if n <= size * 3 // 2 else size
