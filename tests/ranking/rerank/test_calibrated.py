"""Calibrated re-ranking against Steck's objective written out, and the bound of greedy."""

import math
from itertools import combinations

import numpy as np
import pytest

from everyhue.errors import InputError
from everyhue.metrics import calibration_js, calibration_kl
from everyhue.ranking.rerank import Calibrated, Options, calibrated, rerank
from everyhue.types import Labels, Targets

TARGET = {"a": 0.5, "b": 0.3, "c": 0.2}
P = np.array(list(TARGET.values()))
ALPHA = 0.01


def scaled(relevance):
    return (relevance - relevance.min()) / np.ptp(relevance)


def soft(rng, n, sure_at=0.6):
    probs = rng.dirichlet([0.3] * 3, size=n)
    probs[rng.random(n) < 0.2] = 0
    return Labels.from_matrix(probs, "abc", dimension="d0", sure_at=sure_at)


def divergence(kind, rows):
    if not len(rows):
        return 0.0
    measure = calibration_kl if kind == "kl" else calibration_js
    return measure(rows, target=P).number()


def naive(relevance, labels, k, kind, delta):
    """Divergences come from the measures, one list at a time."""
    s, picks = scaled(relevance), []
    rows, known = labels.probs.astype(float), np.flatnonzero(labels.known)
    falling = np.argsort(-relevance)
    for place in range(k):
        held = [rows[i] for i in picks if labels.known[i]]
        growth = np.full(len(s), np.nan)
        for i in known:
            growth[i] = divergence(kind, [*held, rows[i]]) - divergence(kind, held)
        growth[~labels.known] = growth[known].mean()
        gain = (1 - delta) * s - delta * growth
        gain[picks] = -np.inf
        gain[(labels.sure < 0) != (labels.sure[falling[place]] < 0)] = -np.inf
        picks.append(int(gain.argmax()))
    return picks


@pytest.mark.conforms(
    "calibrated",
    reproduces="greedy on Steck's objective in float64, its divergences taken from the measures "
    "`calibration_kl` and `calibration_js`, over soft labels and unknowns",
)
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", ["kl", "js"])
@pytest.mark.parametrize("diversity", [None, 0.3, 0.95])
def test_it_is_the_naive_one(seed, kind, diversity):
    rng = np.random.default_rng(seed)
    relevance, labels = rng.normal(size=25), soft(rng, 25)
    got = rerank(relevance, by=Calibrated(kind), k=12, buckets=labels, diversity=diversity,
                 targets=Targets.stated(TARGET))  # fmt: skip
    delta = 0.5 if diversity is None else diversity
    assert got.order.tolist() == naive(relevance, labels, 12, kind, delta)


def surrogate(s, rows, picks, delta):
    """(1 − δ)·Σ s + δ·Σ_b p_b·ln Σ_i q̃_ib: Steck's monotone submodular form."""
    mix = ((1 - ALPHA) * rows[picks] + ALPHA * P).sum(axis=0)
    return (1 - delta) * s[picks].sum() + delta * P @ np.log(mix)


@pytest.mark.conforms(
    "calibrated",
    reproduces="the bound 1 − 1/e of greedy on the monotone submodular form, against brute force "
    "over every continuation of the first pick, 60 problems",
)
@pytest.mark.parametrize("delta", [0.3, 0.8, 1.0])
def test_greedy_keeps_its_bound(delta):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        relevance, rows = rng.normal(size=9), rng.dirichlet([0.4] * 3, size=9)
        labels = Labels.from_matrix(rows, "abc", sure_at=0.51)
        labels = Labels(
            "label", labels.buckets, labels.probs, labels.known,
            labels.probs.argmax(axis=1).astype(np.int16), labels.reason,
        )  # fmt: skip
        got = calibrated(relevance, k=4, buckets=labels, diversity=delta,
                         targets=Targets.stated(TARGET)).order.tolist()  # fmt: skip
        s, first = scaled(relevance), got[0]
        value = lambda picks, s=s, rows=rows: surrogate(s, rows, picks, delta)
        rest = [i for i in range(9) if i != first]
        best = max(value([first, *more]) for more in combinations(rest, 3))
        assert value(got) - value([first]) >= (1 - 1 / math.e) * (best - value([first])) - 1e-9


def test_pure_calibration_reaches_the_target():
    rng = np.random.default_rng(0)
    words = ["abc"[i] for i in rng.choice(3, 400, p=[0.9, 0.07, 0.03])]
    got = calibrated(rng.random(400), k=20, buckets=words, diversity=1.0,
                     targets=Targets.stated(TARGET))  # fmt: skip
    assert [sum(words[i] == b for i in got.order) for b in "abc"] == [10, 6, 4]
    assert not got.short


@pytest.mark.parametrize("kind", ["kl", "js"])
def test_more_diversity_is_nearer_to_the_target(kind):
    rng = np.random.default_rng(1)
    words = ["abc"[i] for i in rng.choice(3, 300, p=[0.9, 0.07, 0.03])]
    labels = Labels.from_hard(words, "abc")
    relevance, found = rng.random(300), []
    for diversity in (0, 0.5, 0.9, 1.0):
        by = Calibrated(kind)
        order = rerank(relevance, by=by, k=20, buckets=labels, diversity=diversity,
                       targets=Targets.stated(TARGET)).order  # fmt: skip
        found.append(divergence(kind, labels.probs[order]))
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.02 < found[0]


def test_several_dimensions_are_weighed():
    rng = np.random.default_rng(2)
    words = {d: ["xy"[i] for i in rng.choice(2, 200, p=[0.9, 0.1])] for d in ("d0", "d1")}
    request = {"relevance": rng.random(200), "by": "calibrated", "k": 20, "diversity": 1.0}
    shares = {}
    for heavy, light in (("d0", "d1"), ("d1", "d0")):
        options = Options(weights={heavy: 1.0, light: 0.0})
        order = rerank(buckets=words, options=options, **request).order
        shares[heavy] = [sum(words[d][i] == "y" for i in order) for d in (heavy, light)]
    for heavy, light in shares.values():
        assert heavy == 10 > light


def test_one_bucket_is_relevance():
    got = calibrated([1, 3, 2], k=3, buckets=["a"] * 3)
    assert got.order.tolist() == [1, 2, 0]


def test_settings_are_checked():
    with pytest.raises(InputError, match="kind: got 'kld'"):
        Calibrated("kld")
    with pytest.raises(InputError, match=r"smoothing: got 0"):
        Calibrated(smoothing=0)
    with pytest.raises(InputError, match="buckets: got None"):
        calibrated([1, 2], k=1)
