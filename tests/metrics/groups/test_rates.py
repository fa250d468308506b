"""Rates and what is made of them: definitions, edges and undefined values."""

from __future__ import annotations

import inspect

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError, UnknownNameError
from everyhue.metrics import groups
from everyhue.metrics.groups import (
    ALIASES,
    RATES,
    Cells,
    Columns,
    Scores,
    against,
    count_groups,
    measure_called,
    rate_called,
    rates,
    spread,
)
from everyhue.registry import entries

counts = st.tuples(*[st.integers(0, 40)] * 4)


@given(counts, st.sampled_from(sorted(RATES)))
def test_rates_are_shares_or_undefined_with_a_reason(four, name):
    value = rates(Cells.of_counts({"a": four}), name)[0]
    held = dict(zip(groups.NAMES, four, strict=True))
    rate = RATES[name]
    bottom = sum(held[part] for part in rate.among)
    assert value.n == bottom
    if bottom:
        assert value.estimate == sum(held[part] for part in rate.of) / bottom
        assert 0 <= value.low <= value.estimate <= value.high <= 1
    else:
        assert value.undefined == f"no {rate.rows}"


@given(st.lists(counts, min_size=1, max_size=6), st.sampled_from(sorted(RATES)))
def test_the_total_is_the_sum_and_gaps_hold_the_estimate(tables, name):
    cells = Cells.of_counts({str(i): four for i, four in enumerate(tables)})
    assert cells.total().rows.tolist() == [np.sum(tables, 0).tolist()]
    for how in ("difference", "ratio"):
        value = spread(cells, name, how)
        if value.defined:
            assert 0 <= value.low <= value.estimate <= value.high <= 1


def test_one_group_has_no_spread():
    value = spread(Cells.of_counts({"a": (1, 1, 1, 1)}), "accuracy")
    assert value.undefined == "fewer than two groups with a value"


def test_a_group_without_positives_is_left_out_not_counted_as_zero():
    cells = Cells.of_counts({"a": (8, 1, 2, 9), "b": (8, 1, 2, 9), "c": (0, 2, 0, 18)})
    assert spread(cells, "true_positive_rate").estimate == 0
    assert rates(cells, "true_positive_rate")[2].undefined == "no positive rows"
    assert groups.equalized_odds_difference(cells).estimate == pytest.approx(0)


def test_ratios_to_nothing_are_undefined():
    cells = Cells.of_counts({"a": (0, 0, 1, 5), "b": (1, 0, 0, 5)})
    values = against(cells, "selection_rate", cells.take([0]), how="ratio")
    assert {value.undefined for value in values} == {"what it is compared with is 0"}
    empty = Cells.of_counts({"a": (0, 0, 1, 5), "b": (0, 0, 2, 5)})
    assert spread(empty, "selection_rate", "ratio").undefined == "the largest is 0"


def test_aliases_lead_somewhere():
    for alias in ALIASES:
        name = alias.canonical
        assert (
            name in RATES or hasattr(groups, name) or name.startswith("clarify.")
            or name in ("difference", "ratio", "spread", "spread_ratio", "")
            or measure_called(name).name == name
        ), alias  # fmt: skip
        assert (alias.of in RATES) == (name in ("difference", "ratio", "spread", "spread_ratio"))
        assert alias.call
    assert sum(a.peer == "clarify" and a.canonical != "" for a in ALIASES) == 20
    with pytest.raises(UnknownNameError, match="Did you mean 'accuracy'"):
        rate_called("acuracy")


@pytest.mark.parametrize("entry", entries("group_measure"), ids=lambda entry: entry.name)
def test_registered_rates_state_their_facts(entry):
    for fact in ("summary", "range", "direction", "unit", "undefined_when", "source"):
        assert getattr(entry, fact)


def test_public_functions_say_what_they_do():
    for name in groups.__all__:
        item = getattr(groups, name)
        if inspect.isroutine(item):
            assert inspect.getdoc(item).split("\n")[0].endswith((".", ":", "better."))


def test_weights_are_as_good_as_repeated_rows_for_estimates():
    rng = np.random.default_rng(4)
    n = 300
    rows = pl.DataFrame(
        {"y": rng.integers(0, 2, n), "p": rng.integers(0, 2, n), "g": rng.choice(["a", "b"], n),
         "w": rng.integers(0, 4, n)}
    )  # fmt: skip
    weighted = count_groups(rows, Columns("y", ("g",), prediction="p", weight="w"))
    long = rows.select(pl.exclude("w").repeat_by("w")).explode(["y", "p", "g"]).drop_nulls()
    repeated = count_groups(long, Columns("y", ("g",), prediction="p"))
    for name in RATES:
        one, two = (rates(Cells.of_tally(t), name) for t in (weighted, repeated))
        assert [v.estimate for v in one] == pytest.approx([v.estimate for v in two])
        # Repeating a row adds no knowledge, so the weighted interval is the wider one.
        assert all(a.high - a.low > b.high - b.low for a, b in zip(one, two, strict=True))


def test_bad_counts_and_kinds_are_refused():
    with pytest.raises(InputError, match="≥ 0"):
        Cells.of_counts({"a": (1, -1, 0, 0)})
    with pytest.raises(InputError, match="alpha"):
        groups.generalized_entropy(Cells.of_counts({"a": (1, 1, 1, 1)}), 0)


def exact_auc(y, s):
    pos, neg = s[y == 1], s[y == 0]
    wins = (pos[:, None] > neg).sum() + (pos[:, None] == neg).sum() / 2
    return wins / (len(pos) * len(neg))


def test_scores_from_histograms():
    rng = np.random.default_rng(5)
    n = 4000
    s = rng.beta(2, 3, n)
    y = (rng.random(n) < s).astype(int)
    g = rng.choice(["a", "b", None], n)
    frame = pl.DataFrame({"y": y, "s": s, "g": g.tolist()})
    tally = count_groups(frame, Columns("y", ("g",), score="s"))
    scores = Scores.of_tally(tally, [("a",), ("b",)])
    for i, name in enumerate("ab"):
        mine = g == name
        assert scores.auc()[i].number() == pytest.approx(exact_auc(y[mine], s[mine]), abs=6e-4)
        brier = ((s[mine] - y[mine]) ** 2).mean()
        assert scores.brier()[i].number() == pytest.approx(brier, rel=1e-9)
        gap = (s[mine] - y[mine]).mean()
        assert scores.calibration_gap()[i].number() == pytest.approx(gap, rel=1e-9)
        line = scores.reliability()[i]
        assert sum(value.n for _, value in line) == mine.sum()
        assert all(abs(mean - value.number()) < 0.2 for mean, value in line if value.n > 100)


def test_scores_of_one_class_have_no_auc():
    frame = pl.DataFrame({"y": [1, 1], "s": [0.2, 0.9], "g": ["a", "a"]})
    scores = Scores.of_tally(count_groups(frame, Columns("y", ("g",), score="s")))
    assert scores.auc()[0].undefined == "no positive or no negative rows"
    assert scores.brier()[0].defined
