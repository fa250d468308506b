"""Logs of shown items as lazy frames, counted in a stream."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from everyhue.audit.ranking.columns import RankingColumns
from everyhue.audit.ranking.count import WORST, count_ranking, share_names
from everyhue.audit.ranking.eligible import COUNTS, read_eligible
from everyhue.audit.rules import Rules
from everyhue.errors import EveryhueError, FileError, InputError, bad_value
from everyhue.types import Tally

if TYPE_CHECKING:
    import polars as pl

ENDINGS = (".parquet", ".pq", ".csv", ".tsv", ".jsonl", ".ndjson")


def count_file(
    path: Path, columns: RankingColumns, rules: Rules | None = None,
    *, eligible: Path | None = None, worst: int = WORST,
) -> Tally:  # fmt: skip
    """Return the tally of a log: Parquet, CSV, TSV or JSON Lines.

    Parameters
    ----------
    path : Path
        One row per shown item.
    columns : RankingColumns
        Which column says what.
    rules : Rules, optional
        Targets.
    eligible : Path, optional
        File of the eligible; see `read_eligible`.
    worst : int, ≥ 0
        Queries that are kept by name for each dimension.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For a file that is not there, cannot be read, or whose columns are of no use.
    """
    import polars as pl
    from narwhals.exceptions import NarwhalsError

    at = path
    try:
        people = None
        if eligible is not None:
            at = eligible
            people = read_eligible(scanned(eligible, COUNTS), columns)
        at = path
        frame = scanned(path, [*columns.numbers, *share_names(rules)])
        return count_ranking(frame, columns, rules, eligible=people, worst=worst)
    except EveryhueError:
        raise
    except (NarwhalsError, pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        first = str(error).strip().split("\n")[0]
        told = "Numbers are expected there" if "conversion" in first else "Check that it is whole"
        raise InputError(f"{at}: cannot be read ({first}). {told}.") from None


def scanned(path: Path, numbers: Sequence[str]) -> pl.LazyFrame:
    """Return a file as a lazy frame; columns of `numbers` are read as such, where it has them.

    Raises
    ------
    FileError, InputError
        For a file that is not there, or of an unknown kind.
    """
    import polars as pl

    ending = path.suffix.lower()
    if not path.is_file():
        raise FileError(f"{path}: there is no such file. Check the path.")
    if ending not in ENDINGS:
        raise bad_value("file", path.name, f"a name that ends in {', '.join(ENDINGS)}")
    if ending in (".parquet", ".pq"):
        return pl.scan_parquet(path)
    if ending in (".jsonl", ".ndjson"):
        return pl.scan_ndjson(path)
    with path.open(encoding="utf-8-sig") as handle:
        delimiter = max(",;\t|", key=handle.readline().count)
    # Text stays as it is written, so that 007 is no 7; numbers are read as numbers or refused.
    table = pl.scan_csv(path, separator=delimiter, infer_schema=False)
    known = table.collect_schema().names()
    return table.with_columns(pl.col(n).cast(pl.Float64) for n in numbers if n in known)
