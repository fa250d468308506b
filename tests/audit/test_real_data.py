"""Real data: published numbers come out, and the page says what its commands print."""

from __future__ import annotations

import importlib.util
from itertools import product
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from scipy.stats import fisher_exact

from everyhue.cli.audit import command

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("real_data", ROOT / "tools" / "real_data.py")
real_data = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(real_data)

pytestmark = pytest.mark.skipif(
    not all((real_data.DATA / name).is_file() for name in real_data.FILES.values()),
    reason="German credit and Ricci are not beside the checkout (../shared/data)",
)


@pytest.fixture(scope="module")
def page():
    return real_data.PAGE.read_text("utf-8")


@pytest.fixture(scope="module")
def worked(page, tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    with real_data.worked_through(page, folder) as reports:
        return folder, reports


def estimates(found, by, measure="selection_rate"):
    return {tuple(one["group"]): one["values"][measure]["estimate"]
            for one in found["groups"] if one["by"] == list(by)}  # fmt: skip


def difference(found, by):
    one = next(s for s in found["spreads"]
               if s["by"] == [by] and s["measure"] == "selection_rate")  # fmt: skip
    return one["difference"]["estimate"], one["ratio"]["estimate"]


def test_the_page_shows_what_its_commands_print(page, worked):
    assert real_data.with_tables(page, worked[1]) == page


def test_german_credit_comes_out_as_published(worked):
    apart, ratio = difference(worked[1]["loans"], "age")
    assert (round(-apart, 6), round(ratio, 6)) == (-0.128550, 0.821248)
    apart, ratio = difference(worked[1]["loans"], "sex")
    assert (round(-apart, 6), round(ratio, 6)) == (-0.074801, 0.896567)
    assert worked[1]["loans"]["code"] == 3


def test_reweighing_has_the_published_weights_and_no_difference(worked):
    folder, reports = worked
    loans = pl.read_csv(folder / "loans.csv").group_by("age", "good").agg(pl.col("weight").first())
    weights = {(age, good): round(weight, 6) for age, good, weight in loans.rows()}
    assert weights == {
        ("under 25", 0): 0.732787, ("under 25", 1): 1.185227, ("25 or older", 0): 1.068201,
        ("25 or older", 1): 0.973366,
    }  # fmt: skip
    assert difference(reports["weighted"], "age")[0] == pytest.approx(0, abs=1e-12)


def test_ricci_comes_out_as_in_the_opinion(page, worked):
    cells = {
        tuple(one["group"]): (round(one["values"]["selection_rate"]["estimate"] * one["rows"]),
                              one["rows"])
        for one in worked[1]["positions"]["groups"] if len(one["by"]) == 2
    }  # fmt: skip
    assert cells == {
        ("white", "Captain"): (16, 25), ("Black", "Captain"): (3, 8),
        ("Hispanic", "Captain"): (3, 8), ("white", "Lieutenant"): (25, 43),
        ("Black", "Lieutenant"): (6, 19), ("Hispanic", "Lieutenant"): (3, 15),
    }  # fmt: skip
    assert worked[1]["exam"]["code"] == 3
    assert f"p = {fisher_exact([[41, 27], [15, 35]]).pvalue:.4f}" in page


def test_compas_comes_out_as_published(worked):
    found = worked[1]["compas"]
    published = {"African-American": (44.85, 27.99), "Caucasian": (23.45, 47.72)}
    for group, rates in published.items():
        mine = [round(100 * estimates(found, ["race"], name)[(group,)], 2)
                for name in ("false_positive_rate", "false_negative_rate")]  # fmt: skip
        assert tuple(mine) == rates
    assert [round(found["overall"]["rows"] * share) for share in (
        found["overall"]["values"]["selection_rate"]["estimate"],
        found["overall"]["values"]["prevalence"]["estimate"],
    )] == [1282 + 2035, 1216 + 2035]  # fmt: skip


def test_eighteen_and_thirty_two_people_are_insufficient_evidence(worked):
    found = worked[1]["compas"]
    rows = {one["group"][0]: one["rows"] for one in found["groups"]}
    assert (rows["Asian"], rows["Native American"]) == (32, 18)
    verdicts = {(gate["gate"].split(",")[0], line["group"]): line["verdict"]["status"]
                for gate in found["gates"] for line in gate["lines"]}  # fmt: skip
    for measure, group in product(
        ("false_positive_rate", "positive_predictive_value"), ("Asian", "Native American")
    ):
        assert verdicts[measure, group] == "insufficient evidence"
    assert verdicts["false_positive_rate", "African-American"] == "fail"
    assert verdicts["positive_predictive_value", "African-American"] == "pass"
    assert found["code"] == 1


def test_a_reference_is_not_held_against_itself(worked):
    for name, reference in (("loans", "25 or older"), ("exam", "white"), ("compas", "Caucasian")):
        gate = worked[1][name]["gates"][0]
        assert reference not in {line["group"] for line in gate["lines"]}


def test_reports_are_written_and_their_tallies_judged_again(worked):
    folder, _ = worked
    tally = folder / "compas" / "tally.json"
    gate = folder / "compas.toml"
    result = CliRunner().invoke(command, ["merge", str(tally), "--gate", str(gate)])
    assert result.exit_code == 1
    assert (folder / "compas" / "index.html").stat().st_size > 20_000
