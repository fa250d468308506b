"""A table that every engine should count alike, and no engine likes."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from everyhue.metrics.groups import Columns
from everyhue.types import Tally

TEXTS = ["a", "A", "é·ü", "日本", "", None, "a\nb", "NaN", "null", " a", 'q"q', "007"]
CLUSTERED = Columns(
    "la.bel", ("gr oup.`x`", "^kind$"), prediction="P", score="s", weight='w"w', cluster="wer?"
)
"""Names with dots, spaces, quotes, backticks, patterns and signs."""

KINDS = ("truth", "day", "moment", "zoned", "money", "whole", "small", "big", "float", "^kind$")
"""Group columns of every kind, audited one by one."""


def table(rows=600, seed=0):
    """Rows with nulls, NaN, an enum, and clusters and groups scattered over all parts."""
    rng = np.random.default_rng(seed)

    def some(values, kind):
        return pl.Series([values[i] for i in rng.integers(0, len(values), rows)], dtype=kind)

    edges = [0.0, -0.0, 1.0, 0.5, 0.29, 0.57, 0.001, math.nan, None, *rng.random(20)]
    return pl.DataFrame(
        {
            "la.bel": some([1, 0, 1, 0, None], pl.Int8),
            "gr oup.`x`": some(TEXTS, pl.String),
            "^kind$": some(["x", "ü", None], pl.Enum(["x", "ü", "never"])),
            "P": some([True, False, None], pl.Boolean),
            "s": some(edges, pl.Float64),
            'w"w': some([0.0, 0.1, 2.5, 1e-9, 1e9], pl.Float64),
            "wer?": some([f"ç{i}" for i in range(50)], pl.String),
            "number": some(list(range(40)), pl.Int64),
            "truth": some([True, False, None], pl.Boolean),
            "day": some([date(1969, 12, 31), date(2024, 2, 29), None], pl.Date),
            "moment": some([datetime(2024, 3, 10, 2, 30), datetime(1999, 1, 1, 0, 0, 0, 123000)],
                           pl.Datetime("us")),
            "zoned": some([datetime(2024, 3, 10, 2, 30, tzinfo=UTC), None],
                          pl.Datetime("us", "UTC")),
            "money": some([Decimal("1.50"), Decimal("-0.10"), None], pl.Decimal(12, 2)),
            "whole": some([-1, 0, 2**40, None], pl.Int64),
            "small": some([-128, 127], pl.Int8),
            "big": some([2**62, -(2**62)], pl.Int64),
            "float": some([1.0, -0.0, 0.0, 0.1, 1e20, 1e-7, math.nan, math.inf, None], pl.Float64),
        }
    )  # fmt: skip


def same(one: Tally, two: Tally) -> None:
    """Counts identical, sums to 1e-9; cells without anything are no difference."""
    for name in ("counts", "undefined"):
        a, b = ({c: r for c, r in getattr(t, name).items() if r} for t in (one, two))
        assert a == b, name
    for cell in one.sums.keys() | two.sums.keys():
        a, b = (t.sums.get(cell, {}) for t in (one, two))
        for key in a.keys() | b.keys():  # a sum of nothing may be written or not
            assert a.get(key, 0) == pytest.approx(b.get(key, 0), rel=1e-9, abs=1e-12)
