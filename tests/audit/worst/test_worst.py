"""Where it hurts: nothing is called worse by chance, and what is worse is found."""

from __future__ import annotations

import os

import numpy as np
import pytest

from everyhue.audit.model import audit_model, tell_model
from everyhue.audit.model.operating import skewed_shares
from everyhue.audit.worst import (
    Asked,
    directed,
    drawn_towards_the_whole,
    worst,
    worst_sections,
    worst_sentence,
)
from everyhue.errors import InputError
from everyhue.metrics.groups import CLUSTER, RATES, Cells, Mean, against_rest
from everyhue.metrics.groups.cells import BUCKETS
from everyhue.types import Tally

FULL = bool(os.environ.get("EVERYHUE_FULL"))
EVEN = np.tile([0.21, 0.09, 0.12, 0.58], (60, 1))
SHARES = skewed_shares()


def drawn(rng, rows, outcomes=EVEN):
    table = rng.multinomial(rng.multinomial(rows, SHARES), outcomes).astype(float)
    return Cells(("c",), tuple((f"c{i}",) for i in range(60)), table, table)


@pytest.mark.slow
@pytest.mark.parametrize("rows", [3000, 30_000, 300_000])
def test_nothing_is_called_worse_where_nothing_is(rows):
    """60 groups × 5 measures, equal rates: at most 5 % of runs call any group worse."""
    rng, runs = np.random.default_rng(21), 600 if FULL else 15
    called = sum(worst([drawn(rng, rows)]).clear > 0 for _ in range(runs))
    assert called / runs <= 0.05 + 2.5 * np.sqrt(0.0475 / runs)


@pytest.mark.slow
def test_of_all_columns_and_intersections_together():
    """Groups of one, two and three columns hold the same rows; the family is all of them."""
    rng, runs = np.random.default_rng(22), 400 if FULL else 8
    names = [(f"a{i}", f"b{j}", f"d{k}") for i in range(6) for j in range(5) for k in range(2)]
    called = 0
    for _ in range(runs):
        table = rng.multinomial(rng.multinomial(100_000, SHARES), EVEN[0])
        counts = {cell: dict(zip(("tp", "fp", "fn", "tn"), map(int, four), strict=True))
                  for cell, four in zip(names, table, strict=True)}  # fmt: skip
        tally = Tally("classification of y by p", ("a", "b", "d"), counts)
        cells = [Cells.of_tally(tally, by) for by in (("a",), ("a", "b"), ("a", "b", "d"))]
        called += worst(cells).clear > 0
    assert called / runs <= 0.05 + 2.5 * np.sqrt(0.0475 / runs)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "points"), [(1500, 0.10), (6000, 0.05), (400, 0.20)])
def test_a_bad_group_is_found_and_leads(size, points):
    """Accuracy of one of 60 groups is lower by these points: found in at least 95 % of runs."""
    rng, runs = np.random.default_rng(23), 300 if FULL else 12
    spot = int(np.argsort(SHARES)[30])
    bad = EVEN.copy()
    bad[spot] += np.array([-1, 1, 1, -1]) * points / 2
    rows = round(size / SHARES[spot])
    found = [worst([drawn(rng, rows, bad)], most=300) for _ in range(runs)]
    hit = [any(line.group == (f"c{spot}",) for line in one.lines if line.clear) for one in found]
    first = [one.lines[0].group == (f"c{spot}",) for one in found]
    assert np.mean(hit) >= 0.95
    assert np.mean(first) >= 0.95
    wrong = [any(line.clear and line.group != (f"c{spot}",) for line in one.lines) for one in found]
    assert np.mean(wrong) <= 0.05 + 2.5 * np.sqrt(0.0475 / runs)


def test_the_noisiest_small_group_does_not_lead():
    rng = np.random.default_rng(24)
    counts = {f"s{i}": (0, 2, 1, 0) for i in range(5)} | {"big": (1500, 1400, 900, 2200)}
    counts |= {f"even{i}": tuple(rng.multinomial(5000, EVEN[0])) for i in range(10)}
    found = worst([Cells.of_counts(counts, by="g")], [RATES["accuracy"]], most=20)
    assert found.lines[0].group == ("big",)
    assert found.lines[0].clear
    small = next(line for line in found.lines if line.group == ("s0",))
    assert small.gap.number() > found.lines[0].gap.number()
    assert abs(small.shrunken - small.rest) < abs(small.own.number() - small.rest)


def test_a_gap_over_zero_is_worse_whatever_the_direction():
    cells = Cells.of_counts({"a": (50, 450, 250, 250), "b": (400, 100, 100, 400)}, by="g")
    for name in ("accuracy", "error_rate", "false_positive_rate", "true_positive_rate"):
        lead = worst([cells], [RATES[name]]).lines[0]
        assert lead.group == ("a",)
        assert lead.clear
        assert 0 < lead.gap.low < lead.gap.number() < lead.gap.high
    both = worst([cells], [RATES["prevalence"]])
    assert all(line.gap.number() >= 0 for line in both.lines)


