"""``everyhue rerank`` as a person calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from everyhue.cli.rerank import command
from everyhue.errors import EveryhueError
from everyhue.ranking import rerank
from everyhue.types import Targets

TONES = ("light", "light_medium", "medium_deep", "deep")


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(5)
    rows = []
    for query in ("bob", "nurse", "shoes"):
        tones = rng.choice([*TONES, None], 40, p=[0.6, 0.15, 0.1, 0.05, 0.1])
        scores = np.sort(rng.random(40))[::-1]
        rows += [
            {"query": query, "item_id": f"{query}{i}", "score": float(scores[i]),
             "tone": tones[i], "emb": rng.normal(size=4).round(4).tolist()}
            for i in range(40)
        ]  # fmt: skip
    return pl.DataFrame(rows)


def written(table: pl.DataFrame, folder: Path, ending: str) -> Path:
    path = folder / f"in{ending}"
    if ending == ".csv":
        as_text = pl.format("[{}]", pl.col("emb").cast(pl.List(pl.String)).list.join(", "))
        table.with_columns(as_text.alias("emb")).write_csv(path)
    elif ending == ".jsonl":
        table.write_ndjson(path)
    else:
        table.write_parquet(path)
    return path


def run(path: Path, out: Path, *words: str):
    return CliRunner().invoke(command, [str(path), "--out", str(out), *words])


def read(path: Path) -> pl.DataFrame:
    readers = {".csv": pl.read_csv, ".jsonl": pl.read_ndjson, ".parquet": pl.read_parquet}
    return readers[path.suffix](path)


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("by", ["dpp", "quota", "soft_spacing"])
def test_the_file_holds_what_rerank_answers(table, tmp_path, ending, by):
    out = tmp_path / f"out{ending}"
    path = written(table, tmp_path, ending)
    words = ("--by", by, "--label", "skin_tone=tone", "--vector", "emb", "--k", "12",
             "--diversity", "0.7", "--keep", "0.8")  # fmt: skip
    result = run(path, out, *words)
    assert result.exit_code == 0, result.output
    found = read(out)
    assert found.columns == ["query", "item_id", "skin_tone", "score", "gain", "old_position",
                             "new_position"]  # fmt: skip
    for query, held in table.group_by(["query"], maintain_order=True):
        from everyhue.ranking import Options
        from everyhue.signals import SHIPPED
        from everyhue.types import Labels

        tone = next(d for d in SHIPPED if d.name == "skin_tone")
        answer = rerank(
            held["score"], by=by, k=12, diversity=0.7, options=Options(keep=0.8),
            vectors=np.array(held["emb"].to_list(), np.float32),
            buckets=Labels.from_hard(held["tone"].to_list(), tone),
        )  # fmt: skip
        mine = found.filter(pl.col("query") == query[0])
        assert mine["item_id"].to_list() == [f"{query[0]}{i}" for i in answer.order]
        assert mine["new_position"].to_list() == list(range(1, 13))
        assert mine["old_position"].to_list() == (answer.order + 1).tolist()
        np.testing.assert_allclose(mine["gain"].to_numpy(), answer.gains, rtol=1e-6)


def test_the_summary_tells_the_price_and_the_mix(table, tmp_path):
    path = written(table, tmp_path, ".parquet")
    words = ("--by", "round_robin", "--label", "skin_tone=tone", "--k", "10")
    said = run(path, tmp_path / "out.parquet", *words).stdout
    assert "3 lists, 30 places re-ranked by round_robin" in said
    assert "Relevance given up:" in said
    line = next(line for line in said.splitlines() if line.startswith("skin_tone:"))
    assert "→" in line
    assert "unknown" in line


def test_targets_come_from_a_file_and_shortfalls_are_told(table, tmp_path):
    path = written(table, tmp_path, ".parquet")
    goals = tmp_path / "targets.toml"
    goals.write_text("[targets.tone]\ndeep = 0.9\nlight = 0.1\n")
    out = tmp_path / "out.csv"
    words = ("--by", "quota", "--label", "tone=tone", "--targets", str(goals), "--k", "10")
    result = run(path, out, *words)
    assert result.exit_code == 0, result.output
    assert "Targets that could not be reached: in 3 of 3 lists." in result.stdout
    held = table.filter(pl.col("query") == "bob")
    answer = rerank(
        held["score"], by="quota", k=10, buckets=held["tone"].to_list(),
        targets=Targets.stated({"deep": 0.9, "light": 0.1}),
    )  # fmt: skip
    got = read(out).filter(pl.col("query") == "bob")["item_id"].to_list()
    assert got == [f"bob{i}" for i in answer.order]


def test_positions_stand_in_for_scores(tmp_path):
    rows = [{"query": "q", "item": f"i{i}", "rank": i, "tone": "ab"[i > 3]} for i in range(6)]
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    result = run(path, tmp_path / "out.jsonl", "--by", "round_robin", "--label", "tone=tone")
    assert result.exit_code == 0, result.output
    found = read(tmp_path / "out.jsonl")
    assert found["item"].to_list() == ["i0", "i4", "i1", "i5", "i2", "i3"]
    assert found["old_position"].to_list() == [1, 5, 2, 6, 3, 4]
    assert found["score"][0] == 1.0


def test_one_row_a_request_with_lists(tmp_path):
    row = {"request_id": "r1", "items": ["a", "b", "c"], "scores": [3, 2, 1.5],
           "emb": [[1, 0], [1, 0], [0, 1]]}  # fmt: skip
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(row))
    out = tmp_path / "out.parquet"
    words = ("--item", "items", "--score", "scores", "--vector", "emb", "--by", "dpp")
    result = run(path, out, *words)
    assert result.exit_code == 0, result.output
    assert read(out).columns[:2] == ["request_id", "items"]
    assert read(out)["items"].to_list() == ["a", "c", "b"]


def test_bad_rows_are_named_and_the_others_kept(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text(
        "query,item,score,emb\n"
        "q,a,1,1 0\nq,b,nan,0 1\nq,a,2,0 1\nq,c,.5,1 0 0\nq,d,.4,x y\nq,e,.2,\n"
    )
    result = run(path, tmp_path / "out.csv", "--by", "mmr", "--vector", "emb")
    assert result.exit_code == 0, result.output
    for told in ("line 3: score: got nan", "line 4: item 'a' is in this list already",
                 "line 5: length of vector: got 3", "line 6: vector: got 'x'",
                 "4 rows left out"):  # fmt: skip
        assert told in result.stderr
    assert read(tmp_path / "out.csv")["item"].to_list() == ["a", "e"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--by", "dppp"), "Did you mean 'dpp'"),
        (("--by", "dpp"), "bob: vectors: got None"),
        (("--by", "quota", "--label", "skin_tone"), "NAME=COLUMN"),
        (("--by", "quota", "--label", "skin_tone=hue"), "column of in.parquet: 'hue'"),
        (("--score", "points"), "column of the log: 'points'"),
        (("--vector", "embs"), "Did you mean 'emb'"),
        (("--vector", "tone", "--by", "mmr"), "a column that holds vectors"),
        (("--targets", "none.toml"), "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_written(table, tmp_path, words, message):
    path = written(table, tmp_path, ".parquet")
    error = run(path, tmp_path / "out.parquet", *words).exception
    assert isinstance(error, EveryhueError)
    assert message in str(error)
    assert not (tmp_path / "out.parquet").exists()


def test_the_ending_of_the_output_is_checked_first(tmp_path):
    error = run(tmp_path / "none.csv", tmp_path / "out.xlsx").exception
    assert ".parquet" in str(error)
    path = tmp_path / "in.csv"
    path.write_text("query,item\nq,a\n")
    assert "no score" in str(run(path, tmp_path / "out.csv", "--by", "relevance").exception)


def test_refused_input_exits_with_2(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "everyhue", "rerank", "none.csv", "--out", "out.csv"],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("everyhue: none.csv: there is no such file")
