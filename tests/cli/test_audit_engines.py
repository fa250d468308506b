"""``everyhue audit model --engine``: the same report from every engine, and one message if none."""

from __future__ import annotations

import json
import os
import sys

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from everyhue.audit.adapters import ENGINES
from everyhue.cli.audit import command
from everyhue.errors import EveryhueError, MissingExtraError
from everyhue.types import Tally

FULL = "EVERYHUE_FULL" in os.environ
HERE = ("polars", "duckdb")
BY = "a b,zip,day"


def predictions(n=3000, seed=0):
    rng = np.random.default_rng(seed)

    def some(*values):
        return [values[i] for i in rng.integers(0, len(values), n)]

    return pl.DataFrame(
        {"y": some(0, 1, 1, None), "a b": some("x,1", 'q"q', "日本", None, "l\nm"),
         "zip": some("007", "7"), "day": some("2024-02-29", "1969-12-31"),
         "s": rng.random(n).round(3), "w": rng.random(n), "user": some(*map(str, range(90)))}
    )  # fmt: skip


def written(folder, kind, signs=True):
    """A path of each kind that holds the same rows, some of it in parts without rows."""
    rows = predictions()
    parts = [rows[:11], rows[11:1200], rows[1200:]]
    ending = {"csv": "csv", "jsonl": "ndjson", "tsv": "csv"}.get(kind, "parquet")
    if kind in ("csv", "jsonl", "one"):
        path = folder / f"rows{' [1]' * signs}.{'parquet' if kind == 'one' else kind}"
        getattr(rows, f"write_{ending}")(path)
        return path
    if kind == "tsv":
        rows.write_csv(folder / "rows.tsv", separator="\t")
        return folder / "rows.tsv"
    home = folder / "parts"
    home.mkdir()
    (home / "_SUCCESS").touch()
    (home / "_metadata.parquet").write_text("no data")
    for i, part in enumerate([*parts, rows[:0]]):
        part.write_parquet(home / f"part-{i}.parquet")
    return home if kind == "folder" else home / "part-*.parquet"


def run(path, engine, *more, fails=False):
    words = ["model", str(path), "--label", "y", "--engine", engine, *more]
    words += [] if "--by" in more else ["--by", BY]
    words += [] if {"--prediction", "--score"} & set(more) else ["--score", "s"]
    return CliRunner().invoke(command, words, catch_exceptions=not fails)


