"""How far annotators agree with each other, which bounds what any signal can reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from everyhue.signals.agreement import kappas
from everyhue.signals.clustered import too_few
from everyhue.signals.given import Codes, Floats, Mask, level_of
from everyhue.signals.intervals import between
from everyhue.signals.votes.sheet import Votes
from everyhue.types import Value

REPLICATES = 400


@dataclass(frozen=True, slots=True)
class Concord:
    """Agreement of pairs of annotators on the same item; every item counts once.

    Parameters
    ----------
    exact : Value
        Chance that two annotators of an item name the same bucket, [0, 1], higher is better.
    within_one : Value
        The same, counting neighbours; undefined where buckets are not ordered.
    kappa : Value
        Agreement beyond chance, quadratic where buckets are ordered.
    items, votes : int
        Items with at least two votes for buckets, and those votes.
    """

    exact: Value
    within_one: Value
    kappa: Value
    items: int
    votes: int


def concord(
    votes: Votes,
    rng: np.random.Generator,
    *,
    level: float = 0.95,
    clusters: Codes | None = None,
) -> Concord:
    """Measure agreement between annotators, with intervals over items.

    Parameters
    ----------
    votes : Votes
        Raw votes; *cannot say* is left out.
    rng : numpy.random.Generator
        Draws items, or clusters, anew 400 times.
    level : float, (0, 1)
        Confidence level.
    clusters : (n,) intp, optional
        Cluster of each item of `votes.items`; whole clusters are then drawn anew.

    Returns
    -------
    Concord
        Exact agreement, agreement within one bucket, kappa.

    Notes
    -----
    Undefined when: fewer than two items have two votes, they come several from fewer than 10
    clusters, or all votes are for one bucket (kappa).
    Cost: O(n·B² + 400·n). Source: Cohen 1968; pairs as in Fleiss 1971, items weighing the same.

    Examples
    --------
    >>> from everyhue.signals import SKIN_TONE
    >>> said = [("a", "deep"), ("a", "deep"), ("b", "light"), ("b", "light_medium")]
    >>> votes = Votes.of(SKIN_TONE, [(item, f"p{i}", word) for i, (item, word) in enumerate(said)])
    >>> concord(votes, np.random.default_rng(0)).exact.estimate
    0.5
    """
    table = votes.counts()[:, :-1]
    use = table.sum(axis=1) >= 2
    table, whose = table[use], np.arange(use.sum()) if clusters is None else clusters[use]
    why = "fewer than two items with two votes" if len(table) < 2 else too_few(whose)
    if why:
        none = Value.undefined_because(why, len(table))
        return Concord(none, none, none, len(table), int(table.sum()))
    pairs, ordered = _pairs(table), votes.dimension.ordered
    runs, sizes = _drawn(pairs, whose, rng)
    apart = np.abs(np.subtract.outer(*(np.arange(table.shape[1]),) * 2))
    near = _share(pairs, runs, sizes, apart <= 1, level)
    return Concord(
        _share(pairs, runs, sizes, apart == 0, level),
        near if ordered else Value.undefined_because("buckets are not ordered", len(table)),
        _kappa(pairs, runs, ordered, level),
        len(table),
        int(table.sum()),
    )


def _pairs(table: Floats) -> Floats:
    """(n, B, B): ordered pairs of two different votes of each item, summing to 1."""
    votes = table.sum(axis=1)[:, None, None]
    both = table[:, :, None] * table[:, None, :]
    both -= np.eye(table.shape[1]) * table[:, None, :]
    return np.asarray(both / (votes * (votes - 1)))


def _drawn(pairs: Floats, whose: Codes, rng: np.random.Generator) -> tuple[Floats, Codes]:
    """(R, B, B) sums of pairs and (R,) their items, clusters drawn with replacement."""
    kinds, code = np.unique(whose, return_inverse=True)
    count = len(kinds)
    weights = rng.multinomial(count, np.full(count, 1 / count), REPLICATES)[:, code]
    return np.asarray(np.tensordot(weights, pairs, 1)), weights.sum(axis=1)


def _share(pairs: Floats, runs: Floats, sizes: Codes, mask: Mask, level: float) -> Value:
    n = len(pairs)
    drawn = (runs * mask).sum(axis=(1, 2)) / sizes
    estimate = float((pairs * mask).sum() / n)
    return between(estimate, drawn, level_of(level), n, "bootstrap")


def _kappa(pairs: Floats, runs: Floats, ordered: bool, level: float) -> Value:
    found, defined = kappas(pairs.sum(axis=0, keepdims=True), ordered=ordered)
    if not defined[0]:
        return Value.undefined_because("all votes are for one bucket", len(pairs))
    drawn, held = kappas(runs, ordered=ordered)
    return between(float(found[0]), drawn[held], level, len(pairs), "bootstrap")
