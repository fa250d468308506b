"""Tables that are no good refused early."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw

from everyhue.errors import InputError, bad_value
from everyhue.metrics.frames import collected
from everyhue.metrics.frames.lazy import Lazy
from everyhue.metrics.groups.columns import Columns

if TYPE_CHECKING:
    import polars as pl

MOST_VALUES = 500
"""Most values of one group column; more of them are hardly groups, but names or numbers."""

MOST_LABELS = 50
"""Most different labels that are looked at; more of them are a number, not a class."""

_LOOKED_AT = 100_000


def refuse_table(frame: Lazy, columns: Columns) -> None:
    """Raise for columns of kinds that are of no use, or too many values in the first rows.

    Most tables with such a column are refused here, before they are read.
    """
    schema = frame.collect_schema()
    for role in ("label", "prediction", *columns.groups):
        if role in schema and (schema[role].is_nested() or schema[role] == nw.Binary):
            raise bad_value(
                f"column {columns.roles[role]!r}", str(schema[role]),
                "text, numbers or true and false",
            )  # fmt: skip
    for role in ("score", "weight"):
        if role in schema and not (schema[role].is_numeric() or schema[role] == nw.Unknown):
            raise bad_value(f"{role} in {columns.roles[role]!r}", str(schema[role]), "numbers")
    roles = [role for role in ("label", "prediction", *columns.groups) if role in schema]
    looked = frame.head(_LOOKED_AT).select(*roles).select(nw.all().n_unique())
    counted = collected([looked])[0].row(0, named=True)
    _refuse({role: count or 0 for role, count in counted.items()}, columns)  # null for no rows


def refuse_many(grouped: pl.DataFrame, columns: Columns) -> None:
    """Raise for a column of grouped rows that turned out to have too many values."""
    roles = [role for role in ("label", "prediction", *columns.groups) if role in grouped.columns]
    _refuse({role: grouped[role].n_unique() for role in roles}, columns)


def refuse_groups(grouped: pl.DataFrame, columns: Columns) -> None:
    """Raise for a group column of grouped rows that turned out to have too many values."""
    _refuse({role: grouped[role].n_unique() for role in columns.groups}, columns)


def _refuse(values: dict[str, int], columns: Columns) -> None:
    """Raise for too many values; that of one reason, null, is not counted against a column."""
    for role, count in values.items():
        name = columns.roles[role]
        if role in columns.groups and count > MOST_VALUES + 1:
            raise InputError(
                f"group column {name!r}: over {MOST_VALUES} different values, which is no group "
                "to compare. Choose a column of few values, or put values into bands first."
            )
        if role not in columns.groups and count > MOST_LABELS + 1:
            raise bad_value(
                f"column {name!r}", f"over {MOST_LABELS} different values", "two of them",
                "Scores go to --score with a --threshold.",
            )  # fmt: skip


def refuse_ranges(grouped: pl.DataFrame, columns: Columns) -> None:
    """Raise for a score outside [0, 1], an unusable weight, or a row of no cluster."""
    if "bucket" in grouped.columns and grouped["bucket"].null_count():
        raise bad_value(
            f"cluster in {columns.cluster!r}", None, "a value in every row",
            "Give rows that belong to nobody a value of their own.",
        )  # fmt: skip
    for name in {"@least", "@most"} & set(grouped.columns):
        for score in grouped[name].drop_nulls():
            if not 0 <= score <= 1:
                raise bad_value(
                    f"score in {columns.score!r}", score, "a number in [0, 1]",
                    "Scale the scores first, or pass --prediction.",
                )  # fmt: skip
    if "@usable" in grouped.columns and (rows := (grouped["@n"] - grouped["@usable"]).sum()):
        raise bad_value(
            f"weight in {columns.weight!r}", f"{rows} rows without a usable weight",
            "a finite number ≥ 0 in every row",
        )  # fmt: skip
