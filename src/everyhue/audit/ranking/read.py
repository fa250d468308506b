"""Files and tables of shown items, counted where they are."""

from __future__ import annotations

from everyhue.audit.adapters import frame_of, reading
from everyhue.audit.ranking.columns import RankingColumns
from everyhue.audit.ranking.count import WORST, count_ranking, share_names
from everyhue.audit.ranking.eligible import COUNTS, Eligible, read_eligible
from everyhue.audit.rules import Rules
from everyhue.types import Tally


def count_file(
    path: str, columns: RankingColumns, rules: Rules | None = None, engine: str = "polars",
    *, eligible: str | None = None, worst: int = WORST,
) -> Tally:  # fmt: skip
    """Return the tally of a log: Parquet, CSV, TSV, JSON Lines, or a table of Spark.

    Parameters
    ----------
    path : str
        One row per shown item; see `everyhue.audit.adapters.frame_of`.
    columns : RankingColumns
        Which column says what.
    rules : Rules, optional
        Targets.
    engine : {"polars", "duckdb", "spark"}
        What counts.
    eligible : str, optional
        Path of the eligible; see `read_eligible`.
    worst : int, ≥ 0
        Queries that are kept by name for each dimension.

    Raises
    ------
    FileError, InputError, UnknownNameError, MissingExtraError
        For a file that is not there, cannot be read, or whose columns are of no use.
    """
    people = None if eligible is None else _eligible(eligible, columns)
    numbers = [*dict.fromkeys([*columns.numbers, *share_names(rules)])]
    with reading(path):
        frame = frame_of(path, engine, numbers=numbers)
        return count_ranking(frame, columns, rules, eligible=people, worst=worst)


def _eligible(path: str, columns: RankingColumns) -> Eligible:
    with reading(path):
        header = frame_of(path).collect_schema().names()
        counts = [name for name in COUNTS if name in header and name not in columns.by][:1]
        return read_eligible(frame_of(path, numbers=counts), columns)
