"""The pass that tasks of several classes and of numbers share: sums by cell, key and bucket."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw

from everyhue.metrics.frames import as_lazy, chosen, passes, with_bucket, words
from everyhue.metrics.frames.lazy import Lazy
from everyhue.metrics.groups.columns import Columns
from everyhue.metrics.groups.count import MISSING
from everyhue.metrics.groups.table import refuse_groups, refuse_ranges
from everyhue.types.tally import Cell

if TYPE_CHECKING:
    import polars as pl

Told = Callable[[int], None]
"""Is told the rows counted so far."""


def rows_of(rows: Any, columns: Columns) -> Lazy:
    """Return label, prediction, weight, bucket and groups of a table, under these names."""
    frame = chosen(as_lazy(rows), columns.roles)
    if columns.weight:
        frame = frame.with_columns(nw.col("weight").cast(nw.Float64))
    return with_bucket(frame, "cluster", "bucket") if columns.cluster else frame


def grouped(
    frame: Lazy, columns: Columns, keys: Sequence[str], sums: Sequence[nw.Expr],
    told: Told = lambda rows: None,
) -> Iterator[tuple[Cell, Mapping[str, Any]]]:  # fmt: skip
    """Yield the cell of every group of rows, with its keys and its sums.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        Of `rows_of`.
    columns : Columns
        Which column says what.
    keys : sequence of str
        Columns to keep apart besides the groups.
    sums : sequence of narwhals.Expr
        What is added up, each called ``@`` and a name; ``@n`` counts the rows.
    told : callable, optional
        Is told the rows counted so far, where the engine can say.

    Raises
    ------
    InputError
        For an unusable weight, a row without cluster, or too many groups.
    """
    bucket = ["bucket"] if columns.cluster else []
    made = [nw.len().cast(nw.Int64).alias("@n"), *sums]
    if columns.weight:
        usable = nw.col("weight").is_finite() & (nw.col("weight") >= 0)
        made.append(usable.fill_null(False).cast(nw.Int64).sum().alias("@usable"))

    def check(part: pl.DataFrame) -> None:
        refuse_groups(part, columns)
        refuse_ranges(part, columns)

    def plan(rows: Lazy) -> list[Lazy]:
        return [rows.group_by(*columns.groups, *keys, *bucket).agg(*made)]

    for held in passes(frame, plan, check=check, told=told):
        texts = [[word or MISSING for word in words(held[role])] for role in columns.groups]
        for cell, row in zip(zip(*texts, strict=True), held.iter_rows(named=True), strict=True):
            yield (*cell, str(row["bucket"])) if bucket else cell, row
