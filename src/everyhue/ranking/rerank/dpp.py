"""Greedy determinantal point process over vectors and any number of dimensions."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import ClassVar, Literal, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.features import Block, Features
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.kernel import ZERO, Residuals
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.rules import quota_gates
from everyhue.registry import register
from everyhue.types import Selection

BUCKET_NOISE = 0.05
"""Share of an item that is its own, where buckets take part and none is stated."""

LEAST = 1e-30

Quality = Literal["linear", "exp", "zscore_exp"]


@register(
    "reranker",
    "dpp",
    range="[0, 1]",
    direction="higher is better",
    unit="factor of the determinant",
    undefined_when="neither vectors nor buckets",
    source="Chen, Zhang, Zhou 2018, Fast Greedy MAP Inference for DPP, algorithm 1",
)
@dataclass(frozen=True, slots=True)
class Dpp:
    """Pick what adds most to the determinant of quality times similarity.

    Parameters
    ----------
    quality : {"linear", "exp", "zscore_exp"} or None
        Map from scaled relevance s to quality q, δ the diversity. ``"linear"``: q = s.
        ``"exp"``: q = exp((s − 1)·(1 − δ)/(2δ)), so that log gain is (1 − δ)·s + δ·log residual up
        to a factor and a constant. ``"zscore_exp"``: q = exp((1 − δ)·z), z the z-score.
        ``None``: ``"linear"`` where δ is ``None``, else ``"exp"``.
    noise : float or None, [0, 1)
        Share of every item that is like no other, which keeps a repeated bucket pickable. ``None``:
        0.05 where buckets take part, else 0.
    window : int or None, ≥ 1
        Length within which items repel each other: a pick sees the last window − 1. ``None``: all.
    """

    quality: Quality | None = None
    noise: float | None = None
    window: int | None = None
    name: ClassVar[str] = "dpp"

    def __post_init__(self) -> None:
        if self.quality not in (None, "linear", "exp", "zscore_exp"):
            raise bad_value("quality", self.quality, '"linear", "exp" or "zscore_exp"')
        if self.noise is not None and not 0 <= self.noise < 1:
            raise bad_value("noise", self.noise, "a share in [0, 1)")
        if self.window is not None and self.window < 1:
            raise bad_value("window", self.window, "a whole number ≥ 1")

    def run(self, problem: Problem) -> Picks:
        """Return the greedy maximum a posteriori picks."""
        noise = self.noise
        if noise is None:
            noise = BUCKET_NOISE if problem.labels else 0.0
        quality = self._quality(problem)
        weights = np.maximum(quality * quality, LEAST).astype(np.float32)
        features = Features(problem, noise)
        scorer = Determinant(features, weights, problem.total)
        if self.window is not None:
            scorer = Sliding(features, weights, problem.total, self.window)
        picks = greedy(problem, scorer, quota_gates(problem))
        return Picks(picks.places, picks.gains, picks.ties, notes=_exhausted(picks.gains))

    def _quality(self, problem: Problem) -> NDArray[np.float64]:
        kind = self.quality or ("linear" if problem.diversity is None else "exp")
        delta = 0.5 if problem.diversity is None else problem.diversity
        if kind == "linear":
            return problem.relevance
        if kind == "exp":
            raised = (problem.relevance - 1) * ((1 - delta) / (2 * delta))
        else:
            n, square = len(problem), float(problem.relevance.dot(problem.relevance))
            spread = math.sqrt(max(0.0, square / n - (float(problem.relevance.sum()) / n) ** 2))
            raised = (problem.relevance - problem.relevance[:1]) * ((1 - delta) / (spread or 1.0))
        return np.asarray(np.exp(raised))


class Determinant(Residuals):
    """Gain: squared quality times squared residual, the factor by which the determinant grows."""

    tolerance = 1e-6

    def gains(self) -> Gains:
        """Return q²·residual by place."""
        return self.left


class Sliding(Determinant):
    """The same against the last window − 1 picks only, exactly."""

    def __init__(self, features: Features, weights: Block, total: int, window: int) -> None:
        super().__init__(features, weights, total)
        self._recent: deque[Block] = deque(maxlen=window - 1)

    def take(self, place: int) -> None:
        """Let the pick in and the oldest out, and project on what is left."""
        self._taken.append(place)
        self._recent.append(self._list.row(place) / np.sqrt(self._weights[place]))
        self._basis, self._rank = self._directions(), len(self._recent)
        self._project(0)

    def _directions(self) -> Block:
        """Return directions in which projecting is conditioning on the window; zeros if spent.

        With G = R·Rᵀ + diag(private) = V·Λ·Vᵀ, a candidate f leaves 1 − ‖Λ^−½·Vᵀ·R·f‖².
        """
        if not self._recent:
            return np.zeros((0, self._list.width), np.float32)
        rows = np.stack(self._recent).astype(np.float64)
        gram = rows @ rows.T
        np.fill_diagonal(gram, 1.0)
        values, turns = np.linalg.eigh(gram)
        factors = np.where(values > ZERO, 1 / np.sqrt(np.maximum(values, ZERO)), 0)
        return np.asarray(((turns * factors).T @ rows).astype(np.float32))


def _exhausted(gains: list[float]) -> tuple[str, ...]:
    spent = sum(gain <= 0 for gain in gains)
    return (f"rank exhausted: the last {spent} picks are by relevance",) if spent else ()


def dpp(
    relevance: ArrayLike,
    *,
    k: int,
    quality: Quality | None = None,
    noise: float | None = None,
    window: int | None = None,
    **given: Unpack[Given],
) -> Selection:
    """Pick greedily what adds most to log det of the kernel L = diag(q)·S·diag(q).

    S is the mean, weighted, of the cosine of vectors and of Σ√(p·p′) per dimension (see
    `everyhue.ranking.rerank.features`), mixed with `noise` of the identity; q is the quality map
    of `Dpp`. With `targets`, quotas hold as in `quota`: the determinant decides among the
    candidates that keep them.

    Parameters
    ----------
    relevance : (n,) array_like
        Scores, higher is better.
    k : int, ≥ 0
        Picks.
    quality, noise, window
        See `Dpp`.
    **given
        See `rerank`; `vectors` or `buckets` or both.

    Returns
    -------
    Selection
        Gains are the factors by which the determinant grows, [0, 1] for ``"linear"`` and ``"exp"``,
        higher is better.

    Raises
    ------
    InputError
        Without vectors and buckets.

    Notes
    -----
    Undefined when: neither vectors nor buckets. Once the rank is exhausted (k > d) gains are 0 and
    the rest follows by relevance, which a note says. Cost: O(A·D) per pick over the active set A,
    which is exact: it grows until no other candidate could win; O(A·D·window) with a window.
    Source: Chen, Zhang, Zhou 2018, algorithm 1; quality as in their equation 14.

    Examples
    --------
    >>> dpp([1, .9, .8], k=2, vectors=[[1, 0], [1, 0], [0, 1]]).order.tolist()
    [0, 2]
    """
    return select(Dpp(quality, noise, window), relevance, k, **given)
