"""Tallies on disk: what comes back is what was saved, small however large."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue.errors import EveryhueError
from everyhue.types import Tally, tally_file

cells = st.tuples(st.text(max_size=4), st.text(max_size=4))
names = st.text(max_size=4)
counts = st.dictionaries(cells, st.dictionaries(names, st.integers(-(2**62), 2**62)), max_size=8)
sums = st.dictionaries(
    cells, st.dictionaries(names, st.floats(allow_nan=False, allow_infinity=False)), max_size=8
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(counts, sums, st.sampled_from([0, 3, 10_000]))
def test_what_was_saved_comes_back(tmp_path_factory, counts, sums, plain):
    path = tmp_path_factory.mktemp("t") / "any.name"
    tally = Tally("lists", ("a", "b"), counts, sums, counts)
    limit, tally_file.PLAIN = tally_file.PLAIN, plain
    try:
        tally.save(path)
        assert Tally.load(path) == tally
    finally:
        tally_file.PLAIN = limit
    json.loads(path.read_text("utf-8"))


def large(with_sums=True):
    """60 cells in 256 buckets, as of clusters."""
    rng = np.random.default_rng(0)
    spots = [(f"group {i}", f"b{i % 7}", str(j)) for i in range(60) for j in range(256)]
    counts = {cell: dict(zip(("tp", "fp", "fn", "tn"), map(int, rng.integers(0, 900, 4)),
                             strict=True)) for cell in spots}  # fmt: skip
    sums = {cell: {f"pos{k}": float(x) for k, x in enumerate(rng.random(5))} for cell in spots}
    return Tally(
        "classification of y by p", ("g", "h", "@cluster"), counts, sums if with_sums else {}
    )


def test_sixty_cells_in_256_buckets_are_kilobytes(tmp_path):
    large(with_sums=False).save(tmp_path / "counts")
    assert (tmp_path / "counts").stat().st_size < 150_000
    large().save(tmp_path / "sums")
    assert (tmp_path / "sums").stat().st_size < 1_200_000


def test_a_small_tally_can_be_read_by_people(tmp_path):
    Tally("lists", ("a",), {("ü",): {"n": 2}}, {("ü",): {"sum": 0.5}}).save(tmp_path / "t")
    text = (tmp_path / "t").read_text("utf-8")
    assert '[["ü"], {"n": 2}]' in text


def spoiled(text, kind):
    body = json.loads(text)
    if kind == "cut":
        return text[:-40]
    if kind == "old":
        return json.dumps(body | {"schema": 1})
    if kind == "column":
        body["counts"]["values"] = body["counts"]["values"][:-8]
    if kind == "name":
        body["counts"]["names"] = []
    if kind == "base64":
        body["sums"]["cell"] = "é"
    return json.dumps([] if kind == "list" else body)


@pytest.mark.parametrize(
    ("kind", "message"),
    [("cut", "not a tally"), ("old", "count again"), ("column", "broken"), ("name", "not a tally"),
     ("base64", "not a tally"), ("list", "not a tally")],
)  # fmt: skip
def test_a_spoiled_file_is_one_message(tmp_path, kind, message):
    large().save(tmp_path / "t")
    text = spoiled((tmp_path / "t").read_text("utf-8"), kind)
    (tmp_path / "t").write_text(text, "utf-8")
    with pytest.raises(EveryhueError, match=message) as caught:
        Tally.load(tmp_path / "t")
    assert "\n" not in str(caught.value)