def test_missing_groups_and_lone_ones_are_not_looked_at():
    counts = {"a": (30, 10, 10, 50), "(missing)": (0, 500, 500, 0)}
    found = worst([Cells.of_counts(counts, by="g")])
    assert {line.group for line in found.lines} == {("a",)}
    counts = {"a": (30, 10, 10, 50), "(suppressed)": (0, 5, 5, 0)}
    assert {line.group for line in worst([Cells.of_counts(counts, by="g")]).lines} == {("a",)}
    alone = worst([Cells.of_counts({"a": (30, 10, 10, 50)}, by="g")])
    assert (alone.family, alone.lines, alone.clear) == (0, (), 0)
    assert worst_sentence(alone) == worst_sections(alone) == ()
    assert worst([]).family == 0
    for wrong in ({"most": 0}, {"level": 1.0}):
        with pytest.raises(InputError, match="most and level"):
            worst([], **wrong)


def test_the_family_is_said():
    cells = Cells.of_counts({"a": (30, 0, 10, 0), "b": (30, 10, 10, 5)}, by="g")
    found = worst([cells])
    # a has no negative row, so no true negative rate; and its rest is b. The rest of b is a.
    assert found.measures == tuple(one.name for one in directed(cells))
    assert found.family < 2 * len(found.measures)
    assert f"{found.family} comparisons" in worst_sections(found)[0].intro
    even = worst([Cells.of_counts({"a": (30, 10, 10, 50), "b": (31, 9, 10, 50)}, by="g")])
    assert "No group is clearly worse" in worst_sentence(even)[0]


def test_means_of_any_sums():
    mean = Mean("loss", ("x",), ("n",), "rows", "lower")
    rng = np.random.default_rng(25)
    rows = [rng.normal(3 if g == 4 else 2, 1, 400) for g in range(8)]
    table = np.array([[400, x.sum()] for x in rows])
    squares = np.array([[400, (x * x).sum()] for x in rows])
    cells = Cells(("g",), tuple((str(g),) for g in range(8)), np.full((8, 2), 400.0), table,
                  squares, names=("n", "x"), cross=table)  # fmt: skip
    found = worst([cells], [mean])
    assert (found.lines[0].group, found.clear) == (("4",), 1)
    assert found.lines[0].rest == pytest.approx(2, abs=0.1)
    assert "loss of 4 is 2.99" in worst_sentence(found)[0]


def clustered(seed, bad):
    """Users of five sites, 300 a site; those of one site are right less often."""
    rng, counts = np.random.default_rng(seed), {}
    for site in range(5):
        sizes = rng.geometric(1 / 8, 300)
        right = rng.binomial(sizes, rng.beta(6 - 3 * (site == bad), 2, 300))
        bucket = rng.integers(0, BUCKETS, 300)
        n, k = (np.bincount(bucket, part, BUCKETS).astype(int) for part in (sizes, right))
        for b in np.flatnonzero(n):
            counts[f"s{site}", str(b)] = {"tp": int(k[b]), "fn": int(n[b] - k[b])}
    return Tally("classification of y by p", ("site", CLUSTER), counts)


@pytest.mark.parametrize("bad", [3, None])
def test_clustered_rows_in_a_whole_audit(bad):
    found = audit_model(clustered(26, bad))
    told = tell_model(found)
    words = " ".join(told.found)
    if bad is None:
        assert "No group is clearly worse" in words
    else:
        assert "Where it hurts most" in words
        assert "of s3 is" in words
    assert next(one.id for one in told.document.sections) == "where-it-hurts"


def test_shrunken_numbers_are_of_small_groups_and_marked_so():
    counts = {f"g{i}": (300 + i, 100, 100, 700) for i in range(7)} | {"few": (1, 1, 1, 1)}
    cells = Cells.of_counts(counts, by="g")
    lines = drawn_towards_the_whole([Asked(cells, RATES["accuracy"], "accuracy")])
    assert [line.group for line in lines] == [("few",)]
    text = worst_sections(None, lines)[0]
    assert "For display only" in text.intro
    assert "50% → 83%, 4" in text.blocks[0]
    few = cells.take(range(3, 8))
    assert drawn_towards_the_whole([Asked(few, RATES["accuracy"], "accuracy")]) == ()


def test_verdicts_do_not_know_of_shrunken_numbers():
    """Cell against rest is what the counts say, not what is drawn towards the mean."""
    rng = np.random.default_rng(27)
    cells = drawn(rng, 20_000)
    found = worst([cells], [RATES["accuracy"]], most=60)
    plain, rest = against_rest(cells, RATES["accuracy"], family=60)
    for line in found.lines:
        i = cells.groups.index(line.group)
        assert line.p == plain.p[i]
        assert line.gap.number() == pytest.approx(rest[i] - line.own.number())
