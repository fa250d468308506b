"""The hash bucket of a cluster: the same on every engine, in every process, on every machine."""

from __future__ import annotations

from hashlib import md5
from importlib import import_module
from typing import TYPE_CHECKING, Any

import narwhals as nw

from everyhue.errors import InputError, bad_value
from everyhue.metrics.frames.lazy import Lazy, as_lazy

if TYPE_CHECKING:
    import polars as pl

BUCKETS = 256
"""Buckets are the independent units of an interval: rows of a cluster are always in one."""


def bucket_of_text(text: str) -> int:
    """Return the first byte of the MD5 of a text: a hash that every engine has, nothing secret.

    Examples
    --------
    >>> bucket_of_text("ann"), bucket_of_text("日本")
    (126, 77)
    """
    return md5(text.encode(), usedforsecurity=False).digest()[0]


def with_bucket(frame: Lazy, column: str, name: str) -> Lazy:
    """Add the hash bucket of each row's cluster, 0 to 255, as a whole-number column.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        Of polars, DuckDB or Spark.
    column : str
        Text or whole numbers; engines write other kinds as text in different ways.
    name : str
        Of the new column. Null where the cluster is null or empty text.

    Returns
    -------
    narwhals.LazyFrame
        Of the same engine.

    Raises
    ------
    InputError
        For a column of another kind.

    Notes
    -----
    Undefined when: never. Cost: one hash a distinct value (polars) or row. Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> frame = nw.from_native(pl.DataFrame({"u": ["ann", None]}).lazy())
    >>> with_bucket(frame, "u", "@u").collect().to_native()["@u"].to_list()
    [126, None]
    """
    kind = frame.collect_schema()[column]
    text = kind in (nw.String, nw.Categorical, nw.Unknown) or kind == nw.Enum
    if not (kind.is_integer() or text):  # unknown: empty throughout
        raise bad_value(f"column {column!r}", str(kind), "text or whole numbers")
    native = nw.to_native(frame)
    engine = frame.implementation
    if engine.is_polars():
        return as_lazy(_polars(native, column, name))
    if engine.is_duckdb():
        return as_lazy(_duckdb(native, column, name))
    if engine.is_pyspark() or engine.is_pyspark_connect():
        return as_lazy(_spark(native, column, name))
    raise InputError(f"clusters are counted on polars, DuckDB and Spark, not on {engine}.")


def _polars(frame: pl.LazyFrame, column: str, name: str) -> pl.LazyFrame:
    import polars as pl

    def buckets(words: pl.Series) -> pl.Series:
        values = words.unique().drop_nulls()
        values = values.filter(values != "")
        codes = [bucket_of_text(word) for word in values]
        return words.replace_strict(values, pl.Series(codes, dtype=pl.Int64), default=None)

    text = pl.col(column).cast(pl.String)
    made = text.map_batches(buckets, return_dtype=pl.Int64, is_elementwise=True)
    return frame.with_columns(made.alias(name))


def _duckdb(relation: Any, column: str, name: str) -> Any:
    quoted, target = (f'"{word.replace(chr(34), chr(34) * 2)}"' for word in (column, name))
    text = f"nullif(CAST({quoted} AS VARCHAR), '')"
    byte = f"('0x' || substr(md5({text}), 1, 2))::BIGINT"
    return relation.project(f"*, {byte} AS {target}")


def _spark(frame: Any, column: str, name: str) -> Any:
    # The functions of the frame's own kind: classic and Connect columns do not mix.
    connect = "connect." if "connect" in type(frame).__module__ else ""
    f: Any = import_module(f"pyspark.sql.{connect}functions")
    text = frame[f"`{column.replace('`', '``')}`"].cast("string")
    text = f.when(text != "", text)
    byte = f.conv(f.substring(f.md5(text), 1, 2), 16, 10).cast("bigint")
    return frame.withColumn(name, byte)
