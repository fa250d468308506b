"""Counting: equal to a naive loop, in any chunks, on any awkward table."""

from __future__ import annotations

import math
from collections import defaultdict
from hashlib import md5
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import EveryhueError
from everyhue.metrics.groups import CLUSTER, MISSING, Cells, Columns, count_groups
from everyhue.metrics.groups.bands import bands
from everyhue.types import Tally

GROUPS = ["a", "é·ü", "日本", "(a)", "", None, "a\nb", "NaN"]
COLUMNS = Columns("y", ("g", "h"), prediction="p", score="s", weight="w", cluster="u")
SCHEMA = {"g": pl.String, "h": pl.Int64, "y": pl.Int8, "p": pl.Boolean, "s": pl.Float64,
          "w": pl.Float64, "u": pl.String}  # fmt: skip

row = st.fixed_dictionaries(
    {
        "g": st.sampled_from(GROUPS), "h": st.sampled_from([1, 2, None]),
        "y": st.sampled_from([0, 1, None]), "p": st.sampled_from([True, False, None]),
        "s": st.one_of(st.none(), st.sampled_from([0.0, 1.0, 0.5, math.nan]), st.floats(0, 1)),
        "w": st.sampled_from([0.0, 0.5, 2.0]), "u": st.sampled_from(["ann", "bo", "ç"]),
    }
)  # fmt: skip


def naive(rows, columns=COLUMNS):
    """The same counts, one row at a time."""
    counts, sums = defaultdict(lambda: defaultdict(int)), defaultdict(lambda: defaultdict(float))
    undefined = defaultdict(lambda: defaultdict(int))
    for one in rows:
        cell = tuple(MISSING if one[name] in (None, "") else str(one[name]) for name in columns.by)
        bucketed = (*cell, str(md5(one["u"].encode()).digest()[0]))
        if one["y"] is None or one["p"] is None:
            undefined[bucketed]["no label" if one["y"] is None else "no prediction"] += 1
            continue
        name = ("t" if one["y"] == one["p"] else "f") + ("p" if one["p"] else "n")
        counts[bucketed][name] += 1
        sums[bucketed][name] += one["w"]
        sums[bucketed][name + "2"] += one["w"] ** 2
        if one["s"] is not None and not math.isnan(one["s"]):
            side = "pos" if one["y"] else "neg"
            spot = f"{side}@{min(999, math.floor(one['s'] * 1000))}"
            counts[(*cell, "")][spot] += 1
            sums[(*cell, "")][spot] += one["w"]
            sums[(*cell, "")][spot.replace("@", "ww@")] += one["w"] ** 2
            part = (*cell, str(int(bucketed[-1]) % 32))
            band = f"{side}by@{bands()[int(spot.partition('@')[2])].argmax()}"
            counts[part][band] += 1
            sums[part][band] += one["w"]
            for k in range(5):
                sums[bucketed][f"{side}{'' if k == 1 else k}"] += one["w"] * one["s"] ** k
                sums[bucketed][f"{side}ww{k}"] += one["w"] ** 2 * one["s"] ** k
    return counts, sums, undefined


def plain(table):
    return {cell: dict(held) for cell, held in table.items() if held}


def same_sums(one, two):
    for cell in one.keys() | two.keys():
        held, other = one.get(cell, {}), two.get(cell, {})
        for name in held.keys() | other.keys():  # a sum of nothing may be written or not
            assert held.get(name, 0) == pytest.approx(other.get(name, 0), rel=1e-9, abs=1e-12)


@given(st.lists(row, max_size=40))
def test_counts_equal_a_naive_loop(rows):
    tally = count_groups(pl.DataFrame(rows, schema=SCHEMA), COLUMNS)
    counts, sums, undefined = naive(rows)
    assert plain(tally.counts) == plain(counts)
    assert plain(tally.undefined) == plain(undefined)
    same_sums(plain(tally.sums), plain(sums))


@given(st.lists(row, max_size=30), st.lists(st.integers(0, 30), max_size=3), st.randoms())
def test_chunks_in_any_order_add_up_to_the_whole(rows, cuts, chance):
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    chunks = [rows[a:b] for a, b in pairwise(edges)]
    chance.shuffle(chunks)
    total = Tally(COLUMNS.kind, ("g", "h", CLUSTER))
    for chunk in chunks:
        total = total + count_groups(pl.DataFrame(chunk, schema=SCHEMA), COLUMNS)
    whole = count_groups(pl.DataFrame(rows, schema=SCHEMA), COLUMNS)
    assert plain(total.counts) == plain(whole.counts)
    assert plain(total.undefined) == plain(whole.undefined)
    same_sums(plain(total.sums), plain(whole.sums))


def test_a_tally_survives_the_disk(tmp_path):
    rows = [dict(zip(SCHEMA, (g, 1, i % 2, i % 3 == 0, i / 9, 1.5, f"u{i}"), strict=True))
            for i, g in enumerate(GROUPS)]  # fmt: skip
    tally = count_groups(pl.DataFrame(rows, schema=SCHEMA), COLUMNS)
    tally.save(tmp_path / "t.json")
    assert Tally.load(tmp_path / "t.json") == tally


