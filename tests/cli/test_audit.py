"""``everyhue audit`` as a person calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from everyhue.cli.audit import command
from everyhue.errors import EveryhueError

GATE = '[[gate]]\nmeasure = "selection_rate"\nat_least = 0.8\nat_most = 1.25\n'


def predictions(n=20_000, ratio=1.0, seed=0):
    rng = np.random.default_rng(seed)
    tone, gender = rng.choice(["light", "deep"], n), rng.choice(["woman", "man", None], n)
    y = rng.random(n) < 0.4
    chance = np.where(tone == "deep", 0.3 * ratio, 0.3)
    return pl.DataFrame(
        {"y": y.astype(int), "yhat": (rng.random(n) < chance).astype(int), "tone": tone.tolist(),
         "gender": gender.tolist(), "s": rng.random(n), "user": rng.integers(0, 900, n),
         "w": rng.random(n)}
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("audit")
    predictions().write_parquet(path / "even.parquet")
    predictions(ratio=0.3).write_csv(path / "uneven.csv")
    (path / "gates.toml").write_text(GATE)
    return path


def run(*arguments, fails=False):
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(command, words, catch_exceptions=not fails)


def audit(path, *more, fails=False):
    by = () if "--by" in more else ("--by", "tone,gender")
    given = () if {"--prediction", "--score"} & set(more) else ("--prediction", "yhat")
    return run("model", path, "--label", "y", *by, *given, *more, fails=fails)


def test_a_report_is_written_whole(folder, tmp_path):
    result = audit(folder / "even.parquet", "--out", tmp_path / "r")
    assert result.exit_code == 0, result.output
    names = {path.name for path in (tmp_path / "r").iterdir()}
    assert names == {
        "index.html", "report.json", "summary.md", "junit.xml", "model-card.md", "tally.json",
    }  # fmt: skip
    body = json.loads((tmp_path / "r" / "report.json").read_text("utf-8"))
    assert body["kind"] == "model"
    found = body["findings"]
    assert found["rows"] == 20_000
    cells = {tuple(line["group"]) for line in found["groups"]}
    assert ("deep", "(missing)") in cells
    assert len(cells) == 2 + 3 + 6
    page = (tmp_path / "r" / "index.html").read_text("utf-8")
    for part in ('src="', "url(http", "<script", "<link"):
        assert part not in page


@pytest.mark.parametrize(
    ("name", "more", "code"),
    [
        ("even.parquet", (), 0),
        ("even.parquet", ("--depth", "1"), 0),
        ("uneven.csv", (), 1),
    ],
)
def test_exit_codes_follow_the_gates(folder, name, more, code):
    result = audit(folder / name, "--gate", folder / "gates.toml", *more)
    assert result.exit_code == code, result.output


def test_too_little_evidence_exits_with_three(folder, tmp_path):
    predictions(300).write_parquet(tmp_path / "few.parquet")
    result = audit(tmp_path / "few.parquet", "--gate", folder / "gates.toml")
    assert result.exit_code == 3
    assert result.output.startswith("- Insufficient evidence")
    assert "rows would settle it" in result.output


def test_scores_weights_and_clusters(folder, tmp_path):
    more = ("--score", "s", "--threshold", "0.7", "--cluster", "user", "--weight", "w")
    result = audit(folder / "even.parquet", *more, "--json", "--by", "tone")
    found = json.loads(result.stdout)["findings"]
    assert found["clustered"]
    values = found["overall"]["values"]
    assert values["auc"]["estimate"] == pytest.approx(0.5, abs=0.03)
    assert values["selection_rate"]["estimate"] == pytest.approx(0.3, abs=0.03)
    assert found["kind"] == "classification of y by s ≥ 0.7, scores s, weights w"


def test_parts_merge_to_the_whole(folder, tmp_path):
    whole = predictions()
    for i in range(3):
        whole[i::3].write_parquet(tmp_path / f"{i}.parquet")
        audit(tmp_path / f"{i}.parquet", "--cluster", "user", "--out", tmp_path / str(i))
    audit(folder / "even.parquet", "--cluster", "user", "--out", tmp_path / "all")
    run("merge", *(tmp_path / str(i) / "tally.json" for i in range(3)), "--out", tmp_path / "m")
    one, two = (json.loads((tmp_path / name / "report.json").read_text("utf-8"))["findings"]
                for name in ("m", "all"))  # fmt: skip
    assert one == two


def test_simulating_on_the_cells_of_a_tally(folder, tmp_path):
    audit(folder / "even.parquet", "--out", tmp_path / "r")
    result = run(
        "simulate", "--tally", tmp_path / "r" / "tally.json", "--runs", 3, "--rows", 20000,
        "--out", tmp_path / "page.md",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("# Your fairness gate is noise, or it is not\n\n6 cells")
    assert (tmp_path / "page.md").read_text("utf-8") == result.stdout


def broken(kind, tmp_path):
    rows, path = predictions(400), tmp_path / "rows.parquet"
    if kind == "truncated":
        rows.write_parquet(path)
        path.write_bytes(path.read_bytes()[:500])
        return path
    if kind == "ragged":
        path = tmp_path / "rows.csv"
        path.write_text("y,yhat,tone,gender\n1,1,a,b\n1,1,a,b,c,d\n")
        return path
    changed = {
        "empty group": {"tone": pl.lit(None, pl.String)}, "no label": {"y": pl.lit(None, pl.Int8)},
        "not binary": {"y": pl.lit(3)}, "mixed": {"y": pl.lit("1") + pl.col("tone")},
        "many": {"tone": pl.Series(range(400))},
    }  # fmt: skip
    if kind == "many":
        rows, changed["many"] = predictions(4000), {"tone": pl.Series(range(4000))}
    rows = rows[:0] if kind == "no rows" else rows.with_columns(**changed.get(kind, {}))
    rows.write_parquet(path)
    return path


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("truncated", "Check that it is whole"), ("ragged", "Check that it is whole"),
        ("empty group", "empty in every row"), ("no label", "No row has both"),
        ("not binary", "got 3, expected 0 and 1"), ("mixed", "0 and 1"),
        ("many", "no group to compare"), ("no rows", "No row has both"),
    ],
)  # fmt: skip
def test_bad_input_is_one_message_and_nothing_is_written(tmp_path, kind, message):
    with pytest.raises(EveryhueError) as caught:
        audit(broken(kind, tmp_path), "--out", tmp_path / "out", fails=True)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--by", "ton"), "Did you mean 'tone'"), (("--score", "w", "--weight", "w"), "one part"),
        (("--gate", "/none.toml"), "cannot be read"), (("--cluster", "usr"), "Did you mean"),
    ],
)  # fmt: skip
def test_options_that_do_not_fit(folder, more, message):
    with pytest.raises(EveryhueError, match=message):
        audit(folder / "even.parquet", *more, fails=True)


def test_one_row_is_audited(tmp_path):
    (tmp_path / "one.csv").write_text("y,yhat,tone\n1,0,deep\n")
    result = audit(tmp_path / "one.csv", "--by", "tone", "--json")
    line = json.loads(result.stdout)["findings"]["groups"][0]
    assert line["values"]["true_positive_rate"]["high"] > 0.9
    assert line["values"]["false_positive_rate"] == {"n": 0, "undefined": "no negative rows"}


def test_text_stays_as_it_is_written(tmp_path):
    (tmp_path / "zip.csv").write_text("y;yhat;zip\n1;0;007\n0;1;7\n")
    result = audit(tmp_path / "zip.csv", "--by", "zip", "--json")
    groups = json.loads(result.stdout)["findings"]["groups"]
    assert [line["group"] for line in groups] == [["007"], ["7"]]


def test_unusable_input_exits_with_two_and_one_line(tmp_path):
    arguments = ["audit", "model", str(tmp_path / "no.csv"), "--label", "y", "--by", "g",
                 "--prediction", "p"]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "everyhue", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_small_cells_are_suppressed_in_report_and_tally(folder, tmp_path):
    rare = predictions().with_columns(
        tone=pl.when(pl.int_range(pl.len()) < 3).then(pl.lit("rare")).otherwise(pl.col("tone"))
    )
    rare.write_parquet(tmp_path / "rare.parquet")
    result = audit(tmp_path / "rare.parquet", "--suppress", "10", "--out", tmp_path / "r")
    assert result.exit_code == 0, result.output
    for name in ("index.html", "report.json", "summary.md", "tally.json"):
        text = (tmp_path / "r" / name).read_text("utf-8")
        assert "rare" not in text.replace("rare.parquet", "")
    assert "cells with" in (tmp_path / "r" / "report.json").read_text("utf-8")
    again = run("merge", tmp_path / "r" / "tally.json", "--json")
    groups = json.loads(again.stdout)["findings"]["groups"]
    assert ["(suppressed)", "(suppressed)"] in [line["group"] for line in groups]
