"""The pass that tasks of several classes and of numbers share: sums by cell, key and bucket."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals as nw

from everyhue.errors import InputError, bad_value
from everyhue.metrics.frames import as_lazy, collected, with_bucket
from everyhue.metrics.frames.lazy import Lazy
from everyhue.metrics.groups.columns import Columns
from everyhue.metrics.groups.count import MISSING
from everyhue.metrics.groups.table import MOST_VALUES
from everyhue.types.tally import Cell


def rows_of(rows: Any, columns: Columns) -> Lazy:
    """Return label, prediction, weight, bucket and groups of a table, under these names."""
    frame = as_lazy(rows)
    columns.within(frame.collect_schema().names())
    roles = {"label": columns.label, "prediction": columns.prediction, "cluster": columns.cluster}
    roles |= {f"group_{spot}": name for spot, name in enumerate(columns.by)}
    made = [nw.col(name).alias(role) for role, name in roles.items() if name is not None]
    if columns.weight:
        made.append(nw.col(columns.weight).cast(nw.Float64).alias("weight"))
    frame = frame.select(*made)
    return with_bucket(frame, "cluster", "bucket") if columns.cluster else frame


def grouped(
    frame: Lazy, columns: Columns, keys: Sequence[str], sums: Sequence[nw.Expr]
) -> Iterator[tuple[Cell, Mapping[str, Any]]]:
    """Yield the cell of every group of rows, with its keys and its sums.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        Of `rows_of`.
    columns : Columns
        Which column says what.
    keys : sequence of str
        Columns to keep apart besides the groups.
    sums : sequence of narwhals.Expr
        What is added up, each called ``@`` and a name; ``@n`` counts the rows.

    Raises
    ------
    InputError
        For an unusable weight, a row without cluster, or too many groups.
    """
    groups = [f"group_{spot}" for spot in range(len(columns.by))]
    bucket = ["bucket"] if columns.cluster else []
    made = [nw.len().cast(nw.Int64).alias("@n"), *sums]
    if columns.weight:
        usable = nw.col("weight").is_finite() & (nw.col("weight") >= 0)
        made.append(usable.fill_null(False).cast(nw.Int64).sum().alias("@usable"))
    held = collected([frame.group_by(*groups, *keys, *bucket).agg(*made)])[0]
    for name, role in zip(columns.by, groups, strict=True):
        if held[role].n_unique() > MOST_VALUES:
            raise InputError(
                f"group column {name!r}: over {MOST_VALUES} different values, which is no group "
                "to compare. Choose a column of few values, or put values into bands first."
            )
    for row in held.iter_rows(named=True):
        _refuse(row, columns)
        cell = tuple(word_of(row[role]) or MISSING for role in groups)
        yield (*cell, str(row["bucket"])) if bucket else cell, row


def word_of(value: Any) -> str | None:
    """Return a value as text, whole numbers without a point; None for null, empty text and NaN.

    Examples
    --------
    >>> word_of(2.0), word_of(True), word_of(" cat "), word_of(float("nan"))
    ('2', 'true', 'cat', None)
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip() or None


def _refuse(row: Mapping[str, Any], columns: Columns) -> None:
    if columns.cluster and row["bucket"] is None:
        raise bad_value(
            f"cluster in {columns.cluster!r}", None, "a value in every row",
            "Give rows that belong to nobody a value of their own.",
        )  # fmt: skip
    if columns.weight and row["@usable"] != row["@n"]:
        raise bad_value(
            f"weight in {columns.weight!r}", f"{row['@n'] - row['@usable']} rows without a usable "
            "weight", "a finite number ≥ 0 in every row",
        )  # fmt: skip
