"""The residual kernel: how much of each candidate the picks so far leave unexplained."""

from __future__ import annotations

import math

import numpy as np

from everyhue.ranking.rerank.features import Block, Features
from everyhue.ranking.rerank.short_list import CHUNK, ShortList

ZERO = 1e-5
"""Squared residual that float32 cannot tell from 0."""


class Residuals:
    """Weighted squared residual of each feature after projection on the picks, in float32.

    Gram–Schmidt: one matrix–vector product per pick, no Gram matrix. The private part of a pick
    (see `features`) lives in a column of its own, so that others see it only through the
    coefficients.

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
        self._list = ShortList(features, len(weights), total, np.sqrt(weights))
        self.left: Block = weights[: self._list.size].copy()
        self._rank = 0
        self._basis = np.zeros((total, self._list.width), np.float32)
        self._private: Block | None = None
        self._taken: list[int] = []
        self._bound = self._largest_beyond()
        self._doubtful = ZERO * float(weights[0]) if len(weights) else 0.0

    def bound(self) -> float:
        """Return w² of the first place not held: a residual is at most 1, and w² falls."""
        return self._bound

    def _largest_beyond(self) -> float:
        size = self._list.size
        return float(self._weights[size]) if size < len(self._weights) else -math.inf

    def grow(self) -> None:
        """Hold more places, and catch up on the picks so far."""
        start = self._list.grow(times=1.5)
        self.left = np.concatenate([self.left, self._weights[start : self._list.size]])
        self._project(start)
        self._bound = self._largest_beyond()

    def _project(self, start: int) -> None:
        """Set what is left from place `start` on, from the whole basis."""
        self.left[start:] = self._weights[start : self._list.size]
        for at in range(0, self._rank, CHUNK):
            onto = self._list.dots(self._basis[at : min(at + CHUNK, self._rank)], start)
            self.left[start:] -= np.einsum("ij,ij->i", onto, onto)
        self.left[[place for place in self._taken if start <= place < len(self.left)]] = -np.inf

    def settle(self, place: int) -> bool:
        """Whether what is left of `place` was rounding error, which is now removed everywhere."""
        left = self.left[place]
        if left >= self._doubtful or left == 0 or left >= ZERO * self._weights[place]:
            return False
        noise = np.abs(self.left) < ZERO * self._weights[: len(self.left)]
        self.left[noise] = 0
        return True

    def take(self, place: int) -> None:
        """Project every row on what the pick adds; a pick that adds nothing changes nothing."""
        self._taken.append(place)
        direction = self._push(place) if self._rank < self._total else None
        if direction is not None:
            onto = self._list.dot(direction)
            onto *= onto
            self.left -= onto
        if place < len(self.left):
            self.left[place] = -np.inf

    def _push(self, place: int) -> Block | None:
        """Add the normalised residual of a weighted row to the basis; None where none is left."""
        row, weight = self._list.row(place), float(self._weights[place])
        if self._private is not None or self._features.private:
            return self._push_private(row * np.float32(weight**-0.5))
        basis = self._basis[: self._rank]
        rest: Block = row - basis.dot(row).dot(basis)
        norm = float(rest.dot(rest))
        if norm < 0.5 * weight:
            rest -= basis.dot(rest).dot(basis)
            norm = float(rest.dot(rest))
        return self._keep(rest, norm) if norm >= ZERO * weight else None

    def _keep(self, rest: Block, norm: float) -> Block:
        rest *= 1 / math.sqrt(norm)
        self._basis[self._rank] = rest
        self._rank += 1
        return rest

    def _push_private(self, row: Block) -> Block | None:
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
        if norm < ZERO:
            return None
        np.multiply(apart, 1 / math.sqrt(norm), out=self._private[t])
        return self._keep(rest, norm)
