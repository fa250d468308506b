"""From counted sequences of buckets to sums of list measures: each sequence is measured once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from everyhue.audit.ranking.aims import Aim
from everyhue.audit.ranking.columns import RankingColumns
from everyhue.audit.ranking.fold import Folding, user_cells
from everyhue.audit.ranking.passes import Shares
from everyhue.audit.ranking.rows import Places
from everyhue.errors import InputError
from everyhue.metrics.many_lists import Column, ManyLists

if TYPE_CHECKING:
    import polars as pl

PIECE = 100_000
"""Sequences that are measured at a time, so that memory stays small."""


def fold_sequences(
    counted: pl.DataFrame, columns: RankingColumns, aims: dict[str, Aim], shares: Shares,
    packed: Places, folding: Folding,
) -> None:  # fmt: skip
    """Measure every distinct sequence of each dimension once, and add it up by its count."""
    import polars as pl

    cells = user_cells(counted, columns)
    counted = counted.with_columns(pl.Series("@cell", cells, dtype=pl.String))
    for i, name in enumerate(columns.by):
        keys = [f"@key{i}_{j}" for j in range(len(packed.spans))]
        keys += shares.values()
        merged = counted.group_by(*keys, "@cell", "@cluster").agg(pl.col("@requests").sum())
        distinct = merged.select(keys).unique(maintain_order=True).with_row_index("@row")
        merged = merged.join(distinct, on=keys, nulls_equal=True)
        told = (columns, aims[name], packed, shares)
        _fold(distinct, merged, (i, name), told, folding)


def refuse_doubles(counted: pl.DataFrame, packed: Places) -> bool:
    """Return whether some request shows two items at one place of the top k."""
    held = np.zeros(counted.height, np.int64)
    single = np.ones(counted.height, bool)
    for digits in _digits(counted, "@held{}", packed):
        held += digits
        single &= digits <= 1
    # Many at one place would carry into the next digit; then the digits do not add up to all.
    return bool((~single | (held != counted["@n"].to_numpy())).any())


def _digits(counted: pl.DataFrame, name: str, packed: Places) -> Iterator[NDArray[np.int64]]:
    """The code at each place, from the packed keys."""
    for j, (first, last) in enumerate(packed.spans):
        left = counted[name.format(j)].to_numpy().astype(np.int64)
        for _ in range(first, last + 1):
            yield left % packed.base
            left = left // packed.base


def _fold(
    distinct: pl.DataFrame, merged: pl.DataFrame, which: tuple[int, str],
    told: tuple[RankingColumns, Aim, Places, Shares], folding: Folding,
) -> None:  # fmt: skip
    i, name = which
    columns, aim, packed, shares = told
    merged = merged.sort("@row")
    rows, weights = merged["@row"].to_numpy(), merged["@requests"].to_numpy()
    cells, spots = _cells(merged)
    for start in range(0, distinct.height, PIECE):
        piece = distinct.slice(start, PIECE)
        codes = np.stack(list(_digits(piece, f"@key{i}_{{}}", packed)), 1) - 2
        part = slice(*np.searchsorted(rows, [start, start + PIECE]))
        at, weight, where = rows[part] - start, weights[part], spots[part]
        target = _target(piece, aim, shares)
        for k in columns.ks:
            lists = ManyLists.of(codes, len(aim.buckets), k)
            for measure, column in measured(lists, aim, target):
                folding.add_column(
                    ("lists", name), f"{measure}@{k}", (column, at, weight), (cells, where)
                )


def _cells(merged: pl.DataFrame) -> tuple[list[tuple[str, str]], NDArray[np.int64]]:
    """Distinct cells of user groups and hash buckets, and which one each row is in."""
    import polars as pl

    keys = ["@cell", "@cluster"]
    cells = merged.select(keys).unique(maintain_order=True).with_row_index("@spot")
    spots = merged.select(keys).join(cells, on=keys, how="left", maintain_order="left")["@spot"]
    listed = [(cell, str(cluster)) for _, cell, cluster in cells.rows()]
    return listed, spots.cast(pl.Int64).to_numpy()


def _target(piece: pl.DataFrame, aim: Aim, shares: Shares) -> NDArray[np.float64]:
    """(1, B), or (D, B) where shares come by request."""
    if not aim.columns:
        return np.array([[aim.shares[bucket] for bucket in aim.buckets]])
    named = {b: piece[shares[column]].to_numpy() for b, column in aim.columns.items()}
    left = 1 - sum(named.values())
    if (np.asarray(left) < -1e-6).any():
        raise InputError(f"target shares in {', '.join(aim.columns.values())}: sum to over 1.")
    made = np.stack([named.get(bucket, np.maximum(0.0, left)) for bucket in aim.buckets], 1)
    return np.asarray(made / made.sum(1, keepdims=True))


def measured(
    lists: ManyLists, aim: Aim, target: NDArray[np.float64]
) -> Iterator[tuple[str, Column]]:
    """Yield every measure of lists by name; those of one bucket as ``name:bucket``."""
    yield "div_at_k", lists.div_at_k()
    yield "unknown_places", lists.unknown_share()
    for spot, bucket in enumerate(aim.buckets):
        yield f"exposure_share:{bucket}", lists.exposure_share(spot)
    if len(aim.buckets) < 2:
        return
    yield "ndkl", lists.ndkl(target)
    yield "infeasible_index", lists.infeasible_index(target)
    yield "min_skew_at_k", lists.min_skew_at_k(target)
    yield "max_skew_at_k", lists.max_skew_at_k(target)
    yield "awrf", lists.awrf(target)
    yield "exposure_gap", lists.exposure_gap(target)
    for spot, bucket in enumerate(aim.buckets):
        yield f"skew_at_k:{bucket}", lists.skew_at_k(spot, target)
