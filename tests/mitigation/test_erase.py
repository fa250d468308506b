"""Erasing a concept from merged moments: what the theorem says holds on what comes out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.mitigation import Moments


def made(seed=0, n=400, d=12, k=2):
    rng = np.random.default_rng(seed)
    z = np.eye(k + 1)[rng.integers(0, k + 1, n)][:, :k]
    x = rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + z @ rng.normal(size=(k, d)) + 3
    return x, z


def cross(x, z):
    return (x - x.mean(0)).T @ (z - z.mean(0)) / len(x)


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(2, 20))
def test_nothing_linear_is_left_and_erasing_again_changes_nothing(seed, k, d):
    x, z = made(seed, 300, d, k)
    x /= abs(x).max()
    eraser = Moments.of(x, z).eraser()
    clean = eraser(x)
    assert abs(cross(clean, z)).max() < 1e-12
    assert eraser(clean) == pytest.approx(clean, abs=1e-10)
    assert clean.mean(0) == pytest.approx(x.mean(0), abs=1e-10)


def test_a_logistic_model_finds_nothing():
    x, z = made(k=1)
    clean = Moments.of(x, z).eraser()(x)
    clean = (clean - clean.mean(0)) / clean.std(0)
    held = np.column_stack([np.ones(len(clean)), clean])
    weights = np.zeros(held.shape[1])
    # Newton's method with the least of penalties: one direction is gone, and has no own optimum.
    for _ in range(30):
        p = 1 / (1 + np.exp(-held @ weights))
        bend = held.T @ (held * (p * (1 - p))[:, None]) + 1e-6 * np.eye(len(weights))
        weights += np.linalg.solve(bend, held.T @ (z[:, 0] - p) - 1e-6 * weights)
    assert abs(weights[1:]).max() < 1e-4


def test_parts_in_any_order_give_what_the_whole_gives():
    x, z = made(3)
    x += 1e6  # far from 0, where sums of squares would lose everything
    parts = [Moments.of(x[i::7], z[i::7]) for i in range(7)]
    total = parts[4]
    for i in (1, 6, 0, 2, 5, 3):
        total = total + parts[i]
    whole = Moments.of(x, z)
    assert total.n == whole.n
    assert total.products == pytest.approx(whole.products, rel=1e-9)
    assert total.eraser()(x) == pytest.approx(whole.eraser()(x), abs=1e-6)
    empty = Moments.of(np.zeros((0, 12)), np.zeros((0, 2)))
    assert (empty + whole).mean == pytest.approx(whole.mean)
    assert (empty + empty).n == 0


def test_no_other_eraser_moves_vectors_less():
    x, z = made(5, d=6, k=1)
    clean = Moments.of(x, z).eraser()(x)
    # The plain way: project off the direction between the two means.
    way = x[z[:, 0] == 1].mean(0) - x[z[:, 0] == 0].mean(0)
    plain = x - ((x - x.mean(0)) @ way)[:, None] * way / (way @ way)
    assert ((clean - x) ** 2).sum() <= ((plain - x) ** 2).sum() + 1e-9


def test_directions_without_spread_and_concepts_without_it_do_no_harm():
    x, z = made(6)
    flat = np.column_stack([x, x[:, 0], np.full(len(x), 2.0)])
    clean = Moments.of(flat, z).eraser()(flat)
    assert abs(cross(clean, z)).max() < 1e-9
    same = Moments.of(x, np.ones(len(x))).eraser()(x)
    assert same == pytest.approx(x)


def test_bad_input_is_refused():
    x, z = made()
    with pytest.raises(InputError, match="shapes"):
        Moments.of(x[:5], z)
    with pytest.raises(InputError, match="finite"):
        Moments.of(x * np.nan, z)
    with pytest.raises(InputError, match="vectors of length 12"):
        Moments.of(x, z).eraser()(x[:, :3])
    with pytest.raises(InputError, match="moments to add"):
        Moments.of(x, z) + Moments.of(x[:, :3], z)
