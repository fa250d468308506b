"""α-nDCG: by hand, against the definition, its bound, its edges."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.metrics import alpha_ndcg, ndcg

# Ten results over six sub-topics in the manner of the paper's example: the gains with α = ½ are
# 2, ½, ¼, 0, 2, ½, 1, ¼, 0, 0 and the greedy order starts with rows 0, 4, 6.
TOPICS = [[1, 3], [1], [1], [], [0, 5], [0], [2], [0], [], []]
JUDGED = np.array([[float(b in topics) for b in range(6)] for topics in TOPICS])

matrices = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 1), min_size=3, max_size=3), min_size=n, max_size=n)
)


def gain(rows, alpha):
    """The definition, with counts in place of products."""
    total = 0.0
    for i, row in enumerate(rows):
        for b, judged in enumerate(row):
            before = sum(earlier[b] for earlier in rows[:i])
            total += judged * (1 - alpha) ** before / math.log2(i + 2)
    return total


def test_ten_results_by_hand():
    got = 2 + 0.5 / math.log2(3) + 0.25 / 2 + 2 / math.log2(6) + 0.5 / math.log2(7) + 1 / 3
    ideal = 2 + 2 / math.log2(3) + 1 / 2 + (0.5 + 0.5 * math.log2(5) / math.log2(6)) / math.log2(5)
    ideal += 0.25 / math.log2(7) + 0.25 / 3
    value = alpha_ndcg(range(10), JUDGED, k=7)
    assert got == pytest.approx(3.726, abs=5e-4)
    assert value.number() == pytest.approx(got / ideal, rel=1e-12)


@given(matrices, st.sampled_from([0.0, 0.5, 0.9, 1.0]))
def test_the_gain_of_the_definition_over_greedy_and_its_bound(rows, alpha):
    n = len(rows)
    value = alpha_ndcg(range(n), rows, alpha=alpha)
    if not any(map(any, rows)):
        assert value.undefined == "no candidate shows any bucket"
        return
    best = max(gain([rows[i] for i in order], alpha) for order in permutations(range(n)))
    assert value.number() <= math.e / (math.e - 1)
    assert gain(rows, alpha) / value.number() <= best + 1e-12 if value.number() else True
    assert gain(rows, alpha) / value.number() >= (1 - 1 / math.e) * best if value.number() else True


def test_greedy_is_not_always_best():
    """The first of three equal rows spoils both others, which together show all six buckets."""
    rows = [[1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 0, 0], [0, 0, 1, 0, 1, 1]]
    value = alpha_ndcg([1, 2], rows, k=2, alpha=1).number()
    assert value == pytest.approx((3 + 3 / math.log2(3)) / (3 + 2 / math.log2(3)))


def test_alpha_zero_is_ndcg_of_the_number_of_buckets():
    order = np.random.default_rng(3).permutation(10)
    value = alpha_ndcg(order, JUDGED, k=5, alpha=0).number()
    assert value == pytest.approx(ndcg(order, JUDGED.sum(axis=1), k=5).number())


def test_probabilities_give_the_expectation():
    """Σ over the outcomes of independent labels of their α-DCG; the ideal is held out."""
    probs = [0.3, 0.8, 0.6]
    expected = 0.0
    for outcome in np.ndindex(2, 2, 2):
        chance = math.prod(p if hit else 1 - p for p, hit in zip(probs, outcome, strict=True))
        expected += chance * gain([[hit] for hit in outcome], 0.5)
    ideal = 0.8 + 0.6 * 0.6 / math.log2(3) + 0.3 * 0.6 * 0.7 / 2
    assert alpha_ndcg(range(3), [[p] for p in probs]).number() == pytest.approx(expected / ideal)


def test_edges():
    assert alpha_ndcg([], JUDGED).number() == 0
    assert alpha_ndcg([0, 1], JUDGED, k=99).number() < 1
    assert not alpha_ndcg([], np.zeros((0, 2))).defined
    for bad, words in (
        (lambda: alpha_ndcg([0, 0], JUDGED), "at most once"),
        (lambda: alpha_ndcg([10], JUDGED), "order, row 0"),
        (lambda: alpha_ndcg([0], [[1], [math.nan]]), "aspects, row 1"),
        (lambda: alpha_ndcg([0], [[1]], alpha=1.5), "alpha"),
        (lambda: alpha_ndcg([0], [1]), "one row per item"),
    ):
        with pytest.raises(InputError, match=words):
            bad()
