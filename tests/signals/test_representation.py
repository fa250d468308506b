"""Representation: EM finds shares that counting misses, and its intervals carry the doubt."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from everyhue.errors import InputError
from everyhue.signals.representation import Cells, em_shares, fit_cells, saerens_shares

FULL = bool(os.environ.get("EVERYHUE_FULL"))
NOISE = (0.8, 1.0, 1.1, 1.0)
TAUGHT = np.array([0.62, 0.25, 0.09, 0.04])  # what a model typically learnt from


def _likelihood(shares, rows, weights):
    return weights @ np.log(np.maximum(rows @ shares, 1e-300))


@given(st.integers(0, 2**32), st.integers(2, 5), st.integers(1, 30))
def test_em_is_the_most_likely_answer(seed, buckets, n):
    """Guarantee: no other shares explain the data better (the problem is concave)."""
    rng = np.random.default_rng(seed)
    rows, weights = rng.random((n, buckets)) + 1e-3, rng.random(n) + 0.1
    found = em_shares(rows, weights)
    assert found.sum() == pytest.approx(1)
    slope = (weights / (rows @ found)) @ rows / weights.sum()
    assert slope.max() <= 1 + 2e-2  # Karush-Kuhn-Tucker: at most 1, 1 where the share is above 0
    for _ in range(20):
        other = rng.dirichlet(np.ones(buckets))
        best = _likelihood(found, rows, weights)
        assert _likelihood(other, rows, weights) <= best + 1e-2 * weights.sum()


def test_em_equals_a_direct_search():
    rng = np.random.default_rng(1)
    rows, weights = rng.random((40, 3)) + np.array([0.5, 0.2, 0.1]), np.ones(40)
    soft = lambda at: np.exp(np.r_[at, 0]) / np.exp(np.r_[at, 0]).sum()
    best = minimize(lambda at: -_likelihood(soft(at), rows, weights), [0, 0], tol=1e-12)
    found = em_shares(rows, weights)
    assert _likelihood(found, rows, weights) >= -best.fun - 1e-3


def test_confusion_is_inverted_where_it_can_be():
    confusion = np.array([[0.8, 0.15, 0.05], [0.2, 0.7, 0.1], [0.02, 0.18, 0.8]])
    shares = np.array([0.6, 0.3, 0.1])
    assert em_shares(confusion.T, shares @ confusion) == pytest.approx(shares, abs=1e-4)


def test_saerens_finds_the_shares_of_another_pool(world):
    rng = np.random.default_rng(2)
    truth = rng.choice(4, 20_000, p=[0.1, 0.2, 0.3, 0.4])
    probs = world.posterior(rng.normal(world.centres[truth], world.noise[truth]), TAUGHT)
    real = np.bincount(truth) / 20_000
    counted = np.bincount(probs.argmax(1), minlength=4) / 20_000
    assert np.abs(saerens_shares(probs, TAUGHT) - real).sum() / 2 < 0.012
    assert np.abs(counted - real).sum() / 2 > 0.05


def _study(world, rng, n, shares, abstain=(0.05, 0.1, 0.15, 0.2)):
    """Ordinal errors, probabilities learnt from other shares, more abstention where it is deep."""
    truth = rng.choice(4, n, p=shares)
    probs = world.posterior(rng.normal(world.centres[truth], np.array(NOISE)[truth]), TAUGHT)
    probs[rng.random(n) < np.asarray(abstain)[truth]] = 0
    return truth, probs


def test_total_variation_is_at_most_half_that_of_counting(world):
    rng, ours, counted = np.random.default_rng(3), [], []
    for _ in range(60 if FULL else 25):
        truth, probs = _study(world, rng, 1600, [0.25] * 4)
        fitted = fit_cells(probs, truth)
        shares = rng.dirichlet(np.ones(4))
        truth, probs = _study(world, rng, 3000, shares)
        real = np.bincount(truth, minlength=4) / 3000
        found = [value.number() for value in fitted.shares(probs, rng)]
        said = probs[probs.any(1)].argmax(1)
        ours.append(np.abs(found - real).sum() / 2)
        counted.append(np.abs(np.bincount(said, minlength=4) / len(said) - real).sum() / 2)
    assert np.mean(ours) <= 0.5 * np.mean(counted)


@pytest.mark.parametrize("labels, pool", [(1200, 2000), (600, 5000), (800, 300)])
def test_intervals_cover_the_shares(world, labels, pool):
    rng, runs = np.random.default_rng(4), 500 if FULL else 40
    held = np.zeros((runs, 4), bool)
    for run in range(runs):
        fitted = fit_cells(*_study(world, rng, labels, [0.25] * 4)[::-1])
        shares = rng.dirichlet(np.ones(4)) if run % 2 else np.array([0.7, 0.2, 0.07, 0.03])
        _, probs = _study(world, rng, pool, shares)
        found = fitted.shares(probs, rng)
        held[run] = [v.low <= s <= v.high for v, s in zip(found, shares, strict=True)]
    assert held.mean() >= 0.93 - (0 if FULL else 0.015)


def test_more_doubt_in_the_signal_widens_the_interval(world):
    rng = np.random.default_rng(5)
    _, probs = _study(world, rng, 4000, [0.4, 0.3, 0.2, 0.1])
    widths = []
    for labels in (200, 2000):
        found = fit_cells(*_study(world, rng, labels, [0.25] * 4)[::-1]).shares(probs, rng)
        widths.append(np.mean([v.high - v.low for v in found]))
    assert widths[0] > 1.8 * widths[1]


def test_the_same_seed_gives_the_same_interval(world):
    truth, probs = world.draw(np.random.default_rng(6), 300)
    fitted = fit_cells(probs, truth)
    one, two = (fitted.shares(probs, np.random.default_rng(9)) for _ in range(2))
    assert one == two
    assert sum(v.number() for v in one) == pytest.approx(1)
    assert all(0 <= v.low <= v.number() <= v.high <= 1 for v in one)


def test_cells_count_everything_once_and_are_saved(world, tmp_path):
    truth, probs = world.draw(np.random.default_rng(7), 500)
    probs[::10] = 0
    fitted = fit_cells(probs, truth)
    assert fitted.counts.sum() == 500
    assert fitted.counts[:, -1].sum() == 50
    fitted.save(tmp_path / "c.json")
    assert np.array_equal(Cells.load(tmp_path / "c.json").cell_of(probs), fitted.cell_of(probs))


def test_edges_of_the_world():
    fitted = fit_cells([[0.9, 0.1], [0.1, 0.9]], [0, 1])
    empty = fitted.shares(np.zeros((0, 2)), np.random.default_rng(0))
    assert [v.undefined for v in empty] == ["the pool is empty"] * 2
    silent = fitted.shares(np.zeros((5, 2)), np.random.default_rng(0))
    assert all(v.high - v.low > 0.5 for v in silent)
    with pytest.raises(InputError, match="bucket: got 1"):
        fit_cells([[0.9, 0.1]], [0])
    with pytest.raises(InputError, match="did not abstain"):
        saerens_shares([[0.0, 0.0]], [0.5, 0.5])
    with pytest.raises(InputError, match="trained_on"):
        saerens_shares([[0.5, 0.5]], [1.0, 0.0])
    with pytest.raises(InputError, match="likelihood"):
        em_shares([[0.0, 0.0]])
