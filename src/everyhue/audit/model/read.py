"""Files and tables of predictions, counted where they are."""

from __future__ import annotations

from collections.abc import Callable

from everyhue.audit.adapters import frame_of, reading
from everyhue.metrics.groups import Columns, count_groups
from everyhue.types import Tally


def count_file(
    path: str, columns: Columns, engine: str = "polars", *,
    told: Callable[[int], None] = lambda rows: None,
) -> Tally:  # fmt: skip
    """Return the tally of predictions: Parquet, CSV, TSV, JSON Lines, or a table of Spark.

    Parameters
    ----------
    path : str
        One row per decision; see `everyhue.audit.adapters.frame_of`.
    columns : Columns
        Which column says what.
    engine : {"polars", "duckdb", "spark"}
        What counts.
    told : callable, optional
        Is told the rows counted so far, where the engine can say.

    Raises
    ------
    FileError, InputError, UnknownNameError, MissingExtraError
        For a file that is not there, cannot be read, or whose columns are of no use.
    """
    numbers = [name for name in (columns.score, columns.weight) if name is not None]
    with reading(path):
        return count_groups(frame_of(path, engine, numbers=numbers), columns, told=told)
