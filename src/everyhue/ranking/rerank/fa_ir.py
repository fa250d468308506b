"""FA*IR with an exact adjustment, for any number of protected buckets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Unpack

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value, unknown_name
from everyhue.ranking.rerank.binomial import Minimums, adjusted, minimums
from everyhue.ranking.rerank.bucket_walk import hold
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.greedy import Picks
from everyhue.ranking.rerank.options import Given
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.rules import Ahead
from everyhue.ranking.rerank.shares import Wanted, by_shares
from everyhue.registry import register
from everyhue.types import Selection


@register(
    "reranker",
    "fa_ir",
    range="[0, 1]",
    direction="higher is better",
    unit="scaled relevance",
    undefined_when="no buckets",
    source="Zehlike et al. 2017, FA*IR, algorithms 1 and 2; several groups: Zehlike et al. 2022",
)
@dataclass(frozen=True, slots=True)
class FaIr:
    """Hold the minimums that a fair coin of the target shares would reach, except with chance α.

    Parameters
    ----------
    alpha : float, (0, 1)
        Probability with which a list drawn at the target shares would fail the test.
    adjust : bool
        Whether α is that of the whole list, over all prefixes and buckets; else of each prefix.
    protected : tuple of str or None
        Buckets with minimums. ``None``: all targeted ones but the one with most supply.
    """

    alpha: float = 0.1
    adjust: bool = True
    protected: tuple[str, ...] | None = None
    name: ClassVar[str] = "fa_ir"

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 1:
            raise bad_value("alpha", self.alpha, "a probability in (0, 1)")

    def run(self, problem: Problem) -> Picks:
        """Return the picks."""
        return hold(problem, self._wanted, Ahead)

    def _wanted(self, problem: Problem, dimension: str) -> Wanted:
        """Replace the least counts by those of the test, over the places that sure items hold."""
        wanted = by_shares(problem, dimension)
        protected = self._protected(problem, dimension, wanted)
        length = int((problem.sure(dimension)[: problem.total] >= 0).sum())
        least = np.zeros((problem.total + 1, len(wanted.supply)), int)
        if length and protected:
            tables = self._tables(length, tuple(float(wanted.shares[b]) for b in protected))
            least[1 : length + 1, protected] = np.stack(tables, axis=1)
            least[length + 1 :] = least[length]
        least = np.minimum(least, wanted.supply)
        free = np.full_like(wanted.most, problem.total)
        return replace(wanted, least=least, most=free)

    def _tables(self, length: int, shares: tuple[float, ...]) -> tuple[Minimums, ...]:
        if self.adjust:
            return adjusted(length, shares, self.alpha)[1]
        return tuple(minimums(length, share, self.alpha) for share in shares)

    def _protected(self, problem: Problem, dimension: str, wanted: Wanted) -> list[int]:
        buckets = problem.labels[dimension].buckets
        aimed = [b for b, share in enumerate(wanted.shares) if share]
        if self.protected is None:
            most = max(aimed, key=lambda b: wanted.supply[b], default=-1)
            return [b for b in aimed if b != most]
        for name in self.protected:
            if name not in buckets:
                raise unknown_name(f"protected bucket of {dimension}", name, buckets)
        return [b for b in aimed if buckets[b] in self.protected]


def fa_ir(
    relevance: ArrayLike,
    *,
    k: int,
    alpha: float = 0.1,
    adjust: bool = True,
    protected: tuple[str, ...] | None = None,
    **given: Unpack[Given],
) -> Selection:
    """Keep each protected bucket's count in every prefix m at ≥ the α-quantile of Binomial(m, p).

    With `adjust`, one level α_c serves all prefixes and buckets: the largest for which the exact
    probability (multinomial, all prefixes) that a list drawn at the target shares fails is ≤ α. A
    bucket is forced only where waiting would make a minimum impossible. `diversity` δ scales p.

    Parameters
    ----------
    relevance : (n,) array_like
        Scores, higher is better.
    k : int, ≥ 0
        Picks.
    alpha, adjust, protected
        See `FaIr`.
    **given
        See `rerank`; `buckets` is needed. Without `targets`, equal shares of the buckets that have
        supply.

    Returns
    -------
    Selection
        Gains are scaled relevance, [0, 1], higher is better.

    Raises
    ------
    InputError
        Without buckets, or for an alpha outside (0, 1).

    Notes
    -----
    Undefined when: no buckets. Minimums are clipped to supply and belong to one length: the order
    depends on k. Above 20,000 joint states the union bound replaces the joint probability, which
    is stricter. Cost: O(k·B) per pick; the tables are kept between calls.
    Source: Zehlike et al. 2017, algorithms 1 and 2; Zehlike et al. 2022 for several groups.

    Examples
    --------
    >>> fa_ir(range(9, 0, -1), k=6, buckets=list("aaaaaabbb"), protected=("b",)).order.tolist()
    [0, 1, 2, 6, 3, 4]
    """
    return select(FaIr(alpha, adjust, protected), relevance, k, **given)
