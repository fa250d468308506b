"""Tables of any make as a lazy frame, and tables that are no good refused early."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from everyhue.errors import InputError, bad_value
from everyhue.metrics.groups.columns import Columns

if TYPE_CHECKING:
    import polars as pl

MOST_VALUES = 500
"""Most values of one group column; more of them are hardly groups, but names or numbers."""

MOST_LABELS = 50
"""Most different labels that are looked at; more of them are a number, not a class."""

_LOOKED_AT = 100_000


def lazy(rows: Any) -> pl.LazyFrame:
    """Return a table as a polars lazy frame, without copying where Arrow allows it.

    Raises
    ------
    InputError
        For something that is no table.
    """
    import polars as pl

    if isinstance(rows, pl.LazyFrame):
        return rows
    if isinstance(rows, pl.DataFrame):
        return rows.lazy()
    if hasattr(rows, "__arrow_c_stream__"):
        return pl.DataFrame(rows).lazy()
    raise bad_value(
        "rows", type(rows).__name__, "a table of polars, pandas, Arrow or DuckDB",
    )  # fmt: skip


def refuse_many(frame: pl.LazyFrame, columns: Columns, schema: Mapping[str, Any]) -> None:
    """Raise for a column with too many values in the first rows, or of lists or bytes."""
    import polars as pl

    classes = [n for n in (columns.label, columns.prediction) if n is not None]
    for name in (*columns.by, *classes):
        if schema[name].is_nested() or schema[name] == pl.Binary:
            raise bad_value(
                f"column {name!r}", str(schema[name]), "text, numbers or true and false"
            )
    looked = frame.head(_LOOKED_AT).select(*columns.by, *classes)
    counted = looked.select(pl.all().n_unique()).collect().row(0, named=True)
    for name in columns.by:
        if counted[name] > MOST_VALUES:
            raise InputError(
                f"group column {name!r}: over {MOST_VALUES} different values, which is no group "
                "to compare. Choose a column of few values, or put values into bands first."
            )
    for name in classes:
        if counted[name] > MOST_LABELS:
            raise bad_value(
                f"column {name!r}", f"over {MOST_LABELS} different values", "two of them",
                "Scores go to --score with a --threshold.",
            )  # fmt: skip
