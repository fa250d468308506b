"""Precision, recall, average precision and reciprocal rank, with graded labels and a threshold."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.metrics import average_precision, precision_at_k, recall_at_k, reciprocal_rank

worths = st.lists(st.integers(0, 3), max_size=8)
ALL = (precision_at_k, recall_at_k, average_precision, reciprocal_rank)


@given(worths, st.integers(1, 10), st.sampled_from([1, 2, 2.5]), st.randoms())
def test_against_the_definitions(grades, k, threshold, random):
    n = len(grades)
    order = random.sample(range(n), n)
    relevant = sum(grade >= threshold for grade in grades)
    values = [f(order, grades, k=k, relevant_from=threshold) for f in ALL]
    if not relevant:
        assert {value.undefined for value in values} == {"no candidate is relevant"}
        return
    hits = [grades[i] >= threshold for i in order][:k]
    ranks = [i for i, hit in enumerate(hits, 1) if hit]
    ap = sum(Fraction(j, rank) for j, rank in enumerate(ranks, 1)) / min(k, relevant)
    expected = [len(ranks) / k, len(ranks) / relevant, float(ap), 1 / ranks[0] if ranks else 0]
    assert [value.number() for value in values] == pytest.approx(expected)
    assert all(value.n == relevant for value in values)


@given(worths, st.integers(1, 10))
def test_the_best_order_has_all_there_is(grades, k):
    best = sorted(range(len(grades)), key=lambda i: -grades[i])
    if any(grade >= 1 for grade in grades):
        assert average_precision(best, grades, k=k).number() == pytest.approx(1)
        assert reciprocal_rank(best, grades, k=k).number() == 1


def test_a_textbook_ranking():
    """Relevant at ranks 1, 3, 6, 9, 10 of ten: AP = (1 + 2/3 + 3/6 + 4/9 + 5/10)/5 = .6222."""
    grades = [1, 0, 1, 0, 0, 1, 0, 0, 1, 1]
    value = average_precision(range(10), grades)
    assert value.number() == pytest.approx(0.6222, abs=5e-5)
    assert value.method == "relevant from grade 1"
    assert precision_at_k(range(10), grades, k=5).number() == 0.4
    assert precision_at_k(range(3), grades[:3], k=5).number() == 0.4, "empty places are no hits"


@pytest.mark.parametrize("measure", ALL)
def test_edges(measure):
    assert measure([], [1.0], k=3).number() == 0
    assert not measure([], [], k=3).defined
    for bad, words in (
        (lambda: measure([0], [math.nan], k=1), "grades, row 0"),
        (lambda: measure([0], [1], k=0), "a whole number ≥ 1"),
        (lambda: measure([0], [1], k=1, relevant_from=0), "relevant_from"),
        (lambda: measure([0, 0], [1], k=1), "at most once"),
    ):
        with pytest.raises(InputError, match=words):
            bad()
