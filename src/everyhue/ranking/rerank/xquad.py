"""xQuAD: cover the aspects of a query; here they are buckets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Unpack

import numpy as np
from numpy.typing import ArrayLike

from everyhue.ranking.rerank.bucket_walk import dimensions, with_targets
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.greedy import Gains, Picks, greedy
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.shares import targets_of
from everyhue.ranking.rerank.soft_buckets import Floats, SoftBuckets
from everyhue.registry import register
from everyhue.types import Selection


@register(
    "reranker",
    "xquad",
    range="[0, 1]",
    direction="higher is better",
    unit="probability",
    undefined_when="no buckets",
    source="Santos, Macdonald, Ounis 2010, Exploiting Query Reformulations, equation 1",
)
@dataclass(frozen=True, slots=True)
class Xquad:
    """Pick what is relevant, and relevant to a bucket that the picks do not yet satisfy."""

    name: ClassVar[str] = "xquad"

    def run(self, problem: Problem) -> Picks:
        """Return the picks of largest mixed probability."""
        return with_targets(problem, greedy(problem, Aspects(problem)))


class Aspects:
    """Gain: (1 − δ)·s + δ·Σ_a P(a)·s·p_a·Π over picks of (1 − s′·p′_a)."""

    tolerance = 1e-12

    def __init__(self, problem: Problem) -> None:
        delta = 0.5 if problem.diversity is None else problem.diversity
        buckets = SoftBuckets(problem, dimensions(problem))
        self._relevance = (1 - delta) * problem.relevance
        self._wanted = delta * buckets.weights * wanted_shares(problem, buckets)
        self._serves = problem.relevance[:, None] * buckets.judged
        self._satisfies = problem.relevance[:, None] * buckets.shown
        self._open = np.ones(len(self._wanted))

    def gains(self) -> Gains:
        """Return the mixed probability by place, −inf where taken."""
        gains: Floats = self._relevance + self._serves @ (self._wanted * self._open)
        return gains

    def bound(self) -> float:
        """Return −inf: all places are scored."""
        return -np.inf

    def grow(self) -> None:
        """Do nothing: all places are scored."""

    def settle(self, place: int) -> bool:
        """Return False: products of probabilities do not cancel."""
        return False

    def take(self, place: int) -> None:
        """Lower the probability that each bucket is still not satisfied."""
        self._open *= 1 - self._satisfies[place]
        self._relevance[place] = -np.inf


def wanted_shares(problem: Problem, buckets: SoftBuckets) -> Floats:
    """Return the target share of each column, 0 where the targets do not name its bucket."""
    targets = {name: targets_of(problem, name) for name in buckets.names}
    return np.array([
        targets[name].share(bucket) if bucket in targets[name].buckets else 0.0
        for name, bucket in buckets.columns
    ])  # fmt: skip


def xquad(relevance: ArrayLike, *, k: int, **given: Unpack[Given]) -> Selection:
    """Pick by (1 − δ)·P(i) + δ·Σ_a P(a)·P(i|a)·Π_{j picked} (1 − P(j|a)).

    Aspects a are buckets: P(a) is the target share times the weight of the dimension, P(i) the
    scaled relevance s, P(i|a) = s·p_a the probability that the item is relevant and shows the
    bucket. δ is `diversity` (λ of the paper), ½ where it is ``None``.

    Parameters
    ----------
    relevance : (n,) array_like
        Scores, higher is better.
    k : int, ≥ 0
        Picks.
    **given
        See `rerank`; `buckets` is needed. Without `targets`, equal shares of the buckets that have
        supply.

    Returns
    -------
    Selection
        Gains in [0, 1], higher is better.

    Raises
    ------
    InputError
        Without buckets.

    Notes
    -----
    Undefined when: no buckets. Targets weigh aspects and are no quotas. An unknown pick satisfies
    no bucket; an unknown candidate serves each as much as the mean of the known ones. A bucket
    whose best item was shown is satisfied at once, and relevance decides from then on.
    Cost: O(n·B) per pick.
    Source: Santos, Macdonald, Ounis 2010, equation 1 and its expansion.

    Examples
    --------
    >>> xquad([1, .9, .8, .1], k=3, buckets=["a", "a", "b", "b"]).order.tolist()
    [0, 2, 1]
    """
    return select(Xquad(), relevance, k, **given)
