"""Shares of a pool from a signal that errs: expectation-maximisation, with the signal's doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats, level_of, probabilities, sample
from everyhue.signals.intervals import between
from everyhue.types import Value

LEVELS = 3
REPLICATES = 400
_STEPS = 2000
_PRIOR = 0.5


def em_shares(likelihood: ArrayLike, weights: ArrayLike | None = None) -> Floats:
    """Return the shares of buckets under which what was seen is most likely.

    From equal shares, π_b ← Σ_i w_i · π_b L_ib / Σ_c π_c L_ic until nothing moves; the likelihood
    Σ_i w_i ln Σ_b π_b L_ib never falls.

    Parameters
    ----------
    likelihood : (n, B) array_like, ≥ 0
        P(what was seen of item i | bucket b), up to a factor of each row's own.
    weights : (n,) array_like, ≥ 0, optional
        Items that a row stands for; one each by default.

    Returns
    -------
    (B,) float64, [0, 1]
        Shares that sum to 1.

    Raises
    ------
    InputError
        For shapes that do not fit, negative or non-finite numbers, no weight, or a row that no
        bucket can explain.

    Notes
    -----
    Cost: O(n·B) a step, at most 2,000 steps. Source: Dempster, Laird, Rubin 1977; Saerens, Latinne,
    Decaestecker 2002.

    Examples
    --------
    >>> em_shares([[.9, .2], [.1, .8]], [55, 45]).round(3).tolist()
    [0.5, 0.5]
    """
    rows = np.asarray(likelihood, np.float64)
    heavy = np.ones(rows.shape[:1]) if weights is None else np.asarray(weights, np.float64)
    if rows.ndim != 2 or heavy.shape != rows.shape[:1]:
        raise bad_value("likelihood", (rows.shape, heavy.shape), "shapes (n, B) and (n,)")
    if not (np.isfinite(rows).all() and np.isfinite(heavy).all() and heavy.sum() > 0):
        raise bad_value("likelihood and weights", heavy.sum(), "finite numbers, some weight")
    if rows.min() < 0 or heavy.min() < 0 or not rows[heavy > 0].any(axis=1).all():
        raise bad_value("likelihood", rows.min(), "numbers ≥ 0, one above 0 in each row")
    return np.asarray(_em(rows[None], heavy[None])[0])


def saerens_shares(probs: ArrayLike, trained_on: ArrayLike) -> Floats:
    """Return the shares of a pool from probabilities that are calibrated at other shares.

    The likelihood of an item is its probability over the share trained on: L_ib = p_ib / π⁰_b.

    Parameters
    ----------
    probs : (n, B) array_like, [0, 1]
        Calibrated probabilities of the pool; rows of zeros abstained and are left out.
    trained_on : (B,) array_like, (0, 1]
        Shares of the buckets where they were calibrated.

    Returns
    -------
    (B,) float64, [0, 1]
        Shares that sum to 1.

    Raises
    ------
    InputError
        For rows that are no probabilities, a share of 0, or no row on which the signal spoke.

    Notes
    -----
    Right only while P(sight | bucket) is the same in the pool, probabilities are calibrated, and
    abstention is as frequent in every bucket. `fit_cells` needs only the first, and gives
    intervals. Cost: O(n·B) a step. Source: Saerens, Latinne, Decaestecker 2002.

    Examples
    --------
    >>> saerens_shares([[.9, .1]] * 70 + [[.2, .8]] * 30, [.5, .5]).round(2).tolist()
    [0.9, 0.1]
    """
    rows = probabilities(probs)
    prior = np.asarray(trained_on, np.float64)
    if prior.shape != rows.shape[1:] or prior.min() <= 0 or abs(prior.sum() - 1) > 1e-6:
        raise bad_value("trained_on", prior.tolist(), f"{rows.shape[1]} shares > 0 that sum to 1")
    said = rows.any(axis=1)
    if not said.any():
        raise bad_value("pool", len(rows), "at least one row on which the signal did not abstain")
    return em_shares(rows[said] / prior)


@dataclass(frozen=True, slots=True, eq=False)
class Cells(Fitted):
    """What a signal says of each bucket, counted: the bucket it favours × how sure, or abstained.

    Parameters
    ----------
    counts : (B, C) float64
        Labelled items of each true bucket by cell; the last cell is *abstained*.
    edges : (B, L − 1) float64
        Where the largest probability passes to the next level, by favoured bucket.
    """

    kind: ClassVar[str] = "cells"
    counts: Floats
    edges: Floats

    def cell_of(self, probs: ArrayLike) -> Codes:
        """Return (n,) the cell of each item."""
        return _cell_of(probabilities(probs, buckets=len(self.counts)), self.edges)

    def shares(
        self, probs: ArrayLike, rng: np.random.Generator, *, level: float = 0.95
    ) -> tuple[Value, ...]:
        """Estimate the shares of a pool, with intervals that carry the signal's own error.

        Parameters
        ----------
        probs : (n, B) array_like, [0, 1]
            What the signal says of the pool; rows of zeros abstained and count too.
        rng : numpy.random.Generator
            Draws the replicates.
        level : float, (0, 1)
            Confidence level.

        Returns
        -------
        tuple of Value, length B
            Share of each bucket. Each of 400 replicates draws the signal's error anew (Dirichlet,
            with half an item added to the levels of each favoured bucket) and the pool
            (multinomial); the interval holds both their middle and ± z of their spread.

        Raises
        ------
        InputError
            For rows that are no probabilities.

        Notes
        -----
        Undefined when: the pool is empty. Right while P(what is said | bucket) is the same in the
        pool as in the labelled sample; whether shares differ does not matter. Cost: O(n·B), and 400
        small EM runs, about 0.2 s.
        """
        seen = np.bincount(self.cell_of(probs), minlength=self.counts.shape[1])
        return self.shares_of(seen, rng, level=level)

    def shares_of(
        self,
        seen: ArrayLike,
        rng: np.random.Generator,
        *,
        level: float = 0.95,
        independent: float | None = None,
    ) -> tuple[Value, ...]:
        """Estimate the shares of a pool that was counted by cell, as `shares` does from items.

        Parameters
        ----------
        seen : (C,) array_like, ≥ 0
            Items of the pool in each cell.
        rng : numpy.random.Generator
            Draws the replicates.
        level : float, (0, 1)
            Confidence level.
        independent : float, > 0, optional
            Items that would say as much if they were independent, where they come in clusters; by
            default all.

        Returns
        -------
        tuple of Value, length B
            Share of each bucket; n counts all items.

        Raises
        ------
        InputError
            For another number of cells, or a negative count.

        Notes
        -----
        Undefined when: the pool is empty. Cost: 400 small EM runs, 0.2 s. Source: as `shares`.

        Examples
        --------
        >>> cells = fit_cells([[.9, .1]] * 90 + [[.2, .8]] * 110, [0] * 100 + [1] * 100, levels=1)
        >>> found = cells.shares_of([50, 50, 0], np.random.default_rng(0))
        >>> [round(value.number(), 2) for value in found]
        [0.56, 0.44]
        """
        pool = np.asarray(seen, np.float64)
        buckets, n = len(self.counts), int(pool.sum()) if pool.size else 0
        if pool.shape != self.counts.shape[1:] or pool.min(initial=0) < 0:
            raise bad_value("items by cell", pool.shape, f"{self.counts.shape[1]} counts ≥ 0")
        if not n:
            return (Value.undefined_because("the pool is empty", 0),) * buckets
        prior = _PRIOR / (self.edges.shape[1] + 1)
        middle = em_shares(_rates(self.counts + 1e-6).T, pool)
        drawn = rng.gamma(np.broadcast_to(self.counts + prior, (REPLICATES, *self.counts.shape)))
        size = n if independent is None else max(1, round(min(independent, n)))
        pools = rng.multinomial(size, pool / n, REPLICATES).astype(np.float64)
        runs = _em(_rates(drawn + 1e-12).transpose(0, 2, 1), pools)
        held = level_of(level)
        return tuple(_widest(float(middle[b]), runs[:, b], held, n) for b in range(buckets))


def fit_cells(probs: ArrayLike, truth: ArrayLike, *, levels: int = LEVELS) -> Cells:
    """Count what a signal says of labelled items, as the ground for shares of any pool.

    Parameters
    ----------
    probs : (n, B) array_like, [0, 1]
        What the signal says of items it has not learnt from; rows of zeros abstained.
    truth : (n,) array_like of int
        True bucket of each item; each bucket at least once.
    levels : int, ≥ 1
        Levels of sureness, of equal mass, for each favoured bucket; 1 is the plain confusion table.

    Returns
    -------
    Cells
        Probabilities need not be calibrated, nor the sample have the shares of a pool.

    Raises
    ------
    InputError
        For a bucket without labels, or rows that are no probabilities.

    Notes
    -----
    Cost: O(n log n). Source: Saerens, Latinne, Decaestecker 2002, on a confusion table with levels.

    Examples
    --------
    >>> said = [[.9, .1]] * 9 + [[.2, .8]] * 11
    >>> fitted = fit_cells(said, [0] * 9 + [0] + [1] * 10, levels=1)
    >>> fitted.counts.tolist()
    [[9.0, 1.0, 0.0], [0.0, 10.0, 0.0]]
    """
    rows, codes = sample(probs, truth)
    buckets = rows.shape[1]
    if levels < 1:
        raise bad_value("levels", levels, "a whole number ≥ 1")
    if len(np.unique(codes)) < buckets:
        missing = sorted(set(range(buckets)) - set(codes.tolist()))
        raise bad_value("labels of bucket", missing[0], "at least one", "Label some of it.")
    edges = np.stack([_edges(rows, bucket, levels) for bucket in range(buckets)])
    counts = np.zeros((buckets, buckets * levels + 1))
    np.add.at(counts, (codes, _cell_of(rows, edges)), 1)
    return Cells(counts, edges)


def _edges(rows: Floats, bucket: int, levels: int) -> Floats:
    best = rows[(rows.argmax(axis=1) == bucket) & rows.any(axis=1)].max(axis=1, initial=0)
    steps = np.arange(1, levels) / levels
    return np.quantile(best, steps) if len(best) else steps


def _cell_of(rows: Floats, edges: Floats) -> Codes:
    favoured, levels = rows.argmax(axis=1), edges.shape[1] + 1
    sureness = (rows.max(axis=1, initial=0)[:, None] > edges[favoured]).sum(axis=1)
    spots = np.where(rows.any(axis=1), favoured * levels + sureness, len(edges) * levels)
    return np.asarray(spots, np.intp)


def _rates(counts: Floats) -> Floats:
    return np.asarray(counts / counts.sum(axis=-1, keepdims=True))


def _em(likelihood: Floats, weights: Floats) -> Floats:
    """Shares (R, B) of R problems at once, from likelihoods (R, n, B) and weights (R, n)."""
    mass = weights / weights.sum(axis=1, keepdims=True)
    shares = np.full((len(likelihood), likelihood.shape[2]), 1 / likelihood.shape[2])
    for _ in range(_STEPS):
        mix = (likelihood @ shares[:, :, None])[:, :, 0]
        ratio = np.divide(mass, mix, out=np.zeros_like(mass), where=mix > 0)
        moved = shares * (ratio[:, None, :] @ likelihood)[:, 0, :]
        still = np.abs(moved - shares).max() < 1e-7
        shares = moved
        if still:
            break
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _widest(middle: float, runs: Floats, level: float, n: int) -> Value:
    """The middle of the replicates, widened to ± z standard deviations: either alone is short."""
    from scipy.special import ndtri

    plain = between(middle, runs, level, n, "EM over cells; bootstrap of labels and pool")
    half = float(ndtri((1 + level) / 2) * runs.std())
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Value(
        middle, min(low, plain.low or 0.0), max(high, plain.high or 0.0), level, n, plain.method
    )
