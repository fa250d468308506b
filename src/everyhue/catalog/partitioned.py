"""Nearest rows per bucket in a large catalog: every bucket has an index of its own.

One index with a filter starves rare buckets; here each bucket of each dimension is searched by
itself, so a bucket of 2 % gets a full list as cheaply as one of 70 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.exact import best_first, grouped, unit
from everyhue.catalog.snapshot import Rows, Scores
from everyhue.errors import unknown_name
from everyhue.types import Labels

CLUSTERED_FROM = 20_000
"""Rows from which a bucket is searched through clusters instead of whole."""

RECALL = 0.995
"""Share of the true nearest 100 that a bucket's clusters must give on trial queries."""

_EXACT_BELOW = 512
_TRIALS = 64
_DEPTH = 100
_EVERYTHING = ""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One bucket's rows.

    Parameters
    ----------
    rows : (m,) intp
        Which rows of the catalog they are.
    index : faiss.Index or None
        8-bit codes of their vectors, in clusters where they are many; ``None`` where they are few.
    """

    rows: Rows
    index: Any

    @classmethod
    def of(cls, rows: Rows, vectors: NDArray[np.float32], trials: NDArray[np.float32]) -> Part:
        """Index `rows` of `vectors`; `trials` are queries to set the number of clusters read."""
        if len(rows) < _EXACT_BELOW:
            return cls(rows, None)
        mine = vectors[rows]
        index = _clustered(mine, trials) if len(rows) >= CLUSTERED_FROM else None
        return cls(rows, _flat(mine) if index is None else index)

    def top(
        self, query: Scores, n: int, usable: NDArray[np.bool_], vectors: NDArray[np.float32]
    ) -> tuple[Rows, Scores]:
        """Return the `n` usable rows of largest cosine: a full list wherever there are so many."""
        wanted, share = _over_fetched(n), 1
        while True:
            rows, read_all = self._near(query, wanted, share)
            rows = rows[usable[rows]]
            if len(rows) >= n or read_all:
                break
            wanted, share = 4 * wanted, 4 * share
        scores = vectors[rows] @ query
        best = best_first(scores, n)
        return rows[best], scores[best]

    def _near(self, query: Scores, wanted: int, share: int) -> tuple[Rows, bool]:
        """Return about `wanted` rows, and whether nothing is left to read."""
        if self.index is None:
            return self.rows, True
        wanted, options, read_all = min(wanted, len(self.rows)), None, wanted >= len(self.rows)
        if isinstance(self.index, faiss.IndexIVF):
            reads = min(self.index.nprobe * share, self.index.nlist)
            options = faiss.SearchParametersIVF(nprobe=reads)  # type: ignore[call-arg]
            read_all = read_all and reads == self.index.nlist
        faiss.omp_set_num_threads(1)
        places = self.index.search(query[None], wanted, params=options)[1][0]
        return np.sort(self.rows[places[places >= 0]]), read_all


@dataclass(frozen=True, slots=True, eq=False)
class PartitionedIndex:
    """Nearest rows overall and per bucket, approximate, with full lists.

    Codes of 8 bits find a third more rows than are wanted; their true cosines put them in order.
    How many clusters are read is set when the index is built, by trial queries on the catalog.

    Parameters
    ----------
    vectors : (n, d) float32
        Unit rows; those indexed must not change.
    usable : (n,) bool
        Rows that may be found.
    parts : mapping of str to tuple of Part
        Per dimension: each bucket, then unknown. Without dimensions, one part under ``""``.

    Notes
    -----
    Memory: n · d bytes a dimension. Cost: see ``benchmarks/retrieval.md``.
    """

    vectors: NDArray[np.float32]
    usable: NDArray[np.bool_]
    parts: Mapping[str, tuple[Part, ...]]

    @classmethod
    def of(
        cls,
        vectors: NDArray[np.float32],
        alive: NDArray[np.bool_],
        labels: Mapping[str, Labels],
    ) -> PartitionedIndex:
        """Index every row that is alive and has a vector."""
        usable = alive & vectors.any(axis=1)
        rows = np.flatnonzero(usable)
        trials = _trials(vectors, rows)
        groups = {name: grouped(held.sure[rows], held) for name, held in labels.items()}
        groups = groups or {_EVERYTHING: (np.arange(len(rows)),)}
        parts = {
            name: tuple(Part.of(rows[group], vectors, trials) for group in split)
            for name, split in groups.items()
        }
        return cls(vectors, usable, parts)

    def top(self, vector: Scores, n: int) -> tuple[Rows, Scores]:
        """Return the `n` rows of largest cosine, best first."""
        fewest = min(self.parts, key=lambda name: len(self.parts[name]))
        return merged(self.top_by_bucket(vector, n, fewest), n)

    def top_by_bucket(self, vector: Scores, n: int, dimension: str) -> list[tuple[Rows, Scores]]:
        """Return the same for each bucket of `dimension`, then for unknown."""
        if dimension not in self.parts:
            raise unknown_name("dimension", dimension, self.parts)
        query = unit(vector)
        return [part.top(query, n, self.usable, self.vectors) for part in self.parts[dimension]]


def merged(lists: Iterable[tuple[Rows, Scores]], n: int) -> tuple[Rows, Scores]:
    """Return the best `n` of several lists, best first, ties by row."""
    found = list(lists)
    rows = np.concatenate([rows for rows, _ in found])
    scores = np.concatenate([scores for _, scores in found])
    best = np.lexsort((rows, -scores))[:n]
    return rows[best], scores[best]


def _over_fetched(n: int) -> int:
    """Codes of 8 bits mix up near ties: so many hold the true `n`."""
    return n + n // 3 + 8


def _flat(vectors: NDArray[np.float32]) -> Any:
    index = faiss.IndexScalarQuantizer(
        vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.train(vectors)
    index.add(vectors)
    return index


def _clustered(vectors: NDArray[np.float32], trials: NDArray[np.float32]) -> Any:
    """Return clusters that reach `RECALL` on the trials, or ``None`` where only a scan does."""
    width, lists = vectors.shape[1], int(2 * len(vectors) ** 0.5)
    quantizer = faiss.IndexFlatIP(width)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, width, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    quantizer.this.disown()  # type: ignore[attr-defined]
    index.own_fields = True
    index.cp.niter, index.cp.max_points_per_centroid, index.cp.seed = 8, 64, 7
    index.train(vectors)
    index.add(vectors)
    truth = _truth(vectors, trials)
    for reads in _steps(lists):
        index.nprobe = reads
        if _recall(index.search(trials, _over_fetched(_DEPTH))[1], truth) >= RECALL:
            return index
    return None


def _steps(lists: int) -> list[int]:
    """Numbers of clusters to try, from 2 % to half of them."""
    return [max(1, int(lists * share)) for share in (0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.33, 0.5)]


def _truth(vectors: NDArray[np.float32], trials: NDArray[np.float32]) -> list[Rows]:
    return [best_first(vectors @ trial, _DEPTH) for trial in trials]


def _recall(found: NDArray[np.int64], truth: list[Rows]) -> float:
    hits = [np.isin(true, got).mean() for true, got in zip(truth, found, strict=True)]
    return float(np.mean(hits))


def _trials(vectors: NDArray[np.float32], rows: Rows) -> NDArray[np.float32]:
    """Return queries to try: items, and points between two items."""
    pick = np.random.default_rng(7).choice(rows, (2, _TRIALS))
    points = vectors[pick[0]].astype(np.float32)
    points[_TRIALS // 2 :] += vectors[pick[1, _TRIALS // 2 :]]
    return np.stack([unit(point) for point in points])
