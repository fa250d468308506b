"""Shrunken estimates: their limits, and that they are nearer to the truth on the whole."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.metrics.groups import Cells, Mean, rate_called, shrunken
from everyhue.metrics.groups.cells import BUCKETS
from everyhue.metrics.inference import shrink_means, shrink_rates

RUNS = 4000 if os.environ.get("EVERYHUE_FULL") else 120


def test_no_spread_gives_the_mean():
    n = np.array([10, 20, 30, 40, 50, 60, 1000.0])
    found = shrink_rates(n * 0.3, n)
    assert found.spread == 0
    assert found.estimate == pytest.approx(np.full(7, 0.3))
    assert found.kept.tolist() == [0] * 7


def test_many_rows_give_the_raw_ones():
    rate = np.linspace(0.1, 0.6, 8)
    found = shrink_rates(rate * 1e8, np.full(8, 1e8))
    assert found.estimate == pytest.approx(rate, abs=1e-6)
    assert found.spread == pytest.approx(rate.std(ddof=1), rel=1e-3)
    assert found.kept == pytest.approx(np.ones(8), abs=1e-5)


def test_few_cells_stay_raw_and_empty_ones_get_the_mean():
    few = shrink_rates([1, 2, 9, 4, 5], [10] * 5)
    assert few.estimate == pytest.approx([0.1, 0.2, 0.9, 0.4, 0.5])
    assert few.kept.tolist() == [1] * 5
    found = shrink_rates([1, 2, 3, 4, 5, 6, 0], [10] * 6 + [0])
    assert found.estimate[6] == found.overall
    assert np.isnan(shrink_rates([0, 0], [0, 0]).estimate).all()
    for k, n in (([3], [2]), ([-1], [2]), ([np.nan], [2])):
        with pytest.raises(InputError):
            shrink_rates(k, n)
    with pytest.raises(InputError, match="variance"):
        shrink_means([1.0], [-1.0])


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 500)), min_size=1, max_size=30))
def test_estimates_lie_between_raw_and_mean(pairs):
    k, n = (
        np.array(part, float) for part in zip(*((k, k + more) for k, more in pairs), strict=True)
    )
    found = shrink_rates(k, n)
    there = n > 0
    raw = k[there] / n[there]
    ends = np.sort([raw, np.full(len(raw), found.overall)], axis=0)
    if there.any():
        assert (found.estimate[there] >= ends[0] - 1e-9).all()
        assert (found.estimate[there] <= ends[1] + 1e-9).all()
    assert ((found.kept >= 0) & (found.kept <= 1)).all()


def test_the_posterior_of_a_known_beta():
    """(k + Mμ) / (n + M) with the M that belongs to τ²: the formula of the docstring."""
    rng = np.random.default_rng(0)
    n = rng.integers(5, 500, 200)
    k = rng.binomial(n, rng.beta(6, 14, 200))
    found = shrink_rates(k, n)
    strength = found.overall * (1 - found.overall) / found.spread**2 - 1
    assert found.estimate == pytest.approx((k + strength * found.overall) / (n + strength))
    assert strength == pytest.approx(20, rel=0.3)
    assert found.overall == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize("concentration", [3.0, 30.0, 1e9])
@pytest.mark.parametrize("cells", [6, 12, 60])
def test_errors_are_smaller_than_raw_ones(concentration, cells):
    """Whether cells differ much, little or not at all; many or six of them; rates of 30 %."""
    rng = np.random.default_rng(2)
    raw = ours = 0.0
    for _ in range(RUNS):
        n = rng.integers(8, 300, cells)
        truth = rng.beta(0.3 * concentration, 0.7 * concentration, cells)
        k = rng.binomial(n, truth)
        raw += float(((k / n - truth) ** 2).sum())
        ours += float(((shrink_rates(k, n).estimate - truth) ** 2).sum())
    assert ours < raw


@pytest.mark.parametrize("outlier", [0.3, 0.5, 0.9])
def test_errors_are_smaller_where_one_cell_is_apart(outlier):
    """No distribution that the formula believes in: all alike but one."""
    rng = np.random.default_rng(3)
    truth, n = np.full(60, 0.3), rng.integers(8, 300, 60)
    truth[7] = outlier
    raw = ours = 0.0
    for _ in range(RUNS):
        k = rng.binomial(n, truth)
        raw += float(((k / n - truth) ** 2).sum())
        ours += float(((shrink_rates(k, n).estimate - truth) ** 2).sum())
    assert ours < raw


def test_means_of_cells():
    rng = np.random.default_rng(4)
    mean, raw, ours = Mean("m", ("x",), ("n",), "rows", "none"), 0.0, 0.0
    for _ in range(RUNS):
        sizes = rng.integers(2, 60, 20)
        truth = rng.normal(5, 0.4, 20)
        rows = [rng.normal(t, 3.0, size) for t, size in zip(truth, sizes, strict=True)]
        table = np.array([[len(x), x.sum()] for x in rows])
        squares = np.array([[len(x), (x * x).sum()] for x in rows])
        n = np.stack([sizes, sizes], 1).astype(float)
        cells = Cells(("g",), tuple((str(i),) for i in range(20)), n, table, squares,
                      names=("n", "x"), cross=table)  # fmt: skip
        found = shrunken(cells, mean)
        raw += float(((table[:, 1] / table[:, 0] - truth) ** 2).sum())
        ours += float(((found.estimate - truth) ** 2).sum())
    assert ours < 0.6 * raw


def test_clustered_rows_are_drawn_further():
    rng = np.random.default_rng(5)
    table = np.zeros((8, BUCKETS, 4))
    for g in range(8):
        hits = rng.binomial(40, rng.beta(0.9, 2.1, 20))
        table[g, :20, 0], table[g, :20, 3] = hits, 40 - hits
    total = table.sum(1)
    names = tuple((str(g),) for g in range(8))
    rate = rate_called("selection_rate")
    aware = shrunken(Cells(("g",), names, total, total, None, table), rate)
    plain = shrunken(Cells(("g",), names, total, total), rate)
    assert (aware.kept < plain.kept).all()
