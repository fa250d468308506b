"""How often intervals of cells hold the truth: means, weights, few people, gaps of clustered rows.

Where they hold it too seldom, the page `what-the-numbers-say.md` says so with these numbers.
"""

from __future__ import annotations

import os

import numpy as np
import pytest

from everyhue.metrics.groups import Cells, Mean, against, rates, spread, values
from everyhue.metrics.groups.cells import Floats
from everyhue.metrics.groups.count import BUCKETS

RUNS = 4000 if os.environ.get("EVERYHUE_FULL") else 400
MEAN = Mean("m", ("x",), ("n",), "rows", "none")
NOISE = 2.5 * np.sqrt(0.0475 / RUNS)


def people(rng, p, users, mean):
    """One cell of users who differ in how often they are selected; rows of one correlate by ¼."""
    size = rng.geometric(1 / mean, users)
    hits = rng.binomial(size, rng.beta(3 * p, 3 * (1 - p), users))
    return by_bucket(hits, size, rng.integers(0, BUCKETS, users))


def by_bucket(hits, size, bucket) -> Floats:
    table = np.zeros((BUCKETS, 4))
    table[:, 0] = np.bincount(bucket, hits, BUCKETS)
    table[:, 3] = np.bincount(bucket, size - hits, BUCKETS)
    return table


def cells_of(tables) -> Cells:
    made = np.stack(tables)
    total = made.sum(1)
    return Cells(("g",), tuple((str(i),) for i in range(len(made))), total, total, None, made)


@pytest.mark.parametrize(
    ("p", "users", "mean", "least"),
    [(0.3, 15, 3, 0.95), (0.3, 15, 12, 0.92), (0.3, 60, 12, 0.94), (0.3, 3000, 3, 0.95),
     (0.05, 300, 12, 0.94), (0.05, 60, 12, 0.90), (0.05, 15, 12, 0.89), (0.01, 60, 12, 0.88),
     (0.01, 300, 12, 0.91)],
)  # fmt: skip
def test_few_people_and_rare_hits(p, users, mean, least):
    """Where fewer than about twenty people have a hit at all, intervals are somewhat too short."""
    rng = np.random.default_rng(31)
    made = cells_of([people(rng, p, users, mean) for _ in range(RUNS)])
    held = [value.low <= p <= value.high for value in rates(made, "selection_rate")]
    assert np.mean(held) >= least - NOISE


@pytest.mark.parametrize(
    ("p", "n", "sigma", "least"),
    [(0.3, 30, 0.5, 0.95), (0.3, 100, 1.2, 0.93), (0.3, 400, 1.2, 0.94), (0.05, 400, 0.5, 0.95),
     (0.05, 400, 1.2, 0.89), (0.95, 400, 1.2, 0.89), (0.95, 100, 0.5, 0.95)],
)  # fmt: skip
def test_weights(p, n, sigma, least):
    """Lognormal weights: with σ = 1.2 a hundredth of the rows has a tenth of the weight."""
    rng = np.random.default_rng(32)
    y, w = rng.random((RUNS, n)) < p, rng.lognormal(0, sigma, (RUNS, n))
    zero = np.zeros(RUNS)
    rows, sums, squares = (
        np.stack([(y * x).sum(1), zero, zero, (~y * x).sum(1)], 1) for x in (w**0, w, w**2)
    )
    names = tuple((str(i),) for i in range(RUNS))
    found = rates(Cells(("g",), names, rows, sums, squares), "selection_rate")
    assert np.mean([value.low <= p <= value.high for value in found]) >= least - NOISE


@pytest.mark.parametrize(
    ("shape", "n", "least"),
    [("normal", 5, 0.94), ("normal", 100, 0.94), ("exponential", 20, 0.91),
     ("exponential", 100, 0.935), ("share", 20, 0.91), ("share", 1000, 0.94),
     ("lognormal", 100, 0.84), ("lognormal", 1000, 0.90)],
)  # fmt: skip
def test_means(shape, n, least):
    """t intervals: right for what is about normal, too short for few rows of what is skewed."""
    rng = np.random.default_rng(33)
    draw, truth = {
        "normal": (lambda size: rng.normal(2, 1, size), 2.0),
        "exponential": (lambda size: rng.exponential(1, size), 1.0),
        "share": (lambda size: rng.beta(0.5, 4, size), 0.5 / 4.5),
        "lognormal": (lambda size: rng.lognormal(0, 1.5, size), float(np.exp(1.125))),
    }[shape]
    x = draw((RUNS, n))
    table = np.stack([np.full(RUNS, float(n)), x.sum(1)], 1)
    squares = np.stack([np.full(RUNS, float(n)), (x * x).sum(1)], 1)
    names = tuple((str(i),) for i in range(RUNS))
    found = values(
        Cells(("g",), names, np.full((RUNS, 2), float(n)), table, squares, names=("n", "x"),
              cross=table), MEAN,
    )  # fmt: skip
    assert np.mean([value.low <= truth <= value.high for value in found]) >= least - NOISE


@pytest.mark.parametrize("how", ["difference", "ratio"])
@pytest.mark.parametrize("clustered", [False, True])
def test_spreads_and_comparisons_of_a_family_hold_together(how, clustered):
    """All of five cells at once, against the first and from end to end; truth: even at 30 %."""
    rng, runs = np.random.default_rng(34), RUNS // 2
    even, together, ends = 0.0 if how == "difference" else 1.0, [], []
    for _ in range(runs):
        if clustered:
            cells = cells_of([people(rng, 0.3, users, 4) for users in (40, 60, 80, 150, 400)])
        else:
            n = np.array([30, 60, 120, 500, 2000])
            k = rng.binomial(n, 0.3)
            cells = Cells.of_counts({str(i): (k[i], 0, 0, n[i] - k[i]) for i in range(5)})
        found = against(cells.take(range(1, 5)), "selection_rate", cells.take([0]), how=how)
        together.append(all(v.low is None or v.low <= even <= v.high for v in found))
        whole = spread(cells, "selection_rate", how)
        ends.append(whole.low <= even <= whole.high)
    least = 0.95 - 2.5 * np.sqrt(0.0475 / runs)
    assert np.mean(together) >= least
    assert np.mean(ends) >= least


def test_a_gap_that_is_there_is_held_too():
    rng, n = np.random.default_rng(35), np.array([40, 300, 900, 5000])
    truth, held = np.array([0.2, 0.3, 0.35, 0.5]), []
    for _ in range(RUNS):
        k = rng.binomial(n, truth)
        cells = Cells.of_counts({str(i): (k[i], 0, 0, n[i] - k[i]) for i in range(4)})
        gap, ratio = (spread(cells, "selection_rate", how) for how in ("difference", "ratio"))
        held.append(gap.low <= 0.3 <= gap.high and ratio.low <= 0.4 <= ratio.high)
    assert np.mean(held) >= 0.95 - NOISE
