"""One feature map for vectors and any number of dimensions, so that one kernel serves them all.

An item's feature is the concatenation of its weighted blocks, √(w/W)·block, W the sum of the
weights: the unit vector, and per dimension √p, the square roots of its bucket probabilities. The
similarity of two items is the inner product, hence the weighted mean over blocks of the cosine and
of Σ√(p·p′), which is 1 for the same sure bucket, 0 for different ones (Jebara et al. 2004,
probability product kernel, ρ = ½). Given items that show some buckets for sure, what is left of
another one's block is the probability that it shows a bucket not yet shown.

A block about which nothing is known (no vector, unknown bucket) is the mean of the known ones: such
an item is as similar to any other as items are on average. What is missing to norm 1 is *private*
to the item: the kernel is F·Fᵀ + diag(1 − ‖f‖²), positive semi-definite with unit diagonal.
"""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.ranking.rerank.problem import Problem, Rows
from everyhue.types import Labels

Block = NDArray[np.float32]


NO_VECTOR, MOST = 1e-20, 1e30
"""Squared norms between which float32 is exact enough."""


class Part(Protocol):
    """One block of the feature map."""

    width: int
    """Columns."""
    complete: bool
    """Whether all rows built so far are known, hence of norm 1."""

    def __call__(self, rows: Rows, norms: Block) -> Block:
        """Return the block of these candidates, stretched from norm 1 to `norms`."""
        ...

    def dot(self, directions: Block) -> Block:
        """Return the products of all candidates' blocks with (width,) or (width, r) directions."""
        ...


class Features:
    """Feature rows by place, built when asked for.

    Parameters
    ----------
    problem : Problem
        With vectors, labels, or both.
    noise : float, [0, 1)
        Share of every item's feature that is private to it.

    Raises
    ------
    InputError
        Without vectors and labels, or when all weights are 0.
    """

    def __init__(self, problem: Problem, noise: float = 0.0) -> None:
        self._order = problem.order
        self.private = noise > 0
        """Whether some row built so far is shorter than 1."""
        parts = _parts(problem)
        total = sum(weight for weight, _ in parts)
        self._parts = [(np.float32(math.sqrt(w * (1 - noise) / total)), part) for w, part in parts]

    def rows(self, start: int, stop: int, factors: Block | None = None) -> Block:
        """Return (stop − start, D) float32: the features of these places, times their factors."""
        rows = self._order[start:stop]
        norms = np.ones(len(rows), np.float32) if factors is None else factors[start:stop]
        blocks = [part(rows, scale * norms) for scale, part in self._parts]
        self.private |= not all(part.complete for _, part in self._parts)
        if not blocks:
            self.private = True
            return np.zeros((len(rows), 1), np.float32)
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks, axis=1)

    def dot(self, directions: Block) -> Block:
        """Return (n,) or (n, r): the products of all places with (D,) or (D, r) directions."""
        start, total = 0, np.zeros((len(self._order), *directions.shape[1:]), np.float32)
        for scale, part in self._parts:
            total += part.dot(scale * directions[start : start + part.width])
            start += part.width
        return total[self._order]


def _parts(problem: Problem) -> list[tuple[float, Part]]:
    """Weighted blocks about which something is known; a weight of 0 leaves a block out."""
    if problem.vectors is None and not problem.labels:
        raise bad_value("vectors", None, "vectors or buckets: similarity needs at least one")
    weighted = [(problem.weight(name), name) for name in ("vectors", *problem.labels)]
    if problem.vectors is None:
        weighted = weighted[1:]
    if not any(weight for weight, _ in weighted):
        raise bad_value("weights", dict(problem.options.weights), "at least one above 0")
    return [(w, _part(problem, name)) for w, name in weighted if w and _informs(problem, name)]


def _part(problem: Problem, name: str) -> Part:
    if name == "vectors" and problem.vectors is not None:
        return Directions(problem.vectors)
    return Roots(problem.labels[name])


def _informs(problem: Problem, name: str) -> bool:
    return name == "vectors" or bool(problem.labels[name].known.any())


