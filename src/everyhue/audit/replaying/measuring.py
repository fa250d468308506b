"""All measures of one order of one logged request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from everyhue.audit.logged import LoggedList
from everyhue.metrics import (
    could_at_k,
    displacement,
    div_at_k,
    exposure_gap,
    exposure_share,
    infeasible_index,
    intersection_div_at_k,
    intersection_recall,
    kept_share,
    ndcg,
    ndkl,
    overlap,
    rank_biased_overlap,
    s_recall,
    scaled,
    unknown_exposure,
    unknown_share,
)
from everyhue.metrics.given import log2_discount
from everyhue.metrics.shown import Shown
from everyhue.types import Value

BY = ("strategy", "surface", "measure", "dimension", "bucket", "target", "k")
"""Key parts of a replay's tally; a part that does not apply is empty."""

LOGGED = "logged"
"""The name of the order people were shown."""

Order = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Tail:
    """The part of a cell that a measure fills."""

    measure: str
    dimension: str = ""
    bucket: str = ""
    target: str = ""

    def cell(self, strategy: str, surface: str, k: int) -> tuple[str, ...]:
        """Return the whole key."""
        return (
            strategy, surface, self.measure, self.dimension, self.bucket, self.target, str(k),
        )  # fmt: skip


@dataclass(frozen=True)
class Measuring:
    """What one request needs to be measured, computed once for all strategies.

    Parameters
    ----------
    logged : LoggedList
        The request.
    gains : mapping of str to (n,) float64, ≥ 0
        By measure: what nDCG counts.
    """

    logged: LoggedList
    gains: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    @classmethod
    def of(cls, logged: LoggedList) -> Measuring:
        """Prepare a request."""
        place = np.empty(len(logged), np.intp)
        place[logged.order] = np.arange(len(logged))
        gains = {
            "ndcg": scaled(logged.relevance),
            "ndcg_logged_order": log2_discount(len(logged))[place],
        }
        if logged.clicks is not None:
            gains["ndcg_clicks"] = logged.clicks
        return cls(logged, gains)

    def values(self, order: Order, k: int) -> Iterator[tuple[Tail, Value]]:
        """Yield every measure of an order's top k."""
        yield from self._cost(order, k)
        for name in self.logged.labels:
            yield from self._dimension(name, order, k)
        for first, second in combinations(self.logged.labels, 2):
            yield from self._pair(first, second, order, k)

    def _cost(self, order: Order, k: int) -> Iterator[tuple[Tail, Value]]:
        for name, gains in self.gains.items():
            yield Tail(name), ndcg(order, gains, k=k)
        yield Tail("kept_share"), kept_share(order, self.gains["ndcg"], k=k)
        for name, measure in (
            ("overlap", overlap),
            ("displacement", displacement),
            ("rank_biased_overlap", rank_biased_overlap),
        ):
            yield Tail(name), measure(self.logged.order, order, k=k)

    def _dimension(self, name: str, order: Order, k: int) -> Iterator[tuple[Tail, Value]]:
        labels = self.logged.labels[name]
        buckets = len(labels.buckets)
        sure = Shown.of(labels.sure[order], buckets, k)
        yield Tail("div_at_k", name), div_at_k(sure, buckets=buckets, k=k)
        yield Tail("could_at_k", name), could_at_k(labels.sure, buckets=buckets, k=k)
        yield Tail("s_recall", name), s_recall(sure, buckets=buckets, k=k)
        yield Tail("unknown_share", name), unknown_share(sure, k=k)
        yield Tail("unknown_exposure", name), unknown_exposure(sure, k=k)
        for i, bucket in enumerate(labels.buckets):
            yield Tail("exposure_share", name, bucket), exposure_share(sure, bucket=i, k=k)
        for held, by_dimension in self.logged.targets.items():
            if name in by_dimension:
                yield from self._target(held, name, sure, k)

    def _target(self, held: str, name: str, sure: Shown, k: int) -> Iterator[tuple[Tail, Value]]:
        shares = self.logged.target_shares(held, name)
        yield Tail("exposure_gap", name, "", held), exposure_gap(sure, target=shares, k=k)
        yield Tail("ndkl", name, "", held), ndkl(sure, target=shares, k=k)
        yield Tail("infeasible_index", name, "", held), infeasible_index(sure, target=shares, k=k)
        for bucket, share in zip(self.logged.labels[name].buckets, shares.tolist(), strict=True):
            yield Tail("target_share", name, bucket, held), Value(share)

    def _pair(self, first: str, second: str, order: Order, k: int) -> Iterator[tuple[Tail, Value]]:
        a, b = self.logged.labels[first], self.logged.labels[second]
        name, shape = f"{first} × {second}", (len(a.buckets), len(b.buckets))
        for measure, function in (
            ("intersection_div_at_k", intersection_div_at_k),
            ("intersection_recall", intersection_recall),
        ):
            yield Tail(measure, name), function(order, a.sure, b.sure, shape=shape, k=k)
