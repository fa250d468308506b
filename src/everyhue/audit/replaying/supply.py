"""The supply map: where ranking cannot show what is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from everyhue.audit.logged import LoggedList
from everyhue.audit.replaying.findings import SupplyCell, TriggerLine
from everyhue.metrics import could_at_k, div_at_k, share_interval
from everyhue.types import UNKNOWN

Place = tuple[str, str, str]

LEAST_REQUESTS = 20
"""Requests from which a class of queries gets a line of its own."""


class SupplyMap:
    """Counts candidates by class, locale, dimension and bucket."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[str, ...]] = {}
        self._requests: dict[Place, int] = {}
        self._sums: dict[Place, NDArray[np.int64]] = {}
        self._none: dict[Place, NDArray[np.int64]] = {}
        self.reasons: dict[str, Counter[str]] = {}

    def add(self, logged: LoggedList) -> None:
        """Count one request."""
        for name, labels in logged.labels.items():
            place = (logged.query_class, logged.locale, name)
            self._buckets[name] = labels.buckets
            counts = np.bincount(labels.sure + 1, minlength=len(labels.buckets) + 1)
            self._requests[place] = self._requests.get(place, 0) + 1
            self._sums[place] = self._sums.get(place, 0) + counts
            self._none[place] = self._none.get(place, 0) + (counts == 0)
            why = np.where(labels.known, "not sure enough", labels.reason)[labels.sure < 0]
            self.reasons.setdefault(name, Counter()).update(why.tolist())

    def cells(self) -> tuple[SupplyCell, ...]:
        """Return the map; unknown items come last in each row."""
        return tuple(
            self._cell(place, bucket, spot)
            for place in sorted(self._requests)
            for spot, bucket in [*enumerate(self._buckets[place[2]], 1), (0, UNKNOWN)]
        )

    def _cell(self, place: Place, bucket: str, spot: int) -> SupplyCell:
        n = self._requests[place]
        candidates = float(self._sums[place][spot]) / n
        none = share_interval(float(self._none[place][spot]), n)
        return SupplyCell(*place, bucket, n, candidates, none)


class TriggerAdvice:
    """Counts, by surface, class and dimension, the requests that diversification would help.

    Parameters
    ----------
    k : int
        Depth.
    least : float, [0, 1]
        Share of requests from which a class is advised; its lower bound decides.
    never : collection of str
        Classes that are never advised.
    """

    def __init__(self, k: int, least: float, never: Collection[str] = ()) -> None:
        self._k, self._least, self._never = k, least, never
        self._counts: dict[Place, NDArray[np.int64]] = {}

    def add(self, logged: LoggedList) -> None:
        """Count one request: all, defined, shown, could, benefit."""
        for name, labels in logged.labels.items():
            size = len(labels.buckets)
            shown = div_at_k(labels.sure[logged.order], buckets=size, k=self._k).estimate
            could = could_at_k(labels.sure, buckets=size, k=self._k).estimate
            defined = shown is not None and could is not None
            counts = [1, defined, shown == 1, defined and could == 1, could == 1 and shown == 0]
            for kind in {"", logged.query_class}:
                place = (logged.surface, kind, name)
                self._counts[place] = self._counts.get(place, 0) + np.array(counts, np.int64)

    def lines(self) -> tuple[TriggerLine, ...]:
        """Return one line for all queries and one per class that is large enough, by benefit."""
        lines = [
            self._line(place, *counts.tolist())
            for place, counts in self._counts.items()
            if not place[1] or counts[0] >= LEAST_REQUESTS
        ]
        return tuple(sorted(lines, key=_by_benefit))

    def _line(self, place: Place, n: int, defined: int, *hits: int) -> TriggerLine:
        now, attainable, benefit = (share_interval(count, defined) for count in hits)
        advised = benefit.low is not None and benefit.low >= self._least
        advised &= place[1] not in self._never
        return TriggerLine(*place, n, now, attainable, benefit, advised)


def _by_benefit(line: TriggerLine) -> tuple[str, bool, float, str, str]:
    """All queries of a surface first, then its classes by benefit."""
    gain = -(line.benefit.estimate or 0.0)
    return line.surface, bool(line.query_class), gain, line.query_class, line.dimension
