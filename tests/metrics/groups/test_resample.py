"""Counts drawn anew: as rows drawn anew, and intervals that cover for one cell."""

from __future__ import annotations

import os

import numpy as np
import pytest

from everyhue.errors import InputError, UnknownNameError
from everyhue.metrics.groups import Cells, resampled
from everyhue.metrics.groups.composites import COMPOSITES

FULL = bool(os.environ.get("EVERYHUE_FULL"))
TRUTH = np.array([0.28, 0.1, 0.08, 0.54])


def test_drawing_counts_is_drawing_rows():
    rng = np.random.default_rng(1)
    counts = (60, 20, 15, 105)
    rows = np.repeat(np.arange(4), counts)
    of = COMPOSITES["mcc"][0]
    by_rows = [of(np.bincount(rng.choice(rows, len(rows)), minlength=4).astype(float))
               for _ in range(4000)]  # fmt: skip
    value = resampled(Cells.of_counts({"a": counts}), "mcc", rng, resamples=4000)[0]
    ends = np.quantile(by_rows, [0.025, 0.975])
    assert [value.low, value.high] == pytest.approx(ends, abs=0.012)


@pytest.mark.parametrize("kind", ["percentile", "basic"])
@pytest.mark.parametrize("name", sorted(COMPOSITES))
def test_intervals_of_one_cell_cover(name, kind):
    rng, runs = np.random.default_rng(7), (2000 if FULL else 250)
    truth = float(COMPOSITES[name][0](TRUTH))
    drawn = rng.multinomial(600, TRUTH, runs)
    cells = Cells.of_counts({str(i): tuple(four) for i, four in enumerate(drawn)})
    values = resampled(cells, name, rng, resamples=399 if FULL else 199, kind=kind)
    held = np.mean([value.low <= truth <= value.high for value in values])
    assert held >= (0.925 if FULL else 0.9)


def test_clusters_are_drawn_whole():
    rng = np.random.default_rng(3)
    table = np.zeros((1, 256, 4))
    for spot in range(100):  # every user is right or wrong throughout
        table[0, spot, rng.choice(4, p=TRUTH)] = 12
    rows = table.sum(1)
    clustered = Cells(("g",), (("a",),), rows, rows, clusters=table)
    plain = Cells(("g",), (("a",),), rows, rows)
    wide, narrow = (resampled(c, "f1_score", rng)[0] for c in (clustered, plain))
    assert wide.high - wide.low > 2.5 * (narrow.high - narrow.low)


def test_where_there_is_no_interval_there_is_still_the_number():
    rng = np.random.default_rng(2)
    weighted = Cells.of_counts({"a": (60, 20, 15, 105)})
    weighted = Cells(weighted.by, weighted.groups, weighted.rows, weighted.sums, weighted.rows * 2)
    assert resampled(weighted, "f1_score", rng)[0].low is None
    rare = Cells.of_counts({"a": (5, 1, 5, 9)})  # without the false positive, in a third of draws
    value = resampled(rare, "treatment_equality", rng)[0]
    assert (value.estimate, value.low) == (5.0, None)
    perfect = resampled(Cells.of_counts({"a": (9, 0, 0, 9)}), "mcc", rng)[0]
    assert (perfect.estimate, perfect.low) == (1.0, None)
    none = resampled(Cells.of_counts({"a": (0, 0, 0, 0)}), "mcc", rng)[0]
    assert none.undefined == "labels or predictions are all the same"
    one = np.zeros((1, 256, 4))
    one[0, 3] = (3, 1, 1, 2)
    alone = Cells(("g",), (("a",),), one.sum(1), one.sum(1), clusters=one)
    assert resampled(alone, "f1_score", rng)[0].low is None


def test_bad_requests_are_refused():
    cells, rng = Cells.of_counts({"a": (1, 1, 1, 1)}), np.random.default_rng(0)
    with pytest.raises(UnknownNameError, match="Did you mean 'f1_score'"):
        resampled(cells, "f1_scor", rng)
    with pytest.raises(InputError, match="resamples"):
        resampled(cells, "mcc", rng, resamples=3)
    with pytest.raises(InputError, match="kind"):
        resampled(cells, "mcc", rng, kind="bca")
