"""Many lists at once: each number and each reason equals that of the list alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue import metrics
from everyhue.errors import InputError
from everyhue.metrics.many_lists import EMPTY, ManyLists

PLAIN = ("exposure_gap", "awrf", "ndkl", "infeasible_index")
SKEWS = ("min_skew_at_k", "max_skew_at_k")
TARGETS = ([0.7, 0.2, 0.1], [1 / 3, 1 / 3, 1 / 3], [0.5, 0.5, 0.0], [0.29, 0.35, 0.36])


def same(column, row, value):
    if value.estimate is None:
        assert np.isnan(column.values[row])
        assert [why for why, where in column.reasons.items() if where[row]] == [value.undefined]
    else:
        assert column.values[row] == pytest.approx(value.estimate, abs=1e-12)


@given(
    st.lists(st.lists(st.integers(-1, 2), min_size=6, max_size=6), min_size=1, max_size=5),
    st.sampled_from(TARGETS), st.integers(1, 6), st.booleans(),
)  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_each_equals_the_measure_of_one_list(lists, target, k, per_list):
    many = ManyLists.of(lists, 3, k)
    aims = [TARGETS[(i + len(lists)) % 4] if per_list else target for i in range(len(lists))]
    given_target = aims if per_list else target
    for row, (sure, aim) in enumerate(zip(lists, aims, strict=True)):
        same(many.div_at_k(), row, metrics.div_at_k(sure, buckets=3, k=k))
        same(many.unknown_share(), row, metrics.unknown_share(sure, k=k))
        for name in PLAIN:
            one = getattr(metrics, name)(sure, target=aim, k=k)
            same(getattr(many, name)(given_target), row, one)
        for name in SKEWS:
            one = getattr(metrics, name)(sure, target=aim, k=k)
            same(getattr(many, name)(given_target), row, one)
        for bucket in range(3):
            same(many.exposure_share(bucket), row, metrics.exposure_share(sure, bucket=bucket, k=k))
            one = metrics.skew_at_k(sure, bucket=bucket, target=aim, k=k)
            same(many.skew_at_k(bucket, given_target), row, one)


def test_an_empty_place_keeps_the_attention_of_its_rank_and_is_no_item():
    many = ManyLists.of([[0, EMPTY, 1, -1]], 2)
    third = metrics.exposure_share([0, -1, 1], bucket=1)
    assert many.exposure_share(1).values[0] == pytest.approx(third.number())
    assert many.shown.tolist() == [3]
    assert many.unknown_share().values[0] == pytest.approx(1 / 3)
    assert many.ndkl([0.5, 0.5]).values[0] == pytest.approx(
        metrics.ndkl([0, 1], target=[0.5, 0.5]).number()
    )


@pytest.mark.parametrize("codes", [[0, 1], [[0, 3]], [[-3, 0]], [[0.5, 1.0]]])
def test_what_is_no_table_of_codes_is_refused(codes):
    with pytest.raises(InputError, match="codes"):
        ManyLists.of(codes, 3)


def test_targets_are_checked():
    with pytest.raises(InputError, match="target"):
        ManyLists.of([[0, 1]], 2).ndkl([0.5, 0.6])
