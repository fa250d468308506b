"""Prediction files as lazy frames, counted in a stream."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from everyhue.errors import EveryhueError, FileError, InputError, bad_value
from everyhue.metrics.groups import Columns, count_groups
from everyhue.types import Tally

if TYPE_CHECKING:
    import polars as pl

ENDINGS = (".parquet", ".pq", ".csv", ".tsv", ".jsonl", ".ndjson")


def count_file(path: Path, columns: Columns) -> Tally:
    """Return the tally of a file of predictions: Parquet, CSV, TSV or JSON Lines.

    Parameters
    ----------
    path : Path
        One row per decision.
    columns : Columns
        Which column says what.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For a file that is not there, cannot be read, or whose columns are of no use.
    """
    import polars as pl
    from narwhals.exceptions import NarwhalsError

    if not path.is_file():
        raise FileError(f"{path}: there is no such file. Check the path.")
    if path.suffix.lower() not in ENDINGS:
        raise bad_value("file", path.name, f"a name that ends in {', '.join(ENDINGS)}")
    try:
        return count_groups(_scan(path, columns), columns)
    except EveryhueError:
        raise
    except (NarwhalsError, pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        first = str(error).strip().split("\n")[0]
        raise InputError(f"{path}: cannot be read ({first}). Check that it is whole.") from None


def _scan(path: Path, columns: Columns) -> pl.LazyFrame:
    import polars as pl

    ending = path.suffix.lower()
    if ending in (".parquet", ".pq"):
        return pl.scan_parquet(path)
    if ending in (".jsonl", ".ndjson"):
        return pl.scan_ndjson(path)
    with path.open(encoding="utf-8-sig") as handle:
        delimiter = max(",;\t|", key=handle.readline().count)
    header = pl.scan_csv(path, separator=delimiter, infer_schema=False)
    columns.within(list(header.collect_schema()))
    # Text stays as it is written, so that 007 is no 7; numbers are read as numbers or refused.
    numbers = [name for name in (columns.score, columns.weight) if name is not None]
    return header.with_columns(pl.col(name).cast(pl.Float64) for name in numbers)
