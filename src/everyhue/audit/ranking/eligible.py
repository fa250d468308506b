"""Whom or what there was to show: counts or rows by the same columns as the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import narwhals as nw

from everyhue.audit.ranking.columns import RankingColumns
from everyhue.audit.ranking.fold import Folding, cell_of
from everyhue.audit.ranking.look import MOST_GROUPS, labels, numbers
from everyhue.errors import InputError, bad_value
from everyhue.metrics.frames import as_lazy, chosen, collected

COUNTS = ("eligible", "count", "n", "people", "items")
"""Columns that hold a count, the first one that is there; without one, rows are counted."""


@dataclass(frozen=True, slots=True)
class Eligible:
    """The eligible, by the columns that the log has too.

    Parameters
    ----------
    columns : tuple of str
        All of the dimensions, or all of the columns about requests, that the file has.
    counts : mapping of tuple of str to float
        By values of the columns; unknown ones are left out.
    """

    columns: tuple[str, ...]
    counts: dict[tuple[str, ...], float]


def read_eligible(rows: Any, columns: RankingColumns) -> Eligible:
    """Count the eligible of a table by the columns it shares with the log.

    Parameters
    ----------
    rows : any table
        Rows, or counts in a column called as in `COUNTS`.
    columns : RankingColumns
        Of the log.

    Raises
    ------
    InputError
        Without a column of the log, with negative counts, or without anybody.

    Examples
    --------
    >>> import polars as pl
    >>> people = pl.DataFrame({"locale": ["de", "fr"], "count": [30, 10]})
    >>> read_eligible(people, RankingColumns("q", "p", ("tone",), users=("locale",))).counts
    {('de',): 30.0, ('fr',): 10.0}
    """
    frame = as_lazy(rows)
    header = frame.collect_schema().names()
    named = next(
        (
            held
            for held in (
                [n for n in columns.users if n in header],
                [n for n in columns.by if n in header],
            )
            if held
        ),
        [],
    )
    if not named:
        raise bad_value(
            "columns of the eligible", header, f"one of {', '.join((*columns.users, *columns.by))}"
        )
    counted = next((name for name in COUNTS if name in header and name not in named), None)
    roles = {f"by{i}": name for i, name in enumerate(named)}
    roles |= {} if counted is None else {"popularity": counted}
    frame = numbers(chosen(frame, roles), roles)
    amount = nw.lit(1.0) if counted is None else nw.col("popularity")
    frame = frame.select(
        *(labels(f"by{i}").alias(f"@{i}") for i in range(len(named))), amount.alias("@n")
    )
    grouped = frame.group_by(*(f"@{i}" for i in range(len(named)))).agg(
        nw.col("@n").sum(), nw.col("@n").min().alias("@least")
    )
    return _counted(collected([grouped.head(MOST_GROUPS + 2)])[0], tuple(named))


def _counted(found: Any, named: tuple[str, ...]) -> Eligible:
    counts: dict[tuple[str, ...], float] = {}
    if found.height > MOST_GROUPS:
        raise InputError(f"eligible by {', '.join(named)}: over {MOST_GROUPS} groups.")
    for *cell, n, least in sorted(found.rows(), key=lambda row: tuple(map(str, row))):
        if least is None or least < 0:
            raise bad_value(f"count of the eligible {cell}", least, "a number ≥ 0")
        if None not in cell:
            counts[tuple(cell)] = float(n)
    if not sum(counts.values()):
        raise bad_value("eligible", counts, "somebody in a group that is known")
    return Eligible(named, counts)


def fold_eligible(eligible: Eligible, columns: RankingColumns, folding: Folding) -> None:
    """Add the eligible to a tally."""
    for cell, n in eligible.counts.items():
        folding.add(("eligible", ",".join(eligible.columns), cell_of(cell), ""), "eligible", n)
