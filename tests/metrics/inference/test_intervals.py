"""Intervals: published values, guarantees, and coverage in simulations."""

from __future__ import annotations

import os
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from everyhue.errors import InputError
from everyhue.metrics.groups import Cells, rates, spread
from everyhue.metrics.groups.cells import BUCKETS
from everyhue.metrics.inference import (
    FiveSums,
    benjamini_hochberg,
    clopper_pearson,
    holm,
    rows_needed,
    simultaneous,
    wilson,
)
from everyhue.metrics.interval import share_interval

RUNS = 2000 if os.environ.get("EVERYHUE_FULL") else 300


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([0.8, 0.95, 0.999]))
def test_both_intervals_equal_scipy(k, more, level):
    n = k + more
    if n:
        for made, method in ((clopper_pearson, "exact"), (wilson, "wilson")):
            theirs = stats.binomtest(k, n).proportion_ci(level, method)
            assert [float(end) for end in made(k, n, level)] == pytest.approx(theirs, abs=1e-12)
        value = share_interval(k, n, level)
        assert wilson(k, n, level)[1] == pytest.approx(value.high, abs=1e-12)


def test_no_rows_leave_everything_open():
    for made in (clopper_pearson, wilson):
        low, high = made([0, 0], [0, 5])
        assert (low[0], high[0]) == (0, 1)
        assert high[1] < 1
        for k, n, level in ((3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0), (np.nan, 2, 0.9)):
            with pytest.raises(InputError):
                made(k, n, level)


@pytest.mark.parametrize(("p", "n"), [(0.02, 60), (0.3, 40), (0.5, 500), (0.98, 1000)])
def test_exact_intervals_cover_in_truth(p, n):
    """Summed over all outcomes, without any drawing."""
    k = np.arange(n + 1)
    chance = stats.binom.pmf(k, n, p)
    for made, least in ((clopper_pearson, 0.95), (wilson, 0.92)):
        low, high = made(k, np.full(n + 1, n))
        assert chance[(low <= p) & (p <= high)].sum() >= least


def covered(draw, truth, rng):
    """Share of runs in which the interval holds the truth."""
    return np.mean([value.low <= truth <= value.high for value in (draw(rng) for _ in range(RUNS))])


def people(rng, users=300, mean=12):
    """Rows of users who differ in size and in how often they are selected."""
    sizes = rng.geometric(1 / mean, users)
    chance = rng.beta(0.9, 2.1, users)
    return sizes, rng.binomial(sizes, chance)


def as_cells(sizes, hits, clustered):
    table = np.zeros((1, BUCKETS, 4))
    for i, (n, k) in enumerate(zip(sizes, hits, strict=True)):
        table[0, crc32(str(i).encode()) % BUCKETS] += (k, 0, 0, n - k)
    total = table.sum(1)
    return Cells(("g",), (("a",),), total, total, None, table if clustered else None)


@pytest.mark.parametrize("users", [60, 300, 3000])
def test_clusters_restore_coverage(users):
    """Selected 30 % by users with many rows each; plain intervals are far too narrow."""
    rng = np.random.default_rng(7)
    made = [as_cells(*people(rng, users), clustered=True) for _ in range(RUNS)]
    with_them, without = (
        np.mean([
            value.low <= 0.3 <= value.high
            for cells in made
            for value in rates(
                Cells(cells.by, cells.groups, cells.rows, cells.sums, None,
                      cells.clusters if held else None), "selection_rate", method="Wilson")
        ])
        for held in (True, False)
    )  # fmt: skip
    assert without < 0.85
    assert 0.92 <= with_them <= 0.995


def test_weights_restore_coverage():
    """Weights that vary make an estimate less sure than its rows say."""

    def draw(rng):
        y = rng.random(400) < 0.3
        w = rng.lognormal(0, 1.2, 400)
        sums = np.array([[w[y].sum(), 0, 0, w[~y].sum()]])
        squares = np.array([[(w[y] ** 2).sum(), 0, 0, (w[~y] ** 2).sum()]])
        rows = np.array([[y.sum(), 0, 0, (~y).sum()]], float)
        return rates(Cells(("g",), (("a",),), rows, sums, squares), "selection_rate")[0]

    assert covered(draw, 0.3, np.random.default_rng(3)) >= 0.92


@pytest.mark.parametrize("sizes", [[20] * 10, [5000] * 20, [10, 100, 1000, 10_000]])
def test_the_gap_is_covered_however_many_cells(sizes):
    def draw(rng):
        k = rng.binomial(sizes, 0.3)
        table = {str(i): (k[i], 0, 0, n - k[i]) for i, n in enumerate(sizes)}
        return spread(Cells.of_counts(table), "selection_rate")

    assert covered(draw, 0.0, np.random.default_rng(5)) >= 0.95 - 2 * np.sqrt(0.0475 / RUNS)


def test_effective_rows():
    n = np.array([100.0])
    plain = FiveSums(n, n, n * 0.3, n)
    equal = FiveSums(n, n, n * 0.3, n, n * 0.3, n, n * 0.3)
    k, rows = plain.effective(0.95)
    assert (k, rows) == (30, 100)
    assert equal.effective(0.95)[1] == pytest.approx(100, rel=0.05)
    certain = FiveSums(n, n / 10, n * 0, n, n * 0, n * 10, n * 0)
    assert certain.effective(0.95)[1] == 10
    nothing = FiveSums(n * 0, n * 0, n * 0, n * 0, n * 0, n * 0, n * 0)
    assert [end.tolist() for end in nothing.effective(0.95)] == [[0], [0]]
    assert np.isnan(nothing.ratio)


def test_a_family_cannot_be_smaller_than_its_cells():
    n = np.array([10.0, 10.0])
    with pytest.raises(InputError, match="at least the 2 cells"):
        simultaneous(FiveSums(n, n, n, n), family=1)
    wide, narrow = (simultaneous(FiveSums(n, n, n / 2, n), family=f) for f in (100, 2))
    assert (wide.low < narrow.low).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusted_values_equal_their_definition(p):
    m, order = len(p), sorted(range(len(p)), key=lambda i: p[i])
    for place, i in enumerate(order):
        expected = max(min(1.0, (m - j) * p[order[j]]) for j in range(place + 1))
        assert holm(p)[i] == pytest.approx(expected)
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))
    assert (holm(p) >= benjamini_hochberg(p) - 1e-12).all()


def test_adjusting_nothing_or_nonsense():
    assert holm([]).tolist() == []
    for adjust in (holm, benjamini_hochberg):
        with pytest.raises(InputError):
            adjust([0.5, np.nan])


def test_rows_needed_are_enough_and_not_too_many():
    n = rows_needed(0.3, 0.24, family=20)
    rng = np.random.default_rng(2)
    for rows, least, most in ((n, 0.72, 0.88), (n // 3, 0.0, 0.4)):
        k = rng.binomial(rows, 0.3, 4000)
        low, _ = clopper_pearson(k, np.full(4000, rows), 1 - 0.05 / 20)
        assert least <= (low > 0.24).mean() <= most
    assert rows_needed(0.3, 0.3) is None
    assert rows_needed(0.0, 0.2) >= 1
    with pytest.raises(InputError):
        rows_needed(0.3, 0.2, power=1.0)
