"""What an audit of rankings says: the same as replay of the same log, verdicts, delivery."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from everyhue.audit import LoggedList, Plan, replay
from everyhue.audit.kinds import told_of
from everyhue.audit.ranking import (
    RankingColumns,
    audit_ranking,
    audit_rankings,
    count_ranking,
    read_eligible,
)
from everyhue.audit.replaying import LOGGED, Numbers
from everyhue.audit.rules import Gate, Rules
from everyhue.audit.telling.schema import report_schema
from everyhue.errors import EveryhueError, InputError
from everyhue.metrics import dcg
from everyhue.metrics.given import log2_discount
from everyhue.report import render
from everyhue.types import Bucket, Dimension, Labels, Targets

TONES = ("deep", "light", "medium")
TARGET = {"deep": 0.2, "light": 0.5, "medium": 0.3}


def lists(requests=80, seed=1):
    """Logged requests, with unknown labels, short lists, clicks."""
    rng = np.random.default_rng(seed)
    tone = Dimension("tone", "Tone", tuple(Bucket(name, name) for name in TONES))
    made = []
    for i in range(requests):
        n = int(rng.integers(1, 15))
        words = rng.choice([*TONES, ""], n, p=[0.1, 0.5, 0.2, 0.2]).tolist()
        made.append(
            LoggedList(
                f"query {i}", "search", "en", tuple(f"{i}-{j}" for j in range(n)),
                rng.random(n), np.arange(1, n + 1), (rng.random(n) < 0.2).astype(float),
                {"tone": Labels.from_hard(words, tone)},
                {"stated": {"tone": Targets.stated(TARGET)}},
            )
        )  # fmt: skip
    return made


def frame_of(logged, **more):
    rows = [
        {"q": one.query, "p": int(one.position[j]), "c": float((one.clicks or [0] * 99)[j])
         if one.clicks is None else float(one.clicks[j]),
         "tone": TONES[s] if (s := int(one.labels["tone"].sure[j])) >= 0 else None}
        for one in logged for j in range(len(one))
    ]  # fmt: skip
    return pl.DataFrame(rows).with_columns(**more)


def test_the_numbers_are_those_of_replay_on_the_same_log():
    logged = lists()
    numbers = Numbers(replay(logged, {}, plan=Plan(ks=(10, 3), swept=10)))
    found = audit_ranking(
        frame_of(logged), RankingColumns("q", "p", ("tone",), ks=(10, 3)),
        Rules(targets={"tone": TARGET}),
    )  # fmt: skip
    line = found.dimensions[0]
    for ours, measure in (("div_at_k", "div_at_k"), ("unknown_places", "unknown_share")):
        assert line.lists[ours].number() == pytest.approx(
            numbers.mean(LOGGED, measure, "tone").number()
        )
    for measure in ("ndkl", "exposure_gap", "infeasible_index"):
        one = numbers.mean(LOGGED, measure, "tone", target="stated")
        assert line.lists[measure].number() == pytest.approx(one.number())
        assert line.lists[measure].n == one.n
    for bucket in TONES:
        share = numbers.mean(LOGGED, "exposure_share", "tone", bucket)
        assert line.of_bucket["exposure_share"][bucket].number() == pytest.approx(share.number())


def test_exposure_is_summed_over_requests_not_averaged():
    logged = lists()
    found = audit_ranking(frame_of(logged), RankingColumns("q", "p", ("tone",)))
    got = np.zeros(3)
    for one in logged:
        codes = one.labels["tone"].sure[:10]
        for spot, weight in zip(codes, log2_discount(len(codes)), strict=True):
            got[spot] += weight if spot >= 0 else 0.0
    for spot, line in enumerate(found.dimensions[0].groups[:3]):
        assert line.values["exposure_share"].number() == pytest.approx(got[spot] / got.sum())
        assert line.values["exposure_share"].low < got[spot] / got.sum()


def test_relevance_of_groups_is_ndcg():
    frame = pl.DataFrame({
        "q": ["a", "a", "b", "b"], "p": [1, 2, 1, 2], "tone": ["deep", "light"] * 2,
        "g": [0.0, 2.0, 3.0, 1.0], "u": ["de", "de", "fr", "fr"],
    })  # fmt: skip
    columns = RankingColumns("q", "p", ("tone",), relevance="g", users=("u",))
    lines = audit_ranking(frame, columns).user_groups
    worth = dcg([0, 2], k=2) / dcg([2, 0], k=2)
    assert [line.values["ndcg"].number() for line in lines] == [pytest.approx(worth), 1.0]


def log(share, n=6000, seed=0, alike=0.0):
    """Lists of four; deep has `share` of the places, and a list can be all alike."""
    rng = np.random.default_rng(seed)
    deep = np.where(rng.random((n, 1)) < alike, rng.random((n, 1)), rng.random((n, 4))) < share
    tone = np.where(deep, "deep", "light").reshape(-1)
    return pl.DataFrame({
        "q": np.repeat([f"q{i}" for i in range(n)], 4), "p": np.tile(np.arange(1, 5), n),
        "tone": tone, "locale": np.repeat(rng.choice(["de", "fr"], n, p=[0.7, 0.3]), 4),
        "c": (rng.random(4 * n) < np.where(tone == "deep", 0.1, 0.2)).astype(int),
    })  # fmt: skip


COLUMNS = RankingColumns("q", "p", ("tone",), clicks="c", users=("locale",), ks=(4,))


def status(frame, *gates, columns=COLUMNS, targets=None, **more):
    rules = Rules(targets={"tone": targets or {"deep": 0.4, "light": 0.6}}, gate=gates)
    eligible = more.pop("eligible", None)
    found = audit_ranking(frame, columns, rules, eligible=eligible)
    return [one.status for one in found.gates]


EXPOSURE = Gate(measure="exposure_share", against="target", at_least=0.9, at_most=1.1)


@pytest.mark.parametrize(
    ("share", "alike", "n", "verdict"),
    [
        (0.40, 0.0, 6000, "pass"), (0.30, 0.0, 6000, "fail"), (0.36, 0.0, 300, "insufficient"),
        (0.40, 1.0, 600, "insufficient"),  # a list that is all alike says as much as one item
    ],
)  # fmt: skip
def test_exposure_against_its_target(share, alike, n, verdict):
    assert status(log(share, n, alike=alike), EXPOSURE)[0].startswith(verdict)


@pytest.mark.parametrize(
    ("gate", "verdict"),
    [
        (Gate(measure="exposure_to_target", compare="value", at_least=0.9, at_most=1.1), "pass"),
        (Gate(measure="places_share", against="target", at_least=0.9), "pass"),
        (Gate(measure="click_rate", at_least=0.8), "fail"),
        (Gate(measure="click_rate", against="extremes", at_least=0.8, of="tone"), "fail"),
        (Gate(measure="clicks_per_exposure", against="reference", reference={"tone": "light"},
              at_least=0.8), "fail"),
        (Gate(measure="div_at_k", compare="value", at_least=0.8), "pass"),
        (Gate(measure="div_at_k", of="tone", compare="value", at_least=0.9), "fail"),
        (Gate(measure="ndkl", compare="value", at_most=0.5), "pass"),
        (Gate(measure="div_at_k", at_least=0.9, cells=("locale",)), "pass"),
        (Gate(measure="requests_with_click", compare="difference", at_least=-0.1), "pass"),
    ],
)  # fmt: skip
def test_gates_of_items_lists_and_groups(gate, verdict):
    assert status(log(0.4), gate) == [verdict]


@pytest.mark.parametrize(
    ("gate", "message"),
    [
        (Gate(measure="exposure_share", at_least=0.8), 'expected against = "target"'),
        (Gate(measure="tpr", at_least=0.8), "measure of rankings"),
        (Gate(measure="ndcg", at_least=0.8), "--relevance COL"),
        (Gate(measure="ndkl", of="tine", compare="value", at_most=1), "Known: tone"),
        (Gate(measure="ndcg", of="tone", compare="value", at_least=0.8), "of no bucket"),
        (Gate(measure="delivery_share", against="target", at_least=0.8), "--eligible"),
        (Gate(measure="popularity_arp", at_least=0.8), "--popularity COL"),
        (Gate(measure="click_rate", at_least=0.8, cells=("locale",)), "Known: tone"),
    ],
)  # fmt: skip
def test_gates_that_do_not_fit_say_what_is_missing(gate, message):
    with pytest.raises(EveryhueError, match=message):
        status(log(0.4, 50), gate)


def test_groups_are_needed_to_compare_groups():
    gate = Gate(measure="requests_with_click", at_least=0.8)
    columns = RankingColumns("q", "p", ("tone",), clicks="c")
    with pytest.raises(InputError, match="--user-group"):
        status(log(0.4, 50), gate, columns=columns)


DELIVERY = Gate(measure="delivery_share", against="target", at_least=0.9, at_most=1.1)


@pytest.mark.parametrize(("people", "verdict"), [((70, 30), "pass"), ((50, 50), "fail")])
def test_delivery_is_held_against_the_eligible(people, verdict):
    table = pl.DataFrame({"locale": ["de", "fr"], "count": people})
    eligible = read_eligible(table, COLUMNS)
    assert status(log(0.4), DELIVERY, eligible=eligible) == [verdict]
    found = audit_ranking(log(0.4), COLUMNS, eligible=eligible).delivery
    assert found.apart.number() == pytest.approx(abs(0.7 - people[0] / 100), abs=0.02)
    assert found.lines[0].ratio.low < found.lines[0].ratio.number() < found.lines[0].ratio.high


def test_a_group_that_got_nothing_is_there_and_fails():
    rows = pl.DataFrame({"locale": ["de"] * 6 + ["fr"] * 3 + ["ja"] * 2})
    eligible = read_eligible(rows, COLUMNS)
    assert status(log(0.4), DELIVERY, eligible=eligible) == ["fail"]
    lines = audit_ranking(log(0.4), COLUMNS, eligible=eligible).delivery.lines
    assert [(line.group, line.delivered.number()) for line in lines][-1] == (("ja",), 0.0)


def test_delivery_of_buckets_is_their_exposure():
    eligible = read_eligible(pl.DataFrame({"tone": ["deep", "light"], "items": [40, 60]}), COLUMNS)
    assert status(log(0.4), DELIVERY, eligible=eligible) == ["pass"]
    assert status(log(0.3), DELIVERY, EXPOSURE, eligible=eligible, targets={
        "deep": 0.3, "light": 0.7}) == ["fail", "pass"]  # fmt: skip


def test_targets_by_request_are_held_request_by_request():
    frame = log(0.4).with_columns(want=pl.when(pl.col("locale") == "de").then(0.5).otherwise(0.2))
    rules = Rules(
        targets={"tone": {"deep": "want"}},
        gate=(Gate(measure="exposure_to_target", compare="value", at_least=0.9, at_most=1.1),),
    )
    found = audit_ranking(frame, COLUMNS, rules)
    line = found.dimensions[0]
    assert line.target["deep"].number() == pytest.approx(0.41, abs=0.01)
    assert found.status == "pass"
    assert line.lists["exposure_gap"].number() > 0.2
    worst = found.worst[0]
    assert sum(worst.target.values()) == pytest.approx(1)


def test_other_targets_than_those_counted_are_refused():
    tally = count_ranking(log(0.4, 50), COLUMNS, Rules(targets={"tone": {"deep": 1, "light": 0}}))
    with pytest.raises(InputError, match="those the tally was counted with"):
        audit_rankings(tally, Rules(targets={"tone": "equal"}))


def test_intersections_and_depth():
    frame = log(0.4, 200).with_columns(hair=pl.Series(["coily", "wavy", None, "wavy"] * 200))
    columns = RankingColumns("q", "p", ("tone", "hair"), ks=(4,))
    found = audit_ranking(frame, columns)
    assert {line.by for line in found.crossed} == {("tone", "hair")}
    shares = [line.values["exposure_share"].number() for line in found.crossed
              if "exposure_share" in line.values]  # fmt: skip
    assert sum(shares) == pytest.approx(1)
    assert not audit_ranking(frame, columns, depth=1).crossed


def test_providers_and_popularity():
    frame = pl.DataFrame({
        "q": ["a"] * 4 + ["b"] * 4, "p": [1, 2, 3, 4] * 2, "tone": ["deep", "light"] * 4,
        "shop": ["x", "y", "x", "z"] * 2, "item": list("abcdabce"), "pop": [50, 30, 5, 1] * 2,
    })  # fmt: skip
    columns = RankingColumns(
        "q", "p", ("tone",), provider="shop", popularity="pop", item="item", ks=(2,)
    )
    found = audit_ranking(frame, columns)
    assert found.providers.n == 3
    assert found.providers.coverage.number() == pytest.approx(2 / 3)
    assert found.providers.largest[0][0] == "x"
    assert found.tail_below == 30
    values = found.overall.values
    assert values["popularity_arp"].number() == 40
    assert values["popularity_aplt"].number() == 0


def test_the_report_stands_alone_and_says_what_it_is_of():
    frame = log(0.3, 300).with_columns(pl.col("tone").replace("medium", None))
    rules = Rules(targets={"tone": {"deep": 0.4, "light": 0.6}}, gate=(EXPOSURE,), minimum=100)
    tally = count_ranking(frame, COLUMNS, rules)
    told = told_of(tally, rules, depth=None, name="<b>log</b>.csv")
    page = render(told.document)
    assert told.found[0].startswith(("Fail", "Insufficient"))
    assert "deep has 3" in " ".join(told.found)
    assert "<b>log" not in page
    for part in ('src="', "url(http", "<script", "<link"):
        assert part not in page
    for section in ("verdicts", "by-tone", "groups", "method", "limits"):
        assert f'id="{section}"' in page


def test_report_json_is_valid_by_the_published_schema():
    jsonschema = pytest.importorskip("jsonschema")
    eligible = read_eligible(pl.DataFrame({"locale": ["de", "fr"], "count": [7, 3]}), COLUMNS)
    rules = Rules(targets={"tone": {"deep": 0.4, "light": 0.6}}, gate=(EXPOSURE,))
    tally = count_ranking(log(0.4, 60), COLUMNS, rules, eligible=eligible)
    body = json.loads(told_of(tally, rules, depth=None, name="log").json)
    checker = jsonschema.Draft202012Validator(report_schema())
    assert [error.message for error in checker.iter_errors(body)] == []
    body["findings"]["dimensions"][0]["gap"] = {"estimate": None}
    assert list(checker.iter_errors(body))
