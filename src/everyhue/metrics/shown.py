"""A list's top k, counted once for all measures of groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.metrics.given import Codes, bucket_counts, log2_discount, top_codes


@dataclass(frozen=True, eq=False)
class Shown:
    """The buckets of a list's top k, with what several measures count of them.

    Every measure that takes `sure` and looks at groups takes this in its place; what one measure
    has counted, the next one finds.

    Parameters
    ----------
    codes : (m,) intp
        Bucket of each item in shown order, −1 for unknown.
    buckets : int
        Number of buckets B.
    counts : tuple of int, length B
        Known items of each bucket.
    k : int or None
        Depth it was cut at, `None` for the whole list.

    Examples
    --------
    >>> from everyhue.metrics import ndkl, s_recall
    >>> shown = Shown.of([0, 1, 1, -1], buckets=2, k=4)
    >>> s_recall(shown, buckets=2, k=4).estimate, round(ndkl(shown, target=[.5, .5]).number(), 4)
    (1.0, 0.3386)
    """

    codes: Codes
    buckets: int
    counts: tuple[int, ...]
    k: int | None = None

    @classmethod
    def of(cls, sure: ArrayLike | Shown, buckets: int, k: int | None = None) -> Shown:
        """Count the top k of a list; a `Shown` of the same buckets and depth is returned as it is.

        Parameters
        ----------
        sure : (n,) array_like of int, or Shown
            Bucket of each item in shown order, −1 for unknown.
        buckets : int, ≥ 1
            Number of buckets B.
        k : int or None, ≥ 1
            Depth; the whole list by default.

        Raises
        ------
        InputError
            For an index outside the buckets, k < 1, or a `Shown` of other buckets or depth.
        """
        if not isinstance(sure, Shown):
            codes = top_codes(sure, k)
            return cls(codes, buckets, tuple(bucket_counts(codes, buckets).tolist()), k)
        if buckets != sure.buckets:
            raise bad_value("buckets", buckets, f"{sure.buckets}, as counted in `Shown`")
        if k is not None and k != sure.k:
            raise bad_value("k", k, f"{sure.k}, as cut in `Shown`", "Make a Shown for each depth.")
        return sure

    @classmethod
    def with_bucket(cls, sure: ArrayLike | Shown, bucket: int, k: int | None) -> Shown:
        """Count a list of which only one bucket is asked for, so that B is not stated."""
        codes = sure.codes if isinstance(sure, Shown) else top_codes(sure, None)
        most = sure.buckets if isinstance(sure, Shown) else max(bucket, codes.max(initial=-1)) + 1
        if not 0 <= bucket < most:
            raise bad_value("bucket", bucket, "the index of a bucket")
        return cls.of(sure, int(most), k)

    @cached_property
    def known(self) -> int:
        """Number of known items."""
        return sum(self.counts)

    @cached_property
    def closed_up(self) -> Codes:
        """The buckets of the known items alone, in shown order."""
        return self.codes[self.codes >= 0]

    @cached_property
    def prefix_counts(self) -> Codes:
        """Items of each bucket among the first 1, 2, … known ones, shape (B, known)."""
        return np.cumsum(self.closed_up == np.arange(self.buckets)[:, None], axis=1)

    @cached_property
    def exposure(self) -> tuple[float, ...]:
        """Summed exposure of each bucket, 1/log2(1 + rank) at every rank of the list."""
        weights = log2_discount(len(self.codes))
        got: list[float] = np.bincount(self.codes + 1, weights, self.buckets + 1)[1:].tolist()
        return tuple(got)

    @cached_property
    def exposure_shares(self) -> tuple[float, ...]:
        """Share of each bucket in the exposure of the known items."""
        total = sum(self.exposure)
        return tuple(got / total for got in self.exposure)
