"""Soft spacing for feeds: what was shown a moment ago costs a little."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Unpack

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value, unknown_name
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.rules import quota_gates
from everyhue.ranking.rerank.soft_buckets import Floats, SoftBuckets
from everyhue.registry import register
from everyhue.types import Selection

Penalties = Mapping[str, float | Mapping[str, float]]
"""Dimension to its penalty, or to the penalty of each of its buckets."""


@register(
    "reranker",
    "soft_spacing",
    range="(-inf, 1]",
    direction="higher is better",
    unit="scaled relevance less penalties",
    undefined_when="no buckets",
    source="windowed penalties of feed blending; this project's own form for soft labels",
)
@dataclass(frozen=True, slots=True)
class SoftSpacing:
    """Subtract a penalty for every recent pick that shows the same bucket.

    Parameters
    ----------
    penalties : mapping of str to float or mapping of str to float, ≥ 0
        Penalty of a dimension, or of each of its buckets, in units of scaled relevance; 1 where
        unstated.
    window : int, ≥ 1
        Picks that are remembered, those of earlier pages first.
    decay : float, (0, 1]
        What a penalty keeps of its size with each pick that lies between.
    """

    penalties: Penalties = field(default_factory=dict)
    window: int = 5
    decay: float = 0.8
    name: ClassVar[str] = "soft_spacing"

    def __post_init__(self) -> None:
        if self.window < 1:
            raise bad_value("window", self.window, "a whole number ≥ 1")
        if not 0 < self.decay <= 1:
            raise bad_value("decay", self.decay, "a number in (0, 1]")
        for name, stated in self.penalties.items():
            by_bucket = stated if isinstance(stated, Mapping) else {"": stated}
            for bucket, penalty in by_bucket.items():
                if not 0 <= penalty < float("inf"):
                    what = f"penalty of {name}{bucket and ' ' + bucket}"
                    raise bad_value(what, penalty, "a finite number ≥ 0")

    def run(self, problem: Problem) -> Picks:
        """Return the picks of largest relevance less penalties."""
        return greedy(problem, Spacing(problem, self), quota_gates(problem))


class Spacing:
    """Gain: (1 − δ)·s − δ·Σ over the window of decay^age · Σ_b penalty_b·p_b·p′_b."""

    tolerance = 1e-12

    def __init__(self, problem: Problem, settings: SoftSpacing) -> None:
        delta = 0.5 if problem.diversity is None else problem.diversity
        self._buckets = SoftBuckets(problem)
        penalties = _by_column(self._buckets, problem, settings.penalties)
        self._costs = delta * self._buckets.weights * penalties
        self._relevance = (1 - delta) * problem.relevance
        self._decay = settings.decay
        self._recent: deque[Floats] = deque(maxlen=settings.window)

    def gains(self) -> Gains:
        """Return relevance less penalties by place, −inf where taken."""
        fresh = np.zeros(len(self._costs))
        for shown in self._recent:
            fresh *= self._decay
            fresh += shown
        gains: Floats = self._relevance - self._buckets.judged @ (self._costs * fresh)
        return gains

    def bound(self) -> float:
        """Return −inf: all places are scored."""
        return -np.inf

    def grow(self) -> None:
        """Do nothing: all places are scored."""

    def settle(self, place: int) -> bool:
        """Return False: a window is summed anew for every pick."""
        return False

    def take(self, place: int) -> None:
        """Let the pick into the window, and the oldest out."""
        self._recent.append(self._buckets.shown[place])
        self._relevance[place] = -np.inf


def _by_column(buckets: SoftBuckets, problem: Problem, penalties: Penalties) -> Floats:
    """Return the penalty of each column; refuse names that the labels do not have."""
    for name, stated in penalties.items():
        if name not in problem.labels:
            raise unknown_name("dimension in penalties", name, problem.labels)
        for bucket in stated if isinstance(stated, Mapping) else ():
            if bucket not in problem.labels[name].buckets:
                known = problem.labels[name].buckets
                raise unknown_name(f"bucket in penalties of {name}", bucket, known)
    return np.array([_penalty(penalties.get(name, 1.0), b) for name, b in buckets.columns])


def _penalty(stated: float | Mapping[str, float], bucket: str) -> float:
    return stated.get(bucket, 1.0) if isinstance(stated, Mapping) else stated


def soft_spacing(
    relevance: ArrayLike,
    *,
    k: int,
    penalties: Penalties | None = None,
    window: int = 5,
    decay: float = 0.8,
    **given: Unpack[Given],
) -> Selection:
    """Pick by (1 − δ)·s − δ·Σ_j decay^(j−1)·Σ_d w_d·Σ_b c_b·p_b·p′_b over the last j = 1 … w picks.

    Σ p·p′ is the probability that two items share the bucket, 1 for the same sure one; c is the
    penalty of the bucket, w_d the weight of the dimension. δ is `diversity`, ½ where it is
    ``None``, which is s less the penalties. Nothing is forbidden: a far better item may follow its
    like. With `targets`, quotas hold as in `quota`.

    Parameters
    ----------
    relevance : (n,) array_like
        Scores, higher is better.
    k : int, ≥ 0
        Picks.
    penalties, window, decay
        See `SoftSpacing`.
    **given
        See `rerank`; `buckets` is needed.

    Returns
    -------
    Selection
        Gains in (-inf, 1], higher is better.

    Raises
    ------
    InputError
        Without buckets, or for a penalty, window or decay out of range.
    UnknownNameError
        For a dimension or bucket that the labels do not have.

    Notes
    -----
    Undefined when: no buckets. Unknown picks penalise nobody; an unknown candidate bears the mean
    penalty of the known ones. With ``options.shown`` the window opens with the last items of the
    page before. Cost: O(n·B) per pick.
    Source: this project's own form of the windowed penalties that feeds use.

    Examples
    --------
    >>> buckets = ["a", "a", "b", "c", "c"]
    >>> soft_spacing([1, .9, .8, .7, .1], k=4, buckets=buckets).order.tolist()
    [0, 2, 3, 1]
    >>> light = {"label": 0.2}
    >>> soft_spacing([1, .9, .8, .7, .1], k=4, buckets=buckets, penalties=light).order.tolist()
    [0, 2, 1, 3]
    """
    return select(SoftSpacing(penalties or {}, window, decay), relevance, k, **given)
