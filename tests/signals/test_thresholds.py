"""Thresholds: every bucket is as easy to find, none below the precision floor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.signals.thresholds import Thresholds, fit_thresholds


def _reached(shown, truth, buckets=4):
    right = np.bincount(truth[shown == truth], minlength=buckets)
    seen = np.bincount(shown[shown >= 0], minlength=buckets)
    return right / np.bincount(truth, minlength=buckets), right / np.maximum(1, seen)


@given(st.integers(0, 2**32), st.integers(2, 5), st.sampled_from([0.3, 0.5, 0.6]))
def test_what_is_stated_is_what_is_reached(seed, buckets, floor):
    rng = np.random.default_rng(seed)
    truth = np.r_[np.arange(buckets), rng.integers(0, buckets, 80)]
    probs = 0.7 * np.eye(buckets)[truth] + 0.3
    probs = rng.dirichlet(np.ones(buckets), len(truth)) + probs
    probs /= probs.sum(1, keepdims=True)
    fitted = fit_thresholds(probs, truth, precision=floor)
    found, exact = _reached(fitted.shown(probs), truth, buckets)
    assert found == pytest.approx(fitted.discoverability)
    assert exact == pytest.approx(fitted.precision)
    assert exact.min() >= floor


def test_every_range_is_as_easy_to_find_on_new_items(world):
    """Measured before: one threshold finds .54–.78 of the ranges, one of their own .70–.74."""
    rng = np.random.default_rng(1)
    shares = (0.4, 0.3, 0.18, 0.12)
    truth, probs = world.draw(rng, 6000, shares)
    fitted = fit_thresholds(probs, truth, precision=0.65)
    fresh, seen = world.draw(rng, 30_000, shares)
    found, exact = _reached(fitted.shown(seen), fresh)
    best = seen.max(1)
    same_coverage = np.quantile(best, (fitted.shown(seen) < 0).mean())
    alone, _ = _reached(np.where(best >= same_coverage, seen.argmax(1), -1), fresh)
    assert found.max() / found.min() <= 1.12
    assert alone.max() / alone.min() >= 1.25
    assert found.min() > alone.min()
    assert exact.min() >= 0.62


def test_no_larger_equal_share_keeps_the_floor(world):
    """Brute force in two buckets: no pair of thresholds finds more of the one found less."""
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 2, 60)
    sight = rng.normal(truth * 1.4, 1)
    p = 1 / (1 + np.exp(-(1.4 * sight - 1)))
    probs = np.stack([1 - p, p], 1)
    fitted = fit_thresholds(probs, truth, precision=0.7)
    cuts = np.r_[np.unique(probs), 1.01]
    best = 0.0
    for a in cuts:
        for b in cuts:
            shown = Thresholds(np.array([a, b]), np.zeros(2), np.zeros(2)).shown(probs)
            if {0, 1} <= set(shown.tolist()):
                found, exact = _reached(shown, truth, 2)
                best = max(best, found.min()) if exact.min() >= 0.7 else best
    assert fitted.discoverability.min() >= best - 0.05


def test_shares_of_the_pool_count_for_precision(world):
    truth, probs = world.draw(np.random.default_rng(3), 4000)
    even = fit_thresholds(probs, truth, precision=0.6)
    skewed = fit_thresholds(probs, truth, precision=0.6, shares=[0.25, 0.3, 0.2, 0.25])
    assert skewed.discoverability.max() < even.discoverability.min()
    assert skewed.precision.min() >= 0.6


def test_abstained_items_count_as_not_found(world):
    truth, probs = world.draw(np.random.default_rng(4), 2000)
    probs[(truth == 3) & (np.arange(2000) % 2 == 0)] = 0
    fitted = fit_thresholds(probs, truth, precision=0.6)
    assert fitted.discoverability.max() <= 0.55
    assert (fitted.shown(np.zeros((2, 4))) == -1).all()


def test_a_floor_out_of_reach_is_said_with_the_bucket():
    probs, truth = [[0.9, 0.1]] * 9 + [[0.2, 0.8]] * 4, [0] * 9 + [0, 0, 0, 1]
    with pytest.raises(InputError, match="bucket 1"):
        fit_thresholds(probs, truth, precision=0.75)


@pytest.mark.parametrize(
    "truth, options, words",
    [([0, 0], {}, "bucket: got 1"), ([0, 1], {"precision": 1}, "precision"),
     ([0, 1], {"shares": [1, 1]}, "shares")],
)  # fmt: skip
def test_bad_input_is_refused(truth, options, words):
    with pytest.raises(InputError, match=words):
        fit_thresholds([[0.9, 0.1], [0.1, 0.9]], truth, **options)


def test_saved_thresholds_are_the_same(tmp_path, world):
    truth, probs = world.draw(np.random.default_rng(5), 400)
    fitted = fit_thresholds(probs, truth, precision=0.6)
    fitted.save(tmp_path / "t.json")
    assert np.array_equal(Thresholds.load(tmp_path / "t.json").shown(probs), fitted.shown(probs))


def test_buckets_may_be_found_a_stated_factor_more_often_than_the_others(world):
    truth, probs = world.draw(np.random.default_rng(11), 4000)
    over = np.array([1.1, 1.0, 1.0, 1.05])
    fitted = fit_thresholds(probs, truth, precision=0.7, relative=over)
    ratio = fitted.discoverability / fitted.discoverability.min()
    capped = fitted.discoverability >= 1 - 1e-9
    assert np.abs(ratio - over)[~capped].max() < 0.01


def test_a_factor_below_one_is_refused(world):
    truth, probs = world.draw(np.random.default_rng(12), 200)
    with pytest.raises(InputError, match="relative"):
        fit_thresholds(probs, truth, precision=0.5, relative=[0.5, 1, 1, 1])
