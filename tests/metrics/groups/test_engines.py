"""One table, every engine: counts identical, float sums to 1e-9, texts alike."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue.errors import EveryhueError
from everyhue.metrics.groups import CLUSTER, Columns, count_groups
from everyhue.types import Tally

from .awkward import CLUSTERED, KINDS, same, table


def plain(rows: pl.DataFrame) -> pa.Table:
    """Arrow as any engine would hold it: enums are text."""
    texts = rows.with_columns(pl.col(pl.Enum).cast(pl.String))
    return texts.to_arrow(compat_level=pl.CompatLevel.oldest())


def as_polars(rows, folder):
    return rows


def as_lazy_polars(rows, folder):
    return rows.lazy()


def as_streamed_files(rows, folder):
    """Files in a folder, one of them without a row."""
    for i, part in enumerate([rows[:7], rows[:0], rows[7:]]):
        part.write_parquet(folder / f"part-{i}.parquet")
    return pl.scan_parquet(folder)


def as_pandas(rows, folder):
    return rows.to_pandas(date_as_object=True)


def as_arrow(rows, folder):
    return rows.to_arrow()


def as_duckdb(rows, folder):
    held = plain(rows)
    return duckdb.connect().from_arrow(held)


def as_duckdb_files(rows, folder):
    as_streamed_files(rows, folder)
    return duckdb.connect().read_parquet(str(folder / "*.parquet"))


HERE = [as_polars, as_lazy_polars, as_streamed_files, as_pandas, as_arrow, as_duckdb,
        as_duckdb_files]  # fmt: skip


def columns_of(kind: str) -> Columns:
    return Columns("la.bel", (kind,), score="s", threshold=0.29)


@pytest.mark.parametrize("engine", HERE)
def test_every_engine_here_counts_alike(engine, tmp_path):
    rows = table()
    native = engine(rows, tmp_path)
    same(count_groups(native, CLUSTERED), count_groups(rows, CLUSTERED))
    for kind in KINDS:
        same(count_groups(native, columns_of(kind)), count_groups(rows, columns_of(kind)))


@given(
    st.integers(0, 2**32), st.integers(0, 60),
    st.lists(st.integers(0, 60), max_size=4), st.randoms(),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_parts_counted_by_different_engines_add_up(seed, size, cuts, chance):
    rows = table(size, seed)
    edges = [0, *sorted(min(cut, size) for cut in cuts), size]
    parts = [rows[a:b] for a, b in pairwise(edges)]
    chance.shuffle(parts)
    total = Tally(CLUSTERED.kind, (*CLUSTERED.by, CLUSTER))
    for i, part in enumerate(parts):
        native = [as_duckdb, as_polars, as_arrow][i % 3](part, None)
        total = total + count_groups(native, CLUSTERED)
    same(total, count_groups(rows, CLUSTERED))


@pytest.mark.parametrize("size", [1, 7, 100])
def test_batches_of_any_size_add_up(monkeypatch, size):
    rows = table(300)
    whole = count_groups(rows, CLUSTERED)
    monkeypatch.setattr(sys.modules["everyhue.metrics.frames.passes"], "BATCH", size)
    same(count_groups(rows, CLUSTERED), whole)


def test_spark_counts_alike(spark, tmp_path):
    rows = table()
    expected = count_groups(rows, CLUSTERED)
    as_streamed_files(rows, tmp_path)
    frame = spark.read.parquet(str(tmp_path))
    same(count_groups(frame, CLUSTERED), expected)
    scattered = frame.limit(5).unionAll(frame.offset(5)).repartition(9)
    assert scattered.count() == len(rows)
    # Of all kinds at once, since each count on Spark takes a second.
    every = Columns("la.bel", KINDS, score="s", threshold=0.29)
    same(count_groups(frame, every), count_groups(rows, every))


def test_spark_tells_upper_and_lower_case_apart(spark):
    rows = pl.DataFrame({"y": [1, 0], "Y": [0, 0], "g": ["a", "b"]})
    spark.conf.set("spark.sql.caseSensitive", "false")
    frame = spark.createDataFrame(plain(rows))
    for label in "yY":
        columns = Columns(label, ("g",), prediction="yY".replace(label, ""))
        assert count_groups(frame, columns).counts == count_groups(rows, columns).counts


@pytest.mark.slow
@pytest.mark.skipif("EVERYHUE_FULL" not in os.environ, reason="half a minute: EVERYHUE_FULL=1")
@pytest.mark.usefixtures("spark")  # where Spark is not, this is skipped with its reason
def test_spark_connect_counts_alike(tmp_path):
    pytest.importorskip("grpc", reason="grpcio is not installed: everyhue[connect]")
    pytest.importorskip("grpc_status", reason="grpcio-status is not installed: everyhue[connect]")
    rows, folder = table(), tmp_path / "rows"
    folder.mkdir()
    as_streamed_files(rows, folder)
    script = Path(__file__).with_name("connected.py")
    done = subprocess.run(
        [sys.executable, script, folder, tmp_path / "tally.json"], capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    same(Tally.load(tmp_path / "tally.json"), count_groups(rows, CLUSTERED))


def test_a_pandas_column_of_mixed_kinds_is_one_message():
    rows = pd.DataFrame({"y": [1, "x", 2.0], "p": [1, 0, 1], "g": ["a", "b", "c"]})
    with pytest.raises(EveryhueError, match="values of one kind") as caught:
        count_groups(rows, Columns("y", ("g",), prediction="p"))
    assert "\n" not in str(caught.value)
