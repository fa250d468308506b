"""What is derived of each row: its place, exposure, buckets, and what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from math import log

import narwhals as nw

from everyhue.audit.ranking.aims import Aim
from everyhue.audit.ranking.columns import RankingColumns
from everyhue.audit.ranking.look import Seen, labels, no_request
from everyhue.metrics.frames import with_bucket
from everyhue.metrics.frames.lazy import Lazy

_DIGITS = 62
"""Bits of a whole number that a key may use."""


@dataclass(frozen=True, slots=True)
class Places:
    """How the codes of the top places of a list are packed into whole numbers.

    A key is Σ code · base^place over the items of a list: a sum, so that any engine makes it
    without sorting, and it tells every place.

    Parameters
    ----------
    k : int
        Places.
    base : int
        One more than the largest code; 0 is a place without an item.

    Examples
    --------
    >>> Places(10, 6).spans
    [(1, 10)]
    >>> Places(40, 6).spans
    [(1, 23), (24, 40)]
    """

    k: int
    base: int

    @property
    def spans(self) -> list[tuple[int, int]]:
        """First and last place of each key."""
        each = int(_DIGITS * log(2) / log(self.base))
        return [(i, min(self.k, i + each - 1)) for i in range(1, self.k + 1, each)]

    def weight(self, span: tuple[int, int]) -> nw.Expr:
        """base^(place − first), 0 outside the span."""
        first, last = span
        return nw.sum_horizontal(
            *(
                nw.when(nw.col("@place") == i)
                .then(nw.lit(self.base ** (i - first), nw.Int64))
                .otherwise(nw.lit(0, nw.Int64))
                for i in range(first, last + 1)
            )
        )


def packing(columns: RankingColumns, aims: dict[str, Aim]) -> Places:
    """Return how lists are packed: codes are 1 for unknown, then 2 and on for the buckets."""
    return Places(max(columns.ks), 2 + max(len(aim.buckets) for aim in aims.values()))


def derived(
    frame: Lazy, columns: RankingColumns, roles: Mapping[str, str], aims: dict[str, Aim], seen: Seen
) -> Lazy:
    """Return the usable rows with what is derived of them; names start with ``@``.

    ``@request``, ``@place``, ``@d`` (exposure), ``@in`` (whether in the deepest top k),
    ``@cluster``, ``@by0`` … (labels), ``@user0`` …, ``@code0`` … and, where there are such columns,
    ``@click``, ``@gain``, ``@best``, ``@provider``.
    """
    listed = "query" if columns.request is None else "request"
    frame = frame.with_columns(nw.col(listed).alias("@request"))
    frame = frame.filter(~nw.col("position").is_null(), ~no_request(roles))
    frame = frame.with_columns(_place(columns, seen).alias("@place"))
    frame = frame.with_columns(*_labels(columns))
    frame = with_bucket(frame, "cluster", "@cluster")
    within = nw.col("@place") <= max(columns.ks)
    exposure = 1.0 / (nw.col("@place") + 1).cast(nw.Float64).log(2.0)
    return frame.with_columns(
        within.alias("@in"), exposure.alias("@d"), *_codes(columns, aims), *_best(columns)
    )


def _place(columns: RankingColumns, seen: Seen) -> nw.Expr:
    if columns.close_up:
        # Two items at one place stay at one place, so that they are found and refused.
        return nw.col("position").rank("min").over("@request").cast(nw.Int64)
    return nw.col("position").cast(nw.Int64) + int(seen.from_zero)


def _labels(columns: RankingColumns) -> list[nw.Expr]:
    made = [labels(f"by{i}").alias(f"@by{i}") for i in range(len(columns.by))]
    made += [labels(f"user{i}").alias(f"@user{i}") for i in range(len(columns.users))]
    if columns.clicks:
        clicked = (nw.col("clicks") > 0).fill_null(False)
        made.append(clicked.cast(nw.Int64).alias("@click"))
    if columns.relevance:
        made.append(nw.col("relevance").fill_null(0.0).alias("@gain"))
    if columns.provider:
        made.append(labels("provider").alias("@provider"))
    return made


def _codes(columns: RankingColumns, aims: dict[str, Aim]) -> list[nw.Expr]:
    """1 for an unknown label, 2 and on for the buckets."""
    made = []
    for i, name in enumerate(columns.by):
        spots = [
            nw.when(nw.col(f"@by{i}") == bucket)
            .then(nw.lit(spot + 2, nw.Int64))
            .otherwise(nw.lit(0, nw.Int64))
            for spot, bucket in enumerate(aims[name].buckets)
        ]
        unknown = nw.when(nw.col(f"@by{i}").is_null()).then(nw.lit(1, nw.Int64))
        spots.append(unknown.otherwise(nw.lit(0, nw.Int64)))
        made.append(reduce(lambda a, b: a + b, spots).alias(f"@code{i}"))
    return made


def _best(columns: RankingColumns) -> list[nw.Expr]:
    """The place an item would have if its list were sorted by relevance."""
    if not columns.relevance:
        return []
    return [nw.col("@gain").rank("ordinal", descending=True).over("@request").alias("@best")]
