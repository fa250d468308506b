"""One request to re-rank, checked and laid out by falling relevance."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.ranking.rerank.labelled import read_buckets, read_targets
from everyhue.ranking.rerank.options import Given, Options
from everyhue.types import Labels, Targets

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A checked request; *place* p means the candidate ``order[p]`` of the relevance order.

    Parameters
    ----------
    order : (n,) intp
        Candidates by falling relevance, ties by index.
    relevance : (n,) float64, [0, 1]
        Scaled relevance in that order: (r − min)/(max − min), all 1 where constant.
    k : int
        Picks to make; never more than there are candidates not yet shown.
    shown : tuple of int
        Places of the candidates on earlier pages, oldest first.
    diversity : float or None, [0, 1]
        0 = pure relevance, 1 = targets or pure repulsion, ``None`` = the textbook form.
    vectors : (n, d) or None
        As given, in the order of the candidates.
    labels : mapping of str to Labels
        Per dimension, in the order of the candidates.
    targets : mapping of str to Targets
        Per dimension, where stated.
    options : Options
        Floor, earlier pages, deadline, weights.
    """

    order: Rows
    relevance: Floats
    k: int
    shown: tuple[int, ...]
    diversity: float | None
    vectors: NDArray[Any] | None
    labels: Mapping[str, Labels]
    targets: Mapping[str, Targets]
    options: Options

    def __len__(self) -> int:
        return len(self.order)

    @property
    def total(self) -> int:
        """Places filled when this page is done, earlier pages included."""
        return len(self.shown) + self.k

    def sure(self, dimension: str) -> NDArray[np.int16]:
        """Return (n,) int16 by place: the sure bucket, −1 for unknown."""
        return self.labels[dimension].sure[self.order]

    def weight(self, name: str) -> float:
        """Return the weight of a dimension or of ``"vectors"``; 1 where unstated."""
        return float(self.options.weights.get(name, 1.0))

    @classmethod
    def build(cls, relevance: ArrayLike, k: int, given: Given) -> Problem:
        """Check everything once and sort by relevance; raise `InputError` naming what is wrong."""
        raw = _scores(relevance)
        options = given.get("options") or Options()
        order, scaled = _by_relevance(raw)
        labels = read_buckets(given.get("buckets"), given.get("targets"), len(raw))
        _known_weights(options, labels)
        shown = _shown_places(options, order)
        return cls(
            order,
            scaled,
            min(_count(k), len(raw) - len(shown)),
            shown,
            _share("diversity", given.get("diversity")),
            _vectors(given.get("vectors"), len(raw)),
            labels,
            read_targets(given.get("targets"), labels),
            options,
        )


def _scores(relevance: ArrayLike) -> Floats:
    try:
        raw = np.asarray(relevance, np.float64)
    except (TypeError, ValueError) as error:
        raise bad_value("relevance", relevance, "one number per candidate") from error
    if raw.ndim != 1:
        raise bad_value("relevance", raw.shape, "one number per candidate, shape (n,)")
    if not np.isfinite(raw).all():
        row = int(np.flatnonzero(~np.isfinite(raw))[0])
        raise bad_value(f"relevance, row {row}", float(raw[row]), "a finite number")
    return raw


def _by_relevance(raw: Floats) -> tuple[Rows, Floats]:
    """Sort with the quick sort; only equal neighbours call for the slower stable one."""
    order = np.argsort(-raw)
    falling = raw[order]
    if (falling[1:] == falling[:-1]).any():
        order = np.argsort(-raw, kind="stable")
    return order, _scaled(falling)


def _scaled(falling: Floats) -> Floats:
    if not len(falling) or falling[0] == falling[-1]:
        return np.ones(len(falling))
    low, spread = falling[-1] / 2, falling[0] / 2 - falling[-1] / 2
    scaled: Floats = (falling / 2 - low) / spread
    return scaled


def _count(k: int) -> int:
    try:
        count = operator.index(k)
    except TypeError:
        count = -1
    if count < 0:
        raise bad_value("k", k, "a whole number ≥ 0")
    return count


def _share(what: str, value: float | None) -> float | None:
    if value is not None and not 0 <= value <= 1:
        raise bad_value(what, value, "a number in [0, 1]", "0 is pure relevance.")
    return value


def _shown_places(options: Options, order: Rows) -> tuple[int, ...]:
    if not len(options.shown):
        return ()
    shown = np.asarray(options.shown)
    fits = shown.ndim == 1 and shown.dtype.kind in "iu"
    if not fits or shown.min() < 0 or shown.max() >= len(order):
        raise bad_value("shown", options.shown, f"indices of candidates, 0 to {len(order) - 1}")
    if len(np.unique(shown)) != len(shown):
        raise bad_value("shown", options.shown, "each candidate at most once")
    place = np.empty(len(order), np.intp)
    place[order] = np.arange(len(order))
    return tuple(place[shown].tolist())


def _vectors(given: ArrayLike | None, n: int) -> NDArray[Any] | None:
    if given is None:
        return None
    vectors = np.asarray(given)
    if vectors.dtype.kind not in "fiu":
        raise bad_value("vectors", vectors.dtype, "numbers, shape (n, d)")
    if vectors.ndim != 2 or len(vectors) != n:
        raise bad_value("vectors", vectors.shape, f"one row per candidate, shape ({n}, d)")
    if vectors.dtype.kind == "f":
        _refuse_infinite(vectors)
    return vectors


def _refuse_infinite(vectors: NDArray[Any]) -> None:
    """One dot product sees any NaN or inf; rows are searched only when it does."""
    if vectors.flags.c_contiguous:
        flat = vectors.reshape(-1)
        if np.isfinite(np.dot(flat, flat)):
            return
    bad = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if len(bad):
        row = int(bad[0])
        raise bad_value(f"vectors, row {row}", vectors[row].tolist(), "finite numbers")


def _known_weights(options: Options, labels: Mapping[str, Labels]) -> None:
    for name in options.weights:
        if name != "vectors" and name not in labels:
            known = ", ".join([*labels, "vectors"])
            raise bad_value("weights", name, f"one of {known}")
