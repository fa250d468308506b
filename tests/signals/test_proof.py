"""The proof on drawn people: small by default, whole with EVERYHUE_FULL=1, the targets in full.

Default runs hold what a small sample can refute. The targets themselves are asserted by the whole
run, with regions found by MediaPipe where EVERYHUE_FINDER names a folder that was set up.
"""

import os

import numpy as np
import pytest

pytest.importorskip("resvg_py", reason="resvg-py is not installed")

from everyhue.signals.bench import (
    SOURCE,
    Line,
    Proof,
    Sizes,
    card_of,
    labels_of,
    pools,
    prove,
    roll,
    shot,
)
from everyhue.signals.bench.detection import detection_lines
from everyhue.signals.bench.flips import flip_lines
from everyhue.signals.bench.hair import edge_picture
from everyhue.signals.bench.pools import pool_lines
from everyhue.signals.bench.proof import baseline_lines, hair_lines
from everyhue.signals.bench.tone import tone_lines
from everyhue.types import Value
from everyhue.types.share import wilson

FULL = bool(os.environ.get("EVERYHUE_FULL"))
SMALL = 100  # pixels of width; the whole proof takes 200


@pytest.fixture(scope="module")
def model(drawn_model):
    return drawn_model


@pytest.fixture(scope="module")
def audit():
    return roll(range(10_000, 10_160), None, width=SMALL)


def line(lines, what, of=""):
    return next(one for one in lines if one.what.startswith(what) and one.of == of)


def test_the_bench_is_hard_enough_and_a_model_does_better_than_the_nearest_swatch(model, audit):
    (baseline,) = baseline_lines(range(10_000, 10_160), SMALL)
    assert baseline.value.high <= 0.82
    labels, _ = labels_of(model, audit)
    assert (labels.probs.argmax(axis=1) == audit.truth).mean() > baseline.value.estimate


def test_nothing_that_a_small_audit_can_refute_is_refuted(model, audit):
    lines = tuple(tone_lines(model, audit, np.random.default_rng(0)))
    for what in ("precision at 12", "conformal coverage", "expected calibration error"):
        for one in lines:
            if one.what.startswith(what):
                assert one.verdict.status != "fail", one
    assert line(lines, "quadratic kappa").value.estimate > 0.8


def test_the_card_has_intersections_and_names_its_model(model, audit):
    card = card_of(model, audit)
    groups = {row.group for row in card.rows}
    assert {"light=dark", "light=bright", "clothing=headwear", "hair=coily"} <= groups
    assert card.provenance.source == model.id
    assert model.source == SOURCE


def test_flips_are_told_tone_by_tone(model):
    lines = tuple(flip_lines(model, None, [20_000]))
    assert len(lines) == 10 * 4 * 2
    assert {one.of for one in lines} == {f"tone {tone}" for tone in range(1, 11)}
    for one in lines:
        assert one.value.undefined or 0 <= one.value.estimate <= 1


def test_pools_by_em_are_told_against_counting(model, audit):
    error, held = pool_lines(model, audit, np.random.default_rng(0), pools=4)
    assert error.of == held.of == "80 people labelled"
    assert error.value.low <= error.value.estimate <= error.value.high
    assert held.value.n == 16


def test_intervals_that_miss_together_count_as_fewer():
    alone = pools._held(np.tile([3.0, 4.0, 4.0, 4.0], 50), np.full(200, 4.0))
    together = pools._held(np.tile([0.0] + [4.0] * 15, 50)[:800], np.full(800, 4.0))
    assert alone.estimate == together.estimate == 0.9375
    assert alone.n == 800
    assert alone.low == pytest.approx(wilson(0.9375, 800, 1.959964)[0])
    assert together.low == pytest.approx(wilson(0.9375, 800, 1.959964)[0], abs=2e-4)  # deff 4


def test_hair_is_read_from_edges_of_people_not_seen():
    lines = tuple(hair_lines(300, 60))
    assert lines[0].value.high >= 0.78
    assert lines[0].value.estimate > 0.5
    assert len(lines) == 7


def test_edges_run_where_they_were_drawn():
    stripes = np.zeros((16, 16, 3), np.uint8)
    stripes[:, ::4] = 255  # edges across: direction 0
    strengths = edge_picture(stripes).reshape(2, 2, 8)
    assert strengths.argmax(axis=2).tolist() == [[0, 0], [0, 0]]


def test_a_seed_gives_the_same_photograph_and_its_range_in_turn():
    assert np.array_equal(shot(5, width=SMALL).pixels, shot(5, width=SMALL).pixels)
    assert [shot(seed, width=SMALL).drawn.range for seed in (8, 9, 10, 11)] == [0, 1, 2, 3]


def test_every_tone_is_found(wheel):
    *rates, gap = detection_lines(wheel, range(200 if FULL else 4))
    assert all(rate.value.estimate == 1 for rate in rates)
    assert gap.value.estimate <= 0.02
    if FULL:
        assert gap.verdict.status == "pass"


def test_found_skin_is_skin(wheel):
    shares = []
    for seed in range(30_000, 30_020):
        one = shot(seed)
        (region, *_) = wheel.find(one.pixels)
        shares.append((region.mask & one.drawn.skin).sum() / region.mask.sum())
    assert np.median(shares) > 0.9


@pytest.mark.slow
@pytest.mark.skipif(not FULL, reason="the whole proof takes twenty minutes: EVERYHUE_FULL=1")
def test_the_whole_proof_reaches_its_targets(wheel):
    proof = prove(wheel, Sizes())
    assert [one.cells for one in proof.missed()] == []


def test_a_line_says_whether_its_target_is_met():
    value = Value(0.7, 0.6, 0.8, 0.95, 100)
    assert Line("a", "", value, least=0.65).cells[3:] == ("≥ 0.65", "yes", "insufficient evidence")
    assert Line("a", "", value, most=0.5).cells[3:] == ("≤ 0.5", "**no**", "fail")
    assert Line("a", "", value).met is None
    assert Line("a", "", Value.undefined_because("none", 0), least=0.5).met is None


def test_a_proof_is_a_table_that_can_be_asked():
    lines = (Line("a", "", Value(0.1, 0, 0.2, 0.95, 9), least=0.5), Line("b", "x_y", Value(1.0)))
    proof = Proof(lines, SOURCE, "exact masks", "tone-0")
    assert proof.missed() == lines[:1]
    assert proof.line("b", "x_y") is lines[1]
    assert proof.table().count("\n") == 4
    assert "x y" in proof.table()
