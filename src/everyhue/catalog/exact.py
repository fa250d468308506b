"""Exact nearest rows by one matrix product: for small catalogs, and the yardstick for others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.snapshot import Rows, Scores
from everyhue.errors import unknown_name
from everyhue.types import Labels


@dataclass(frozen=True, slots=True, eq=False)
class ExactIndex:
    """Nearest rows overall and per bucket, by cosine with every row.

    Parameters
    ----------
    vectors : (m, d) float32
        Unit rows that may be found.
    rows : (m,) intp
        Which rows of the snapshot they are.
    groups : mapping of str to tuple of (g,) intp
        Per dimension, for each bucket and then for unknown: places in `vectors`.

    Notes
    -----
    Cost: O(m d) a query; 0.4 ms for 20,000 × 64.

    Examples
    --------
    >>> labels = Labels.from_hard(["a", None], ("a", "b"), dimension="x")
    >>> index = ExactIndex.of(np.eye(2, dtype=np.float32), np.ones(2, bool), {"x": labels})
    >>> [rows.tolist() for rows, _ in index.top_by_bucket(np.array([1, 0], np.float32), 5, "x")]
    [[0], [], [1]]
    """

    vectors: NDArray[np.float32]
    rows: Rows
    groups: Mapping[str, tuple[Rows, ...]]

    @classmethod
    def of(
        cls,
        vectors: NDArray[np.float32],
        alive: NDArray[np.bool_],
        labels: Mapping[str, Labels],
        rows: Rows | None = None,
    ) -> ExactIndex:
        """Index the rows (by default all) that are alive and have a vector."""
        rows = np.arange(len(vectors)) if rows is None else rows
        rows = rows[alive[rows] & vectors[rows].any(axis=1)]
        everything = len(rows) == len(vectors)
        groups = {name: grouped(held.sure[rows], held) for name, held in labels.items()}
        return cls(vectors if everything else vectors[rows], rows, groups)

    def top(self, vector: Scores, n: int) -> tuple[Rows, Scores]:
        """Return the `n` rows of largest cosine, best first."""
        scores = self.vectors @ unit(vector)
        best = best_first(scores, n)
        return self.rows[best], scores[best]

    def top_by_bucket(self, vector: Scores, n: int, dimension: str) -> list[tuple[Rows, Scores]]:
        """Return the same for each bucket of `dimension`, then for unknown."""
        if dimension not in self.groups:
            raise unknown_name("dimension", dimension, self.groups)
        scores = self.vectors @ unit(vector)
        found = []
        for group in self.groups[dimension]:
            best = group[best_first(scores[group], n)]
            found.append((self.rows[best], scores[best]))
        return found


def grouped(sure: NDArray[np.int16], labels: Labels) -> tuple[Rows, ...]:
    """Return the places of each sure bucket, then of unknown."""
    codes = np.where(sure < 0, len(labels.buckets), sure).astype(np.intp)
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(len(labels.buckets) + 2))
    return tuple(order[edges[i] : edges[i + 1]] for i in range(len(edges) - 1))


def best_first(scores: Scores, n: int) -> Rows:
    """Return the places of the `n` largest scores, largest first, ties by place."""
    if n < len(scores):
        least = np.partition(scores, len(scores) - n)[len(scores) - n]
        chosen = np.flatnonzero(scores >= least)
    else:
        chosen = np.arange(len(scores))
    return chosen[np.argsort(-scores[chosen], kind="stable")][:n]


def unit(vector: Scores) -> Scores:
    """Return a vector scaled to norm 1; a zero vector stays."""
    norm = float(np.linalg.norm(vector))
    return np.asarray(vector / norm if norm > 0 else vector, np.float32)
