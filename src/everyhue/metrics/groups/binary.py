"""What counts as positive: labels and predictions as 0, 1 or not there."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from everyhue.errors import bad_value
from everyhue.metrics.groups.columns import Columns

if TYPE_CHECKING:
    import polars as pl

WORDS = {"1": 1, "0": 0, "true": 1, "false": 0, "1.0": 1, "0.0": 0}


def labelled(grouped: pl.DataFrame, columns: Columns) -> list[int | None]:
    """Return what was true as 1, 0 or None.

    Raises
    ------
    InputError
        For a value that is neither, where `positive` does not say which one counts.
    """
    held = grouped["label"].to_list()
    return [_binary(value, columns.label, columns.positive) for value in held]


def decided(grouped: pl.DataFrame, columns: Columns) -> list[int | None]:
    """Return what was decided as 1, 0 or None."""
    if columns.prediction is not None:
        held = grouped["prediction"].to_list()
        return [_binary(value, columns.prediction, columns.positive) for value in held]
    return [None if over is None else int(over) for over in grouped["over"].to_list()]


def _binary(value: Any, column: str, positive: str | None) -> int | None:
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if positive is not None:
        return int(_same(value, positive))
    word = str(value).strip().casefold()
    if isinstance(value, Decimal) and value in (0, 1):  # 1.00 is 1
        return int(value)
    if word not in WORDS:
        raise bad_value(
            f"value in {column!r}", value, "0 and 1, or true and false",
            "Say which value counts as positive: --positive VALUE. If the column holds classes, "
            "or numbers: --task multiclass, or --task regression.",
        )  # fmt: skip
    return WORDS[word]


def _same(value: Any, positive: str) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value).strip().casefold() == positive.strip().casefold()
    try:
        return float(value) == float(positive)
    except ValueError:
        return False
