"""EE-D, EE-R, EE-L: by hand, against all orders that grades allow, identity, edges."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.metrics import ee_disparity, ee_loss, ee_relevance

grades = st.lists(st.integers(0, 2), min_size=1, max_size=5)


def every_order_by_grade(worth):
    """All orders in which no candidate stands before one of a better grade."""
    orders = permutations(range(len(worth)))
    return [o for o in orders if sorted(worth, reverse=True) == [worth[i] for i in o]]


def exposures(orders, n, patience):
    total = np.zeros(n)
    for order in orders:
        for rank, item in enumerate(order):
            total[item] += patience**rank / len(orders)
    return total


@given(grades, st.randoms(), st.integers(1, 6), st.sampled_from([0.3, 0.5, 0.9]))
def test_against_the_orders_that_grades_allow(worth, random, k, patience):
    n = len(worth)
    order = random.sample(range(n), n)
    got = exposures([order[:k]], n, patience)
    due = exposures([o[:k] for o in every_order_by_grade(worth)], n, patience)
    given_ = {"k": k, "patience": patience}
    assert ee_disparity(order, worth, **given_).number() == pytest.approx(got @ got)
    assert ee_relevance(order, worth, **given_).number() == pytest.approx(got @ due)
    assert ee_loss(order, worth, **given_).number() == pytest.approx(((got - due) ** 2).sum())


@given(grades, st.randoms())
def test_loss_is_disparity_less_twice_relevance_plus_a_constant(worth, random):
    n = len(worth)
    a, b = random.sample(range(n), n), random.sample(range(n), n)
    rest = [
        ee_loss(o, worth).number() - ee_disparity(o, worth).number()
        + 2 * ee_relevance(o, worth).number()
        for o in (a, b, [a, b])
    ]  # fmt: skip
    assert rest == pytest.approx([rest[0]] * 3)


@given(grades)
def test_drawing_every_order_by_grade_loses_nothing(worth):
    drawn = every_order_by_grade(worth)
    assert ee_loss(drawn, worth).number() == pytest.approx(0, abs=1e-15)
    one, all_ = ee_disparity(drawn[0], worth).number(), ee_disparity(drawn, worth).number()
    assert all_ <= one + 1e-12


def test_by_bucket_by_hand():
    """Two of bucket 0 above two of bucket 1, all alike: exposure 1.5 and .375, due .9375 each."""
    value = ee_loss(range(4), [1, 1, 1, 1], sure=[0, 0, 1, 1])
    assert value.number() == pytest.approx((1.5 - 0.9375) ** 2 + (0.375 - 0.9375) ** 2)
    assert ee_loss([0, 2, 3, 1], [1] * 4, sure=[0, 0, 1, 1]).number() < value.number()


def test_edges():
    for measure in (ee_disparity, ee_relevance, ee_loss):
        assert measure([], [1, 1]).undefined == "nothing is shown"
        assert measure([0], [1], sure=[-1]).undefined == "no known candidate"
        assert measure([0], [1], k=9).defined
    for bad, words in (
        (lambda: ee_loss([0, 0], [1]), "at most once"),
        (lambda: ee_loss([[0, 1], [0, 2]], [1, 1]), "orders, row 1"),
        (lambda: ee_loss([0], [math.nan]), "grades, row 0"),
        (lambda: ee_loss([0], [1], patience=1), "patience"),
        (lambda: ee_loss([0], [1], k=0), "a whole number ≥ 1"),
        (lambda: ee_loss([0], [1], sure=[0, 1]), "one bucket per candidate"),
        (lambda: ee_loss([[[0]]], [1]), "one order"),
    ):
        with pytest.raises(InputError, match=words):
            bad()