def frame(n=400, seed=0):
    rng = np.random.default_rng(seed)
    score = rng.random(n)
    return pl.DataFrame(
        {"y": (rng.random(n) < score).astype(int), "s": score, "g": rng.choice(list("abc"), n)}
    )


@pytest.mark.parametrize("ending", ["csv", "parquet", "ndjson"])
def test_files_are_streamed_to_the_same_counts(tmp_path, ending):
    rows, path = frame(), tmp_path / f"rows.{ending}"
    getattr(rows, f"write_{ending}")(path)
    columns = Columns("y", ("g",), score="s", threshold=0.3)
    read = count_groups(getattr(pl, f"scan_{ending}")(path), columns)
    held = count_groups(rows, columns)
    assert read.counts == held.counts
    selected = Cells.of_tally(read).rows[:, :2].sum()
    assert selected == (rows["s"] >= 0.3).sum()


def test_any_table_that_gives_arrow_is_taken():
    class Foreign:
        def __init__(self, held):
            self.__arrow_c_stream__ = held.__arrow_c_stream__

    rows, columns = frame(), Columns("y", ("g",), score="s")
    assert count_groups(Foreign(rows), columns).counts == count_groups(rows, columns).counts


@pytest.mark.parametrize(
    "values", [["yes", "no"], ["Good", "bad"], [2, 1], [2.0, 1.0], [True, False]]
)
def test_a_positive_value_can_be_named(values):
    rows = pl.DataFrame({"y": values * 3, "p": [values[0]] * 6, "g": ["a"] * 6})
    positive = str(values[0]).lower()
    tally = count_groups(rows, Columns("y", ("g",), prediction="p", positive=positive))
    assert tally.counts["a",] == {"tp": 3, "fp": 3}


def test_kinds_of_group_columns():
    rows = pl.DataFrame(
        {"y": [1, 1, 1], "p": [1, 1, 1], "b": [True, None, False], "f": [1.5, math.nan, None],
         "c": pl.Series(["x", None, "x"], dtype=pl.Categorical)}
    )  # fmt: skip
    tally = count_groups(rows, Columns("y", ("b", "f", "c"), prediction="p"))
    assert set(tally.counts) == {
        ("true", "1.5", "x"), (MISSING, MISSING, MISSING), ("false", MISSING, "x"),
    }  # fmt: skip


def test_tallies_of_other_thresholds_do_not_merge():
    one, two = (count_groups(frame(), Columns("y", ("g",), score="s", threshold=t))
                for t in (0.3, 0.5))  # fmt: skip
    with pytest.raises(EveryhueError, match="tally to merge"):
        one + two


@pytest.mark.parametrize(
    ("changed", "columns", "message"),
    [
        ({}, Columns("why", ("g",), score="s"), "Did you mean"),
        ({}, Columns("y", ("gg",), score="s"), "Did you mean 'g'"),
        ({"y": pl.lit(2)}, Columns("y", ("g",), score="s"), "0 and 1, or true and false"),
        ({"y": pl.lit("maybe")}, Columns("y", ("g",), score="s"), "--positive"),
        ({"s": pl.col("s") * 2}, Columns("y", ("g",), score="s"), r"a number in \[0, 1\]"),
        ({"p": pl.col("s")}, Columns("y", ("g",), prediction="p"), "Scores go to --score"),
        ({"g": pl.int_range(400)}, Columns("y", ("s",), score="g"), "no group to compare"),
        ({"w": pl.lit(-1.0)}, Columns("y", ("g",), score="s", weight="w"), "a finite number ≥ 0"),
        ({"w": pl.lit(None)}, Columns("y", ("g",), score="s", weight="w"), "a finite number ≥ 0"),
        ({"u": pl.lit(None)}, Columns("y", ("g",), score="s", cluster="u"), "value in every row"),
        ({"g": pl.concat_list("g")}, Columns("y", ("g",), score="s"), "text, numbers"),
    ],
)  # fmt: skip
def test_unusable_tables_are_refused_with_one_message(changed, columns, message):
    rows = frame(400).with_columns(**changed)
    if columns.by == ("s",):
        rows = pl.concat([rows, frame(400, 1).with_columns(**changed)])
        columns = Columns("y", ("s",), prediction="y2")
        rows = rows.with_columns(y2="y")
    with pytest.raises(EveryhueError, match=message):
        count_groups(rows, columns)


def test_columns_are_refused_early():
    with pytest.raises(EveryhueError, match="at least one column"):
        Columns("y", (), prediction="p")
    with pytest.raises(EveryhueError, match="one of the two"):
        Columns("y", ("g",))
    with pytest.raises(EveryhueError, match="each column in one part"):
        Columns("y", ("y",), prediction="p")
    with pytest.raises(EveryhueError, match="threshold"):
        Columns("y", ("g",), score="s", threshold=1.5)


def test_no_rows_give_no_cells():
    tally = count_groups(frame(0), Columns("y", ("g",), score="s"))
    assert not tally.counts
    assert len(Cells.of_tally(tally)) == 0
