"""Calibration: never worse where it was fitted, true to known worlds, honest about its error."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from everyhue.errors import InputError
from everyhue.signals.calibration import (
    Isotonic,
    Temperature,
    VectorScaling,
    fit_isotonic,
    fit_temperature,
    fit_vector,
    reliability,
    top_label,
)
from everyhue.signals.calibration.logs import log_loss
from everyhue.signals.given import probabilities

FULL = bool(os.environ.get("EVERYHUE_FULL"))
FITS = {
    "temperature": fit_temperature,
    "vector": fit_vector,
    "isotonic": lambda p, y: fit_isotonic(p, y, ordered=False),
    "isotonic, ordered": lambda p, y: fit_isotonic(p, y, ordered=True),
}


def _sharpened(probs, power):
    made = probs**power
    return made / made.sum(1, keepdims=True)


@st.composite
def samples(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n, buckets = draw(st.integers(1, 40)), draw(st.integers(2, 5))
    return rng.dirichlet(np.full(buckets, draw(st.sampled_from([0.1, 1, 9]))), n), rng.integers(
        0, buckets, n
    )


@given(samples())
def test_scaling_is_never_worse_on_its_own_sample(sample):
    probs, truth = sample
    for fit in (fit_temperature, fit_vector):
        assert log_loss(fit(probs, truth).apply(probs), truth) <= log_loss(probs, truth) + 1e-9


@pytest.mark.parametrize("name", FITS)
@given(sample=samples())
def test_what_comes_out_are_probabilities_and_abstentions_stay(name, sample):
    probs, truth = sample
    made = FITS[name](probs, truth).apply(np.vstack([probs, np.zeros_like(probs[:1])]))
    assert made[:-1].sum(1) == pytest.approx(1)
    assert made.min() >= 0
    assert not made[-1].any()


@given(samples())
def test_a_temperature_keeps_the_order_of_buckets(sample):
    probs, truth = sample
    made = fit_temperature(probs, truth).apply(probs)
    for b in range(probs.shape[1] - 1):
        assert not ((probs[:, b] > probs[:, b + 1]) & (made[:, b] < made[:, b + 1])).any()


@pytest.mark.parametrize("power", [0.5, 2.0])
def test_the_temperature_that_was_applied_is_found(world, power):
    truth, probs = world.draw(np.random.default_rng(1), 20_000)
    assert fit_temperature(_sharpened(probs, power), truth).temperature == pytest.approx(
        power, rel=0.05
    )


def test_vector_scaling_finds_slopes_and_offsets_that_were_applied(world):
    truth, probs = world.draw(np.random.default_rng(2), 30_000)
    skewed = probs * [4, 1, 1, 0.25]
    skewed /= skewed.sum(1, keepdims=True)
    made = fit_vector(skewed, truth)
    assert made.offsets - made.offsets.mean() == pytest.approx(-np.log([4, 1, 1, 0.25]), abs=0.15)
    assert np.abs(made.apply(skewed) - probs).mean() < 0.01


def test_vector_scaling_equals_a_search_without_gradient(world):
    truth, probs = world.draw(np.random.default_rng(3), 200)

    def naive(at):
        scores = np.log(probs) * at[:4] + at[4:]
        soft = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
        pull = ((at[:4] - 1) ** 2).sum() + (at[4:] ** 2).sum()
        return -np.log(soft[np.arange(200), truth]).mean() + pull / 400

    best = minimize(naive, np.r_[np.ones(4), np.zeros(4)], method="Powell", tol=1e-10)
    made = fit_vector(probs, truth)
    assert naive(np.r_[made.slopes, made.offsets]) == pytest.approx(best.fun, abs=1e-4)


def _naive_pava(values, weights):
    blocks = []
    for value, weight in zip(values, weights, strict=True):
        blocks.append([value, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            b, a = blocks.pop(), blocks.pop()
            total = a[1] + b[1]
            blocks.append([(a[0] * a[1] + b[0] * b[1]) / total, total, a[2] + b[2]])
    return [value for value, _, length in blocks for _ in range(length)]


@given(samples())
def test_isotonic_curves_equal_pooling_by_hand(sample):
    probs, truth = sample
    made = fit_isotonic(probs, truth, ordered=False)
    probs = probabilities(probs)
    for b in range(probs.shape[1]):
        said, place, counts = np.unique(probs[:, b], return_inverse=True, return_counts=True)
        means = np.bincount(place, truth == b) / counts
        read = np.interp(said, made.knots[b], made.levels[b])
        assert read == pytest.approx(np.array(_naive_pava(means, counts)), abs=1e-9)
        assert read[place].mean() == pytest.approx((truth == b).mean())


@pytest.mark.parametrize("name", FITS)
def test_each_repairs_overconfidence_on_new_items(world, name):
    rng = np.random.default_rng(4)
    truth, probs = world.draw(rng, 4000)
    fresh, seen = world.draw(rng, 4000)
    made = FITS[name](_sharpened(probs, 3), truth).apply(_sharpened(seen, 3))
    before = top_label(_sharpened(seen, 3), fresh).error().number()
    assert before > 0.08
    assert top_label(made, fresh).error().number() < 0.03


@pytest.mark.parametrize("name", FITS)
def test_fitted_values_are_saved_and_applied_alike(world, name, tmp_path):
    truth, probs = world.draw(np.random.default_rng(5), 300)
    made = FITS[name](probs, truth)
    made.save(tmp_path / "c.json")
    back = type(made).load(tmp_path / "c.json")
    assert np.array_equal(back.apply(probs), made.apply(probs))
    assert back.id == made.id
    assert type(made) in (Temperature, VectorScaling, Isotonic)


def test_calibration_error_by_hand():
    said, hits = [0.05, 0.15, 0.95, 0.85], [0, 1, 1, 1]
    width = reliability(said, hits, bins=10, binning="equal_width").error()
    assert width.number() == pytest.approx((0.05 + 0.85 + 0.05 + 0.15) / 4)
    halves = reliability(said, hits, bins=2)
    assert halves.counts.tolist() == [2, 2]
    assert halves.error().number() == pytest.approx((0.4 * 2 + 0.1 * 2) / 4)
    assert "2 bins of equal mass" in halves.error().method


@given(samples(), st.integers(1, 12))
def test_bins_hold_every_item_once(sample, bins):
    probs, truth = sample
    for binning in ("equal_mass", "equal_width"):
        made = top_label(probs, truth, bins=bins, binning=binning)
        assert made.n == len(truth)
        assert len(made.counts) <= bins
        assert 0 <= made.error().number() <= 1


def test_no_item_has_no_error():
    assert "abstain" in reliability([], []).error().undefined


@pytest.mark.parametrize("power", [1.0, 2.5])
def test_interval_of_the_calibration_error_covers_it(world, power):
    """The truth is the same binning of very many items; noise pulls the plain error upwards."""
    rng = np.random.default_rng(6)
    truth, probs = world.draw(rng, 400_000)
    real = top_label(_sharpened(probs, power), truth).error().number()
    held, runs = 0, 2000 if FULL else 200
    for _ in range(runs):
        truth, probs = world.draw(rng, 800)
        found = top_label(_sharpened(probs, power), truth).error()
        held += found.low <= real <= found.high
    assert held / runs >= 0.92


@pytest.mark.parametrize(
    "probs, truth, words",
    [
        ([[0.5, 0.5]], [2], "row 0"),
        ([[0.5, 0.5], [0.5, 0.5]], [0, -1], "row 1"),
        ([[0.5, 0.4]], [0], "row 0"),
        ([[np.nan, 1]], [0], "row 0"),
        (np.zeros((0, 2)), [], "at least one row"),
        ([[0.0, 0.0]], [0], "not all zeros"),
        ([0.5, 0.5], [0], "shape"),
        ([[0.5, 0.5]], [0, 1], "1 bucket"),
    ],
)
@pytest.mark.parametrize("name", FITS)
def test_what_is_no_labelled_sample_is_refused(name, probs, truth, words):
    with pytest.raises(InputError, match=words):
        FITS[name](probs, truth)


def test_one_label_is_enough_to_answer():
    for fit in FITS.values():
        assert fit([[0.6, 0.4]], [0]).apply([[0.6, 0.4]]).argmax() == 0
