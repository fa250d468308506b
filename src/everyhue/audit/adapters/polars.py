"""Files read by polars, in a stream."""

from __future__ import annotations

from glob import escape
from typing import TYPE_CHECKING

from everyhue.audit.adapters.source import source_of

if TYPE_CHECKING:
    import polars as pl

_LOOKED_AT = 10_000
"""Lines of JSON from which the kinds of columns are told."""


def opened(path: str) -> tuple[pl.LazyFrame, bool]:
    """Return the files of a path, and whether all their columns are text."""
    import polars as pl

    source = source_of(path)
    files, hive = list(source.files), source.folder is not None
    if source.format == "parquet":
        return pl.scan_parquet(files, glob=False, hive_partitioning=hive), False
    if source.format == "json":
        names = [escape(file) for file in files]
        return pl.scan_ndjson(names, infer_schema_length=_LOOKED_AT), False
    delimiter = source.delimiter()
    return pl.scan_csv(files, glob=False, separator=delimiter, infer_schema=False), True
