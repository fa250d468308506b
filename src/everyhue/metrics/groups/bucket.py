"""The hash bucket of a cluster: the same in every process and on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import polars as pl

BUCKETS = 256
"""Buckets are the independent units of an interval: rows of a cluster are always in one."""


def bucket_of(column: str) -> pl.Expr:
    """Return the bucket of each row as a polars expression: CRC-32 of its text, modulo 256."""
    import polars as pl

    text = pl.col(column).cast(pl.String)
    return text.map_batches(_buckets, return_dtype=pl.UInt16, is_elementwise=True)


def _buckets(words: pl.Series) -> pl.Series:
    import polars as pl

    values = words.unique().drop_nulls()
    codes = [crc32(word.encode()) % BUCKETS for word in values]
    return words.replace_strict(values, pl.Series(codes, dtype=pl.UInt16), default=None)
