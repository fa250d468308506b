"""Fitted values on disk: exact, checked, and refused when touched."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import FileError, InputError
from everyhue.signals.fitted import Fitted

numbers = st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=8)


@dataclass(frozen=True, slots=True, eq=False)
class Thing(Fitted):
    kind: ClassVar[str] = "test_thing"
    values: np.ndarray
    words: tuple[str, ...] = ()
    inner: Fitted | None = None


@dataclass(frozen=True, slots=True)
class Other(Fitted):
    kind: ClassVar[str] = "test_other"
    number: float = 0.1


@given(numbers, st.sampled_from(["float32", "float64"]))
def test_everything_reads_back_exactly(tmp_path_factory, values, dtype):
    path = tmp_path_factory.mktemp("fitted") / "a.json"
    with np.errstate(over="ignore"):
        array = np.array(values, dtype)
    array = array[np.isfinite(array)].reshape(1, -1)
    thing = Thing(array, ("é", "b"), Other(1 / 3))
    thing.save(path)
    back = Thing.load(path)
    assert back.values.dtype == array.dtype
    assert back.values.shape == array.shape
    assert np.array_equal(back.values, array)
    assert (back.words, back.inner, back.id) == (thing.words, thing.inner, thing.id)


def test_the_contents_decide_the_id():
    assert Other(1.0).id == Other(1.0).id != Other(2.0).id
    assert Other(1.0).id.startswith("test_other-")


def test_a_changed_file_is_refused(tmp_path):
    path = tmp_path / "a.json"
    Other(1.0).save(path)
    path.write_text(path.read_text().replace("1.0", "1.5"))
    with pytest.raises(InputError, match="checksum"):
        Other.load(path)


def test_another_kind_or_no_such_file_is_refused(tmp_path):
    path = tmp_path / "a.json"
    Other().save(path)
    assert Fitted.load(path) == Other()
    with pytest.raises(InputError, match="kind"):
        Thing.load(path)
    path.write_text(path.read_text().replace('"schema": 1', '"schema": 9'))
    with pytest.raises(InputError, match="schema"):
        Other.load(path)
    for text in ("[1]", "{", json.dumps({"schema": 1})):
        path.write_text(text)
        with pytest.raises(InputError, match="not a fitted value"):
            Other.load(path)
    with pytest.raises(FileError, match="cannot be read"):
        Other.load(tmp_path / "none.json")
