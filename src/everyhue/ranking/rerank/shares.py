"""Shares in exact arithmetic, as counts that every prefix of a list must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from everyhue.ranking.rerank.problem import Problem
from everyhue.types import Targets, written_share

Counts = NDArray[np.int_]
"""By prefix length m (row 0 is the empty prefix), then by bucket."""


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """What one dimension of a request should show, bucket by bucket.

    Parameters
    ----------
    dimension : str
        Its name.
    shares : tuple of Fraction, length B
        Least share of each bucket of the labels, scaled by `diversity`; 0 where none is stated.
    least : (≥ total + 1, B) int
        Counts that a prefix of m sure items must reach. For quotas it covers all sure candidates,
        so that no page makes a later one infeasible, nor depends on where pages end.
    most : (total + 1, B) int
        Counts that it must not pass.
    supply : list of int, length B
        Sure candidates, those of earlier pages included.
    """

    dimension: str
    shares: tuple[Fraction, ...]
    least: Counts
    most: Counts
    supply: list[int]


def by_shares(problem: Problem, dimension: str) -> Wanted:
    """Read targets as ⌊p·m⌋ ≤ count ≤ ⌈p·m⌉ (Geyik et al. 2019); p = 0 is no ceiling."""
    targets = targets_of(problem, dimension)
    stated = dict(zip(targets.buckets, targets.shares, strict=True))
    low = [stated.get(bucket, 0.0) for bucket in problem.labels[dimension].buckets]
    return _wanted(problem, dimension, low, [share or 1.0 for share in low], problem.total)


def by_floors(problem: Problem, dimension: str) -> Wanted:
    """Read targets as floors (the shares, where no floor is stated) and as ceilings (or none)."""
    targets, buckets = targets_of(problem, dimension), problem.labels[dimension].buckets
    floors = targets.floors or dict(zip(targets.buckets, targets.shares, strict=True))
    ceilings = targets.ceilings or {}
    low, high = [floors.get(b, 0.0) for b in buckets], [ceilings.get(b, 1.0) for b in buckets]
    return _wanted(problem, dimension, low, high, len(problem))


def targets_of(problem: Problem, dimension: str) -> Targets:
    """Return the stated targets, or equal shares of the buckets that have supply."""
    if dimension in problem.targets:
        return problem.targets[dimension]
    buckets = problem.labels[dimension].buckets
    held = [b for b, n in zip(buckets, supply(problem, dimension), strict=True) if n]
    return Targets.equal(held or buckets)


def supply(problem: Problem, dimension: str) -> list[int]:
    """Count the sure candidates of each bucket."""
    sure = problem.labels[dimension].sure
    counts: list[int] = np.bincount(
        sure[sure >= 0], minlength=len(problem.labels[dimension].buckets)
    ).tolist()
    return counts


def _wanted(
    problem: Problem, dimension: str, low: list[float], high: list[float], reach: int
) -> Wanted:
    """Turn shares into counts, scaled by diversity."""
    delta = 1.0 if problem.diversity is None else problem.diversity
    shares = tuple(_least_share(share, delta) for share in low)
    held = supply(problem, dimension)
    least = np.minimum(_floors(shares, reach), held)
    most = -_floors([_most_share(share, delta) for share in high], problem.total)
    return Wanted(dimension, shares, least, most, held)


@lru_cache(maxsize=4096)
def _least_share(share: float, delta: float) -> Fraction:
    """δ·p: diversity 0 asks for nothing."""
    return written_share(delta) * written_share(share)


@lru_cache(maxsize=4096)
def _most_share(share: float, delta: float) -> Fraction:
    """−(1 − δ·(1 − p)), negated so that its floor is the ceiling."""
    return written_share(delta) * (1 - written_share(share)) - 1


def _floors(shares: Sequence[Fraction], reach: int) -> Counts:
    """Return (reach + 1, B): ⌊p·m⌋ for prefixes of m = 0 to `reach`."""
    upper = [share.numerator for share in shares]
    lower = [share.denominator for share in shares]
    floors: Counts = np.multiply.outer(np.arange(reach + 1), upper) // np.array(lower)
    return floors
