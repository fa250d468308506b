"""``everyhue replay`` as a person calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from everyhue.cli.replay import command
from everyhue.errors import EveryhueError

BUCKETS = ("protective", "coily", "curly", "wavy", "straight", "shaved_bald")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path, rng = tmp_path_factory.mktemp("replay"), np.random.default_rng(3)
    items = [f"i{i}" for i in range(300)]
    labels = rng.choice([*BUCKETS, None], 300, p=[0.05, 0.05, 0.1, 0.2, 0.45, 0.05, 0.1])
    pl.DataFrame({"item_id": items, "hair_pattern": labels.tolist()}).write_parquet(
        path / "labels.parquet"
    )
    rows = [
        {"request_id": f"r{r}", "query": query, "item_id": items[i], "position": place + 1,
         "score": 1 - place / 50, "clicked": int(place == 0), "locale": "en", "surface": surface}
        for r in range(24)
        for query, surface in [(("bob haircut", "nurse")[r % 2], ("search", "related")[r % 3 == 0])]
        for place, i in enumerate(rng.choice(300, 40, replace=False))
    ]  # fmt: skip
    pl.DataFrame(rows).write_parquet(path / "log.parquet")
    return path


def run(folder: Path, *arguments: str, log: str = "log.parquet"):
    catalog = ("--catalog", str(folder / "labels.parquet"))
    return CliRunner().invoke(command, [str(folder / log), *catalog, *arguments])


def test_a_log_with_well_known_names_needs_no_flags(folder, tmp_path):
    result = run(folder, "--out", str(tmp_path / "report"), "--strategies", "round_robin,dpp")
    assert result.exit_code == 0, result.output
    assert "Hair pattern:" in result.stdout
    assert "round_robin" in result.stdout
    assert len(list((tmp_path / "report").iterdir())) == 6
    body = json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))["findings"]
    assert body["requests"] == 24
    assert body["surfaces"] == ["related", "search"]
    assert {line["query_class"] for line in body["supply"]} == {"hair", "other"}
    assert [one["surface"] for one in body["suggestions"]] == ["related", "search"]


def test_json_is_the_only_thing_on_standard_output(folder):
    result = run(folder, "--json", "--strategies", "round_robin")
    body = json.loads(result.stdout)
    assert body["kind"] == "replay"
    assert body["log"] == "log.parquet"
    assert body["findings"]["strategies"] == ["round_robin"]


def test_a_strategy_that_aims_comes_once_per_set_of_targets(folder, tmp_path):
    targets = tmp_path / "targets.toml"
    shares = dict(zip(BUCKETS, (0.1, 0.2, 0.2, 0.2, 0.2, 0.1), strict=True))
    targets.write_text(
        "[targets.hair_pattern]\n" + "\n".join(f"{b} = {s}" for b, s in shares.items())
    )
    result = run(folder, "--json", "--strategies", "quota,mmr", "--targets", str(targets))
    findings = json.loads(result.stdout)["findings"]
    assert findings["strategies"] == ["quota → equal", "quota → stated", "mmr"]
    assert findings["targets"] == ["equal", "stated"]


def test_a_configuration_is_dry_run(folder, tmp_path):
    config = tmp_path / "everyhue.toml"
    for diversify, changes in (("false", False), ("true", True)):
        config.write_text(
            f'[surfaces.search]\nstrategy = "round_robin"\ndiversity = 1.0\nkeep = "none"\n'
            f"diversify = {diversify}\n[surfaces.related]\ndiversify = false\n"
        )
        result = run(folder, "--json", "--strategies", "round_robin", "--config", str(config))
        findings = json.loads(result.stdout)["findings"]
        assert findings["strategies"][-1] == "config"
        assert findings["failures"] == {}
        lines = {(one["query"], one["surface"]): one for one in findings["worst"]}
        shown = lines["bob haircut", "search"]["shown"]
        assert (shown["config"] != shown["logged"]) == changes
        untouched = lines["nurse", "search"]["shown"]
        assert untouched["config"] == untouched["logged"]


def test_classes_that_the_trigger_blocks_are_never_advised(tmp_path):
    rows = [
        {"request_id": r, "query": "murder suspect", "item": i, "score": -i, "tone": "ab"[i > 20]}
        for r in range(30)
        for i in range(25)
    ]
    pl.DataFrame(rows).write_csv(tmp_path / "log.csv")
    arguments = [str(tmp_path / "log.csv"), "--label", "tone=tone", "--json"]
    result = CliRunner().invoke(command, [*arguments, "--strategies", "round_robin"])
    lines = json.loads(result.stdout)["findings"]["trigger"]
    assert {one["query_class"]: one["advised"] for one in lines}["blocked: crime"] is False


def test_fewer_requests_are_said(folder):
    result = run(folder, "--json", "--requests", "6", "--strategies", "round_robin")
    findings = json.loads(result.stdout)["findings"]
    assert findings["requests"] == 6
    assert "6 of 24 requests were replayed" in findings["notes"][0]
    assert findings["notes"][0] in result.stderr


def test_bad_rows_are_named_and_counted(folder, tmp_path):
    (tmp_path / "log.csv").write_text("query,item_id,score\nbob,i1,1\nbob,i2,high\nbob,i3\n")
    catalog = str(folder / "labels.parquet")
    arguments = [str(tmp_path / "log.csv"), "--catalog", catalog, "--strategies", "round_robin"]
    result = CliRunner().invoke(command, arguments)
    assert "log.csv line 3: score: got 'high', expected a number." in result.stderr
    assert "log.csv line 4: 2 cells, expected 3" in result.stderr
    assert "log.csv: 2 rows left out." in result.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--strategies", "dppp"), "Did you mean 'dpp'"),
        (("--query", "qurey"), "Did you mean 'query'"),
        (("--gain", "log"), "Did you mean 'log2'"),
        (("--label", "hair_pattern"), "NAME=COLUMN"),
        (("--target", "hair_pattern=x"), "DIMENSION.BUCKET=COLUMN"),
        (("--config", "/nowhere.toml"), "cannot be read"),
    ],
)
def test_unusable_input_says_what_to_do(folder, arguments, expected):
    with pytest.raises(EveryhueError) as caught:
        CliRunner().invoke(
            command,
            [str(folder / "log.parquet"), "--catalog", str(folder / "labels.parquet"), *arguments],
            catch_exceptions=False,
        )
    assert expected in str(caught.value)


def test_unusable_input_exits_with_two_and_one_line(tmp_path):
    arguments = [sys.executable, "-m", "everyhue", "replay", str(tmp_path / "missing.csv")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "there is no such file" in done.stderr


def test_the_item_column_of_the_log_is_tried_in_the_catalog(tmp_path):
    rows = [f"lamp,d{i},{i + 1},{1 - i / 20}" for i in range(12)]
    (tmp_path / "log.csv").write_text("query,doc,position,score\n" + "\n".join(rows) + "\n")
    labels = [f"d{i},{'deep' if i > 8 else 'light'}" for i in range(12)]
    (tmp_path / "labels.csv").write_text("doc,skin_tone\n" + "\n".join(labels) + "\n")
    out = tmp_path / "report"
    arguments = [
        tmp_path / "log.csv",
        "--catalog",
        tmp_path / "labels.csv",
        "--item",
        "doc",
        "--out",
        out,
    ]
    ended = CliRunner().invoke(command, [str(a) for a in arguments], catch_exceptions=False)
    assert ended.exit_code == 0
    assert (out / "index.html").exists()
