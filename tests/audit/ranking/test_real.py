"""Real rankings and recommendations: image search by occupation, and the Open Bandit log."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from everyhue.cli.audit import command

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
IMAGES = DATA / "image_search_gender" / "gender_labelled_images.csv"
BANDIT = DATA / "open_bandit"
ROOT = Path(__file__).resolve().parents[3]
PAGE = " ".join((ROOT / "docs/how-to/audit-ranking.md").read_text("utf-8").split())
needs_images = pytest.mark.skipif(not IMAGES.is_file(), reason="../shared/data is not here")
needs_bandit = pytest.mark.skipif(not BANDIT.is_dir(), reason="../shared/data is not here")

RULES = """
minimum = 40                        # 45 occupations are few: hold what there is

[targets.gender]
woman = "bls_p_women"               # the share of women among people with that job, query by query

[[gate]]
measure = "exposure_to_target"
compare = "value"
at_least = 0.8
at_most = 1.25

[[gate]]
measure = "div_at_k"
of = "gender"
compare = "value"
at_least = 0.5
"""
DELIVERY = """
[[gate]]
measure = "delivery_share"
against = "target"
at_least = 0.8
at_most = 1.25
"""


def images(folder):
    """A picture of one grown person has a gender; no other does."""
    table = pl.read_csv(IMAGES, infer_schema=False)
    single = (pl.col("Answer.howmany") == "oneperson") & ~pl.col(
        "Answer.typeofpeople"
    ).str.contains("child")
    table = table.with_columns(gender=pl.when(single).then("image_gender"))
    table.write_csv(folder / "images.csv")
    (folder / "targets.toml").write_text(RULES)
    return folder / "images.csv"


def bandit(folder, policy):
    """One row an impression, with what is known of its item; names cut to be read."""
    log = pl.read_csv(BANDIT / policy / "men" / "men.csv", infer_schema=False)
    items = pl.read_csv(BANDIT / policy / "men" / "item_context.csv", infer_schema=False)
    kind = pl.col("item_feature_3").str.slice(0, 6)
    items = items.select("item_id", kind.alias("item_kind"))
    user = pl.col("user_feature_1").str.slice(0, 6).alias("user_kind")
    log = log.rename({"": "row"}).join(items, on="item_id", how="left").with_columns(user)
    log.write_csv(folder / f"{policy}.csv")
    items.write_csv(folder / f"{policy}_items.csv")
    (folder / "delivery.toml").write_text(DELIVERY)
    return folder / f"{policy}.csv"


def audit(path, out, *more):
    words = [str(word) for word in ("ranking", path, *more, "--out", out)]
    result = CliRunner().invoke(command, words, catch_exceptions=False)
    body = json.loads((out / "report.json").read_text("utf-8"))
    return result.exit_code, body


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    folder = tmp_path_factory.mktemp("images")
    path = images(folder)
    return audit(
        path, folder / "report", "--query", "search_term", "--position", "order",
        "--by", "gender", "--targets", folder / "targets.toml", "--close-up", "--k", 10, "--k", 50,
    )  # fmt: skip


@pytest.fixture(scope="module", params=["random", "bts"])
def recommended(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    path = bandit(folder, request.param)
    made = audit(
        path, folder / "report", "--query", "row", "--position", "position",
        "--by", "item_kind", "--clicks", "click", "--user-group", "user_kind",
        "--provider", "item_id", "--eligible", folder / f"{request.param}_items.csv",
        "--gate", folder / "delivery.toml", "--k", 3, "--worst", 0,
    )  # fmt: skip
    return request.param, *made


@needs_images
def test_the_top_ten_of_occupations_equals_a_count_by_hand(searched):
    found = searched[1]["findings"]
    line = next(one for one in found["dimensions"] if one["k"] == 10)
    table = pl.read_csv(IMAGES, infer_schema=False).with_columns(pl.col("order").cast(pl.Int64))
    place = pl.col("order").rank("ordinal").over("search_term")
    top = table.with_columns(place=place).filter(pl.col("place") <= 10)
    single = top.filter(
        (pl.col("Answer.howmany") == "oneperson")
        & ~pl.col("Answer.typeofpeople").str.contains("child")
    )
    women = single.filter(pl.col("image_gender") == "woman")
    exposure = 1 / (single["place"] + 1).log(2)
    hers = 1 / (women["place"] + 1).log(2)
    groups = {group["group"][0]: group for group in line["groups"]}
    assert found["requests"] == 45
    assert groups["woman"]["rows"] == women.height
    share = groups["woman"]["values"]["exposure_share"]["estimate"]
    assert share == pytest.approx(hers.sum() / exposure.sum())
    asked = (single["bls_p_women"].cast(pl.Float64) * exposure).sum()
    ratio = groups["woman"]["values"]["exposure_to_target"]["estimate"]
    assert ratio == pytest.approx(hers.sum() / asked)
    both = single.group_by("search_term").agg(pl.col("image_gender").n_unique() == 2)
    assert line["lists"]["div_at_k"]["estimate"] == pytest.approx(both["image_gender"].mean())


@needs_images
def test_forty_five_occupations_are_too_few_to_say(searched):
    code, body = searched
    assert code == 3
    assert [one["status"] for one in body["findings"]["gates"]] == ["insufficient evidence"] * 2


@needs_images
def test_the_page_has_what_the_audit_of_images_says(searched):
    told = searched[1]["found"]
    for sentence in told[-2:]:
        assert sentence in PAGE
    for query in searched[1]["findings"]["worst"]:
        assert f"*{query['query']}*" in PAGE


@needs_bandit
def test_the_random_policy_is_not_failed_and_the_trained_one_is(recommended):
    policy, code, body = recommended
    assert code == {"random": 3, "bts": 1}[policy]
    apart = body["findings"]["delivery"]["apart"]
    assert apart["estimate"] == pytest.approx({"random": 0.012, "bts": 0.183}[policy], abs=0.001)


@needs_bandit
def test_delivery_equals_a_count_by_hand(recommended):
    policy, _, body = recommended
    log = pl.read_csv(BANDIT / policy / "men" / "men.csv")
    items = pl.read_csv(BANDIT / policy / "men" / "item_context.csv")
    log = log.join(items.select("item_id", "item_feature_3"), on="item_id")
    weight = 1 / (pl.col("position") + 1).log(2)
    sums = log.group_by(pl.col("item_feature_3").str.slice(0, 6)).agg(weight.sum())
    held = dict(sums.rows())
    for line in body["findings"]["delivery"]["lines"]:
        by_hand = held[line["group"][0]] / sum(held.values())
        assert line["delivered"]["estimate"] == pytest.approx(by_hand)
    clicks = sum(g["values"]["click_rate"]["estimate"] * g["rows"]
                 for g in body["findings"]["dimensions"][0]["groups"])  # fmt: skip
    assert clicks == pytest.approx(log["click"].sum())


@needs_bandit
def test_the_page_has_what_the_audit_of_recommendations_says(recommended):
    _, _, body = recommended
    for sentence in body["found"]:
        if sentence.startswith(("Item kind", "By user", "Delivered", "The most shown")):
            assert sentence in PAGE


def test_the_rules_of_the_page_are_those_of_the_tests():
    for rules in (RULES, DELIVERY):
        assert " ".join(rules.split()) in PAGE
