"""Differences of two estimates: what is published, what must hold, and how often it covers."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from everyhue.errors import InputError
from everyhue.metrics.groups import RATES, Cells, Mean, Measured, against_rest, rest_of
from everyhue.metrics.groups.cells import BUCKETS
from everyhue.metrics.inference import FiveSums, Stated, differences, holm, wilson

FULL = bool(os.environ.get("EVERYHUE_FULL"))
RUNS = 20_000 if FULL else 4000
SELECTION = RATES["selection_rate"]


def measured(k, n):
    k, n = np.asarray(k, float), np.broadcast_to(np.asarray(n, float), np.shape(k))
    return Measured(SELECTION, FiveSums(n, n, k, n))


def stated(k, n, interval=wilson):
    low, high = interval(k, n)
    return Stated(np.asarray(k) / n, low, high, np.full(len(low), 0.95))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000), ((10, 10), (0, 10), 0.6075, 1.0000),
        ((5, 56), (0, 29), -0.0381, 0.1926), ((0, 10), (0, 20), -0.1611, 0.2775),
    ],
)  # fmt: skip
def test_published_intervals(first, second, low, high):
    """Newcombe 1998, table II, method 10: the square-and-add Wilson interval."""
    found = differences(stated([first[0]], first[1]), stated([second[0]], second[1]))
    assert found.low[0] == pytest.approx(low, abs=6e-5)
    assert found.high[0] == pytest.approx(high, abs=6e-5)


@given(
    st.floats(-3, 3), st.floats(-3, 3), st.floats(0.01, 2), st.floats(0.01, 2),
    st.sampled_from([0.8, 0.95, 0.999]),
)  # fmt: skip
def test_of_symmetric_intervals_it_is_the_normal_test(a, b, s, t, level):
    z = norm.isf(0.025)
    one, two = (
        Stated(np.array([e]), np.array([e - z * sd]), np.array([e + z * sd]), np.array([0.95]))
        for e, sd in ((a, s), (b, t))
    )
    found, sd = differences(one, two, level=level), np.hypot(s, t)
    assert found.high[0] - found.low[0] == pytest.approx(2 * norm.isf((1 - level) / 2) * sd)
    expected = max(2 * norm.sf(abs(a - b) / sd), 2 * norm.sf(7))
    # From below in z, in steps of 7 / 2¹³: the p-value is never too small.
    assert found.p[0] >= expected * (1 - 1e-9)
    assert norm.isf(found.p[0] / 2) == pytest.approx(norm.isf(expected / 2), abs=2e-3)


@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 40))
def test_the_other_way_round_is_the_same(k1, more1, k2, more2):
    one, two = measured([k1], k1 + more1), measured([k2], k2 + more2)
    there, back = differences(one, two), differences(two, one)
    assert there.estimate == pytest.approx(-back.estimate)
    assert (there.low, there.p) == (pytest.approx(-back.high), pytest.approx(back.p))
    assert there.low <= there.estimate <= there.high
    # The p-value goes with the interval.
    out = bool(there.low[0] > 0 or there.high[0] < 0)
    assert out == bool(there.p[0] < 0.05) or abs(there.p[0] - 0.05) < 1e-3


def test_nothing_to_tell_is_not_told():
    none = differences(measured([3, 0], [10, 0]), measured([0, 3], [0, 10]))
    assert np.isnan(none.estimate).all()
    assert none.p.tolist() == [1, 1]
    alone = Measured(Mean("m", ("x",), ("n",), "rows", "none"), FiveSums(*np.ones((7, 1))))
    assert differences(alone, alone).low[0] == -np.inf
    for wrong in ({"level": 1.0}, {"family": 0}):
        with pytest.raises(InputError, match="level and family"):
            differences(alone, alone, **wrong)


@pytest.mark.parametrize(
    ("p", "n", "q", "m"),
    [(0.3, 50, 0.3, 50), (0.3, 20, 0.3, 10_000), (0.02, 60, 0.05, 400), (0.97, 100, 0.9, 100),
     (0.01, 50, 0.01, 50), (0.005, 200, 0.001, 5000), (0.5, 6, 0.5, 3000)],
)  # fmt: skip
def test_intervals_of_a_difference_cover(p, n, q, m):
    rng = np.random.default_rng(1)
    one, two = measured(rng.binomial(n, p, RUNS), n), measured(rng.binomial(m, q, RUNS), m)
    found = differences(one, two)
    least = 0.95 - 2.5 * np.sqrt(0.0475 / RUNS)
    assert ((found.low <= p - q) & (p - q <= found.high)).mean() >= least
    if p == q:
        assert (found.p <= 0.01).mean() <= 0.01 + 2.5 * np.sqrt(0.01 / RUNS)


def clustered(rng, users, cells=4, aware=True):
    """Rows of users whose own rate varies, spread over all cells: the same people on both sides."""
    table = np.zeros((cells, BUCKETS, 4))
    chance = rng.beta(0.9, 2.1, users)
    sizes = rng.geometric(1 / 3, (cells, users))
    hits = rng.binomial(sizes, chance)
    bucket = rng.integers(0, BUCKETS, users)
    for g in range(cells):
        table[g, :, 0] = np.bincount(bucket, hits[g], BUCKETS)
        table[g, :, 3] = np.bincount(bucket, sizes[g] - hits[g], BUCKETS)
    total = table.sum(1)
    names = tuple((str(g),) for g in range(cells))
    return Cells(("g",), names, total, total, None, table if aware else None)


@pytest.mark.parametrize("users", [40, 300, 3000])
def test_people_on_both_sides(users):
    """Cell against rest, where the same people have rows in both: neither too narrow nor wide."""
    rng, runs = np.random.default_rng(3), 1500 if FULL else 250
    told = [against_rest(clustered(rng, users), SELECTION, family=1)[0] for _ in range(runs)]
    held = np.mean([(one.low <= 0) & (one.high >= 0) for one in told])
    assert 0.92 <= held <= 0.985


@pytest.mark.parametrize("within", [True, False])
def test_people_on_one_side(within):
    """Each user's rows lie in one cell: rows taken as independent tell of gaps that are none."""
    rng, runs, cells = np.random.default_rng(4), 800 if FULL else 200, 4
    said = []
    for _ in range(runs):
        table = np.zeros((cells, BUCKETS, 4))
        for g in range(cells):
            sizes = rng.geometric(1 / 8, 150)
            hits = rng.binomial(sizes, rng.beta(0.9, 2.1, 150))
            bucket = rng.integers(0, BUCKETS, 150)
            table[g, :, 0] = np.bincount(bucket, hits, BUCKETS)
            table[g, :, 3] = np.bincount(bucket, sizes - hits, BUCKETS)
        total = table.sum(1)
        made = Cells(("g",), tuple((str(g),) for g in range(cells)), total, total, None,
                     table if within else None)  # fmt: skip
        said.append(holm(against_rest(made, SELECTION)[0].p).min() <= 0.05)
    if within:
        assert np.mean(said) <= 0.05 + 2.5 * np.sqrt(0.0475 / runs)
    else:
        assert np.mean(said) > 0.3


def test_the_rest_and_the_cell_are_the_whole():
    rng = np.random.default_rng(5)
    cells = clustered(rng, 30)
    rest = rest_of(cells)
    whole = cells.total()
    assert np.allclose(cells.rows + rest.rows, whole.rows)
    assert np.allclose(cells.clusters + rest.clusters, whole.clusters)
    alone = rest_of(cells.take([0]))
    assert not alone.rows.any()
    assert np.isnan(against_rest(cells.take([0]), SELECTION)[1]).all()


def test_cell_against_rest_equals_two_cells():
    """With two cells, the rest of one is the other."""
    cells = Cells.of_counts({"a": (30, 5, 10, 55), "b": (3, 1, 5, 11)})
    found, _ = against_rest(cells, RATES["true_positive_rate"])
    five = RATES["true_positive_rate"].five(cells)
    one, two = (
        Measured(RATES["true_positive_rate"],
                 FiveSums(five.rows[i], five.units[i], five.k[i], five.n[i]))
        for i in ([0], [1])
    )  # fmt: skip
    plain = differences(one, two, family=2)
    assert (found.low[0], found.p[0]) == (plain.low[0], plain.p[0])
