"""Values as text, written alike whichever engine they came from."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


def words(column: pl.Series) -> list[str | None]:
    """Return the values of a column as text; None for null, empty text and NaN.

    Truth values are ``true`` and ``false``; dates and times are ISO 8601, those with a zone in
    UTC; numbers are as short as they can be
    without loss, whole ones without a point.

    Parameters
    ----------
    column : polars.Series
        Of the small result of a grouped pass.

    Notes
    -----
    Undefined when: never. Cost: O(n), meant for groups, not for rows. Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> words(pl.Series([1.0, float("nan"), -0.0])), words(pl.Series([True, None]))
    (['1', None, '0'], ['true', None])
    """
    import polars as pl

    if column.dtype == pl.Float32:  # 0.1 in 32 bits is 0.1, not 0.10000000149
        column = pl.Series([None if v is None else float(str(v)) for v in column.to_numpy()])
    return [word_of(value) for value in column.to_list()]


def word_of(value: Any) -> str | None:
    """Return one value as `words` writes it.

    Examples
    --------
    >>> word_of(2.0), word_of(True), word_of("cat"), word_of(float("nan"))
    ('2', 'true', 'cat', None)
    """
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # 0.0 and -0.0 are one group; pandas holds whole numbers with nulls as 1.0.
        return repr(value + 0.0).removesuffix(".0")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return _moment(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        return value.isoformat(sep=" ")
    return value.astimezone(UTC).isoformat(sep=" ")
