"""Query strings: every refused value names what was expected."""

from __future__ import annotations

import pytest

from everyhue.errors import InputError, UnknownNameError
from everyhue.service.params import read_params
from everyhue.service.wire import SearchParams


def test_words_of_a_choice_are_named():
    with pytest.raises(InputError, match=r"diversify: got 'maybe', expected (on or off|off or on)"):
        read_params("q=bob&diversify=maybe", SearchParams)
    assert read_params("q=bob&diversify=off", SearchParams).diversify == "off"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=bob&k=many", "k: got 'many'"),
        ("q=a&q=b", "given twice"),
        ("q=a&explain=perhaps", "1 or 0"),
    ],
)
def test_values_that_cannot_be_used(query, said):
    with pytest.raises(InputError, match=said):
        read_params(query, SearchParams)


def test_unknown_parameter():
    with pytest.raises(UnknownNameError, match="Did you mean 'refine'"):
        read_params("q=bob&refin=skin_tone:deep", SearchParams)
