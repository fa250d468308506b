"""The one call that reaches every strategy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

from numpy.typing import ArrayLike

from everyhue.ranking.rerank.answer import answer
from everyhue.ranking.rerank.greedy import Picks
from everyhue.ranking.rerank.options import Buckets, Given, Options
from everyhue.ranking.rerank.problem import Problem
from everyhue.ranking.rerank.relevance import Relevance
from everyhue.ranking.rerank.strategy import Strategy, named
from everyhue.types import Selection, Targets


def rerank(  # noqa: PLR0913 - the contract of the room: one call, all by keyword
    relevance: ArrayLike,
    *,
    by: str | Strategy = "dpp",
    k: int,
    vectors: ArrayLike | None = None,
    buckets: Buckets | None = None,
    targets: Targets | Mapping[str, Targets] | None = None,
    diversity: float | None = None,
    options: Options | None = None,
) -> Selection:
    """Choose and order k candidates: relevant ones, and together diverse or on target.

    Relevance is scaled once for every trade-off: s = (r − min)/(max − min) over all candidates,
    those of earlier pages included; all 1 where r is constant. So only differences count, and no
    positive affine change of the scores changes the order.

    Parameters
    ----------
    relevance : (n,) array_like, finite, any sign
        Score of each candidate, higher is better.
    by : str or Strategy
        Registered name (``"dpp"``, ``"mmr"``, ``"round_robin"`` …) or a strategy with settings of
        its own, such as ``Dpp(window=10)``.
    k : int, ≥ 0
        Length of the answer; all candidates where there are no more than that.
    vectors : (n, d) array_like, optional
        Embeddings of any norm. A row of zeros means *no vector*.
    buckets : Labels, sequence of labels, or mapping of dimension to either, optional
        What is known of each candidate; ``None`` is unknown.
    targets : Targets or mapping of dimension to Targets, optional
        Shares to reach. They become quotas of the strategies that can hold them.
    diversity : float or None, [0, 1]
        0 = pure relevance, exactly; 1 = the stated targets, or pure repulsion; ``None`` = the
        textbook algorithm.
    options : Options, optional
        Relevance floor, earlier pages, deadline, weights.

    Returns
    -------
    Selection
        Order, gains, relevance given up, targets met and short, ties, unknown shares, notes.

    Raises
    ------
    InputError
        For NaN or inf (naming the row), a wrong shape or a value out of range.
    UnknownNameError
        For a strategy, bucket or dimension that is not known, with the nearest one.
    DeadlineError
        When `options.deadline` passes; checked at every pick.

    Notes
    -----
    Unknown items keep their places: at every prefix as many are shown as in the relevance order,
    in each dimension. Ties go to the larger gain, then relevance, then the smaller index.
    ``rerank(k=100)`` equals ``rerank(k=50)`` followed by ``rerank(k=50, shown=first 50)``.

    Cost: O(n log n) to sort, and per pick what the strategy states.

    Examples
    --------
    >>> rerank([.9, .8, .7, .6], by="round_robin", k=4, buckets=["a", "a", "a", "b"]).order.tolist()
    [0, 3, 1, 2]
    """
    strategy = named(by)
    given: Given = {
        "vectors": vectors,
        "buckets": buckets,
        "targets": targets,
        "diversity": diversity,
        "options": options,
    }
    return select(strategy, relevance, k, **given)


def select(strategy: Strategy, relevance: ArrayLike, k: int, **given: Unpack[Given]) -> Selection:
    """Run one strategy; at diversity 0 that is the relevance order, whatever the strategy."""
    problem = Problem.build(relevance, k, given)
    if not problem.k:
        return answer(problem, Picks([], []), strategy.name)
    runs = Relevance() if problem.diversity == 0 else strategy
    return answer(problem, runs.run(problem), strategy.name)
