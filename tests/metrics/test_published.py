"""Numbers that were published, or derived exactly elsewhere, come out."""

import numpy as np
import pytest

from everyhue.metrics import (
    dcg,
    div_at_k,
    infeasible_count,
    infeasible_index,
    mean_exposure,
    ndcg,
    ndkl,
    scaled,
)
from everyhue.metrics.infeasible import _floors, _lacking

A, B = 0, 1
DET_GREEDY = [A, A, A, B, A, A, A, B, B, A]


def test_ndkl_of_the_det_greedy_example_before_and_after():
    order = [0, 3, 1, 7, 2, 8, 4, 5, 6, 9]
    after = [DET_GREEDY[i] for i in order]
    assert ndkl(DET_GREEDY, target=[0.5, 0.5]).number() == pytest.approx(0.411749, abs=5e-7)
    assert ndkl(after, target=[0.5, 0.5]).number() == pytest.approx(0.172434, abs=5e-7)


@pytest.mark.parametrize(
    ("order", "published"),
    [
        ([0, 3, 1, 6, 7, 2, 9, 4, 10, 11], 0.348487),
        ([0, 3, 1, 6, 7, 2, 10, 4, 9, 11], 0.350744),
    ],
)
def test_ndkl_of_four_groups(order, published):
    groups = [0, 0, 0, 1, 0, 0, 2, 1, 0, 2, 1, 3, 2, 1, 3, 3]
    shown = [groups[i] for i in order]
    value = ndkl(shown, target=[0.4, 0.3, 0.2, 0.1]).number()
    assert value == pytest.approx(published, abs=5e-7)


def test_infeasible_only_at_prefix_four():
    order = [0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
    _, lacking = _lacking(order, [0.5, 0.5], None)
    assert np.flatnonzero(lacking.any(axis=0)).tolist() == [3]
    assert infeasible_index(order, target=[0.5, 0.5]).number() == 1
    assert infeasible_count(order, target=[0.5, 0.5]).number() == 1


def test_dcg_and_ndcg_of_scaled_scores():
    gains = scaled([55, 65, 85, 70, 60, 50, 40, 30, 20, 10])
    assert dcg(gains, k=10) == pytest.approx(2.6126967369231484, rel=1e-15)
    assert ndcg(range(10), gains, k=10).number() == pytest.approx(0.9205433036318259, rel=1e-15)


def test_exposure_of_two_groups_of_three():
    groups = [0, 0, 0, 1, 1, 1]
    assert mean_exposure(groups, bucket=0).number() == pytest.approx(0.710310, abs=5e-7)
    assert mean_exposure(groups, bucket=1).number() == pytest.approx(0.391246, abs=5e-7)


def test_one_group_only_is_not_on_target():
    """A peer takes the target from the list itself and calls this 0."""
    assert ndkl([0] * 10, target=[0.5, 0.5]).number() == pytest.approx(np.log(2))
    assert div_at_k([0] * 10, buckets=2, k=10).number() == 0


def test_products_are_exact():
    """⌊.7·90⌋ is 63 and ⌊.29·100⌋ is 29, whatever binary fractions say."""
    assert _floors((0.7, 0.3), 7)[:, 89].tolist() == [63, 27]
    assert _floors((0.29, 0.71), 7)[:, 99].tolist() == [29, 71]
    _, lacking = _lacking([1] * 28 + [0] * 62, [0.7, 0.3], 90)
    assert lacking[:, -1].tolist() == [True, False]
