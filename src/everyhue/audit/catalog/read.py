"""Catalog folders and table files, as tables and tallies."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from everyhue.audit.catalog.columns import Asked, columns_of
from everyhue.audit.catalog.count import count_catalog
from everyhue.audit.catalog.sample import Sample
from everyhue.errors import EveryhueError, FileError, InputError, bad_value
from everyhue.signals.dimensions import SHIPPED
from everyhue.types import Dimension, Tally

if TYPE_CHECKING:
    import polars as pl

ENDINGS = (".parquet", ".pq", ".csv", ".tsv", ".jsonl", ".ndjson")


def count_items(
    path: Path,
    asked: Asked,
    *,
    declared: Mapping[str, Dimension] | None = None,
    also: Collection[str] = (),
    sample: Path | None = None,
) -> Tally:
    """Return the tally of a catalog folder, or of a Parquet, CSV, TSV or JSON Lines file.

    Parameters
    ----------
    path : Path
        A folder made by ``everyhue index``, or a file with one row per item.
    asked : Asked
        Columns that were named.
    declared : mapping of str to Dimension, optional
        Dimensions besides the shipped ones. A catalog declares its own.
    also : collection of str
        Names with a target: columns of such a name are dimensions too.
    sample : Path, optional
        A file of items with their true bucket; see `Sample`.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For what is not there, cannot be read, or is of no use.
    """
    if path.is_dir():
        frame, known = _catalog(path)
    else:
        frame = scan_table(path)
        known = {one.name: one for one in SHIPPED} | dict(declared or {})
    with readable(path):
        columns = columns_of(list(frame.collect_schema()), asked, known, also)
        looked_at = None if sample is None else _sample(sample)
        return count_catalog(frame, columns, looked_at)


def _catalog(path: Path) -> tuple[pl.LazyFrame, Mapping[str, Dimension]]:
    from everyhue.audit.catalog.folder import catalog_frame
    from everyhue.catalog import Catalog

    with Catalog.open(path) as catalog:
        return catalog_frame(catalog).lazy(), catalog.dimensions


def _sample(path: Path) -> Sample:
    with readable(path):
        rows = scan_table(path).collect()
    if not rows.height:
        raise bad_value(f"sample {path.name}", "no row", "items with their true bucket")
    return Sample(rows)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say of a file that an engine cannot read which one it is, and what came."""
    import polars as pl
    from narwhals.exceptions import NarwhalsError

    try:
        yield
    except EveryhueError:
        raise
    except (NarwhalsError, pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        first = str(error).strip().split("\n")[0]
        raise InputError(f"{path}: cannot be read ({first}). Check that it is whole.") from None


def scan_table(path: Path) -> pl.LazyFrame:
    """Return a file as a lazy frame; text of CSV stays as it is written.

    Raises
    ------
    FileError, InputError
        For a file that is not there, of another ending, or that has no header.
    """
    import polars as pl

    if not path.is_file():
        raise FileError(f"{path}: there is no such file or catalog folder. Check the path.")
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise bad_value("file", path.name, f"a name that ends in {', '.join(ENDINGS)}")
    if ending in (".parquet", ".pq"):
        return pl.scan_parquet(path)
    if ending in (".jsonl", ".ndjson"):
        return pl.scan_ndjson(path)
    with readable(path), path.open(encoding="utf-8-sig") as handle:
        delimiter = max(",;\t|", key=handle.readline().count)
    return pl.scan_csv(path, separator=delimiter, infer_schema=False)
