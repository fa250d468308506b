"""The grouped passes over the items of a table, written once for every engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING

import narwhals as nw

from everyhue.audit.catalog.columns import CatalogColumns
from everyhue.audit.catalog.said import Said
from everyhue.metrics.frames import collected, with_bucket
from everyhue.metrics.frames.lazy import Lazy

if TYPE_CHECKING:
    import polars as pl

BINS = 20
"""Bins of the probability of the favoured bucket."""

MOST_TOGETHER = 3
"""Most dimensions of an intersection."""

ROWS, CLUSTER, FAVOURED, BIN, SURE, BAD = "@n", "@cluster", "@favoured", "@bin", "@sure", "@bad"
_SLACK = 1e-9
"""0.8 of probabilities whose sum is a hair over 1 is still 0.8."""


@dataclass(frozen=True, slots=True, eq=False)
class Passes:
    """Small frames that came back.

    Parameters
    ----------
    whole : polars.DataFrame
        One row: items, ids, and rows of probabilities that are none.
    labels : mapping of (dimension, column) to polars.DataFrame
        Items by what is said, and by the values of a column (``""`` for none).
    soft : mapping of dimension to polars.DataFrame
        Items by favoured bucket and bin, with the sums of probabilities.
    joint : mapping of (dimensions, column) to polars.DataFrame
        Items by what is said in several dimensions at once.
    """

    whole: pl.DataFrame
    labels: dict[tuple[str, str], pl.DataFrame]
    soft: dict[str, pl.DataFrame]
    joint: dict[tuple[tuple[str, ...], str], pl.DataFrame]


def passes(frame: Lazy, columns: CatalogColumns) -> Passes:
    """Run every pass; on polars all of them share one scan."""
    ready = with_all_said(frame, columns)
    if columns.cluster is not None:
        ready = with_bucket(ready, columns.cluster, CLUSTER)
    places = [(one, column) for one in columns.said for column in ("", *columns.by)]
    soft = [one for one in columns.said if one.probs]
    together = [(part, column) for part in _together(columns.said) for column in _across(columns)]
    plans = [_whole(ready, columns)]
    cluster = [CLUSTER] if columns.cluster else []
    plans += [_labels(ready, one, [column] if column else [], cluster) for one, column in places]
    plans += [_soft(ready, one) for one in soft]
    plans += [_joint(ready, part, column) for part, column in together]
    made = iter(collected(plans))
    return Passes(
        next(made),
        {(one.name, column): next(made) for one, column in places},
        {one.name: next(made) for one in soft},
        {(tuple(o.name for o in part), column): next(made) for part, column in together},
    )


def keys_of(one: Said) -> list[str]:
    """Return the columns whose values together tell what an item shows in a dimension."""
    if one.column is not None:
        return [one.column]
    sure = one.sure or f"{SURE} {one.name}"
    return [sure, f"{FAVOURED} {one.name}", *([one.reason] if one.reason else [])]


def _together(said: Sequence[Said]) -> list[tuple[Said, ...]]:
    many = min(len(said), MOST_TOGETHER)
    return list(combinations(said, many)) if many > 1 else []


def _across(columns: CatalogColumns) -> list[str]:
    return ["", *([columns.category] if columns.category else [])]


def with_all_said(frame: Lazy, columns: CatalogColumns) -> Lazy:
    """Add what the probabilities of every dimension say; see `keys_of`."""
    soft = [one for one in columns.said if one.probs]
    return reduce(lambda held, one: _with_said(held, one, columns.sure_at), soft, frame)


def _with_said(frame: Lazy, one: Said, sure_at: float) -> Lazy:
    """Add the favoured bucket, the bin of its probability, if it is sure, and if they are none."""
    parts = [nw.col(name).cast(nw.Float64) for name in one.probs]
    parts = [nw.when(~part.is_nan()).then(part).otherwise(nw.lit(None)) for part in parts]
    own = [f"@p {one.name} {i}" for i in range(len(parts))]
    frame = frame.with_columns(
        *(part.fill_null(0.0).alias(name) for part, name in zip(parts, own, strict=True))
    )
    frame = frame.with_columns(
        nw.sum_horizontal(*own).alias(f"@sum {one.name}"),
        nw.max_horizontal(*own).alias(f"@top {one.name}"),
        nw.min_horizontal(*own).alias(f"@least {one.name}"),
    )
    total, top = nw.col(f"@sum {one.name}"), nw.col(f"@top {one.name}")
    favoured = nw.lit(-1)
    for spot in reversed(range(len(own))):
        here = (total > 0) & (nw.col(own[spot]) == top)
        favoured = nw.when(here).then(nw.lit(spot)).otherwise(favoured)
    bad = ((total != 0.0) & ((total - 1.0).abs() > 0.01)) | (nw.col(f"@least {one.name}") < 0.0)
    share = nw.when(total > 0).then(top / total).otherwise(nw.lit(0.0)) + _SLACK
    return frame.with_columns(
        favoured.alias(f"{FAVOURED} {one.name}"), bad.alias(f"{BAD} {one.name}"),
        (share * BINS).floor().clip(0, BINS - 1).cast(nw.Int64).alias(f"{BIN} {one.name}"),
        (share >= sure_at).alias(f"{SURE} {one.name}"),
    )  # fmt: skip


def _whole(frame: Lazy, columns: CatalogColumns) -> Lazy:
    made = [nw.len().alias(ROWS)]
    if columns.id is not None:
        held = nw.col(columns.id)
        made += [held.n_unique().alias("@ids"), held.is_null().cast(nw.Int64).sum().alias("@null")]
    for one in columns.said:
        if one.probs:
            made.append(nw.col(f"{BAD} {one.name}").cast(nw.Int64).sum().alias(f"{BAD} {one.name}"))
    return frame.select(*made)


def _labels(frame: Lazy, one: Said, column: list[str], cluster: list[str]) -> Lazy:
    return frame.group_by(*keys_of(one), *column, *cluster).agg(nw.len().alias(ROWS))


def _soft(frame: Lazy, one: Said) -> Lazy:
    total = nw.col(f"@sum {one.name}")
    sums = [
        nw.when(total > 0).then(nw.col(f"@p {one.name} {i}") / total).otherwise(nw.lit(0.0)).sum()
        .alias(f"@p{i}")
        for i in range(len(one.probs))
    ]  # fmt: skip
    keys = [f"{FAVOURED} {one.name}", f"{BIN} {one.name}"]
    return frame.group_by(*keys).agg(nw.len().alias(ROWS), *sums)


def _joint(frame: Lazy, part: tuple[Said, ...], column: str) -> Lazy:
    keys = [key for one in part for key in keys_of(one)]
    return frame.group_by(*keys, *([column] if column else [])).agg(nw.len().alias(ROWS))
