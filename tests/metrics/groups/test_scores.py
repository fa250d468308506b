"""Scores: DeLong from a histogram equals the one from rows, and intervals hold what they say."""

from __future__ import annotations

import os

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm

from everyhue.audit.judging import judged
from everyhue.audit.rules import Gate, Rules
from everyhue.metrics.groups import (
    AUC,
    BRIER,
    CALIBRATION_GAP,
    Cells,
    Columns,
    Scores,
    bounded,
    count_groups,
    histogram_cells,
    measure_called,
    score_cells,
)

FULL = bool(os.environ.get("EVERYHUE_FULL"))
RUNS = 4000 if FULL else 300
GROUPS = [("a",)]


def delong(pos, neg):
    """AUC and its variance from all pairs of rows."""
    wins = (pos[:, None] > neg) + (pos[:, None] == neg) / 2
    one, two = wins.mean(1), wins.mean(0)
    return wins.mean(), one.var(ddof=1) / len(pos) + two.var(ddof=1) / len(neg)


def cells_of(pos, neg):
    """The histogram cells of one group, straight from scores."""
    bins = [np.histogram(s, 1000, (0, 1))[0].astype(float) for s in (pos, neg)]
    table = np.concatenate(bins)[None]
    names = tuple(f"{side}@{i}" for side in ("pos", "neg") for i in range(1000))
    return Cells(("g",), (("a",),), table, table, names=names)


def tally(y, s, **more):
    frame = pl.DataFrame({"y": y, "s": s, "g": ["a"] * len(y), **more})
    named = {"w": "weight", "u": "cluster"}
    extra = {named[name]: name for name in more}
    return count_groups(frame, Columns("y", ("g",), score="s", **extra))


@pytest.mark.parametrize("shape", [(2, 3), (0.5, 0.5), (40, 3)])
def test_auc_and_delong_variance_are_those_of_the_rows(shape):
    rng = np.random.default_rng(3)
    pos, neg = rng.beta(shape[0] + 0.5, shape[1], 900), rng.beta(*shape, 1100)
    five = AUC.five(cells_of(pos, neg))
    area, variance = delong(pos, neg)
    assert abs(five.ratio[0] - area) <= 6e-4
    assert five.variance()[0] == pytest.approx(variance, rel=0.01)


def test_weights_enter_as_in_linearization_over_rows():
    rng = np.random.default_rng(8)
    n = 500
    s, w = rng.integers(0, 1000, n) / 1000 + 5e-4, rng.random(n)
    y = (rng.random(n) < s).astype(int)
    made = tally(y, s, w=w)
    five = AUC.five(histogram_cells(made, ("g",), GROUPS))
    pos, neg = y == 1, y == 0
    wins = (s[pos][:, None] > s[neg]) + (s[pos][:, None] == s[neg]) / 2
    wp, wn = w[pos], w[neg]
    area = wp @ wins @ wn / wp.sum() / wn.sum()
    assert five.ratio[0] == pytest.approx(area, rel=1e-12)
    parts = [wp * (wins @ wn / wn.sum() - area) / wp.sum(),
             wn * (wp @ wins / wp.sum() - area) / wn.sum()]  # fmt: skip
    naive = n / (n - 1) * (np.concatenate(parts) ** 2).sum()
    assert five.variance()[0] == pytest.approx(naive, rel=1e-9)
    loss = (s - y) ** 2
    brier = BRIER.five(score_cells(made, ("g",), GROUPS))
    mean = (w * loss).sum() / w.sum()
    assert brier.ratio[0] == pytest.approx(mean, rel=1e-12)
    naive = n / (n - 1) * ((w * (loss - mean)) ** 2).sum() / w.sum() ** 2
    assert brier.variance()[0] == pytest.approx(naive, rel=1e-9)