class Directions:
    """Unit vectors; a row of zeros takes the mean of all others."""

    def __init__(self, vectors: NDArray[Any]) -> None:
        self._vectors = vectors
        self._inverse: Block | None = None
        self._empty: NDArray[np.bool_] | None = None
        self._mean: Block | None = None
        self.width = vectors.shape[1]
        self.complete = True

    def __call__(self, rows: Rows, norms: Block) -> Block:
        """Return the block of these candidates, stretched from norm 1 to `norms`."""
        block, empty = _unit_rows(self._vectors.take(rows, 0), norms)
        if empty is not None:
            block[empty] = np.outer(norms[empty], self._known_mean())
            self.complete = False
        return block

    def dot(self, directions: Block) -> Block:
        """Return the products of all candidates, on the vectors as they came."""
        if self._inverse is None:
            self._inverse = self._inverse_norms()
        onto: Block = self._vectors.dot(directions).astype(np.float32, copy=False)
        onto *= self._inverse if onto.ndim == 1 else self._inverse[:, None]
        if self._empty is not None:
            onto[self._empty] = self._known_mean() @ directions
        return onto

    def _inverse_norms(self) -> Block:
        """Return 1/norm by candidate; vectors that float32 cannot square are copied, at norm 1."""
        if self._vectors.dtype.kind == "f":
            squares = np.einsum("ij,ij->i", self._vectors, self._vectors)
            if squares.min() > NO_VECTOR and squares.max() < MOST:
                return np.asarray(1 / np.sqrt(squares), np.float32)
        self._vectors, self._empty = _unit_rows(self._vectors.copy())
        self.complete &= self._empty is None
        return np.ones(len(self._vectors), np.float32)

    def _known_mean(self) -> Block:
        if self._mean is None:
            block, empty = _unit_rows(self._vectors.copy())
            held = len(block) - (0 if empty is None else int(empty.sum()))
            self._mean = (block.sum(axis=0) / max(held, 1)).astype(np.float32)
        return self._mean


def _unit_rows(
    taken: NDArray[Any], norms: Block | None = None
) -> tuple[Block, NDArray[np.bool_] | None]:
    """Turn rows nobody else holds into rows of norm 1 or `norms`, with a mask of those all zero."""
    block = np.ascontiguousarray(taken, np.float32)
    squares = np.einsum("ij,ij->i", block, block)
    if not len(squares) or (squares.min() > NO_VECTOR and squares.max() < MOST):
        block *= ((1 if norms is None else norms) / np.sqrt(squares))[:, None]
        return block, None
    block, empty = _unit_rows_of_any_size(np.asarray(taken, np.float64))
    return block if norms is None else block * norms[:, None], empty


def _unit_rows_of_any_size(
    rows: NDArray[np.float64],
) -> tuple[Block, NDArray[np.bool_] | None]:
    """Return the same for rows whose squares float32 cannot hold: largest entry first to 1."""
    peak = np.abs(rows).max(axis=1, initial=0)
    empty = peak == 0
    block = (rows / np.where(empty, 1, peak)[:, None]).astype(np.float32)
    block /= np.sqrt(np.where(empty, 1, np.einsum("ij,ij->i", block, block)))[:, None]
    return block, empty if empty.any() else None


class Roots:
    """Square roots of bucket probabilities; an unknown item takes the mean of the known ones."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self.complete = bool(labels.known.all())
        self.width = len(labels.buckets)
        self._mean = self._known_mean()
        self._all: Block | None = None

    def __call__(self, rows: Rows, norms: Block) -> Block:
        """Return the block of these candidates, stretched from norm 1 to `norms`."""
        block: Block = np.sqrt(self._labels.probs[rows])
        if not self.complete:
            block[~self._labels.known[rows]] = self._mean
        block *= norms[:, None]
        return block

    def dot(self, directions: Block) -> Block:
        """Return the products of all candidates."""
        if self._all is None:
            self._all = self(np.arange(n := len(self._labels)), np.ones(n, np.float32))
        onto: Block = self._all.dot(directions)
        return onto

    def _known_mean(self) -> Block:
        held = np.sqrt(self._labels.probs[self._labels.known])
        mean: Block = (held.sum(axis=0) / max(len(held), 1)).astype(np.float32)
        return mean
