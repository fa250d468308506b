"""Properties, naive oracles and edges of the measures of one list."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue import metrics
from everyhue.errors import InputError
from everyhue.registry import entries

codes = st.lists(st.integers(-1, 2), max_size=12)
depth = st.integers(3, 14)
SHARES = [0.5, 0.3, 0.2]


def naive_ndkl(sure, shares):
    known = [code for code in sure if code >= 0]
    total = weight = 0.0
    for i in range(1, len(known) + 1):
        mix = [known[:i].count(b) / i for b in range(len(shares))]
        apart = sum(p * math.log(p / q) for p, q in zip(mix, shares, strict=True) if p)
        total, weight = total + apart / math.log2(i + 1), weight + 1 / math.log2(i + 1)
    return total / weight


@given(codes, depth)
def test_div_at_k_equals_the_definition(sure, k):
    top = {code for code in sure[:k] if code >= 0}
    value = metrics.div_at_k(sure, buckets=3, k=k)
    assert value.defined == bool(top)
    assert not top or value.number() == (top == {0, 1, 2})


@given(codes, depth)
def test_what_is_shown_could_be_shown(sure, k):
    shown, could = (f(sure, buckets=3, k=k) for f in (metrics.div_at_k, metrics.could_at_k))
    assert not shown.defined or shown.number() <= could.number()


@given(codes)
def test_ndkl_equals_the_definition(sure):
    value = metrics.ndkl(sure, target=SHARES)
    if not value.defined:
        assert value.undefined == "no known item"
        assert all(code < 0 for code in sure)
    else:
        assert value.number() == pytest.approx(naive_ndkl(sure, SHARES), abs=1e-12)


@given(codes)
def test_exposure_shares_and_skews_are_of_known_items(sure):
    shares = [metrics.exposure_share(sure, bucket=b) for b in range(3)]
    if all(code < 0 for code in sure):
        assert not any(share.defined for share in shares)
        return
    assert sum(share.number() for share in shares) == pytest.approx(1)
    low = metrics.min_skew_at_k(sure, target=SHARES, k=12)
    high = metrics.max_skew_at_k(sure, target=SHARES, k=12)
    assert high.number() >= 0
    assert not low.defined or low.number() <= 0


@given(codes)
def test_infeasible_count_is_at_least_the_index(sure):
    index = metrics.infeasible_index(sure, target=SHARES)
    count = metrics.infeasible_count(sure, target=SHARES)
    assert index.defined == count.defined
    assert not index.defined or index.number() <= count.number() <= 3 * index.number()


@given(st.permutations(range(8)), st.lists(st.floats(0, 9), min_size=8, max_size=8), depth)
def test_relevance_measures_are_shares_of_the_best_order(order, gains, k):
    best = np.argsort(-np.array(gains), kind="stable")
    for measure in (metrics.ndcg, metrics.kept_share):
        value = measure(order, gains, k=k)
        if value.defined:
            assert 0 <= value.number() <= 1 + 1e-12
            assert measure(best, gains, k=k).number() == pytest.approx(1)


@given(st.permutations(range(9)), st.permutations(range(9)), st.integers(1, 9))
def test_overlap_measures_agree_on_equal_orders_and_are_symmetric(a, b, k):
    assert metrics.overlap(a, a, k=k).number() == 1
    assert metrics.displacement(a, a, k=k).number() == 0
    assert metrics.rank_biased_overlap(a, a, k=k).number() == pytest.approx(1)
    for measure in (metrics.overlap, metrics.rank_biased_overlap):
        assert measure(a, b, k=k).number() == pytest.approx(measure(b, a, k=k).number())


@given(st.permutations(range(9)), st.permutations(range(9)), st.integers(1, 12))
def test_rank_biased_overlap_equals_the_definition(a, b, k):
    depth, p = min(k, 9), 0.8
    shared = [len({*a[:d]} & {*b[:d]}) / d for d in range(1, depth + 1)]
    expected = shared[-1] * p**depth
    expected += (1 - p) / p * sum(x * p**d for d, x in enumerate(shared, 1))
    value = metrics.rank_biased_overlap(a, b, k=k, persistence=p)
    assert value.number() == pytest.approx(expected)


def test_rank_biased_overlap_by_hand():
    value = metrics.rank_biased_overlap([0, 1], [1, 0], k=2, persistence=0.5).number()
    assert value == pytest.approx(1 * 0.25 + 0.5 / 0.5 * (0 * 0.5 + 1 * 0.25))


@given(st.integers(2, 7), st.integers(0, 2**32 - 1))
def test_ild_equals_the_mean_over_pairs(n, seed):
    rows = np.random.default_rng(seed).normal(size=(n, 3))
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    pairs = [1 - unit[i] @ unit[j] for i in range(n) for j in range(i)]
    assert metrics.ild(rows).number() == pytest.approx(np.mean(pairs), abs=1e-9)


@given(codes, codes, st.integers(1, 12))
def test_intersections_count_only_what_has_supply(first, second, k):
    n = min(len(first), len(second))
    first, second = first[:n], second[:n]
    pairs = list(zip(first, second, strict=True))
    supplied = {pair for pair in pairs if min(pair) >= 0}
    shown = {pair for pair in pairs[:k] if min(pair) >= 0}
    given_ = {"shape": (3, 3), "k": k}
    value = metrics.intersection_div_at_k(range(n), first, second, **given_)
    recall = metrics.intersection_recall(range(n), first, second, **given_)
    assert recall.defined == bool(supplied)
    assert not supplied or recall.number() == len(shown) / min(k, len(supplied))
    assert not value.defined or value.number() == (shown == supplied)


def test_exposure_per_merit_is_one_at_parity():
    value = metrics.exposure_per_merit([0, 1], [0, 1], [1, 1 / math.log2(3)], bucket=1)
    assert value.number() == pytest.approx(1)
    assert not metrics.exposure_per_merit([0], [0, 1], [1, 0], bucket=1).defined


UNDEFINED = [
    (metrics.div_at_k([], buckets=2, k=3), "no known item in the top k"),
    (metrics.div_at_k([0, 1], buckets=3, k=2), "more buckets than places"),
    (metrics.could_at_k([-1], buckets=2, k=2), "no known candidate"),
    (metrics.could_at_k([0, 1], buckets=3, k=2), "more buckets than places"),
    (metrics.skew_at_k([0], bucket=1, target=[0.5, 0.5], k=1), "the bucket is not shown"),
    (metrics.skew_at_k([0], bucket=0, target=[0, 1], k=1), "the target share is 0"),
    (metrics.min_skew_at_k([0], target=[0.5, 0.5], k=1), "the bucket is not shown"),
    (metrics.max_skew_at_k([-1], target=[0.5, 0.5], k=1), "no known item"),
    (metrics.ndkl([0], target=[0, 1]), "a shown bucket has target 0"),
    (metrics.ndcg([0], [0.0], k=1), "no candidate has a gain"),
    (metrics.kept_share([0], [0.0], k=1), "no candidate has relevance"),
    (metrics.unknown_share([]), "an empty list"),
    (metrics.unknown_exposure([]), "an empty list"),
    (metrics.overlap([], [], k=1), "an empty list"),
    (metrics.displacement([], [], k=1), "an empty list"),
    (metrics.rank_biased_overlap([], [], k=1), "an empty list"),
    (metrics.ild([[1.0, 0.0], [0.0, 0.0]]), "fewer than two items"),
    (metrics.s_recall([-1], buckets=2, k=1), "no known item"),
    (metrics.intersection_recall([], [], [], shape=(2, 2), k=1), "no combination has supply"),
]


@pytest.mark.parametrize(("value", "reason"), UNDEFINED)
def test_undefined_has_a_reason_and_no_number(value, reason):
    assert value.estimate is None
    assert value.undefined.startswith(reason)


REFUSED = [
    (lambda: metrics.div_at_k([2], buckets=2, k=1), "bucket indices"),
    (lambda: metrics.div_at_k([0.5], buckets=2, k=1), "one bucket index per item"),
    (lambda: metrics.div_at_k([0], buckets=2, k=0), "a whole number ≥ 1"),
    (lambda: metrics.ndkl([0], target=[0.5, 0.6]), "sum to 1"),
    (lambda: metrics.ndcg([0], [-1.0], k=1), "finite number ≥ 0"),
    (lambda: metrics.ndcg([0], [math.nan], k=1), "finite number ≥ 0"),
    (lambda: metrics.scaled([math.inf]), "finite"),
    (lambda: metrics.ild([[math.nan]]), "finite"),
    (lambda: metrics.displacement([0], [1], k=1), "only items of `before`"),
    (lambda: metrics.rank_biased_overlap([0], [0], k=1, persistence=1), "probability"),
    (lambda: metrics.exposure_per_merit([0], [0], [1, 2], bucket=0), "one number per candidate"),
    (lambda: metrics.crossed([0], [0, 1], (2, 2)), "one bucket per item"),
]


@pytest.mark.parametrize(("call", "expected"), REFUSED)
def test_bad_input_is_refused_with_what_was_expected(call, expected):
    with pytest.raises(InputError, match=expected):
        call()


def test_every_registered_measure_states_its_facts():
    for entry in entries("list_measure"):
        for fact in ("summary", "range", "direction", "unit", "undefined_when", "source"):
            assert getattr(entry, fact), (entry.name, fact)
        for part in (
            "Parameters",
            "Returns",
            "Raises",
            "Undefined when",
            "Cost:",
            "Source:",
            ">>>",
        ):
            assert part in entry.item.__doc__, (entry.name, part)