def test_losses_know_clusters_and_the_curve_says_that_it_does_not():
    rng = np.random.default_rng(9)
    s = np.repeat(rng.random(60), 20)
    y = np.repeat(rng.integers(0, 2, 60), 20)
    users = [f"u{i // 20}" for i in range(1200)]
    clustered, plain = tally(y, s, u=users), tally(y, s)
    for measure in (BRIER, CALIBRATION_GAP):
        wide, narrow = (
            measure.five(score_cells(t, ("g",), GROUPS)).variance()[0] for t in (clustered, plain)
        )
        assert wide > 10 * narrow
    curve = Scores.of_tally(clustered, GROUPS).reliability()[0]
    plain_curve = Scores.of_tally(plain, GROUPS).reliability()[0]
    assert [v.estimate for _, v in curve] == [v.estimate for _, v in plain_curve]
    assert all(v.low is None for _, v in curve)


@pytest.mark.parametrize(("n", "apart"), [(200, 0.5), (1000, 1.5), (120, 2.2)])
def test_auc_interval_covers(n, apart):
    rng, held = np.random.default_rng(n), 0
    truth = norm.cdf(apart / np.sqrt(2))
    for _ in range(RUNS):
        pos, neg = rng.normal(apart, 1, n // 3), rng.normal(0, 1, n - n // 3)
        cells = cells_of(*(norm.cdf(side / 3) for side in (pos, neg)))
        bounds = bounded(AUC, cells, 0.95, 1)
        held += bounds.low[0] <= truth <= bounds.high[0]
    assert held / RUNS >= (0.94 if FULL else 0.92)


@pytest.mark.parametrize("clustered", [False, True])
def test_losses_cover(clustered):
    rng = np.random.default_rng(12)
    runs, held = (1000 if FULL else 120), np.zeros(2)
    # Score and label of a user move together; the score is well calibrated on the whole.
    each = 10 if clustered else 1
    wide = rng.beta(2, 3, 400_000)
    truths = [float((wide * (1 - wide)).mean()), 0.0]
    for _ in range(runs):
        s = np.repeat(rng.beta(2, 3, 300), each)
        y = (np.repeat(rng.random(300), each) < s).astype(int)
        more = {"u": [f"u{i // each}" for i in range(len(s))]} if clustered else {}
        cells = score_cells(tally(y, s, **more), ("g",), GROUPS)
        for i, measure in enumerate((BRIER, CALIBRATION_GAP)):
            bounds = bounded(measure, cells, 0.95, 1)
            held[i] += bounds.low[0] <= truths[i] <= bounds.high[0]
    assert (held / runs >= (0.935 if FULL else 0.9)).all()


def test_the_calibration_curve_has_intervals():
    rng = np.random.default_rng(2)
    s = rng.random(5000)
    y = (rng.random(5000) < s).astype(int)
    curve = Scores.of_tally(tally(y, s)).reliability()[0]
    assert len(curve) == 10
    inside = [value.low <= mean <= value.high for mean, value in curve]
    assert sum(inside) >= 8
    weighted = Scores.of_tally(tally(y, s, w=np.full(5000, 2.0))).reliability()[0]
    assert [v.low for _, v in weighted] == pytest.approx([v.low for _, v in curve], abs=2e-3)


def test_perfect_scores_have_an_auc_and_no_interval():
    value = Scores.of_tally(tally([1, 1, 0, 0], [0.9, 0.8, 0.1, 0.2])).auc()[0]
    assert (value.estimate, value.low) == (1.0, None)


def test_gates_hold_scores_and_pool_small_cells():
    rng = np.random.default_rng(6)
    pos, neg = rng.beta(4, 2, 3000), rng.beta(2, 4, 3000)
    good = cells_of(pos, neg)
    bad = cells_of(neg, rng.beta(2, 4, 3000))
    small = cells_of(pos[:300], neg[:300])
    cells = good.joined(bad).joined(small).joined(small)
    cells = Cells(("g",), (("good",), ("bad",), ("s1",), ("s2",)), cells.rows, cells.sums,
                  names=cells.names)  # fmt: skip
    rules = Rules(gate=(Gate(measure="auc", compare="value", at_least=0.7),), most_pooled=0.2)
    outcome = judged([(rules.gate[0], cells)], rules)[0]
    assert outcome.status == "fail"
    said = {line.group: line.verdict.status for line in outcome.lines}
    assert said == {"good": "pass", "bad": "fail", "smaller cells, pooled": "pass"}
    assert set(outcome.pooled) == {"s1", "s2"}
    assert measure_called("auc") is AUC
