"""Catalog folders, table files and tables of Spark, as tallies."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from everyhue.audit.adapters import frame_of, reading
from everyhue.audit.adapters.source import ENDINGS
from everyhue.audit.catalog.columns import Asked, columns_of
from everyhue.audit.catalog.count import count_catalog
from everyhue.audit.catalog.sample import Sample
from everyhue.catalog.folder import POINTER
from everyhue.errors import FileError, bad_value
from everyhue.metrics.frames import as_lazy, collected
from everyhue.metrics.frames.lazy import Lazy
from everyhue.signals.dimensions import SHIPPED
from everyhue.types import Dimension, Tally

Dimensions = Mapping[str, Dimension]


def count_items(
    path: str | Path,
    asked: Asked,
    *,
    declared: Dimensions | None = None,
    also: Collection[str] = (),
    sample: str | Path | None = None,
    engine: str = "polars",
) -> Tally:
    """Return the tally of a catalog folder, or of Parquet, CSV, TSV or JSON Lines.

    Parameters
    ----------
    path : str or Path
        A folder made by ``everyhue index``, or a table with one row per item; see
        `everyhue.audit.adapters.frame_of`.
    asked : Asked
        Columns that were named.
    declared : mapping of str to Dimension, optional
        Dimensions besides the shipped ones. A catalog declares its own.
    also : collection of str
        Names with a target: columns of such a name are dimensions too.
    sample : str or Path, optional
        A file of items with their true bucket; see `Sample`.
    engine : {"polars", "duckdb", "spark"}
        What counts a table.

    Raises
    ------
    FileError, InputError, UnknownNameError, MissingExtraError
        For what is not there, cannot be read, or is of no use.
    """
    place = str(path)
    if (Path(place) / POINTER).exists():
        frame, known = _catalog(Path(place))
        return count_catalog(frame, columns_of(_header(frame), asked, known, also), _sample(sample))
    _refuse_nothing(Path(place), engine)
    known = {one.name: one for one in SHIPPED} | dict(declared or {})
    with reading(place):
        columns = columns_of(_header(frame_of(place, engine)), asked, known, also)
        numbers = [name for one in columns.said for name in one.probs]
        return count_catalog(frame_of(place, engine, numbers=numbers), columns, _sample(sample))


def _refuse_nothing(path: Path, engine: str) -> None:
    """Raise for a path that is neither a catalog nor a table."""
    if path.is_dir() and not any(file.suffix.lower() in ENDINGS for file in path.rglob("*")):
        raise FileError(
            f"{path}: got neither a catalog nor a table there, expected a folder made by "
            f"`everyhue index`, or one of files that end in {', '.join(ENDINGS)}."
        )
    named = engine == "spark" or any(mark in str(path) for mark in "*?[:")
    if not named and not path.exists():
        raise FileError(f"{path}: there is no such file or catalog folder. Check the path.")


def _header(frame: Lazy) -> list[str]:
    return list(frame.collect_schema().names())


def _catalog(path: Path) -> tuple[Lazy, Dimensions]:
    from everyhue.audit.catalog.folder import catalog_frame
    from everyhue.catalog import Catalog

    with Catalog.open(path) as catalog:
        return as_lazy(catalog_frame(catalog)), catalog.dimensions


def _sample(path: str | Path | None) -> Sample | None:
    if path is None:
        return None
    with reading(str(path)):
        rows = collected([frame_of(str(path))])[0]
    if not rows.height:
        raise bad_value(f"sample {Path(path).name}", "no row", "items with their true bucket")
    return Sample(rows)
