"""Calibrated re-ranking: the mix of the list follows the target."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal, Unpack

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.ranking.rerank.bucket_walk import dimensions, with_targets
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.soft_buckets import Floats, SoftBuckets
from everyhue.ranking.rerank.xquad import wanted_shares
from everyhue.registry import register
from everyhue.types import Selection

Kind = Literal["kl", "js"]


@register(
    "reranker",
    "calibrated",
    range="(-inf, inf)",
    direction="higher is better",
    unit="scaled relevance and divergence (nats for KL, bits for JS)",
    undefined_when="no buckets",
    source="Steck 2018, Calibrated Recommendations: C_KL and its greedy re-ranking",
)
@dataclass(frozen=True, slots=True)
class Calibrated:
    """Pick what is relevant and brings the mix of the list nearer to the target.

    Parameters
    ----------
    kind : {"kl", "js"}
        Divergence: Kullback–Leibler of the target from the smoothed mix, or Jensen–Shannon.
    smoothing : float, (0, 1)
        α: share of the target in the smoothed mix; only KL needs it.
    """

    kind: Kind = "kl"
    smoothing: float = 0.01
    name: ClassVar[str] = "calibrated"

    def __post_init__(self) -> None:
        if self.kind not in ("kl", "js"):
            raise bad_value("kind", self.kind, '"kl" or "js"')
        if not 0 < self.smoothing < 1:
            raise bad_value("smoothing", self.smoothing, "a number in (0, 1)")

    def run(self, problem: Problem) -> Picks:
        """Return the picks."""
        return with_targets(problem, greedy(problem, Mix(problem, self)))


class Mix:
    """Gain: (1 − δ)·s − δ·Σ_d w_d·(divergence with the item − divergence now)."""

    tolerance = 1e-9

    def __init__(self, problem: Problem, settings: Calibrated) -> None:
        delta = 0.5 if problem.diversity is None else problem.diversity
        self._buckets = SoftBuckets(problem, dimensions(problem))
        wanted = wanted_shares(problem, self._buckets)
        self._relevance = (1 - delta) * problem.relevance
        self._settings = settings
        self._dimensions = [
            Dimension(self._buckets.shown[:, part], known, wanted[part], settings)
            for part, known in zip(self._buckets.parts, self._buckets.known, strict=True)
        ]
        self._factors = [delta * self._buckets.weights[part.start] for part in self._buckets.parts]

    def gains(self) -> Gains:
        """Return relevance less growth of divergence by place, −inf where taken."""
        gains = self._relevance.copy()
        for factor, dimension in zip(self._factors, self._dimensions, strict=True):
            gains -= factor * dimension.growth()
        return gains

    def bound(self) -> float:
        """Return −inf: all places are scored."""
        return -np.inf

    def grow(self) -> None:
        """Do nothing: all places are scored."""

    def settle(self, place: int) -> bool:
        """Return False: counts are sums of what the picks show."""
        return False

    def take(self, place: int) -> None:
        """Count the pick in the mix."""
        for dimension in self._dimensions:
            dimension.take(place)
        self._relevance[place] = -np.inf


class Dimension:
    """The mix of one dimension, from the picks that are known in it."""

    def __init__(
        self, shown: Floats, known: np.ndarray, wanted: Floats, settings: Calibrated
    ) -> None:
        self._shown, self._known, self._settings = shown, known, settings
        self._wanted = wanted / wanted.sum() if wanted.sum() else wanted
        self._counts = np.zeros(len(wanted))
        self._picks = 0
        self._now = 0.0

    def growth(self) -> Floats:
        """Return by place how much the divergence grows; unknown: as the mean of the known."""
        after = np.zeros(len(self._shown))
        if not self._known.any():
            return after
        mixes = (self._counts + self._shown[self._known]) / (self._picks + 1)
        after[self._known] = self._divergence(mixes)
        after[~self._known] = after[self._known].mean()
        return after - self._now

    def take(self, place: int) -> None:
        """Count a pick; an unknown one leaves the mix as it is."""
        if self._known[place]:
            self._counts += self._shown[place]
            self._picks += 1
            self._now = float(self._divergence(self._counts[None] / self._picks)[0])

    def _divergence(self, mixes: Floats) -> Floats:
        if self._settings.kind == "js":
            return _jensen_shannon(self._wanted, mixes)
        alpha, held = self._settings.smoothing, self._wanted > 0
        wanted = self._wanted[held]
        smooth = (1 - alpha) * mixes[:, held] + alpha * wanted
        divergence: Floats = wanted @ np.log(wanted) - np.log(smooth) @ wanted
        return divergence


def _jensen_shannon(wanted: Floats, mixes: Floats) -> Floats:
    """Return, in bits and by row, ½·KL(p ‖ m) + ½·KL(q ‖ m) with m = (p + q)/2."""
    middle = (wanted + mixes) / 2
    total = _entropy(middle) - (_entropy(wanted[None]) + _entropy(mixes)) / 2
    return np.maximum(total, 0) / math.log(2)


def _entropy(rows: Floats) -> Floats:
    entropy: Floats = -(rows * np.log(np.where(rows > 0, rows, 1))).sum(axis=1)
    return entropy


def calibrated(
    relevance: ArrayLike,
    *,
    k: int,
    kind: Kind = "kl",
    smoothing: float = 0.01,
    **given: Unpack[Given],
) -> Selection:
    """Maximise (1 − δ)·Σ s − δ·C(target, mix of the list), one pick after the other.

    C_KL = Σ_b p_b·ln(p_b/q̃_b) with q̃ = (1 − α)·q + α·p; p is the target and q the mean of the
    probabilities of the picks that are known. δ is `diversity` (λ of the paper), ½ where it is
    ``None``. Several dimensions: the weighted mean of their divergences.

    Parameters
    ----------
    relevance : (n,) array_like
        Scores, higher is better.
    k : int, ≥ 0
        Picks.
    kind, smoothing
        See `Calibrated`.
    **given
        See `rerank`; `buckets` is needed. `targets` are the shares a person asked for, or those of
        the catalog; without them, equal shares of the buckets that have supply.

    Returns
    -------
    Selection
        Gains: what each pick adds to the objective, higher is better.

    Raises
    ------
    InputError
        Without buckets, or for a kind or smoothing that does not exist.

    Notes
    -----
    Undefined when: no buckets. Soft labels count fractionally. Unknown picks leave the mix as it
    is; an unknown candidate is judged as the mean of the known ones. Targets are aims here and no
    quotas; floors and ceilings are held by `quota`. With KL, lists of one length are ordered as by
    a monotone submodular function: after the first pick, greedy gains at least 1 − 1/e of what the
    best continuation could (Nemhauser et al. 1978). Divergence stays bounded while relevance adds
    up, so relevance weighs more the longer the list. Cost: O(n·B) per pick.
    Source: Steck 2018, C_KL and its greedy re-ranking; JS in place of KL: Lin 1991.

    Examples
    --------
    >>> calibrated([1, .9, .8, .7], k=4, buckets=["a", "a", "b", "b"]).order.tolist()
    [0, 2, 1, 3]
    """
    return select(Calibrated(kind, smoothing), relevance, k, **given)
