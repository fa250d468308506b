"""Atkinson's index: published numbers, parts that add up, and how far its interval goes."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from everyhue.errors import InputError, UnknownNameError
from everyhue.metrics.groups import atkinson, atkinson_difference, sum_amounts

FULL = bool(os.environ.get("EVERYHUE_FULL"))
UP = [folder / "shared/data" for folder in Path(__file__).resolve().parents]
SHARED = next((folder for folder in UP if folder.is_dir()), None)


def incomes():
    if SHARED is None or not (SHARED / "linkedin_inequality").exists():
        pytest.skip("the data file linkedin_inequality is not there")
    path = SHARED / "linkedin_inequality/example_income_data.csv.gz"
    return pl.read_csv(path, schema_overrides={"income": pl.Float64})


def test_linkedin_inequality_as_published():
    tally = sum_amounts(incomes(), "income", ["variant"], epsilon=0.2)
    value = atkinson_difference(tally, ("treatment",), ("control",))
    numbers = [value.number(), value.low, value.high]
    assert [round(number, 4) for number in numbers] == [-0.0140, -0.0164, -0.0116]
    assert value.method == "delta method"


@pytest.mark.parametrize("epsilon", [0.2, 0.5, 1.0, 2.0])
def test_the_index_is_by_definition_and_its_variance_that_of_the_jackknife(epsilon):
    x = np.random.default_rng(3).lognormal(0, 0.8, 300)

    def naive(x):
        if epsilon == 1:
            return 1 - np.exp(np.log(x).mean()) / x.mean()
        return 1 - (x ** (1 - epsilon)).mean() ** (1 / (1 - epsilon)) / x.mean()

    tally = sum_amounts(pl.DataFrame({"x": x, "g": "a"}), "x", ["g"], epsilon)
    value = atkinson(tally)["a",]
    assert value.number() == pytest.approx(naive(x), rel=1e-12)
    left = np.array([naive(np.delete(x, i)) for i in range(300)])
    error = np.sqrt(299 / 300 * ((left - left.mean()) ** 2).sum())
    assert (value.high - value.low) / 2 / 1.968 == pytest.approx(error, rel=0.1)


def test_parts_add_up_and_groups_are_pooled():
    rng = np.random.default_rng(5)
    rows = pl.DataFrame({"x": rng.lognormal(0, 1, 600), "g": rng.choice(["a", "b", None], 600)})
    whole = sum_amounts(rows, "x", ["g"])
    parts = sum_amounts(rows[:50], "x", ["g"]) + sum_amounts(rows[50:], "x", ["g"])
    for cell, value in atkinson(whole).items():
        assert atkinson(parts)[cell].number() == pytest.approx(value.number(), rel=1e-9)
        assert atkinson(parts)[cell].low == pytest.approx(value.low, rel=1e-9)
    assert set(atkinson(whole)) == {("a",), ("b",), ("(missing)",)}
    assert atkinson(whole, by=[])[()].n == 600


# Rows, and what was measured elsewhere of 95 % stated; our own simulation comes close.
@pytest.mark.parametrize(("n", "measured"), [(50, 0.76), (200, 0.85), (1000, 0.91), (5000, 0.94)])
def test_the_interval_covers_less_in_small_groups_and_says_so(n, measured):
    rng, runs = np.random.default_rng(n), (2000 if FULL else 200)
    sigma = 1.2
    truth = 1 - np.exp(-0.5 * sigma**2 * 0.5)  # lognormal: 1 − exp(−εσ²/2), ε = 1/2
    held, flagged = 0, True
    for _ in range(runs):
        x = rng.lognormal(0, sigma, n)
        tally = sum_amounts(pl.DataFrame({"x": x, "g": "a"}), "x", ["g"], 0.5)
        value = atkinson(tally)["a",]
        held += value.low <= truth <= value.high
        flagged &= ("covers less often" in value.method) == (n < 5000)
    assert flagged
    assert measured - 0.06 <= held / runs <= 0.97


def test_bad_amounts_are_refused_and_empty_ones_undefined():
    rows = pl.DataFrame({"x": [0.0, 0.0, None, 1.0], "g": ["a", "a", "b", "c"]})
    found = atkinson(sum_amounts(rows, "x", ["g"]))
    assert found["a",].undefined == found["b",].undefined == "no amount above 0"
    assert found["c",].estimate == 0
    with pytest.raises(InputError, match="above 0"):
        sum_amounts(rows, "x", ["g"], epsilon=1)
    with pytest.raises(InputError, match="≥ 0"):
        sum_amounts(rows.with_columns(x=-pl.col("x")), "x", ["g"])
    with pytest.raises(UnknownNameError, match="Did you mean 'x'"):
        sum_amounts(rows, "xx", ["g"])
    with pytest.raises(InputError, match="epsilon"):
        sum_amounts(rows, "x", ["g"], epsilon=0)
    tally = sum_amounts(rows, "x", ["g"])
    with pytest.raises(UnknownNameError, match="group"):
        atkinson_difference(tally, ("z",), ("a",))
    assert atkinson_difference(tally, ("c",), ("a",)).undefined
