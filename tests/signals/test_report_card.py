"""The report card: numbers by hand, intervals that cover, verdicts that keep a refinement off."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError, UnknownNameError
from everyhue.signals import HAIR_PATTERN, SKIN_TONE
from everyhue.signals.agreement import kappa
from everyhue.signals.intervals import least_ratio, widest_gap
from everyhue.signals.report_card import Gates, decide, report_card
from everyhue.signals.report_card.gates import at_most
from everyhue.types import Labels, Value, Verdict

FULL = bool(os.environ.get("EVERYHUE_FULL"))
TONE = SKIN_TONE.ids
RIGHT = np.array(
    [[0.80, 0.06, 0.01, 0], [0.07, 0.76, 0.06, 0], [0, 0.06, 0.77, 0.06], [0, 0.01, 0.05, 0.81]]
)


def _labels(sure, dimension=SKIN_TONE):
    return Labels.from_hard([None if s < 0 else dimension.ids[s] for s in sure], dimension)


def _draw(rng, n, rates=RIGHT, shares=(0.25,) * 4):
    """Truth and sure buckets under a confusion table whose missing mass is abstention."""
    truth = rng.choice(4, n, p=shares)
    rising = np.cumsum(rates[truth], axis=1)
    sure = (rng.random(n)[:, None] > rising).sum(axis=1)
    return truth, np.where(sure == 4, -1, sure)


codes = st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 3)), min_size=1, max_size=60)


@given(codes)
def test_every_number_equals_counting_by_hand(pairs):
    truth, sure = np.array(pairs).T
    card = report_card(_labels(sure), truth, SKIN_TONE)
    for b, name in enumerate(TONE):
        mine, shown = [s for t, s in pairs if t == b], [t for t, s in pairs if s == b]
        said = [s for s in mine if s >= 0]
        for measure, hits, out_of in (
            ("coverage", len(said), len(mine)),
            ("discoverability", mine.count(b), len(mine)),
            ("precision", shown.count(b), len(shown)),
            ("recall", mine.count(b), len(said)),
            ("adjacent_accuracy", sum(abs(s - b) <= 1 for s in said), len(said)),
        ):
            value = card.value(measure, name)
            if out_of:
                assert value.number() == pytest.approx(hits / out_of)
                assert value.low <= value.number() <= value.high
            else:
                assert value.undefined
        if len(said) > 1:
            assert card.value("signed_bias", name).number() == pytest.approx(np.mean(said) - b)
    assert card.value("coverage").number() == pytest.approx((sure >= 0).mean())
    assert card.n == len(pairs)


@given(codes)
def test_gaps_are_the_widest_pair(pairs):
    truth, sure = np.array(pairs).T
    card = report_card(_labels(sure), truth, SKIN_TONE)
    if len(set(truth.tolist())) < 4:
        assert "no labelled item" in card.value("abstention_gap").undefined
        assert card.verdict.status in ("insufficient evidence", "fail")
        return
    silent = [(sure[truth == b] < 0).mean() for b in range(4)]
    found = [(sure[truth == b] == b).mean() for b in range(4)]
    assert card.value("abstention_gap").number() == pytest.approx(np.ptp(silent))
    assert card.value("discoverability_gap").number() == pytest.approx(np.ptp(found))
    if max(found):
        assert card.value("discoverability_ratio").number() == pytest.approx(
            min(found) / max(found)
        )


def test_precision_at_the_shares_where_it_will_be_used():
    """Bayes by hand: a stratified sample flatters the precision of a rare bucket."""
    truth, sure = _draw(np.random.default_rng(1), 4000)
    shares = dict(zip(TONE, (0.7, 0.2, 0.07, 0.03), strict=True))
    card = report_card(_labels(sure), truth, SKIN_TONE, shares=shares)
    plain = report_card(_labels(sure), truth, SKIN_TONE)
    for b, name in enumerate(TONE):
        rates = np.array([(sure[truth == t] == b).mean() for t in range(4)])
        mass = rates * list(shares.values())
        assert card.value("precision", name).number() == pytest.approx(mass[b] / mass.sum())
    assert card.value("precision", "deep").number() < plain.value("precision", "deep").number()


def _covers(value, real):
    return value.low - 1e-12 <= real <= value.high + 1e-12


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_intervals_cover(level):
    rng, runs, n = np.random.default_rng(2), 1500 if FULL else 300, 600
    shares = np.array([0.4, 0.3, 0.2, 0.1])
    use = dict(zip(TONE, shares, strict=True))
    joint = shares[:, None] * RIGHT
    kappa_real = kappa(np.rint(joint * 1e7)).number()
    real = {
        "abstention_gap": np.ptp(RIGHT.sum(1)),
        "discoverability_gap": np.ptp(np.diag(RIGHT)),
        "discoverability_ratio": np.diag(RIGHT).min() / np.diag(RIGHT).max(),
        "kappa": kappa_real,
    }
    held = dict.fromkeys([*real, "precision", "signed_bias"], 0)
    exact = joint[3, 3] / joint[:, 3].sum()
    bias = (RIGHT[2] * (np.arange(4) - 2)).sum() / RIGHT[2].sum()
    for _ in range(runs):
        truth, sure = _draw(rng, n)
        stratified = report_card(
            _labels(sure), truth, SKIN_TONE, shares=use, gates=Gates(level=level)
        )
        held["precision"] += _covers(stratified.value("precision", "deep"), exact)
        held["signed_bias"] += _covers(stratified.value("signed_bias", "medium_deep"), bias)
        for name in list(real)[:3]:
            held[name] += _covers(stratified.value(name), real[name])
        truth, sure = _draw(rng, n, shares=shares)
        card = report_card(_labels(sure), truth, SKIN_TONE, gates=Gates(level=level))
        held["kappa"] += _covers(card.value("kappa"), kappa_real)
    slack = 3 * np.sqrt(level * (1 - level) / runs)
    assert min(held.values()) / runs >= level - slack, held


def test_equal_buckets_have_a_gap_interval_that_holds_zero():
    rng, low, high = np.random.default_rng(3), 0, 0
    for _ in range(200):
        hits, counts = rng.binomial(300, [0.8] * 4).astype(float), np.full(4, 300.0)
        low += widest_gap(hits, counts).low == 0
        high += least_ratio(hits, counts).high == 1
    assert min(low, high) >= 0.95 * 200


def test_a_good_signal_passes_and_a_worse_bucket_keeps_it_off():
    truth, sure = _draw(np.random.default_rng(4), 16_000)
    card = report_card(_labels(sure), truth, SKIN_TONE)
    verdicts = dict(card.verdicts)
    assert verdicts["discoverability of deep"].status == "pass"
    hidden = sure.copy()
    hidden[(truth == 3) & (np.arange(len(truth)) % 2 == 0)] = -1
    worse = report_card(_labels(hidden), truth, SKIN_TONE)
    assert not worse.may_switch_on
    assert worse.verdict.status == "fail"
    assert dict(worse.verdicts)["abstention_gap"].status == "fail"
    assert dict(worse.verdicts)["discoverability of light"].status == "pass"


def test_too_few_labels_are_not_enough_whatever_they_say():
    truth = np.arange(4).repeat(3)
    card = report_card(_labels(truth), truth, SKIN_TONE)
    assert card.value("discoverability", "deep").number() == 1
    assert card.verdict.status == "insufficient evidence"
    assert not card.may_switch_on
    assert card.verdict.rows_needed > 12


def test_a_signal_that_is_always_right_passes_with_enough_labels():
    truth = np.arange(4).repeat(300)
    card = report_card(_labels(truth), truth, SKIN_TONE)
    assert card.may_switch_on
    assert card.value("kappa").number() == 1
    assert card.value("kappa").low < 1


def test_groups_are_crossed_with_buckets_and_small_cells_are_not_told():
    truth, sure = _draw(np.random.default_rng(5), 400)
    dark = np.arange(400) % 2 == 0
    sure = np.where(dark & (truth == 3), -1, sure)
    light = ["dark" if d else "bright" for d in dark]
    light[7] = "backlit"
    card = report_card(_labels(sure), truth, SKIN_TONE, groups={"light": light})
    assert card.value("coverage", "deep", "light=dark").number() == 0
    assert card.value("coverage", "deep", "light=bright").number() > 0.7
    assert "fewer than 10" in card.value("coverage", "light", "light=backlit").undefined
    plain = report_card(_labels(sure), truth, SKIN_TONE)
    assert card.verdicts == plain.verdicts


def test_soft_labels_are_judged_on_what_they_say(world):
    truth, probs = world.draw(np.random.default_rng(6), 4000)
    labels = Labels.from_matrix(probs, SKIN_TONE)
    card = report_card(labels, truth, SKIN_TONE)
    assert card.value("ece").number() < 0.04
    sharp = probs**4 / (probs**4).sum(1, keepdims=True)
    over = report_card(Labels.from_matrix(sharp, SKIN_TONE), truth, SKIN_TONE)
    assert dict(over.verdicts)["ece"].status == "fail"


def test_unordered_dimensions_have_no_distances():
    truth = np.arange(6).repeat(20)
    card = report_card(_labels(truth, HAIR_PATTERN), truth, HAIR_PATTERN)
    with pytest.raises(UnknownNameError):
        card.value("signed_bias")
    assert card.value("kappa").number() == 1


def test_the_card_is_saved_whole_and_readable(tmp_path):
    truth, sure = _draw(np.random.default_rng(7), 80)
    card = report_card(_labels(sure), truth, SKIN_TONE)
    card.save(tmp_path / "card.json")
    held = json.loads((tmp_path / "card.json").read_text())
    assert held["may_switch_on"] is card.may_switch_on
    assert held["n"] == 80
    assert len(held["rows"]) == len(card.rows)


def test_at_most_mirrors_at_least():
    assert at_most(Value(0.1, 0.09, 0.12, 0.95, 100), 0.08).status == "fail"
    unsure = at_most(Value(0.07, 0.05, 0.10, 0.95, 100), 0.08)
    assert (unsure.status, unsure.value.estimate) == ("insufficient evidence", 0.07)
    assert unsure.rows_needed == 1278
    assert at_most(Value.undefined_because("none"), 0.08).status == "insufficient evidence"


def test_one_failed_gate_decides():
    good = ("a", Verdict.at_least(Value(0.9, 0.8, 1.0, 0.95, 50), 0.5))
    bad = ("b", Verdict.at_least(Value(0.1, 0.0, 0.2, 0.95, 50), 0.5))
    unclear = ("c", Verdict.at_least(Value(0.5, 0.3, 0.8, 0.95, 50), 0.6))
    assert decide([good]).status == "pass"
    assert decide([good, unclear, bad]).decided_by.startswith("b:")
    assert decide([good, unclear]).rows_needed == unclear[1].rows_needed
    with pytest.raises(InputError, match="at least one gate"):
        decide([])


def test_bad_input_is_refused():
    truth = np.arange(4)
    labels = _labels(truth)
    with pytest.raises(InputError, match="those of hair_pattern"):
        report_card(labels, truth, HAIR_PATTERN)
    with pytest.raises(InputError, match="row 3"):
        report_card(labels, [0, 1, 2, -1], SKIN_TONE)
    with pytest.raises(InputError, match="group light"):
        report_card(labels, truth, SKIN_TONE, groups={"light": ["dark"]})
    with pytest.raises(InputError, match="sum to 1"):
        report_card(labels, truth, SKIN_TONE, shares={"deep": 0.4})
    with pytest.raises(UnknownNameError, match="Did you mean 'deep'"):
        report_card(labels, truth, SKIN_TONE, shares={"deeep": 1.0})
    with pytest.raises(InputError, match="precision"):
        Gates(precision=1.5)


def test_precision_at_shares_of_nothing_and_of_everything():
    truth, sure = np.arange(4).repeat(20), np.arange(4).repeat(20)
    only = report_card(_labels(sure), truth, SKIN_TONE, shares={"light": 1.0})
    assert only.value("precision", "light").number() == 1
    assert "stated share of 0" in only.value("precision", "deep").undefined
    assert only.verdict.status != "pass"
    even = report_card(_labels(sure), truth, SKIN_TONE, shares=dict.fromkeys(TONE, 0.25))
    exact = even.value("precision", "deep")
    assert exact.number() == exact.high == 1
    assert 0.7 < exact.low < 0.99
