"""The probe: the right minimum, chosen by its worst bucket, covered, the same from any batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime

from everyhue.errors import InputError
from everyhue.signals import SKIN_TONE
from everyhue.signals.calibration import top_label
from everyhue.signals.probe import (
    Probe,
    ProbeSettings,
    fit_multinomial,
    fit_ordinal,
    fit_probe,
    multinomial,
    ordinal,
)
from everyhue.signals.probe.scaled import item_weights
from everyhue.signals.probe.select import choose, recipes, set_aside, stratified
from everyhue.types import Bucket, Dimension

QUICK = ProbeSettings(ridges=(0.03, 0.3), balances=(0.0, 1.0), folds=3)
LOOKS = Dimension("looks", "Looks", tuple(Bucket(name, name) for name in "abc"))


def _ordered(rng, n, shares=(0.25,) * 4, d=16):
    truth = rng.choice(4, n, p=shares)
    way = np.random.default_rng(99).normal(size=d) * 0.45
    return rng.normal(size=(n, d)) + truth[:, None] * way, truth


def _looks(rng, n, shares=(0.6, 0.3, 0.1), d=12):
    truth = rng.choice(3, n, p=shares)
    middles = np.random.default_rng(98).normal(size=(3, d)) * 0.7
    return rng.normal(size=(n, d)) + middles[truth], truth


def _sample(seed, n=30, d=3, buckets=4):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)), rng.integers(0, buckets, n), rng


@given(st.integers(0, 2**32))
def test_gradients_equal_finite_differences(seed):
    rows, truth, rng = _sample(seed)
    heavy = item_weights(truth, 4, 0.5)
    at = rng.normal(size=16)
    loss = lambda x: multinomial._loss(x.reshape(4, 4), rows, truth, heavy, 0.1)
    assert loss(at)[1] == pytest.approx(approx_fprime(at, lambda x: loss(x)[0], 1e-7), abs=1e-5)
    at = rng.normal(size=6) * 0.5
    loss = lambda x: ordinal._loss(x[:3], x[3:], rows, truth, (heavy, 0.1))
    assert loss(at)[1] == pytest.approx(approx_fprime(at, lambda x: loss(x)[0], 1e-7), abs=1e-5)


def test_in_two_buckets_both_forms_are_the_same_model():
    """Parity: two columns at ridge r equal one direction at ridge r/2."""
    rows, truth, _ = _sample(1, n=80, buckets=2)
    one = fit_multinomial(rows, truth, 2, ridge=0.2).logs(rows)
    two = fit_ordinal(rows, truth, 2, ridge=0.1).logs(rows)
    assert one == pytest.approx(two, abs=1e-3)


def test_ordinal_weights_that_made_the_data_are_found():
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(20_000, 2))
    score = rows @ [1.0, -2.0] + rng.logistic(size=20_000)
    truth = np.digitize(score, [-1.0, 1.5])
    fitted = fit_ordinal(rows, truth, 3, ridge=1e-6, balance=0)
    assert fitted.weights == pytest.approx([1, -2], abs=0.06)
    assert fitted.cuts == pytest.approx([-1, 1.5], abs=0.06)


def test_balance_gives_every_bucket_the_same_weight():
    truth = np.array([0] * 90 + [1] * 10)
    for balance, share in ((0.0, 0.1), (1.0, 0.5)):
        heavy = item_weights(truth, 2, balance)
        assert heavy.sum() == pytest.approx(1)
        assert heavy[truth == 1].sum() == pytest.approx(share)


def test_the_worst_bucket_decides_not_the_average():
    rows, truth = _looks(np.random.default_rng(3), 500, (0.8, 0.15, 0.05))
    folds = stratified(truth, 3, np.random.default_rng(0))
    among = recipes((0.03, 0.3), (0.0, 1.0), False)
    best = choose(rows, truth, 3, among, folds)
    every = [choose(rows, truth, 3, [one], folds) for one in among]
    assert best.worst == max(one.worst for one in every)
    assert best.recipe.balance == 1.0
    average = max(every, key=lambda one: (one.probs.argmax(1) == truth).mean())
    assert average.worst < best.worst


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), st.integers(2, 5))
def test_splits_spread_every_bucket(codes, parts):
    truth = np.array(codes)
    folds = stratified(truth, parts, np.random.default_rng(0))
    aside = set_aside(truth, 0.3, np.random.default_rng(0))
    for bucket in set(codes):
        spread = np.bincount(folds[truth == bucket], minlength=parts)
        assert np.ptp(spread) <= 1
        n = codes.count(bucket)
        assert aside[truth == bucket].sum() == max(1, round(0.3 * n))


def test_labels_cover_every_range_and_mean_what_they_say():
    rng = np.random.default_rng(4)
    covered, errors = np.zeros(4), []
    for _ in range(6):
        probe = fit_probe(*_ordered(rng, 700, (0.4, 0.3, 0.2, 0.1)), SKIN_TONE, rng, QUICK)
        fresh, truth = _ordered(rng, 4000, (0.4, 0.3, 0.2, 0.1))
        probs = probe.probs(fresh)
        sets = probe.sets.sets(probs)
        covered += [sets[truth == b, b].mean() / 6 for b in range(4)]
        errors.append(top_label(probs, truth).error().number())
    assert covered.min() >= 0.87
    assert np.mean(errors) <= 0.06


def test_few_labels_of_a_bucket_are_set_aside_too():
    """A bucket's own labels are split, however many others there are."""
    rows, truth = _looks(np.random.default_rng(5), 400, (0.9, 0.05, 0.05))
    probe = fit_probe(rows, truth, LOOKS, np.random.default_rng(0), QUICK)
    counts = np.bincount(truth)
    assert probe.sets.counts.tolist() == [round(0.3 * n) for n in counts]
    assert probe.n == 400


