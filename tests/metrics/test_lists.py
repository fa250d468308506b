"""Folding values of lists: merging, means, coverage of the intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError, UnknownNameError
from everyhue.metrics import ListTally, fold, marginal, mean, mean_interval, share_interval
from everyhue.types import Tally, Value

BY = ("strategy", "measure")
cells = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["ndkl", "div_at_k"]))
values = st.one_of(
    st.floats(-5, 5).map(Value),
    st.sampled_from(["none known", "empty"]).map(Value.undefined_because),
)
pairs = st.lists(st.tuples(cells, values), max_size=20)


@given(pairs, pairs)
def test_parts_merge_to_the_whole(a, b):
    parts, whole = fold(a, BY) + fold(b, BY), fold(a + b, BY)
    assert parts.counts == whole.counts
    assert parts.undefined == whole.undefined
    for cell, row in whole.sums.items():
        for name, amount in row.items():
            assert parts.sums[cell][name] == pytest.approx(amount, rel=1e-9, abs=1e-9)


def test_a_tally_does_not_change_when_folding_goes_on():
    folding = ListTally(("measure",))
    folding.add(("ndkl",), Value(1.0))
    early = folding.tally()
    folding.add(("ndkl",), Value(3.0))
    assert early.counts["ndkl",]["n"] == 1
    assert mean(folding.tally(), ("ndkl",)).number() == 2


def test_a_saved_tally_gives_the_same_means(tmp_path):
    tally = fold([(("dpp", "ndkl"), Value(x / 7)) for x in range(9)], BY)
    tally.save(tmp_path / "tally.json")
    cell = ("dpp", "ndkl")
    assert mean(Tally.load(tmp_path / "tally.json"), cell) == mean(tally, cell)


def test_undefined_stays_out_of_the_mean_and_is_counted():
    values = [Value(1.0), Value.undefined_because("empty"), Value.undefined_because("empty")]
    tally = fold([(("ndkl",), value) for value in values], ("measure",))
    assert mean(tally, ("ndkl",)).number() == 1
    assert tally.counts["ndkl",] == {"n": 3, "defined": 1}
    assert tally.undefined["ndkl",] == {"empty": 2}


def test_means_without_a_number_say_why():
    tally = fold([(("ndkl",), Value.undefined_because("empty"))], ("measure",))
    assert mean(tally, ("ndkl",)).undefined == "empty"
    assert mean(tally, ("skew_at_k",)).undefined == "no list"
    assert share_interval(0, 0).undefined == mean_interval(0, 0, 0).undefined == "no list"


def test_yes_or_no_measures_get_wilson_and_others_t():
    ones = [(("div_at_k",), Value(1.0))] * 8 + [(("of_my_own",), Value(0.5))] * 8
    tally = fold(ones, ("measure",))
    assert mean(tally, ("div_at_k",)).method == "Wilson"
    assert mean(tally, ("of_my_own",)).method == "t"
    assert mean_interval(0.5, 0.25, 1).low is None


def test_wilson_by_hand():
    value = share_interval(8, 10)
    assert (value.low, value.high) == (
        pytest.approx(0.4902, abs=5e-5),
        pytest.approx(0.9433, abs=5e-5),
    )


def test_cells_and_kinds_are_checked():
    with pytest.raises(InputError, match="one part for each"):
        fold([(("ndkl",), Value(1.0))], BY)
    with pytest.raises(InputError, match="measure"):
        ListTally(("strategy",))
    with pytest.raises(InputError, match="kind"):
        mean(Tally("classification", BY), ("a", "ndkl"))


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.9])
def test_wilson_covers(rate):
    hits = np.random.default_rng(7).binomial(60, rate, 2000)
    inside = [share_interval(h, 60).low <= rate <= share_interval(h, 60).high for h in hits]
    assert 0.93 <= np.mean(inside) <= 0.985


def test_t_covers():
    draws = np.random.default_rng(8).beta(2, 5, (2000, 25))
    truth, inside = 2 / 7, []
    for row in draws:
        value = mean_interval(row.sum(), (row * row).sum(), 25)
        inside.append(value.low <= truth <= value.high)
    assert 0.93 <= np.mean(inside) <= 0.97


@given(pairs)
def test_marginals_pool_what_differs_in_the_dropped_part(folded):
    pooled = marginal(fold(folded, BY), ["measure"])
    direct = fold([((cell[1],), value) for cell, value in folded], ("measure",))
    assert pooled.counts == direct.counts
    assert pooled.undefined == direct.undefined
    with pytest.raises(UnknownNameError, match="measure"):
        marginal(pooled, ["mesure"])
