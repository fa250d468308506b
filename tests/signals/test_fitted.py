"""Fitted values on disk: exact, checked, and refused when touched."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import FileError, InputError
from everyhue.signals.fitted import fitted_id, load_fitted, save_fitted

numbers = st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=8)


@given(numbers)
def test_numbers_read_back_exactly(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("fitted") / "a.json"
    save_fitted(path, "thing", {"values": values, "word": "é"})
    assert load_fitted(path, "thing") == {"values": values, "word": "é"}


def test_the_id_is_the_contents_not_their_order():
    assert fitted_id("a", {"x": 1, "y": 2.5}) == fitted_id("a", {"y": 2.5, "x": 1})
    assert fitted_id("a", {"x": 1}) != fitted_id("b", {"x": 1}) != fitted_id("b", {"x": 2})


def test_a_changed_file_is_refused(tmp_path):
    path = tmp_path / "a.json"
    save_fitted(path, "thing", {"x": 1.0})
    path.write_text(path.read_text().replace("1.0", "1.5"))
    with pytest.raises(InputError, match="checksum"):
        load_fitted(path, "thing")


def test_another_kind_or_no_such_file_is_refused(tmp_path):
    path = tmp_path / "a.json"
    save_fitted(path, "thing", {})
    with pytest.raises(InputError, match="kind"):
        load_fitted(path, "other")
    path.write_text(json.dumps([1]))
    with pytest.raises(InputError, match="not a fitted value"):
        load_fitted(path, "thing")
    path.write_text("{")
    with pytest.raises(InputError, match="not a fitted value"):
        load_fitted(path, "thing")
    with pytest.raises(FileError, match="cannot be read"):
        load_fitted(tmp_path / "none.json", "thing")
