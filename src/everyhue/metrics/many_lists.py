"""Measures of many lists at once: the same numbers as those of one list, without a loop over them.

A log has few different sequences of buckets, and each is measured once; where they are many after
all, this takes them as one array.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.metrics.given import log2_discount, places
from everyhue.types import written_share

EMPTY = -2
"""The code of a place that nothing was logged for."""

NO_KNOWN, NO_KNOWN_TOP = "no known item", "no known item in the top k"
NOT_SHOWN, TARGET_0 = "the bucket is not shown in the top k", "the target share is 0"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One measure of `D` lists.

    Parameters
    ----------
    values : (D,) float64
        NaN where it is undefined.
    reasons : mapping of str to (D,) bool
        Where it is undefined, by reason; each list has one at most.
    """

    values: Floats
    reasons: Mapping[str, NDArray[np.bool_]]

    @property
    def defined(self) -> NDArray[np.bool_]:
        """(D,) bool: where there is a number."""
        return ~np.isnan(self.values)


@dataclass(frozen=True, eq=False)
class ManyLists:
    """The buckets of the top k of `D` lists.

    Parameters
    ----------
    codes : (D, k) int
        Bucket of each place, −1 for an unknown item, `EMPTY` for a place that holds none.
    buckets : int, ≥ 1
        Number of buckets B.

    Raises
    ------
    InputError
        For a table that is not two-dimensional, or a code outside the buckets.

    Examples
    --------
    >>> lists = ManyLists.of([[0, 1, -1], [0, 0, 0]], buckets=2)
    >>> lists.div_at_k().values.tolist()
    [1.0, 0.0]
    >>> lists.exposure_share(1).values.round(4).tolist()
    [0.3869, 0.0]
    """

    codes: NDArray[np.int64]
    buckets: int

    @classmethod
    def of(cls, codes: ArrayLike, buckets: int, k: int | None = None) -> ManyLists:
        """Check the codes, and cut the lists at `k`."""
        table = np.asarray(codes)
        if table.ndim != 2 or (table.size and table.dtype.kind not in "iu"):
            raise bad_value("codes", table.shape, "whole numbers, one row per list")
        table = table[:, : places(k)].astype(np.int64)
        if table.size and (table.max() >= buckets or table.min() < EMPTY):
            raise bad_value("codes", int(table.max()), f"{EMPTY} to {buckets - 1}")
        return cls(table, buckets)

    @property
    def k(self) -> int:
        """Places there are."""
        return int(self.codes.shape[1])

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """(D, B): known items of each bucket."""
        return np.stack([(self.codes == b).sum(1) for b in range(self.buckets)], 1)

    @cached_property
    def known(self) -> NDArray[np.int64]:
        """(D,): known items."""
        return np.asarray((self.codes >= 0).sum(1))

    @cached_property
    def shown(self) -> NDArray[np.int64]:
        """(D,): items, known or not."""
        return np.asarray((self.codes > EMPTY).sum(1))

    @cached_property
    def exposure(self) -> Floats:
        """(D, B): Σ 1/log2(1 + place) of each bucket."""
        weights = log2_discount(self.k)
        return np.stack([(self.codes == b) @ weights for b in range(self.buckets)], 1)

    @cached_property
    def _shares(self) -> Floats:
        """(D, B): exposure shares, NaN without a known item."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.exposure / self.exposure.sum(1, keepdims=True))

    def div_at_k(self) -> Column:
        """Whether every bucket is shown: `everyhue.metrics.div_at_k`."""
        if self.buckets > self.k:
            every = np.ones(len(self.codes), bool)
            return _column(np.zeros(len(self.codes)), {"more buckets than places": every})
        return _column((self.counts > 0).all(1), {NO_KNOWN_TOP: self.known == 0})

    def unknown_share(self) -> Column:
        """The share of items that are unknown: `everyhue.metrics.unknown_share`."""
        share = (self.shown - self.known) / np.maximum(1, self.shown)
        return _column(share, {"an empty list": self.shown == 0})

    def exposure_share(self, bucket: int) -> Column:
        """The exposure share of a bucket: `everyhue.metrics.exposure_share`."""
        return _column(self._shares[:, bucket], {NO_KNOWN_TOP: self.known == 0})

    def exposure_gap(self, target: ArrayLike) -> Column:
        """Exposure to be moved: `everyhue.metrics.exposure_gap`."""
        apart = np.abs(self._shares - self._target(target)).sum(1) / 2
        return _column(np.minimum(1.0, apart), {NO_KNOWN_TOP: self.known == 0})

    def awrf(self, target: ArrayLike) -> Column:
        """One minus the Jensen–Shannon divergence, discount log2: `everyhue.metrics.awrf`."""
        got, shares = self._shares, self._target(target)
        middle = (got + shares) / 2
        apart = (_kl(got, middle) + _kl(np.broadcast_to(shares, got.shape), middle)) / np.log(4)
        return _column(1 - np.clip(apart, 0.0, 1.0), {NO_KNOWN_TOP: self.known == 0})

    def skew_at_k(self, bucket: int, target: ArrayLike) -> Column:
        """ln(shown share / target share): `everyhue.metrics.skew_at_k`."""
        return self._finite(self._skews(target)[:, bucket])

    def min_skew_at_k(self, target: ArrayLike) -> Column:
        """The least skew: `everyhue.metrics.min_skew_at_k`."""
        return self._finite(np.minimum(0.0, np.nanmin(self._skews(target), 1, initial=0.0)))

    def max_skew_at_k(self, target: ArrayLike) -> Column:
        """The largest skew: `everyhue.metrics.max_skew_at_k`."""
        return self._finite(np.maximum(0.0, np.nanmax(self._skews(target), 1, initial=0.0)))

    def ndkl(self, target: ArrayLike) -> Column:
        """Discounted mean divergence of the prefixes: `everyhue.metrics.ndkl`."""
        shares = np.broadcast_to(self._target(target), (len(self.codes), self.buckets))
        logs = np.log(shares, out=np.zeros(shares.shape), where=shares > 0)
        steps = np.arange(1, self.k + 1) * np.log(np.arange(1, self.k + 1))
        steps = np.diff(steps, prepend=0.0)
        counts = np.zeros((len(self.codes), self.buckets), np.int64)
        total, summed = np.zeros(len(self.codes)), np.zeros(len(self.codes))
        for i in range(self.k):
            rows, spots, length = self._step(counts, i)
            summed[rows] += steps[counts[rows, spots] - 1] - logs[rows, spots]
            apart = summed[rows] / length - np.log(length)
            total[rows] += log2_discount(self.k)[length - 1] * apart
        weights = np.concatenate([[1.0], np.cumsum(log2_discount(self.k))])
        stray = ((self.counts > 0) & (shares == 0)).any(1)
        return _column(
            np.maximum(0.0, total / weights[self.known]),
            {NO_KNOWN: self.known == 0, "a shown bucket has target 0": stray},
        )

    def infeasible_index(self, target: ArrayLike) -> Column:
        """Prefixes that lack a bucket: `everyhue.metrics.infeasible_index`."""
        above, below = _fractions(self._target(target))
        counts = np.zeros((len(self.codes), self.buckets), np.int64)
        found = np.zeros(len(self.codes))
        for i in range(self.k):
            rows, _, length = self._step(counts, i)
            if above.shape[0] == 1:
                least = length[:, None] * above // below
            else:
                least = length[:, None] * above[rows] // below[rows]
            found[rows] += (counts[rows] < least).any(1)
        return _column(found, {NO_KNOWN: self.known == 0})

    def _step(
        self, counts: NDArray[np.int64], i: int
    ) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.int64]]:
        """Count place i; return the lists that show a known item there, its bucket, and how many
        known items each shows so far.
        """
        rows = np.flatnonzero(self.codes[:, i] >= 0)
        spots = self.codes[rows, i]
        counts[rows, spots] += 1
        return rows, spots, counts[rows].sum(1)

    def _skews(self, target: ArrayLike) -> Floats:
        """(D, B): NaN where a bucket is neither shown nor wanted."""
        got = self.counts / np.maximum(1, self.known)[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.log(got / self._target(target)))

    def _finite(self, skews: Floats) -> Column:
        known = self.known > 0
        reasons = {
            NO_KNOWN_TOP: ~known,
            TARGET_0: known & (np.isposinf(skews) | np.isnan(skews)),
            NOT_SHOWN: known & np.isneginf(skews),
        }
        return _column(skews, reasons)

    def _target(self, target: ArrayLike) -> Floats:
        shares = np.atleast_2d(np.asarray(target, np.float64))
        fits = shares.shape[1:] == (self.buckets,) and len(shares) in (1, len(self.codes))
        if not fits or (shares < 0).any() or not np.allclose(shares.sum(1), 1, atol=1e-6):
            raise bad_value("target", shares.shape, "shares ≥ 0 of each bucket that sum to 1")
        return shares


def _column(values: ArrayLike, reasons: Mapping[str, NDArray[np.bool_]]) -> Column:
    column = np.array(values, np.float64)
    for where in reasons.values():
        column[where] = np.nan
    return Column(column, {why: where for why, where in reasons.items() if where.any()})


def _kl(p: Floats, q: Floats) -> Floats:
    """(D,): Σ p ln(p/q) in nats, 0·ln 0 = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(p > 0, p * np.log(p / q), 0.0).sum(1))


def _fractions(shares: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numerators and denominators of the decimals that a person wrote."""
    distinct, where = np.unique(shares, return_inverse=True)
    exact = [written_share(share) for share in distinct.tolist()]
    above = np.array([one.numerator for one in exact], np.int64)
    below = np.array([one.denominator for one in exact], np.int64)
    return above[where].reshape(shares.shape), below[where].reshape(shares.shape)
