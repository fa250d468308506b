"""Measures of shown items and lists: registered, on their page, and with the stated variance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from everyhue.metrics.groups import (
    DELIVERY,
    ITEM_MEASURES,
    REQUEST_MEASURES,
    Cells,
    measure_called,
    values,
)
from everyhue.metrics.groups.rankings import OF_DIMENSION
from everyhue.registry import find

EVERY = {**ITEM_MEASURES, **REQUEST_MEASURES, DELIVERY.name: DELIVERY}
PAGE = (Path(__file__).parents[3] / "docs/reference/group-measures.md").read_text("utf-8")


def cells(k, n):
    """One cell of clusters with these sums."""
    table = np.zeros((1, 256, 2))
    table[0, : len(k), 0], table[0, : len(n), 1] = k, n
    rows = np.full((1, 2), 10.0 * len(n))
    return Cells(("g",), (("a",),), rows, table.sum(1), clusters=table, names=("ndkl", "ndkl_n"))


@pytest.mark.parametrize("name", sorted(EVERY))
def test_it_is_found_by_name_and_on_the_page(name):
    assert measure_called(name) is EVERY[name]
    entry = find("group_measure", name)
    for fact in ("summary", "range", "unit", "undefined_when", "source"):
        assert getattr(entry, fact), fact
    assert f"| `{name}` | {entry.summary} |" in PAGE


def test_of_dimension_are_measures():
    assert set(OF_DIMENSION) <= set(REQUEST_MEASURES)


def test_the_variance_is_that_of_leaving_one_out():
    rng = np.random.default_rng(0)
    n = rng.integers(1, 40, 30).astype(float)
    k = rng.random(30) * n
    five = REQUEST_MEASURES["ndkl"].five(cells(k, n))
    ratio = k.sum() / n.sum()
    left_out = (k.sum() - k) / (n.sum() - n)
    units = n.sum() ** 2 / (n * n).sum()
    jackknife = ((left_out - ratio) ** 2).sum() * units / (units - 1)
    assert five.variance()[0] == pytest.approx(jackknife)
    assert five.units[0] == pytest.approx(units)


def test_a_cluster_that_holds_all_says_nothing():
    one = values(cells([3.0], [10.0]), REQUEST_MEASURES["ndkl"])[0]
    assert (one.estimate, one.low) == (pytest.approx(0.3), None)


def test_amounts_are_not_below_zero_and_skews_may_be():
    k, n = [0.0, 0.1, 0.0, 4.0], [1.0, 1.0, 1.0, 1.0]
    assert values(cells(k, n), REQUEST_MEASURES["ndkl"])[0].low == 0
    held = cells(k, n)
    skewed = Cells(held.by, held.groups, held.rows, held.sums, clusters=held.clusters,
                   names=("min_skew_at_k", "min_skew_at_k_n"))  # fmt: skip
    assert values(skewed, REQUEST_MEASURES["min_skew_at_k"])[0].low < 0


def test_nothing_below_the_line_is_undefined_with_its_reason():
    none = values(cells([0.0], [0.0]), REQUEST_MEASURES["ndkl"])[0]
    assert none.undefined == "no requests that have it"
