"""Reweighing from counts: published weights, and the property they are made for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.metrics.groups import Cells
from everyhue.mitigation import reweighing


def test_german_credit_as_published():
    # Counts good and bad by age, 25 and over privileged: AIF360's tutorial.
    found = reweighing(Cells.of_counts({"priv": (612, 0, 0, 239), "unpriv": (88, 0, 0, 61)}))
    numbers = [found["unpriv",].negative, found["unpriv",].positive,
               found["priv",].negative, found["priv",].positive]  # fmt: skip
    assert [round(number, 6) for number in numbers] == [0.732787, 1.185227, 1.068201, 0.973366]


@given(st.lists(st.tuples(*[st.integers(1, 500)] * 4), min_size=1, max_size=6))
def test_every_cell_gets_the_prevalence_of_all_and_keeps_its_size(tables):
    cells = Cells.of_counts({str(i): four for i, four in enumerate(tables)})
    found = reweighing(cells)
    yes = np.array([(tp + fn) * found[str(i),].positive
                    for i, (tp, _, fn, _) in enumerate(tables)])  # fmt: skip
    no = np.array([(fp + tn) * found[str(i),].negative
                   for i, (_, fp, _, tn) in enumerate(tables)])  # fmt: skip
    assert yes + no == pytest.approx(np.sum(tables, 1))
    assert yes / (yes + no) == pytest.approx(np.full(len(tables), yes.sum() / np.sum(tables)))


def test_a_label_that_is_not_there_has_no_weight():
    found = reweighing(Cells.of_counts({"a": (0, 0, 0, 5), "b": (3, 0, 0, 2)}))
    assert found["a",].positive is None
    with pytest.raises(InputError, match="no row"):
        reweighing(Cells.of_counts({"a": (0, 0, 0, 0)}))
