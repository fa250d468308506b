"""A first look at a log: its buckets, and whether its numbers are usable, before anything is
counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw

from everyhue.audit.ranking.columns import RankingColumns
from everyhue.errors import InputError, bad_value
from everyhue.metrics.frames import collected
from everyhue.metrics.frames.lazy import Lazy
from everyhue.signals.dimensions import SHIPPED

if TYPE_CHECKING:
    import polars as pl

MOST_BUCKETS = 50
"""Most values of a dimension; more of them are names or numbers, not buckets."""

MOST_GROUPS = 500
"""Most values of a column about the request."""

BLANK = ("", "unknown", "none", "null", "nan", "n/a", "na", "missing")
"""Labels that say that nothing is known, in any case."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found.

    Parameters
    ----------
    buckets : dict of str to tuple of str
        Dimension to its buckets.
    from_zero : bool
        Whether positions count from 0.
    rows : int
        Rows of the log.
    left_out : dict of str to int
        Rows that cannot be used, by reason.
    """

    buckets: dict[str, tuple[str, ...]]
    from_zero: bool
    rows: int
    left_out: dict[str, int]


def words(column: str) -> nw.Expr:
    """Return a column as labels: text without blanks at the ends, null where nothing is known."""
    text = nw.col(column).cast(nw.String).str.strip_chars()
    return nw.when(~text.str.to_lowercase().is_in(BLANK)).then(text)


def number(frame: Lazy, column: str) -> nw.Expr:
    """Return a column as numbers, NaN as null; refuse text.

    Raises
    ------
    InputError
        For a column of text or of lists.
    """
    kind = frame.collect_schema()[column]
    if not (kind.is_numeric() or kind in (nw.Boolean, nw.Unknown)):
        raise bad_value(f"column {column!r}", str(kind), "numbers")
    made = nw.col(column).cast(nw.Float64)
    return nw.when(~made.is_nan()).then(made)


def no_request(columns: RankingColumns) -> nw.Expr:
    """Whether a row does not say what it was shown for."""
    missing = nw.col(columns.query).is_null()
    for name in (columns.request, columns.cluster):
        missing = missing if name is None else missing | nw.col(name).is_null()
    return missing


def look(frame: Lazy, columns: RankingColumns, shares: tuple[str, ...] = ()) -> Seen:
    """Find buckets and refuse what is of no use, in one scan.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        The log.
    columns : RankingColumns
        Which column says what.
    shares : tuple of str
        Columns of target shares.

    Raises
    ------
    InputError
        For an empty log, a column without any label, one with too many, or numbers out of range.
    """
    schema = frame.collect_schema()
    for name in (*columns.by, *columns.users):
        if schema[name].is_nested() or schema[name] in (nw.Binary, nw.Object):
            raise bad_value(f"column {name!r}", str(schema[name]), "text or whole numbers")
    looked = (*columns.by, *columns.users)
    plans = [_numbers(frame, columns, shares)]
    for name in looked:
        plans.append(frame.select(words(name).alias("@")).unique().head(MOST_GROUPS + 2))
    first, *found = collected(plans)
    facts = first.row(0, named=True)
    _refuse_numbers(facts, columns, shares)
    values = {name: _values(each) for name, each in zip(looked, found, strict=True)}
    _refuse_many(values, columns)
    buckets = {name: _buckets(name, values[name], columns) for name in columns.by}
    left_out = {"no query": facts["no query"], "no position": facts["no position"]}
    left_out = {reason: int(n) for reason, n in left_out.items() if n}
    return Seen(buckets, facts["least"] == 0, int(facts["rows"]), left_out)


def _numbers(frame: Lazy, columns: RankingColumns, shares: tuple[str, ...]) -> Lazy:
    """One row of facts about the numbers of a log."""
    place = number(frame, columns.position)
    made = [
        nw.len().alias("rows"), _count(no_request(columns)).alias("no query"),
        place.is_null().cast(nw.Int64).sum().alias("no position"), place.min().alias("least"),
        _count((place < 0) | (place != place.floor()) | ~place.is_finite()).alias("odd"),
    ]  # fmt: skip
    for i, name in enumerate(_amounts(columns)):
        value = number(frame, name)
        made += [_count(value < 0).alias(f"bad{i}"), _count(value.is_null()).alias(f"none{i}")]
    for i, name in enumerate(shares):
        value = number(frame, name)
        made += [_count((value < 0) | (value > 1) | value.is_null()).alias(f"share{i}")]
    return frame.select(made)


def _count(flag: nw.Expr) -> nw.Expr:
    return flag.fill_null(False).cast(nw.Int64).sum()


def _amounts(columns: RankingColumns) -> list[str]:
    return [name for name in columns.numbers if name != columns.position]


def _refuse_numbers(
    facts: dict[str, Any], columns: RankingColumns, shares: tuple[str, ...]
) -> None:
    if not facts["rows"]:
        raise InputError("The log has no rows.")
    for what, name in (("query", columns.request or columns.query), ("position", columns.position)):
        if facts[f"no {what}"] == facts["rows"]:
            raise InputError(f"{what} column {name!r}: empty in every row. Choose another column.")
    if facts["odd"]:
        raise bad_value(
            f"position in {columns.position!r}", f"{facts['odd']:,} rows that are none",
            "whole numbers from 1 (or from 0 throughout)",
        )  # fmt: skip
    for i, name in enumerate(_amounts(columns)):
        if facts[f"none{i}"] == facts["rows"]:
            raise InputError(f"column {name!r}: empty in every row. Choose another column.")
        if facts[f"bad{i}"]:
            raise bad_value(f"column {name!r}", f"{facts[f'bad{i}']:,} rows below 0", "numbers ≥ 0")
    for i, name in enumerate(shares):
        if facts[f"share{i}"]:
            raise bad_value(
                f"target shares in {name!r}", f"{facts[f'share{i}']:,} rows that are none",
                "a share in [0, 1] in every row",
            )  # fmt: skip


def _values(found: pl.DataFrame) -> list[str]:
    return sorted(value for value in found["@"].to_list() if value is not None)


def _refuse_many(values: dict[str, list[str]], columns: RankingColumns) -> None:
    for name, found in values.items():
        most = MOST_BUCKETS if name in columns.by else MOST_GROUPS
        if len(found) > most:
            raise InputError(
                f"column {name!r}: over {most} different values, which is no group to compare. "
                "Choose a column of few values, or put values into bands first."
            )
        if not found:
            raise InputError(
                f"column {name!r}: no label in any row. Choose a column that holds values."
            )


def _buckets(name: str, found: list[str], columns: RankingColumns) -> tuple[str, ...]:
    """The declared buckets, also those that are never shown; else what occurs."""
    declared = columns.buckets.get(name)
    if declared is not None:
        strange = [value for value in found if value not in declared]
        if strange:
            raise bad_value(f"values of {name!r}", strange[:5], f"one of {', '.join(declared)}")
        return declared
    shipped = next((d.ids for d in SHIPPED if d.name == name), ())
    return shipped if set(found) <= set(shipped) else tuple(found)
