"""Sliding spectrum decomposition over vectors and any number of dimensions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.features import Block, Features
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.kernel import ZERO
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.rules import quota_gates
from everyhue.ranking.rerank.short_list import ShortList
from everyhue.registry import register
from everyhue.types import Selection

Scale = Literal["unit", "zscore"]


@register(
    "reranker",
    "ssd",
    range="(-inf, inf)",
    direction="higher is better",
    unit="scaled relevance and residual norm",
    undefined_when="neither vectors nor buckets",
    source="Huang et al. 2021, Sliding Spectrum Decomposition, equation 12",
)
@dataclass(frozen=True, slots=True)
class Ssd:
    """Pick what is relevant and new against the last few picks.

    Parameters
    ----------
    window : int, ≥ 1
        Picks that are remembered, those of earlier pages first.
    scale : {"unit", "zscore"}
        Relevance scaled to [0, 1], or to mean 0 and deviation 1.
    bias : bool
        Append a constant 1 to every feature, as section 5.3 of the paper does.
    """

    window: int = 10
    scale: Scale = "unit"
    bias: bool = False
    name: ClassVar[str] = "ssd"

    def __post_init__(self) -> None:
        if self.window < 1:
            raise bad_value("window", self.window, "a whole number ≥ 1")
        if self.scale not in ("unit", "zscore"):
            raise bad_value("scale", self.scale, '"unit" or "zscore"')

    def run(self, problem: Problem) -> Picks:
        """Return the picks."""
        return greedy(problem, Novelty(problem, self), quota_gates(problem))


class Novelty:
    """Gain: (1 − δ)·s + δ·(norm of the residual against the window).

    Each pick's residual direction q stays orthogonal to the directions before it in the window, so
    a squared residual norm is ‖f‖² − Σ(f·q)² over the window: one product per pick, and what a
    direction took is given back when it leaves.
    """

    tolerance = 1e-6

    def __init__(self, problem: Problem, settings: Ssd) -> None:
        delta = 0.5 if problem.diversity is None else problem.diversity
        self._delta = np.float32(delta)
        self._relevance = ((1 - delta) * _scaled(problem, settings.scale)).astype(np.float32)
        self._bias = np.float32(settings.bias)
        features = Features(problem)
        self._list = ShortList(features, len(problem), problem.total)
        self._window = min(settings.window, problem.total)
        self._direction = np.empty(self._list.width + 1, np.float32)
        self._basis = np.zeros((self._window, self._list.width + 1), np.float32)
        self._onto = np.zeros((self._window, self._list.size), np.float32)
        self._squares = self._lengths(0)
        self._gains = self._relevance[: self._list.size].copy()
        self._taken: list[int] = []

    def gains(self) -> Gains:
        """Return the gain by place; before the first pick relevance alone tells items apart."""
        if not self._taken:
            return self._gains
        norms = np.maximum(self._squares, 0)
        np.sqrt(norms, out=norms)
        norms *= self._delta
        norms += self._gains
        return norms

    def bound(self) -> float:
        """Return what the first place not scored would gain if it were wholly new."""
        size = self._list.size
        if size == len(self._relevance):
            return -math.inf
        return float(self._relevance[size] + self._delta * np.sqrt(1 + self._bias))

    def grow(self) -> None:
        """Score more places, and catch up on the window."""
        start = self._list.grow()
        onto = self._products(self._basis, start)
        onto *= onto
        self._onto = np.concatenate([self._onto, onto.T], axis=1)
        self._squares = np.concatenate([self._squares, self._lengths(start) - onto.sum(axis=1)])
        self._gains = self._relevance[: self._list.size].copy()
        self._gains[[place for place in self._taken if place < len(self._gains)]] = -np.inf

    def settle(self, place: int) -> bool:
        """Return False: a residual of rounding size weighs next to nothing in a sum."""
        return False

    def take(self, place: int) -> None:
        """Let the pick's direction in, and the oldest out."""
        slot = len(self._taken) % self._window
        direction = self._direction
        direction[:-1], direction[-1] = self._list.row(place), self._bias
        self._reduce(direction)
        self._squares += self._onto[slot]
        onto = self._list.dot(direction[:-1])
        if self._bias:
            onto += direction[-1]
        np.multiply(onto, onto, out=self._onto[slot])
        self._squares -= self._onto[slot]
        self._basis[slot] = direction
        self._taken.append(place)
        if place < len(self._gains):
            self._gains[place] = -np.inf

    def _reduce(self, row: Block) -> None:
        """Turn a row into its unit residual against the window; zeros where none is left."""
        basis = self._basis[: len(self._taken)]
        whole = row.dot(row)
        row -= basis.dot(row).dot(basis)
        norm = row.dot(row)
        if norm < 0.5 * whole:
            row -= basis.dot(row).dot(basis)
            norm = row.dot(row)
        row *= 1 / math.sqrt(norm) if norm >= ZERO else 0

    def _products(self, directions: Block, start: int) -> Block:
        onto = self._list.dots(directions[:, :-1], start)
        onto += self._bias * directions[:, -1]
        return onto

    def _lengths(self, start: int) -> Block:
        """Squared norms: 1, since what a block lacks is private to the item; and the bias."""
        return np.full(self._list.size - start, 1 + self._bias, np.float32)


def _scaled(problem: Problem, scale: Scale) -> NDArray[np.float64]:
    if scale == "unit" or not len(problem):
        return problem.relevance
    spread = float(problem.relevance.std()) or 1.0
    scaled: NDArray[np.float64] = (problem.relevance - problem.relevance.mean()) / spread
    return scaled


def ssd(
    relevance: ArrayLike,
    *,
    k: int,
    window: int = 10,
    scale: Scale = "unit",
    bias: bool = False,
    **given: Unpack[Given],
) -> Selection:
    """Pick by (1 − δ)·s + δ·‖residual‖, the residual taken against the last `window` picks.

    δ is `diversity`, ½ where it is ``None`` (γ = 1 in the paper). With ``options.shown`` the window
    opens with the last items of the page before. With `targets`, quotas hold as in `quota`.

    Parameters
    ----------
    relevance : (n,) array_like
        Scores, higher is better.
    k : int, ≥ 0
        Picks.
    window, scale, bias
        See `Ssd`.
    **given
        See `rerank`; `vectors` or `buckets` or both.

    Returns
    -------
    Selection
        Gains, higher is better.

    Raises
    ------
    InputError
        Without vectors and buckets, or for a window below 1.

    Notes
    -----
    Undefined when: neither vectors nor buckets. When a direction leaves the window, what it took is
    given back as in the paper, which is not quite the residual against the other picks alone;
    `dpp(window=…)` is exact there. Cost: O(A·D) per pick over the active set A, which is exact.
    Source: Huang et al. 2021, algorithm 1 and equation 12.

    Examples
    --------
    >>> ssd([1, .9, .8], k=2, vectors=[[1, 0], [1, 0], [0, 1]]).order.tolist()
    [0, 2]
    """
    return select(Ssd(window, scale, bias), relevance, k, **given)