def found(path, engine):
    result = run(path, engine, "--weight", "w", "--cluster", "user", "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["findings"]


def near(one, two):
    """Equal, numbers to 1e-9."""
    if isinstance(one, dict):
        assert one.keys() == two.keys()
        return all(near(one[key], two[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(two) and all(map(near, one, two))
    return one == (pytest.approx(two, rel=1e-9, abs=1e-9) if isinstance(one, float) else two)


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    predictions().write_parquet(path)
    return found(path, "polars")


KINDS = ("one", "folder", "pattern", "csv", "tsv", "jsonl")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("engine", HERE)
def test_every_kind_of_path_gives_the_same_findings(tmp_path, expected, engine, kind):
    assert near(found(written(tmp_path, kind), engine), expected)


def test_spark_reads_them_too(spark, tmp_path, expected):
    for kind in KINDS if FULL else ("folder", "csv", "jsonl"):
        home = tmp_path / kind
        home.mkdir()
        path = written(home, kind, signs=kind == "jsonl")  # its CSV reader takes [1] for a pattern
        assert near(found(path, "spark"), expected), kind


def test_spark_reads_a_table_and_brings_home_the_tally_only(spark, tmp_path, expected, monkeypatch):
    predictions().write_parquet(tmp_path / "rows.parquet")
    spark.sql("CREATE DATABASE IF NOT EXISTS shop")
    rows = spark.read.parquet(str(tmp_path / "rows.parquet")).repartition(6)
    hive = rows.write.mode("overwrite").format("hive").option("fileFormat", "parquet")
    hive.saveAsTable("shop.scored")  # as text a table would break at the end of a line in a value
    assert spark.sql("DESCRIBE EXTENDED shop.scored").where("data_type = 'hive'").count() == 1
    brought = []
    for name in ("collect", "toArrow", "toPandas", "toLocalIterator", "take"):
        real = getattr(type(rows), name)

        def spy(self, *given, real=real, **more):
            held = real(self, *given, **more)
            brought.append(held.num_rows if hasattr(held, "num_rows") else len(held))
            return held

        monkeypatch.setattr(type(rows), name, spy)
    # Without scores nor clusters a tally is small beside three thousand rows.
    result = run("shop.scored", "spark", "--prediction", "y2", "--by", "zip,day", fails=False)
    assert "Did you mean 'y'" in str(result.exception)
    spark.sql("CREATE OR REPLACE VIEW shop.decided AS SELECT *, s > 0.5 AS yhat FROM shop.scored")
    result = run("shop.decided", "spark", "--prediction", "yhat", "--by", "zip,day")
    assert result.exit_code == 0, result.output
    assert brought
    assert max(brought) <= 2 * 2 * 3 * 2
    monkeypatch.undo()
    assert near(found("shop.scored", "spark"), expected)
    with pytest.raises(EveryhueError, match="Did you mean 'scored'"):
        run("shop.score", "spark", fails=True)
    with pytest.raises(EveryhueError, match="is not known"):
        run("shup.score", "spark", fails=True)


@pytest.mark.parametrize("engine", HERE)
def test_only_the_tally_is_computed(tmp_path, monkeypatch, engine):
    path, sizes = written(tmp_path, "folder"), []
    real = nw.LazyFrame.collect

    def spy(self, *given, **more):
        held = real(self, *given, **more)
        sizes.append(len(held))
        return held

    monkeypatch.setattr(nw.LazyFrame, "collect", spy)
    run(path, engine, "--by", "zip", "--out", str(tmp_path / "out"))
    cells = Tally.load(tmp_path / "out" / "tally.json").counts
    assert max(sizes, default=0) <= 3 * 2 * 1001 * len(cells)
    assert engine == "polars" or sizes


def broken(folder, kind):
    rows, path = predictions(), folder / "rows.parquet"
    lit = pl.lit
    if kind == "truncated":
        rows.write_parquet(path)
        path.write_bytes(path.read_bytes()[:900])
    elif kind == "no parquet":
        path.write_text("a,b\n1,2\n")
    elif kind == "mixed":
        path = folder / "rows.csv"
        rows.with_columns(s=pl.col("s").cast(pl.String).replace("0.5", "half")).vstack(
            rows[:1].with_columns(s=lit("half"))
        ).write_csv(path)
    elif kind == "late":  # a million values after what a glance would see
        late = pl.DataFrame({"zip": [f"z{i}" for i in range(1_000_000)]})
        early = pl.DataFrame({"zip": ["z0"]}).select(pl.col("zip").repeat_by(150_000).explode())
        both = pl.concat([early, late]).with_columns(y=lit(1), s=lit(0.5), day=lit("x"))
        both.with_columns(lit("x").alias("a b")).write_parquet(path)
    else:
        changed = {
            "empty group": {"zip": lit(None, pl.String)}, "empty label": {"y": lit(None, pl.Int8)},
            "three": {"y": pl.Series(list(range(3)) * 1000)}, "range": {"s": pl.col("s") * 1.01},
            "many": {"zip": pl.Series(map(str, range(3000)))}, "text score": {"s": lit("0.5")},
        }[kind]  # fmt: skip
        rows.with_columns(**changed).write_parquet(path)
    return path


BROKEN = [
    ("truncated", "cannot be read"), ("no parquet", "cannot be read"), ("mixed", "half"),
    ("empty group", "empty in every row"), ("empty label", "No row has both"),
    ("three", "got 2, expected 0 and 1"), ("range", r"a number in \[0, 1\]"),
    ("many", "'zip': over 500 different values"), ("late", "'zip': over 500 different values"),
    ("text score", "expected numbers"),
]  # fmt: skip


def refused(tmp_path, engine, kind, message):
    with pytest.raises(EveryhueError, match=message) as caught:
        run(broken(tmp_path, kind), engine, "--out", str(tmp_path / "out"), fails=True)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("kind", "message"), BROKEN)
@pytest.mark.parametrize("engine", HERE)
def test_bad_input_is_one_message_and_nothing_is_written(tmp_path, engine, kind, message):
    refused(tmp_path, engine, kind, message)


def test_bad_input_on_spark(spark, tmp_path):
    for kind, message in BROKEN if FULL else BROKEN[::3]:
        home = tmp_path / kind
        home.mkdir()
        refused(home, "spark", kind, message)


@pytest.mark.parametrize("engine", HERE)
def test_one_row_is_audited(tmp_path, engine):
    (tmp_path / "one.csv").write_text("y,s,zip\n1,0.2,007\n")
    result = run(tmp_path / "one.csv", engine, "--by", "zip", "--json")
    assert json.loads(result.stdout)["findings"]["groups"][0]["group"] == ["007"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("none.csv", "there is no such file"), ("none-*.csv", "no file there"), ("x.txt", "end in"),
     ("empty", "no file there"), ("two", "one format")],
)  # fmt: skip
def test_paths_that_name_nothing(tmp_path, name, message):
    (tmp_path / "x.txt").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "two").mkdir()
    for ending in ("csv", "parquet"):
        (tmp_path / "two" / f"a.{ending}").touch()
    for engine in HERE:
        with pytest.raises(EveryhueError, match=message):
            run(tmp_path / name, engine, fails=True)


def test_parts_of_a_path_are_columns(tmp_path):
    for tone in ("deep", "light"):
        (tmp_path / "rows" / f"tone={tone}").mkdir(parents=True)
        predictions(50).write_parquet(tmp_path / "rows" / f"tone={tone}" / "part-0.parquet")
    said = [run(tmp_path / "rows", engine, "--by", "tone", "--json").stdout for engine in HERE]
    assert near(*(json.loads(text)["findings"] for text in said))
    groups = json.loads(said[0])["findings"]["groups"]
    assert [line["group"] for line in groups] == [["deep"], ["light"]]


@pytest.mark.parametrize(("engine", "module"), [("duckdb", "duckdb"), ("spark", "pyspark.sql")])
def test_an_engine_that_is_not_installed_names_its_extra(tmp_path, monkeypatch, engine, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf"everyhue\[{engine}\]"):
        run(written(tmp_path, "one"), engine, fails=True)


def test_the_command_offers_every_engine():
    model = command.get_command(None, "model")
    option = next(one for one in model.params if one.name == "engine")
    assert tuple(option.type.choices) == ENGINES
