"""AWRF: each discount and distance by hand; on target, mirrored, far away."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from everyhue.errors import InputError, UnknownNameError
from everyhue.metrics import awrf, exposure_gap
from everyhue.metrics.divergence import js_bits, kl_nats, moved_share

codes = st.lists(st.integers(-1, 2), min_size=1, max_size=12)
mixes = st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(lambda v: [x / sum(v) for x in v])


def test_geometric_attention_by_hand():
    """stop = ½: attention ½, ¼, ⅛, so bucket 0 of 0 1 1 has 4/7; two ranks of an unknown do not."""
    value = awrf([0, 1, 1], target=[0.5, 0.5], discount="geometric", distance="tv")
    assert value.number() == pytest.approx(1 - (4 / 7 - 1 / 2))
    assert value.method == "1 − total variation distance, discount stop·(1 − stop)^(rank − 1)"
    apart = awrf([-1, 0, 1], target=[0.5, 0.5], discount="geometric", distance="tv", stop=0.25)
    assert apart.number() == pytest.approx(1 - (1 / (1 + 0.75) - 0.5))


def test_js_by_hand():
    """One bucket only, target half and half: ½·(ln 4/3 + ½ ln 2/3 + ½ ln 2)/ln 2."""
    by_hand = 0.5 * (math.log(4 / 3) + 0.5 * math.log(2 / 3) + 0.5 * math.log(2)) / math.log(2)
    assert awrf([0, 0], target=[0.5, 0.5]).number() == pytest.approx(1 - by_hand)
    assert awrf([0], target=[0, 1]).number() == 0


@given(codes, mixes)
def test_with_log2_and_tv_it_is_one_minus_the_exposure_gap(sure, target):
    value = awrf(sure, target=target, distance="tv")
    gap = exposure_gap(sure, target=target)
    assert value.defined == gap.defined
    assert not gap.defined or value.number() == pytest.approx(1 - gap.number())


@given(codes, mixes, st.sampled_from(["log2", "geometric"]), st.permutations(range(3)))
def test_naming_buckets_otherwise_changes_nothing(sure, target, discount, names):
    assume(max(sure) >= 0)
    renamed = [names[code] if code >= 0 else -1 for code in sure]
    moved = [target[names.index(b)] for b in range(3)]
    a = awrf(sure, target=target, discount=discount).number()
    assert a == pytest.approx(awrf(renamed, target=moved, discount=discount).number())
    assert 0 <= a <= 1


@given(mixes, mixes)
def test_divergences(p, q):
    assert 0 <= js_bits(p, q) <= 1
    assert js_bits(p, q) == pytest.approx(js_bits(q, p))
    assert js_bits(p, p) == kl_nats(p, p) == moved_share(p, p) == 0
    assert kl_nats(p, q) >= 2 * moved_share(p, q) ** 2 - 1e-12, "Pinsker's inequality"


def test_a_known_item_after_a_thousand_unknown_ones_still_counts():
    value = awrf([-1] * 5000 + [0, 1], target=[2 / 3, 1 / 3], discount="geometric")
    assert value.number() == pytest.approx(1)


def test_edges():
    assert awrf([-1, -1], target=[0.5, 0.5]).undefined == "no known item in the top k"
    with pytest.raises(UnknownNameError, match="distance: 'kl'"):
        awrf([0], target=[0.5, 0.5], distance="kl")
    with pytest.raises(UnknownNameError, match="discount"):
        awrf([0], target=[0.5, 0.5], discount="rbp")
    with pytest.raises(InputError, match="stop"):
        awrf([0], target=[0.5, 0.5], stop=1)
