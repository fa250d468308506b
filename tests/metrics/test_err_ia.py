"""ERR-IA: by hand, against the walk it describes, its edges."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.metrics import chance_of_grade, err_ia

chances = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6)


def naive(rows, target):
    total = 0.0
    for b, share in enumerate(target):
        on = 1.0
        for i, row in enumerate(rows, 1):
            total += share * on * row[b] / i
            on *= 1 - row[b]
    return total


def test_grades_become_chances_and_err_by_hand():
    """Grades 3, 2, 4 of 4: R = 7/16, 3/16, 15/16; ERR = 7/16 + (9/16·3/16)/2 + …"""
    r = chance_of_grade([3, 2, 4], highest=4)
    assert r.tolist() == [7 / 16, 3 / 16, 15 / 16]
    by_hand = 7 / 16 + 9 / 16 * 3 / 16 / 2 + 9 / 16 * 13 / 16 * 15 / 16 / 3
    one_intent = np.column_stack([r, r])
    assert err_ia(range(3), one_intent, target=[0.5, 0.5]).number() == pytest.approx(by_hand)


@given(chances, st.floats(0, 1), st.integers(1, 8))
def test_equals_the_walk_down_the_list(rows, share, k):
    value = err_ia(range(len(rows)), rows, target=[share, 1 - share], k=k).number()
    assert value == pytest.approx(naive(rows[:k], [share, 1 - share]), abs=1e-12)
    assert 0 <= value <= 1


def test_showing_both_beats_showing_one_twice():
    rows = [[0.9, 0], [0.9, 0], [0, 0.9]]
    mixed, same = (err_ia(order, rows, target=[0.5, 0.5]).number() for order in ([0, 2], [0, 1]))
    assert mixed > same


def test_edges():
    assert err_ia([], [[0.5, 0.5]], target=[0.5, 0.5]).undefined == "an empty list"
    assert err_ia([0], [[0, 0]], target=[0.5, 0.5]).number() == 0
    for bad, words in (
        (lambda: err_ia([0], [[0.5, 2]], target=[0.5, 0.5]), "satisfies, row 0"),
        (lambda: err_ia([0], [[0.5]], target=[0.5, 0.5]), "one column per target share"),
        (lambda: err_ia([0], [[0.5, math.nan]], target=[0.5, 0.5]), "satisfies, row 0"),
        (lambda: chance_of_grade([5], highest=4), "at most highest"),
        (lambda: chance_of_grade([math.nan], highest=4), "grades, row 0"),
    ):
        with pytest.raises(InputError, match=words):
            bad()