def test_any_batch_gives_the_same_labels_and_files_too(tmp_path):
    rng = np.random.default_rng(6)
    probe = fit_probe(*_looks(rng, 300), LOOKS, rng, QUICK)
    rows, _ = _looks(rng, 9000)
    whole = probe.label(rows)
    parts = np.vstack([probe.probs(part) for part in np.array_split(rows, 7)])
    assert whole.probs[whole.known] == pytest.approx(parts[whole.known], abs=1e-5)
    probe.save(tmp_path / "hair.model")
    back = Probe.load(tmp_path / "hair.model")
    assert np.array_equal(back.label(rows).probs, whole.probs)
    assert back.id == probe.id == whole.provenance.source
    assert whole.provenance.calibration == probe.calibration.id
    assert set(whole.reason) <= {"", "low_confidence"}


def test_the_same_seed_gives_the_same_probe():
    rows, truth = _looks(np.random.default_rng(7), 200)
    one, two = (fit_probe(rows, truth, LOOKS, np.random.default_rng(1), QUICK) for _ in range(2))
    assert one.id == two.id


def test_no_vector_is_unknown_with_that_reason():
    rng = np.random.default_rng(8)
    probe = fit_probe(*_looks(rng, 200), LOOKS, rng, QUICK)
    rows = np.zeros((4, 12))
    rows[1, 3], rows[2, 0], rows[3] = np.nan, np.inf, 0.1
    labels = probe.label(rows)
    assert labels.reason[:3].tolist() == ["no_vector"] * 3
    assert labels.reason[3] != "no_vector"
    assert len(probe.label(np.zeros((0, 12)))) == 0


def test_unlabelled_rows_are_left_out():
    rows, truth = _looks(np.random.default_rng(9), 200)
    padded = np.vstack([rows, np.full((5, 12), np.nan)])
    some = fit_probe(padded, np.r_[truth, [-1] * 5], LOOKS, np.random.default_rng(0), QUICK)
    assert some.id == fit_probe(rows, truth, LOOKS, np.random.default_rng(0), QUICK).id


def test_what_cannot_be_learnt_from_is_refused():
    rng = np.random.default_rng(10)
    rows, truth = _looks(rng, 200)
    for bad, codes, words in (
        (rows, np.zeros(200, int), "labels of b"),
        (rows, truth[:-1], "200 bucket indices"),
        (rows, np.where(truth == 2, 3, truth), "−1 to 2"),
        (np.zeros_like(rows), truth, "row 0"),
        (rows[:, 0], truth, "shape"),
    ):
        with pytest.raises(InputError, match=words):
            fit_probe(bad, codes, LOOKS, rng, QUICK)
    with pytest.raises(InputError, match="as it was learnt on"):
        fit_probe(rows, truth, LOOKS, rng, QUICK).probs(rows[:, :5])
    for wrong in ({"alpha": 0}, {"folds": 1}, {"ridges": ()}, {"hold": 1}):
        with pytest.raises(InputError):
            ProbeSettings(**wrong)
