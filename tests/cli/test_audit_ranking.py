"""``everyhue audit ranking`` as a person calls it."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from everyhue.cli.audit import command
from everyhue.errors import EveryhueError

TARGETS = "[targets.tone]\ndeep = 0.4\nlight = 0.6\n"
GATE = '[[gate]]\nmeasure = "exposure_share"\nagainst = "target"\nat_least = 0.8\n'


def log(n=1500, seed=0, share=0.4):
    rng = np.random.default_rng(seed)
    return pl.DataFrame({
        "q": np.repeat([f"q{i % 300}" for i in range(n)], 4), "r": np.repeat(np.arange(n), 4),
        "p": np.tile(np.arange(1, 5), n),
        "tone": np.where(rng.random(4 * n) < share, "deep", "light"),
        "c": (rng.random(4 * n) < 0.1).astype(int),
        "locale": np.repeat(rng.choice(["de", "fr"], n), 4),
    })  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    log().write_parquet(tmp_path / "log.parquet")
    log(share=0.25).write_csv(tmp_path / "skewed.csv")
    (tmp_path / "targets.toml").write_text(TARGETS)
    (tmp_path / "gates.toml").write_text(GATE)
    (tmp_path / "people.csv").write_text("locale,count\nde,70\nfr,30\n")
    return tmp_path


def run(*arguments, fails=False):
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(command, words, catch_exceptions=not fails)


def audit(path, *more, fails=False):
    named = ("--query", "q", "--position", "p", "--by", "tone")
    given = [word for i in range(0, 6, 2) if named[i] not in more for word in named[i : i + 2]]
    request = () if "--request" in more or "--no" in more else ("--request", "r")
    more = tuple(word for word in more if word != "--no")
    return run("ranking", path, *given, *request, *more, fails=fails)


def test_a_report_is_written_whole_and_merges(folder):
    rules = ("--targets", folder / "targets.toml", "--gate", folder / "gates.toml")
    result = audit(folder / "log.parquet", *rules, "--out", folder / "all", "--worst", 0)
    assert result.exit_code == 0, result.output
    names = {path.name for path in (folder / "all").iterdir()}
    assert names >= {"index.html", "report.json", "summary.md", "tally.json"}
    for part in range(2):
        log().filter(pl.col("r") % 2 == part).write_parquet(folder / f"{part}.parquet")
        audit(folder / f"{part}.parquet", *rules, "--worst", 0, "--out", folder / str(part))
    (folder / "both.toml").write_text(TARGETS + GATE)
    tallies = [folder / str(part) / "tally.json" for part in range(2)]
    merged = run("merge", *tallies, "--gate", folder / "both.toml", "--out", folder / "m")
    assert merged.exit_code == 0, merged.output
    whole, added = (json.loads((folder / name / "report.json").read_text("utf-8"))["findings"]
                    for name in ("all", "m"))  # fmt: skip
    assert whole["requests"] == added["requests"] == 1500
    for name, value in whole["dimensions"][0]["lists"].items():
        for end in ("estimate", "low", "high"):
            held = added["dimensions"][0]["lists"][name][end]
            assert held == pytest.approx(value[end], rel=1e-9)


@pytest.mark.parametrize(
    ("name", "more", "code"),
    [
        ("log.parquet", (), 0), ("skewed.csv", (), 1), ("log.parquet", ("--k", "2"), 0),
        ("log.parquet", ("--clicks", "c", "--user-group", "locale", "--eligible", "people.csv"), 0),
    ],
)  # fmt: skip
def test_exit_codes_follow_the_gates(folder, name, more, code):
    more = tuple(folder / word if word.endswith(".csv") else word for word in more)
    rules = ("--targets", folder / "targets.toml", "--gate", folder / "gates.toml")
    result = audit(folder / name, *rules, *more)
    assert result.exit_code == code, result.output


def test_engines_say_the_same(folder):
    said = [
        json.loads(audit(folder / "skewed.csv", "--engine", engine, "--json").stdout)
        for engine in ("polars", "duckdb")
    ]
    assert said[0]["found"] == said[1]["found"]


def test_too_few_requests_exit_with_three(folder):
    log(30).write_parquet(folder / "few.parquet")
    (folder / "both.toml").write_text("minimum = 50\n" + TARGETS + GATE)
    result = audit(folder / "few.parquet", "--gate", folder / "both.toml")
    assert result.exit_code == 3
    assert result.output.startswith("- Insufficient evidence")


def broken(kind, folder):
    rows, path = log(400), folder / "rows.parquet"
    if kind == "truncated":
        rows.write_parquet(path)
        path.write_bytes(path.read_bytes()[:500])
        return path
    if kind == "text":
        rows.with_columns(pl.lit("first").alias("p")).write_csv(folder / "rows.csv")
        return folder / "rows.csv"
    changed = {
        "twice": {"p": pl.lit(1)}, "below": {"p": pl.col("p") - 3}, "half": {"p": pl.col("p") / 2},
        "no tone": {"tone": pl.lit(None, pl.String)}, "no place": {"p": pl.lit(None, pl.Int64)},
        "many": {"tone": pl.Series(range(1600))},
    }  # fmt: skip
    rows = rows[:0] if kind == "no rows" else rows.with_columns(**changed.get(kind, {}))
    rows.write_parquet(path)
    return path


@pytest.mark.parametrize(
    ("kind", "more", "message"),
    [
        ("truncated", (), "Check that it is whole"), ("text", (), "columns of numbers"),
        ("twice", (), "0 at 1: 4 rows; 1 at 1: 4 rows; 2 at 1"), ("below", (), "whole numbers"),
        ("half", (), "whole numbers"), ("no tone", (), "no label in any row"),
        ("no place", (), "empty in every row"), ("many", (), "no group to compare"),
        ("no rows", (), "no rows"), ("good", ("--by", "ton"), "Did you mean 'tone'"),
        ("good", ("--clicks", "cc"), "Did you mean 'c'"), ("good", ("--no",), "--request COL"),
        ("good", ("--buckets", "tone"), "--buckets"), ("good", ("--k", "900"), "depths"),
        ("good", ("--buckets", "tone=deep,x"), "values of 'tone'"),
        ("good", ("--targets", "/no.toml"), "cannot be read"),
        ("good", ("--eligible", "/no.csv"), "no such file"),
        ("gone", (), "no such file"),
    ],
)  # fmt: skip
def test_bad_input_is_one_message_and_nothing_is_written(tmp_path, kind, more, message):
    path = tmp_path / "no.csv" if kind == "gone" else broken(kind, tmp_path)
    with pytest.raises(EveryhueError) as caught:
        audit(path, *more, "--out", tmp_path / "out", fails=True)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_targets_stated_twice_are_refused(folder):
    with pytest.raises(EveryhueError, match="one file only"):
        audit(folder / "log.parquet", "--targets", folder / "targets.toml",
              "--gate", folder / "targets.toml", fails=True)  # fmt: skip


def test_unusable_input_exits_with_two_and_one_line(folder):
    (folder / "bad.toml").write_text("[targets.tone]\ndep = 0.4\nlight = 0.6\n")
    arguments = ["audit", "ranking", folder / "log.parquet", "--query", "q", "--position", "p",
                 "--request", "r", "--by", "tone", "--targets", folder / "bad.toml"]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "everyhue", *map(str, arguments)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Did you mean 'deep'" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
