"""Exact failure probabilities of prefix minimums, and minimums that keep them below α."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Minimums = NDArray[np.int_]
MOST_STATES = 20_000
"""Joint states up to which several groups are adjusted exactly; beyond, by the union bound."""


def tails(k: int, p: float) -> Floats:
    """Return (k, k + 1): P(Binomial(m, p) ≤ c) for m = 1 … k and c = 0 … k.

    Examples
    --------
    >>> tails(2, 0.5).tolist()
    [[0.5, 1.0, 1.0], [0.25, 0.75, 1.0]]
    """
    table = np.empty((k, k + 1))
    mass = np.zeros(k + 1)
    mass[0] = 1
    for row in table:
        mass[1:], mass[0] = mass[1:] * (1 - p) + mass[:-1] * p, mass[0] * (1 - p)
        row[:] = mass.cumsum()
    return np.minimum(table, 1)


def minimums(k: int, p: float, alpha: float) -> Minimums:
    """Return (k,) int: the least c with P(Binomial(m, p) ≤ c) ≥ α, for m = 1 … k.

    Examples
    --------
    >>> minimums(10, 0.5, 0.1).tolist()
    [0, 0, 0, 1, 1, 1, 2, 2, 3, 3]
    """
    least: Minimums = (tails(k, p) < alpha).sum(axis=1)
    return least


def failure(table: Minimums, p: float) -> float:
    """Return the exact probability that a Binomial(·, p) process breaks a minimum of the table.

    Examples
    --------
    >>> failure(np.array([0, 1]), 0.5)
    0.25
    """
    return joint_failure([table], [p])


def joint_failure(tables: Sequence[Minimums], shares: Sequence[float]) -> float:
    """Return the same for several groups at once, under one multinomial process.

    A count is followed only up to the last minimum of its group, beyond which it cannot fail; so
    the state space is the product of those, and the sum is exact.
    """
    caps = [int(table[-1]) for table in tables]
    state = np.zeros([cap + 1 for cap in caps])
    state[(0,) * len(caps)] = 1
    rest = max(0.0, 1 - sum(shares))
    for place in range(len(tables[0])):
        later = rest * state
        for axis, share in enumerate(shares):
            _step(later, state, axis, share)
        for axis, table in enumerate(tables):
            np.moveaxis(later, axis, 0)[: table[place]] = 0
        state = later
    return float(max(0.0, 1 - state.sum()))


@lru_cache(maxsize=512)
def adjusted(k: int, shares: tuple[float, ...], alpha: float) -> tuple[float, tuple[Minimums, ...]]:
    """Return the largest α_c whose tables fail, all together, with probability ≤ α; and the tables.

    Tables change only where α_c passes a binomial tail P(X ≤ c), which raises one minimum above c.
    Taken in order of their tails (equal ones from the longest prefix on), these steps only ever
    raise the failure probability: a binary search finds the last one that may be taken.

    Parameters
    ----------
    k : int, ≥ 1
        Length of the list.
    shares : tuple of float, (0, 1]
        Minimum share of each protected group.
    alpha : float, (0, 1)
        Failure probability that the tables together may reach.

    Examples
    --------
    >>> level, (table,) = adjusted(10, (0.5,), 0.1)
    >>> level, table.tolist(), round(failure(table, 0.5), 6)
    (0.0625, [0, 0, 0, 0, 1, 1, 2, 2, 2, 3], 0.089844)
    """
    curves = np.stack([tails(k, share) for share in shares])
    rank = _steps(curves)
    low, high = 0, int((curves < alpha).sum())
    while low < high:
        middle = (low + high + 1) // 2
        if _fails(_taken(rank, middle), shares, alpha):
            high = middle - 1
        else:
            low = middle
    first_left = float(curves[rank >= low].min(initial=1.0))
    return min(alpha, first_left), tuple(_taken(rank, low))


def _steps(curves: Floats) -> NDArray[np.int_]:
    """Rank every step (group, prefix, count) by its tail; of equal ones the longest prefix."""
    prefix = np.broadcast_to(np.arange(curves.shape[1])[:, None], curves.shape)
    order = np.lexsort((-prefix.ravel(), curves.round(13).ravel()))
    rank = np.empty(curves.size, int)
    rank[order] = np.arange(curves.size)
    return rank.reshape(curves.shape)


def _taken(rank: NDArray[np.int_], steps: int) -> list[Minimums]:
    return list((rank < steps).sum(axis=2))


def _fails(tables: list[Minimums], shares: Sequence[float], alpha: float) -> bool:
    states = np.prod([table[-1] + 1.0 for table in tables])
    if states <= MOST_STATES:
        return joint_failure(tables, shares) > alpha
    return sum(failure(t, p) for t, p in zip(tables, shares, strict=True)) > alpha


def _step(later: Floats, state: Floats, axis: int, share: float) -> None:
    """Add what moves one up along `axis`; the last count stays where it is."""
    to, of = np.moveaxis(later, axis, 0), np.moveaxis(state, axis, 0)
    to[1:] += share * of[:-1]
    to[-1] += share * of[-1]
