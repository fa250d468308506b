"""Classes, numbers and moments of scores: the same tally from every engine."""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl
import pytest

from everyhue.metrics.groups import (
    AGREEMENT,
    ERRORS,
    Columns,
    class_cells,
    count_groups,
    number_cells,
)

from .awkward import same


def rows() -> pl.DataFrame:
    rng = np.random.default_rng(4)
    n = 900
    y = 1e6 + rng.normal(0, 1, n)
    hole = rng.random(n) < 0.05
    return pl.DataFrame(
        {
            "kind": rng.choice(["cat", "dog", "日本"], n), "said": rng.choice(["cat", "dog"], n),
            "y": y, "yhat": y + rng.normal(0.2, 0.5, n), "g": rng.choice(["a", "é", None], n),
            "w": rng.random(n), "u": rng.choice([f"u{i}" for i in range(40)], n),
            "b": rng.integers(0, 2, n), "s": rng.random(n),
        }
    ).with_columns(
        kind=pl.when(~pl.Series(hole)).then("kind"), y=pl.when(~pl.Series(hole)).then("y"),
        s=pl.when(~pl.Series(hole)).then("s"),
    )  # fmt: skip


def asked(**more):
    return (
        Columns("kind", ("g",), prediction="said", task="multiclass", **more),
        Columns("y", ("g",), prediction="yhat", task="regression", **more),
        Columns("b", ("g",), prediction="b2", score="s", **more),
    )


EVERY = [*asked(), *asked(weight="w"), *asked(cluster="u"), *asked(weight="w", cluster="u")]


@pytest.mark.parametrize("columns", EVERY, ids=lambda one: f"{one.kind}-{one.cluster}")
def test_duckdb_and_pandas_count_as_polars(columns):
    frame = rows().with_columns(b2=pl.col("b"))
    held = count_groups(frame, columns)
    same(count_groups(duckdb.connect().from_arrow(
        frame.to_arrow(compat_level=pl.CompatLevel.oldest())), columns), held)  # fmt: skip
    same(count_groups(frame.to_pandas(), columns), held)


def test_spark_counts_as_polars(spark, tmp_path):
    frame = rows().with_columns(b2=pl.col("b"))
    frame.write_parquet(tmp_path / "rows.parquet")
    table = spark.read.parquet(str(tmp_path / "rows.parquet"))
    for columns in (EVERY[3], EVERY[4], EVERY[11]):
        same(count_groups(table, columns), count_groups(frame, columns))


def test_measures_of_parts_on_two_engines_are_those_of_the_whole():
    frame = rows()
    for columns, cells, measures in (
        (EVERY[3], class_cells, AGREEMENT), (EVERY[4], number_cells, ERRORS),
    ):  # fmt: skip
        part = duckdb.connect().from_arrow(
            frame[400:].to_arrow(compat_level=pl.CompatLevel.oldest())
        )
        both = cells(count_groups(frame[:400], columns) + count_groups(part, columns))
        whole = cells(count_groups(frame, columns))
        for measure in measures.values():
            one, two = measure.five(both), measure.five(whole)
            assert one.ratio == pytest.approx(two.ratio, rel=1e-9, nan_ok=True)
            assert one.variance() == pytest.approx(two.variance(), rel=1e-6, nan_ok=True)
