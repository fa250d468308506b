"""Real rankings: occupations on an image search engine (Kay, Matuszek, Munson 2015)."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from everyhue.cli.replay import command

FILE = (
    Path(__file__).resolve().parents[3].parent
    / "shared" / "data" / "image_search_gender" / "gender_labelled_images.csv"
)  # fmt: skip
PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "kay.md"
pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason="the image search data is not beside the checkout (../shared/data)"
)
ARGUMENTS = [
    str(FILE), "--query", "search_term", "--item", "image_url", "--position", "order",
    "--class", "search_term", "--label", "gender=image_gender",
    "--unknown", "Answer.typeofpeople", "*child*", "child in the picture",
    "--unknown", "multiple_onegender", "TRUE", "more than one person",
    "--unknown", "Answer.howmany", "multiple", "more than one person",
    "--target", "gender.woman=bls_p_women",
    "--strategies", "det_greedy,quota,round_robin,dpp",
]  # fmt: skip


@pytest.fixture(scope="module")
def replayed(tmp_path_factory):
    out = tmp_path_factory.mktemp("kay") / "report"
    result = CliRunner().invoke(command, [*ARGUMENTS, "--out", str(out)], catch_exceptions=False)
    assert result.exit_code == 0
    return out, result.output


@pytest.fixture(scope="module")
def findings(replayed):
    return json.loads((replayed[0] / "report.json").read_text("utf-8"))["findings"]


def lines_of(findings):
    return {line["query"]: line for line in findings["worst"]}


def test_all_occupations_and_rows_are_there(findings):
    assert (findings["requests"], findings["candidates"]) == (45, 3262)
    assert findings["targets"] == ["equal", "bls_p_women"]
    assert len(findings["worst"]) == 45


def test_unknown_rows_are_those_with_more_than_one_person_or_a_child(findings):
    assert findings["unknown_reasons"]["gender"] == {
        "more than one person": 276, "child in the picture": 162,
    }  # fmt: skip


def test_the_logged_top_ten_equals_a_count_by_hand(findings):
    table = pl.read_csv(FILE, infer_schema_length=None)
    for query, line in lines_of(findings).items():
        top = table.filter(pl.col("search_term") == query).sort("order").head(10)
        single = top.filter(pl.col("Answer.howmany") == "oneperson")
        women = single.filter(pl.col("image_gender") == "woman").height
        logged = line["shown"]["logged"]
        assert (logged["woman"], logged["unknown"]) == (women, 10 - single.height)
        assert line["target"]["bls_p_women"]["woman"] == pytest.approx(top["bls_p_women"][0])


def test_aiming_at_a_target_comes_nearer_to_it(findings):
    lines = lines_of(findings).values()

    def gap(target, strategy):
        held = [line["gap"][target] for line in lines if target in line["gap"]]
        return sum(one[strategy] for one in held) / len(held)

    for name in ("det_greedy", "quota"):
        for target in ("equal", "bls_p_women"):
            assert gap(target, f"{name} → {target}") < gap(target, "logged")


def test_div_moves_occupations_away_from_their_labour_force_share(findings, replayed):
    moved = {(one["strategy"], one["target"]): one for one in findings["moved_away"]}
    away = moved["det_greedy → equal", "bls_p_women"]["queries"]
    assert {"plumber", "electrician", "receptionist"} <= set(away)
    gained = moved["det_greedy → equal", "bls_p_women"]["gained"]
    assert {"plumber", "electrician"} <= set(gained) <= set(away)
    assert "receptionist" not in gained
    assert "cook" not in away
    assert "The targets compete" in replayed[1]


def test_where_there_is_no_supply_no_strategy_shows_it(findings):
    roofer = lines_of(findings)["roofer"]
    assert roofer["supply"]["woman"] == 0
    assert all(shown["woman"] == 0 for shown in roofer["shown"].values())


def test_unknown_exposure_does_not_move(findings):
    for line in findings["worst"]:
        assert {shown["unknown"] for shown in line["shown"].values()} == {
            line["shown"]["logged"]["unknown"]
        }


def test_the_how_to_shows_what_is_printed(replayed):
    page = " ".join(PAGE.read_text("utf-8").split())
    body = json.loads((replayed[0] / "report.json").read_text("utf-8"))
    for sentence in body["found"]:
        assert sentence in page
    for line in body["findings"]["worst"]:
        assert f"| {line['query']} |" in page
    command_line = page[page.index("everyhue replay gender") : page.index("--out report/")]
    for argument in ARGUMENTS[1:]:
        assert argument in command_line


def test_the_table_and_the_worst_queries_are_printed(replayed):
    out, printed = replayed
    for words in ("det_greedy → equal", "custodian", "Div@10", "bls_p_women", "index.html"):
        assert words in printed
    assert (out / "index.html").stat().st_size > 20_000
