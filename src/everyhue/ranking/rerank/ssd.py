"""Sliding spectrum decomposition over vectors and any number of dimensions."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import ClassVar, Literal, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.features import Block, Features
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.kernel import ZERO, opening_size
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.rules import quota_gates
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
        self._delta, self._bias = np.float32(delta), settings.bias
        self._relevance = ((1 - delta) * _scaled(problem, settings.scale)).astype(np.float32)
        self._features = Features(problem)
        self._rows = self._built(0, opening_size(len(problem), problem.total))
        self._squares: Block = np.einsum("ij,ij->i", self._rows, self._rows)
        self._longest = (2.0 if settings.bias else 1.0) ** 0.5
        self._basis: deque[Block] = deque()
        self._onto: deque[Block] = deque()
        self._window = settings.window
        self._gone = np.zeros(len(self._rows), np.float32)
        self._taken: list[int] = []

    def gains(self) -> Gains:
        """Return the gain by place; before the first pick relevance alone tells items apart."""
        size = len(self._rows)
        if not self._taken:
            return self._relevance[:size]
        norms = np.sqrt(np.maximum(self._squares, 0))
        norms *= self._delta
        norms += self._relevance[:size]
        norms += self._gone
        return norms

    def bound(self) -> float:
        """Return what the first place not scored would gain if it were wholly new."""
        size = len(self._rows)
        if size == len(self._relevance):
            return -np.inf
        return float(self._relevance[size] + self._delta * self._longest)

    def grow(self) -> None:
        """Double the places scored, and catch up on the window."""
        size = len(self._rows)
        more = self._built(size, min(2 * size, len(self._relevance)))
        self._rows = np.concatenate([self._rows, more])
        late = np.einsum("ij,ij->i", more, more)
        for slot, basis in enumerate(self._basis):
            onto = more.dot(basis)
            onto *= onto
            late -= onto
            self._onto[slot] = np.concatenate([self._onto[slot], onto])
        self._squares = np.concatenate([self._squares, late])
        self._gone = np.zeros(len(self._rows), np.float32)
        self._gone[[place for place in self._taken if place < len(self._gone)]] = -np.inf

    def settle(self, place: int) -> bool:
        """Return False: a residual of rounding size weighs next to nothing in a sum."""
        return False

    def take(self, place: int) -> None:
        """Let the pick's direction in, and the oldest out."""
        inside = place < len(self._rows)
        row = self._rows[place] if inside else self._built(place, place + 1)[0]
        direction = self._residual(row)
        if len(self._basis) == self._window:
            self._basis.popleft()
            self._squares += self._onto.popleft()
        onto = self._rows.dot(direction)
        onto *= onto
        self._squares -= onto
        self._basis.append(direction)
        self._onto.append(onto)
        self._taken.append(place)
        if inside:
            self._gone[place] = -np.inf

    def _residual(self, row: Block) -> Block:
        """Return the unit residual of a pick against the window; zeros where there is none."""
        rest = row.copy()
        for _ in range(2):
            if self._basis:
                basis = np.stack(self._basis)
                rest -= basis.dot(rest).dot(basis)
        norm = float(rest.dot(rest))
        return rest / np.float32(np.sqrt(norm)) if norm >= ZERO else np.zeros_like(rest)

    def _built(self, start: int, stop: int) -> Block:
        rows = self._features.rows(start, stop)
        if not self._bias:
            return rows
        return np.concatenate([rows, np.ones((len(rows), 1), np.float32)], axis=1)


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
