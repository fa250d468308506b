"""A first look at a log: its buckets, and whether its numbers are usable, before anything is
counted.
"""

from __future__ import annotations

from collections.abc import Mapping
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

NUMBERS = ("position", "clicks", "relevance", "popularity")
"""Roles of columns that hold numbers."""

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


def labels(role: str) -> nw.Expr:
    """Return a column as labels: text without blanks at the ends, null where nothing is known."""
    text = nw.col(role).cast(nw.String).str.strip_chars()
    return nw.when(~text.str.to_lowercase().is_in(BLANK)).then(text)


def numbers(frame: Lazy, roles: Mapping[str, str]) -> Lazy:
    """Return a log with its columns of numbers as such, NaN as null; refuse text.

    Raises
    ------
    InputError
        For a column of text or of lists.
    """
    schema, made = frame.collect_schema(), []
    for role, name in roles.items():
        if role in NUMBERS or role.startswith("share"):
            kind = schema[role]
            if not (kind.is_numeric() or kind in (nw.Boolean, nw.Unknown)):
                raise bad_value(f"column {name!r}", str(kind), "numbers")
            value = nw.col(role).cast(nw.Float64)
            made.append(nw.when(~value.is_nan()).then(value).alias(role))
    return frame.with_columns(*made) if made else frame


def no_request(roles: Mapping[str, str]) -> nw.Expr:
    """Whether a row does not say what it was shown for."""
    missing = nw.col("query").is_null() | nw.col("cluster").is_null()
    return missing | nw.col("request").is_null() if "request" in roles else missing


def look(frame: Lazy, columns: RankingColumns, roles: Mapping[str, str]) -> Seen:
    """Find buckets and refuse what is of no use, in one scan.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        The log, its columns called by their roles, numbers as such.
    columns : RankingColumns
        Which column says what.
    roles : mapping of str to str
        Role to the name in the log.

    Raises
    ------
    InputError
        For an empty log, a column without any label, one with too many, or numbers out of range.
    """
    schema = frame.collect_schema()
    looked = [role for role in roles if role.startswith(("by", "user"))]
    for role in looked:
        if schema[role].is_nested() or schema[role] in (nw.Binary, nw.Object):
            raise bad_value(f"column {roles[role]!r}", str(schema[role]), "text or whole numbers")
    kind = schema["cluster"]
    if not (kind.is_integer() or kind in (nw.String, nw.Categorical, nw.Unknown, nw.Enum)):
        raise bad_value(f"column {roles['cluster']!r}", str(kind), "text or whole numbers")
    plans = [frame.select(_facts(roles))]
    for role in looked:
        found = frame.select(labels(role).alias("@")).unique().head(MOST_GROUPS + 2)
        plans.append(found)
    first, *parts = collected(plans)
    facts = first.row(0, named=True)
    _refuse_numbers(facts, roles)
    values = {role: _values(each) for role, each in zip(looked, parts, strict=True)}
    _refuse_many(values, roles)
    buckets = {name: _buckets(name, values[f"by{i}"], columns) for i, name in enumerate(columns.by)}
    left_out = {"no query": facts["no query"], "no position": facts["no position"]}
    left_out = {reason: int(n) for reason, n in left_out.items() if n}
    return Seen(buckets, facts["least"] == 0, int(facts["rows"]), left_out)


def _facts(roles: Mapping[str, str]) -> list[nw.Expr]:
    """What is to be known of the numbers of a log."""
    place = nw.col("position")
    odd = (place < 0) | (place != place.floor()) | ~place.is_finite()
    made = [
        nw.len().alias("rows"), _count(no_request(roles)).alias("no query"),
        _count(place.is_null()).alias("no position"), place.min().alias("least"),
        _count(odd).alias("odd"),
    ]  # fmt: skip
    for role in _amounts(roles):
        value = nw.col(role)
        most = 1.0 if role.startswith("share") else float("inf")
        off = (value < 0) | (value > most) | ~value.is_finite()
        made += [_count(off).alias(f"off {role}"), _count(value.is_null()).alias(f"no {role}")]
    return made


def _count(flag: nw.Expr) -> nw.Expr:
    return flag.fill_null(False).cast(nw.Int64).sum()


def _amounts(roles: Mapping[str, str]) -> list[str]:
    return [r for r in roles if r.startswith("share") or (r in NUMBERS and r != "position")]


def _refuse_numbers(facts: dict[str, Any], roles: Mapping[str, str]) -> None:
    rows = facts["rows"]
    if not rows:
        raise InputError("The log has no rows.")
    for what, role in (("query", "request"), ("position", "position")):
        if facts[f"no {what}"] == rows:
            name = roles.get(role, roles["query"])
            raise InputError(f"{what} column {name!r}: empty in every row. Choose another column.")
    if facts["odd"]:
        raise bad_value(
            f"position in {roles['position']!r}", f"{facts['odd']:,} rows that are none",
            "whole numbers from 1 (or from 0 throughout)",
        )  # fmt: skip
    for role in _amounts(roles):
        name, off = roles[role], facts[f"off {role}"]
        if role.startswith("share") and (off or facts[f"no {role}"]):
            raise bad_value(
                f"target shares in {name!r}", f"{off + facts[f'no {role}']:,} rows that are none",
                "a share in [0, 1] in every row",
            )  # fmt: skip
        if facts[f"no {role}"] == rows:
            raise InputError(f"column {name!r}: empty in every row. Choose another column.")
        if off:
            raise bad_value(
                f"column {name!r}", f"{off:,} rows below 0 or without end", "numbers ≥ 0"
            )


def _values(found: pl.DataFrame) -> list[str]:
    return sorted(value for value in found["@"].to_list() if value is not None)


def _refuse_many(values: dict[str, list[str]], roles: Mapping[str, str]) -> None:
    for role, found in values.items():
        name = roles[role]
        most = MOST_BUCKETS if role.startswith("by") else MOST_GROUPS
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
