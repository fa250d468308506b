"""Coverage and Gini over the exposure of a catalog."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError, UnknownNameError
from everyhue.metrics import coverage, gini, item_exposure

amounts = st.lists(st.floats(0, 100).map(lambda x: round(x, 3)), min_size=1, max_size=9)


@given(amounts, st.floats(0.01, 1000), st.randoms())
def test_gini_is_half_the_relative_mean_difference(exposure, scale, random):
    value = gini(exposure)
    if not any(exposure):
        assert value.undefined == "nothing was shown"
        return
    n = len(exposure)
    differences = sum(abs(a - b) for a in exposure for b in exposure)
    assert value.number() == pytest.approx(differences / (2 * n * sum(exposure)), abs=1e-9)
    assert 0 <= value.number() <= 1 - 1 / n + 1e-12
    shuffled = [scale * x for x in random.sample(exposure, n)]
    assert gini(shuffled).number() == pytest.approx(value.number(), abs=1e-9)


@given(amounts)
def test_coverage_counts_what_is_shown(exposure):
    value = coverage(exposure)
    assert value.defined == any(exposure)
    assert not value.defined or value.number() == sum(map(bool, exposure)) / len(exposure)


def test_exposure_of_several_lists():
    lists = [[0, 1, 2], [1, 3]]
    assert item_exposure(lists, items=5, k=2).tolist() == [1, 2, 0, 1, 0]
    by_rank = item_exposure(lists, items=5, discount="log2")
    assert by_rank.tolist() == pytest.approx([1, 1 + 1 / math.log2(3), 0.5, 1 / math.log2(3), 0])
    parts = item_exposure(lists[:1], items=5) + item_exposure(lists[1:], items=5)
    assert np.array_equal(parts, item_exposure(lists, items=5))


def test_edges():
    for measure in (coverage, gini):
        assert measure([]).undefined == "no item in the catalog"
        assert measure([0, 0]).undefined == "nothing was shown"
        with pytest.raises(InputError, match="exposure, row 1"):
            measure([1, math.nan])
    assert gini([4]).number() == 0
    assert gini([1e308, 1e308]).number() == 0
    with pytest.raises(InputError, match="a candidate from 0 to 1"):
        item_exposure([[2]], items=2)
    with pytest.raises(UnknownNameError, match="discount"):
        item_exposure([[0]], items=2, discount="rbp")
