"""Any table as a lazy narwhals frame, without copying where Arrow allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw

from everyhue.errors import InputError, bad_value

if TYPE_CHECKING:
    import polars as pl

Lazy = nw.LazyFrame[Any]
"""A lazy frame of any engine."""


def as_lazy(rows: Any) -> Lazy:
    """Return a table as a lazy frame of its own engine.

    Parameters
    ----------
    rows : polars frame or lazy frame, DuckDB relation, Spark frame, narwhals frame, or any table
        that gives Arrow (pandas, pyarrow …)
        The last are handed to polars, without copying.

    Returns
    -------
    narwhals.LazyFrame
        Nothing is read yet.

    Raises
    ------
    InputError
        For something that is no table.

    Notes
    -----
    Undefined when: never. Cost: none; pandas objects are converted. Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> as_lazy(pl.DataFrame({"a": [1, 2]})).collect_schema().names()
    ['a']
    """
    native = nw.to_native(rows, pass_through=True)
    known = nw.from_native(native, pass_through=True)
    if isinstance(known, nw.LazyFrame):
        return known
    if isinstance(known, nw.DataFrame) and known.implementation.is_polars():
        return known.lazy()
    if hasattr(native, "__arrow_c_stream__"):
        return nw.from_native(_through_arrow(native).lazy())
    raise bad_value(
        "rows", type(rows).__name__, "a table of polars, pandas, Arrow, DuckDB or Spark"
    )


def _through_arrow(native: Any) -> pl.DataFrame:
    import polars as pl

    try:
        return pl.DataFrame(native)
    except Exception as error:  # of pyarrow, which need not be there to be named
        if not type(error).__module__.startswith("pyarrow"):
            raise
        said = str(error.args[0]).splitlines()[0]
        raise InputError(
            f"rows: a column cannot be read ({said}). Expected values of one kind in each column; "
            "convert it first, such as with .astype(str)."
        ) from None


def in_memory(rows: Any) -> bool:
    """Return whether a table's rows are in this process already, so that grouping them is bounded.

    Examples
    --------
    >>> import polars as pl
    >>> in_memory(pl.DataFrame({"a": [1]})), in_memory(pl.LazyFrame({"a": [1]}))
    (True, False)
    """
    known = nw.from_native(nw.to_native(rows, pass_through=True), pass_through=True)
    return not isinstance(known, nw.LazyFrame)
