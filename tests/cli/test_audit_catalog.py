"""``everyhue audit catalog`` as a person calls it."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from everyhue.audit.telling.schema import report_schema
from everyhue.catalog import Catalog, Item
from everyhue.catalog.demo import build_demo
from everyhue.cli.audit import command
from everyhue.errors import EveryhueError
from everyhue.signals.dimensions import SKIN_TONE

GATE = """
[targets]
skin_tone = "equal"

[[gate]]
measure = "representation"
against = "target"
at_least = 0.8
"""
TONES = SKIN_TONE.ids


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("catalogs")
    build_demo(path / "demo.catalog", n=500).close()
    (path / "gates.toml").write_text(GATE)
    rng = np.random.default_rng(0)
    truth = rng.choice(4, 3000, p=[0.4, 0.3, 0.2, 0.1])
    probs = 0.8 * np.eye(4)[truth] + 0.2 * rng.dirichlet(np.ones(4), 3000)
    items = pl.DataFrame(
        {"id": [f"i{i}" for i in range(3000)], "topic": rng.choice(["hair", "work"], 3000)}
        | {f"skin_tone:{tone}": probs[:, b] for b, tone in enumerate(TONES)}
    )  # fmt: skip
    items.write_parquet(path / "items.parquet")
    items.write_csv(path / "items.csv")
    items[::2].write_csv(path / "even.csv")
    items[1::2].write_csv(path / "odd.csv")
    looked_at = (
        items[::5].select("id").with_columns(skin_tone=pl.Series([TONES[b] for b in truth[::5]]))
    )
    looked_at.write_csv(path / "looked_at.csv")
    return path


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_the_demo_catalog_gives_a_report_you_would_show(folder, tmp_path):
    result = run(
        "catalog", folder / "demo.catalog", "--gate", folder / "gates.toml", "--by", "framing",
        "--cluster", "creator", "--out", tmp_path / "r",
    )  # fmt: skip
    assert result.exit_code in (0, 3), result.output
    assert {path.name for path in (tmp_path / "r").iterdir()} >= {
        "index.html", "report.json", "summary.md", "tally.json",
    }  # fmt: skip
    body = json.loads((tmp_path / "r" / "report.json").read_text("utf-8"))
    assert body["kind"] == "catalog"
    found = body["findings"]
    assert (found["items"], found["category"], found["clustered"]) == (500, "topic", True)
    assert [one["name"] for one in found["dimensions"]] == [
        "skin_tone", "hair_pattern", "body_type",
    ]  # fmt: skip
    hair = found["dimensions"][1]
    assert {"covered", "not_visible"} <= set(hair["unknown"][0]["reasons"])
    assert {tuple(one["dimensions"]) for one in found["together"]} >= {
        ("skin_tone", "hair_pattern", "body_type"),
    }  # fmt: skip
    page = (tmp_path / "r" / "index.html").read_text("utf-8")
    for part in ("Skin tone range", "What is not known", "Intersections", "covered"):
        assert part in page
    for part in ('src="', "url(http", "<script", "<link"):
        assert part not in page
    jsonschema = pytest.importorskip("jsonschema")
    assert not list(jsonschema.Draft202012Validator(report_schema()).iter_errors(body))


def test_the_catalog_and_the_same_table_count_alike(folder, tmp_path):
    items = pl.read_parquet(folder / "items.parquet")
    columns = [f"skin_tone:{tone}" for tone in TONES]
    made = [
        Item(row["id"], labels={"skin_tone": [row[name] for name in columns]},
             attributes={"topic": row["topic"]})
        for row in items.iter_rows(named=True)
    ]  # fmt: skip
    Catalog.create(tmp_path / "c", made, dimensions=(SKIN_TONE,), embedder=None).close()
    found = []
    for source in (tmp_path / "c", folder / "items.parquet", folder / "items.csv"):
        result = run("catalog", source, "--json")
        assert result.exit_code == 0, result.output
        found.append(json.loads(result.stdout)["findings"]["dimensions"][0])
    for one in found[1:]:
        assert [b["items"] for b in one["buckets"]] == [b["items"] for b in found[0]["buckets"]]
        assert one["unknown"] == found[0]["unknown"]


def test_parts_merge_to_the_whole_and_are_judged_again(folder, tmp_path):
    whole = run("catalog", folder / "items.csv", "--gate", folder / "gates.toml", "--json")
    assert whole.exit_code == 1
    for name in ("even", "odd"):
        run("catalog", folder / f"{name}.csv", "--out", tmp_path / name)
    parts = [tmp_path / name / "tally.json" for name in ("even", "odd")]
    merged = run("merge", *parts, "--gate", folder / "gates.toml", "--json")
    assert merged.exit_code == 1
    one, two = (json.loads(result.stdout)["findings"] for result in (whole, merged))
    for name in ("items", "gates", "together", "supply", "status"):
        assert one[name] == two[name]


def test_a_sample_corrects_and_the_report_says_so(folder, tmp_path):
    result = run(
        "catalog", folder / "items.csv", "--sample", folder / "looked_at.csv",
        "--gate", folder / "gates.toml", "--out", tmp_path / "r",
    )  # fmt: skip
    assert result.exit_code == 1
    assert "600 looked-at items" in result.output
    body = json.loads((tmp_path / "r" / "report.json").read_text("utf-8"))
    deep = body["findings"]["dimensions"][0]["buckets"][3]
    assert deep["corrected"]["low"] < 0.1 < deep["corrected"]["high"]
    assert deep["labelled"] > 30
    assert "Corrected" in (tmp_path / "r" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("items.csv", "--by", "topci"), "Did you mean 'topic'"),
        (("items.csv", "--label", "tone"), "NAME=COLUMN"),
        (("items.csv", "--cluster", "creatr"), "not known"),
        (("items.csv", "--sure-at", "0.2"), "probability in"),
        (("nowhere.csv",), "no such file or catalog folder"),
        (("empty",), "expected a folder made by"),
        (("gates.toml",), "names that end in"),
        (("cut.parquet",), "Check that it is whole"),
        (("cut.csv",), "row"),
        (("items.csv", "--sample", "nowhere.csv"), "no such file"),
        (("items.csv", "--sample", "items.csv"), "dimension of the sample"),
        (("one.csv",), "No item has a sure bucket"),
        (("demo.catalog", "--gate", "typo.toml"), "Did you mean 'skin_tone'"),
        (("demo.catalog", "--gate", "bucket.toml"), "Did you mean 'deep'"),
    ],
)
def test_bad_input_gets_one_message_and_nothing_is_written(folder, tmp_path, arguments, words):
    (folder / "empty").mkdir(exist_ok=True)
    (folder / "cut.parquet").write_bytes((folder / "items.parquet").read_bytes()[:5000])
    (folder / "cut.csv").write_text("id,skin_tone\n")
    (folder / "one.csv").write_text("id,skin_tone\na,\n")
    gate = (
        '[[gate]]\nmeasure = "representation"\nof = "skin_ton"\nagainst = "target"\nat_least = 1\n'
    )
    (folder / "typo.toml").write_text(gate)
    (folder / "bucket.toml").write_text("[targets.skin_tone]\ndepe = 1.0\n")
    given = [str(folder / part) if (folder / part).exists() else part for part in arguments]
    out = tmp_path / "r"
    result = run("catalog", *given, "--out", out)
    assert isinstance(result.exception, EveryhueError), result.output
    assert words in str(result.exception)
    assert "\n" not in str(result.exception)
    assert not out.exists()


def test_the_exit_code_of_bad_input_is_two_without_a_traceback(folder, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "everyhue", "audit", "catalog", str(folder / "items.csv"),
         "--by", "topci", "--out", str(tmp_path / "r")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("everyhue: column: 'topci' is not known. Did you mean 'topic'?")
    assert not (tmp_path / "r").exists()


def test_one_row_is_little_evidence_and_no_error(tmp_path, folder):
    (tmp_path / "one.csv").write_text("id,skin_tone\na,deep\n")
    result = run("catalog", tmp_path / "one.csv", "--gate", folder / "gates.toml")
    assert result.exit_code == 3
    assert "Insufficient evidence" in result.output


def test_small_numbers_are_suppressed_in_report_and_tally(tmp_path):
    tones = ["porcelain"] * 3 + ["deep"] * 300 + ["tan"] * 40 + ["light"] * 600
    pl.DataFrame({"id": range(943), "tone": tones}).write_parquet(tmp_path / "items.parquet")
    (tmp_path / "gates.toml").write_text(
        'minimum = 100\n[targets]\ntone = "equal"\n'
        '[[gate]]\nmeasure = "representation"\nagainst = "target"\nat_least = 0.8\n'
    )
    asked = ["catalog", str(tmp_path / "items.parquet"), "--label", "tone=tone"]
    asked += ["--suppress", "10", "--gate", str(tmp_path / "gates.toml")]
    result = CliRunner().invoke(command, [*asked, "--out", str(tmp_path / "r")])
    assert result.exit_code in (1, 3)
    names = ("index.html", "report.json", "summary.md", "junit.xml", "tally.json")
    told = {name: (tmp_path / "r" / name).read_text("utf-8") for name in names}
    assert not [name for name, text in told.items() if "porcelain" in text or '"tan"' in text]
    assert "(suppressed)" in told["tally.json"]
    assert "2 buckets of tone are suppressed: 43 items" in told["index.html"]
    again = ["merge", str(tmp_path / "r/tally.json"), "--suppress", "20"]
    assert CliRunner().invoke(command, again).exit_code == 0
