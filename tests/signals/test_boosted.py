"""Boosted trees: what the library that learnt them says, ordered, exact at thresholds, saved."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue.errors import MissingExtraError
from everyhue.signals.given import Floats
from everyhue.signals.probe import Boosted, boosted, fit_boosted, fit_multinomial

sklearn = pytest.importorskip("sklearn.ensemble", reason="scikit-learn is not installed")


def turned_scale(n: int, seed: int) -> tuple[Floats, np.ndarray]:
    """Four ordered buckets by a score whose sign a second column turns; three columns of noise."""
    rng = np.random.default_rng(seed)
    truth, sign = rng.integers(0, 4, n), rng.choice([-1.0, 1.0], n)
    score = truth - 1.5 + rng.normal(0, 0.35, n)
    return np.stack([score * sign, sign, *rng.normal(size=(3, n))], axis=1), truth


@pytest.fixture(scope="module")
def fitted():
    return fit_boosted(*turned_scale(400, 1), 4, rounds=60)


def test_every_cut_is_what_the_library_says(fitted):
    rows, truth = turned_scale(400, 1)
    others = np.random.default_rng(2).normal(0, 3, (500, 5)).astype(np.float32)
    for cut in range(3):
        weight = boosted.item_weights(truth, 4, 1.0) * len(truth)
        theirs = sklearn.GradientBoostingClassifier(
            n_estimators=60, learning_rate=boosted.SHRINK, max_depth=boosted.DEPTH,
            subsample=boosted.ROWS, max_features=boosted.COLUMNS,
            min_samples_leaf=boosted.LEAST_LEAF, random_state=cut,
        ).fit(rows.astype(np.float32), truth > cut, weight)  # fmt: skip
        assert fitted._odds(others, cut) == pytest.approx(
            theirs.decision_function(others), abs=1e-5
        )


def test_it_sees_what_a_straight_line_cannot(fitted):
    rows, truth = turned_scale(2000, 3)
    line = fit_multinomial(*turned_scale(400, 1), 4, ridge=1e-4)
    right = [float((head.logs(rows).argmax(axis=1) == truth).mean()) for head in (fitted, line)]
    assert right[0] > right[1] + 0.2


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_probabilities_are_probabilities_and_rows_do_not_meet(seed, n):
    made = Boosted(
        *np.broadcast_arrays(np.random.default_rng(seed).normal(size=3)),
        *_any_trees(np.random.default_rng(seed + 1)),
    )
    rows = np.random.default_rng(seed).normal(size=(n, 4)).astype(np.float32)
    logs = made.logs(rows)
    assert np.exp(logs).sum(axis=1) == pytest.approx(1)
    assert made.logs(rows[::-1])[::-1] == pytest.approx(logs)
    assert made.logs(rows[:1]) == pytest.approx(logs[:1])


def _any_trees(rng):
    shape = (3, 5, 2**boosted.DEPTH - 1)
    column = rng.integers(0, 4, shape).astype(np.int16)
    leaf = rng.normal(size=(3, 5, 2**boosted.DEPTH)).astype(np.float32)
    return column, rng.normal(size=shape).astype(np.float32), leaf


@given(st.floats(-1e6, 1e6))
def test_a_threshold_of_64_bits_parts_the_same_numbers_of_32(threshold):
    near = np.float32(threshold)
    for number in (np.nextafter(near, -np.inf, dtype=np.float32), near,
                   np.nextafter(near, np.inf, dtype=np.float32)):  # fmt: skip
        assert (number <= boosted._at_most(threshold)) == (float(number) <= threshold)


def test_no_rows_give_no_rows(fitted):
    assert fitted.logs(np.zeros((0, 5))).shape == (0, 4)


def test_it_is_the_same_each_time_and_after_the_disk(fitted, tmp_path):
    again = fit_boosted(*turned_scale(400, 1), 4, rounds=60)
    assert again.id == fitted.id
    fitted.save(tmp_path / "trees")
    rows = turned_scale(50, 4)[0]
    assert np.array_equal(Boosted.load(tmp_path / "trees").logs(rows), fitted.logs(rows))


def test_balance_gives_a_rare_bucket_its_due():
    rows, truth = turned_scale(3000, 5)
    kept = np.flatnonzero((truth < 3) | (np.arange(3000) % 25 == 0))
    others, real = turned_scale(1000, 6)
    recalls = []
    for balance in (0.0, 1.0):
        head = fit_boosted(rows[kept], truth[kept], 4, rounds=60, balance=balance)
        recalls.append((head.logs(others).argmax(axis=1) == 3)[real == 3].mean())
    assert recalls[1] > recalls[0]


def test_without_the_library_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.ensemble", None)
    with pytest.raises(MissingExtraError, match="boosted"):
        fit_boosted(np.zeros((4, 1)), np.array([0, 1, 0, 1]), 2)
