"""A query held against a snapshot: what every retrieval strategy asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.snapshot import Rows, Scores, Snapshot
from everyhue.types import Labels

Filter = Callable[[Rows], NDArray[np.bool_]]

LEADERS = 4096
"""Rows put in order once for a request; lists that reach further are sorted on their own."""

CUT = 0.1
"""Share of the best fused score below which an item does not count as a result."""


@dataclass(frozen=True, slots=True, eq=False)
class Probe:
    """The query as scores over all rows, as a vector, or both.

    The fused relevance of a row is the mean of its text score and its cosine, each divided by the
    largest of the request, plus the weighted prior. It depends on the row and on the two best rows
    only, not on which other candidates were fetched (Bruch et al. 2023 compare such convex fusion
    with reciprocal ranks).

    Parameters
    ----------
    snapshot : Snapshot
        What is searched.
    scores : (n,) float32 or None, ≥ 0
        Text score of every row (or the prior itself, on a feed).
    vector : (d,) float32 or None
        Unit vector.
    prior : (n,) float32 or None, ≥ 0
        Weighted prior, added to the fused score.
    allowed : (n,) bool
        Rows that may be returned: alive, and not the item whose relatives are wanted.
    within : mapping of str to str
        Refinement: rows outside it are still found, after those inside.
    text_best, cosine_best : float, ≥ 0
        The largest of the request, which scale the two parts; 0 where there is none.
    matches, leaders : (m,) and (≤ 4096,) intp
        Rows with any text score, rising; and the best of them by text score, equal ones by row.
    cut : float, [0, 1]
        Fused score below which a row is no result.
    """

    snapshot: Snapshot
    scores: Scores | None
    vector: Scores | None
    prior: Scores | None
    allowed: NDArray[np.bool_]
    within: Mapping[str, str]
    text_best: float
    cosine_best: float
    matches: Rows
    leaders: Rows
    cut: float = CUT

    def text_top(self, n: int, *, inside: bool = False) -> Rows:
        """Return the `n` rows of largest text score, best first; if asked, only refined ones."""
        return self._top(n, self._inside if inside else _everywhere)

    def text_top_by_bucket(self, n: int, dimension: str) -> list[Rows]:
        """Return the `n` best text rows of every bucket of `dimension`, then of its unknown."""
        labels = self.snapshot.labels[dimension]
        spots = [*range(len(labels.buckets)), -1]
        return [self._top(n, self._filed(labels, spot)) for spot in spots]

    def _filed(self, labels: Labels, spot: int) -> Filter:
        """Keep the rows of one bucket, inside the refinement where there is one."""
        return lambda rows: (labels.sure[rows] == spot) & self._inside(rows)

    def _top(self, n: int, keep: Filter) -> Rows:
        """Take the leaders that pass; look at all matches only where those are too few."""
        mine = self.leaders[keep(self.leaders)]
        if len(mine) < n and len(self.leaders) < len(self.matches):
            rows = self.matches[keep(self.matches)]
            mine = _best(rows, _text(self.scores, self.prior, self.text_best, rows), n)
        return mine[:n]

    def vector_top(self, n: int) -> Rows:
        """Return the `n` nearest rows, best first."""
        if self.vector is None or self.snapshot.vector_index is None:
            return np.zeros(0, np.intp)
        rows, _ = self.snapshot.vector_index.top(self.vector, n)
        return rows[self.allowed[rows]]

    def vector_top_by_bucket(self, n: int, dimension: str) -> list[Rows]:
        """Return the `n` nearest rows of every bucket of `dimension`, then of its unknown."""
        if self.vector is None or self.snapshot.vector_index is None:
            return []
        found = self.snapshot.vector_index.top_by_bucket(self.vector, n, dimension)
        return [rows[self.allowed[rows]] for rows, _ in found]

    def fused(self, rows: Rows) -> NDArray[np.float64]:
        """Return the fused score of `rows` without the prior, [0, 1]."""
        parts = [
            part for part in (self._text_share(rows), self._cosine_share(rows)) if part is not None
        ]
        return np.mean(parts, axis=0) if parts else np.zeros(len(rows))

    def relevance(self, rows: Rows) -> NDArray[np.float64]:
        """Return the fused score of `rows` plus the prior."""
        fused = self.fused(rows)
        return fused if self.prior is None else fused + self.prior[rows]

    def _text_share(self, rows: Rows) -> NDArray[np.float64] | None:
        if self.scores is None or self.text_best <= 0:
            return None
        return np.asarray(self.scores[rows], np.float64) / self.text_best

    def _cosine_share(self, rows: Rows) -> NDArray[np.float64] | None:
        if self.vector is None or self.snapshot.vectors is None or self.cosine_best <= 0:
            return None
        cosines = np.asarray(self.snapshot.vectors[rows] @ self.vector, np.float64)
        return np.maximum(cosines, 0) / self.cosine_best

    def _inside(self, rows: Rows) -> NDArray[np.bool_]:
        inside = np.ones(len(rows), bool)
        for name, bucket in self.within.items():
            labels = self.snapshot.labels[name]
            inside &= labels.sure[rows] == labels.buckets.index(bucket)
        return inside


def make_probe(
    snapshot: Snapshot,
    scores: Scores | None,
    vector: Scores | None,
    *,
    prior: Scores | None = None,
    allowed: NDArray[np.bool_] | None = None,
    within: Mapping[str, str] | None = None,
) -> Probe:
    """Hold scores and a vector against a snapshot, and find the best of each."""
    allowed = snapshot.alive if allowed is None else allowed
    text_best = 0.0 if scores is None else float(np.max(scores, where=allowed, initial=0.0))
    cosine_best = _nearest_cosine(snapshot, vector, allowed)
    matches = np.zeros(0, np.intp) if scores is None else np.flatnonzero((scores > 0) & allowed)
    leaders = _best(matches, _text(scores, prior, text_best, matches), LEADERS)
    return Probe(
        snapshot, scores, vector, prior, allowed, within or {}, text_best, cosine_best, matches,
        leaders,
    )  # fmt: skip


def _nearest_cosine(snapshot: Snapshot, vector: Scores | None, allowed: NDArray[np.bool_]) -> float:
    """Ask for two: the nearest row to an item is the item, which is not allowed."""
    if vector is None or snapshot.vector_index is None:
        return 0.0
    rows, cosines = snapshot.vector_index.top(vector, 2)
    return float(np.max(cosines, where=allowed[rows], initial=0.0))


def _everywhere(rows: Rows) -> NDArray[np.bool_]:
    return np.ones(len(rows), bool)


def _text(
    scores: Scores | None, prior: Scores | None, text_best: float, rows: Rows
) -> NDArray[np.float64]:
    if scores is None:
        return np.zeros(len(rows))
    text = scores[rows].astype(np.float64)
    return text if prior is None else text + prior[rows] * text_best


def _best(rows: Rows, scores: NDArray[np.float64], n: int) -> Rows:
    """Take the `n` largest of rising rows; equal scores by row, so that pages are stable."""
    if len(rows) > n:
        edge = np.partition(scores, len(rows) - n)[len(rows) - n]
        above = np.flatnonzero(scores > edge)
        keep = np.concatenate([above, np.flatnonzero(scores == edge)[: n - len(above)]])
        rows, scores = rows[keep], scores[keep]
    return rows[np.lexsort((rows, -scores))]
