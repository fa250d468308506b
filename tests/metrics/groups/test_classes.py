"""Several classes: counts of pairs, one against the rest, agreement with slopes and intervals."""

from __future__ import annotations

import os

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue.errors import InputError, UnknownNameError
from everyhue.metrics.groups import (
    AGREEMENT,
    NAMES,
    Cells,
    Columns,
    bounded,
    class_cells,
    classes_of,
    count_groups,
    one_class,
    rate_called,
    rates,
    right_or_wrong,
    values,
)
from everyhue.types import Tally

FULL = bool(os.environ.get("EVERYHUE_FULL"))
COLUMNS = Columns("y", ("g",), prediction="p", weight="w", cluster="u", task="multiclass")
PLAIN = Columns("y", ("g",), prediction="p", task="multiclass")
CLASSES = ["cat", "dog", "日本 → é"]
SCHEMA = {"g": pl.String, "y": pl.String, "p": pl.String, "w": pl.Float64, "u": pl.String}
row = st.fixed_dictionaries(
    {
        "g": st.sampled_from(["a", "b", None]), "y": st.sampled_from([*CLASSES, None, " "]),
        "p": st.sampled_from([*CLASSES, None]), "w": st.sampled_from([0.0, 0.5, 2.0]),
        "u": st.sampled_from(["ann", "bo", "ç"]),
    }
)  # fmt: skip


@settings(max_examples=40)
@given(st.lists(row, min_size=1, max_size=30))
def test_any_class_against_the_rest_is_the_binary_audit_of_it(rows):
    rows = [*rows, *({"g": "a", "y": c, "p": c, "w": 1.0, "u": "x"} for c in CLASSES)]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    cells = class_cells(count_groups(frame, COLUMNS))
    for name in CLASSES:
        known = frame.with_columns(pl.col("y").replace({" ": None}))
        said = known.with_columns(pl.col("y", "p") == name)
        binary = Columns("y", ("g",), prediction="p", weight="w", cluster="u")
        expected = Cells.of_tally(count_groups(said, binary))
        folded = one_class(cells, name)
        assert folded.groups == expected.groups
        assert folded.names == NAMES
        assert folded.unread == tuple(map(dict, expected.unread))
        for table in ("rows", "sums", "squares", "clusters"):
            assert getattr(folded, table) == pytest.approx(getattr(expected, table)), table


@settings(max_examples=40)
@given(st.lists(row, max_size=30), st.integers(0, 30))
def test_parts_add_up_to_the_whole(rows, cut):
    def counted(part):
        same = [{"g": "a", "y": "cat", "p": "cat", "w": 0.0, "u": "x"}]
        return count_groups(pl.DataFrame([*part, *same], schema=SCHEMA), COLUMNS)

    both, whole = counted(rows[:cut]) + counted(rows[cut:]), counted(rows)
    one, two = class_cells(both), class_cells(whole)
    assert one.groups == two.groups
    extra = np.zeros_like(one.rows)
    extra[one.groups.index(("a",)), one.names.index('["cat", "cat"]')] = 1
    assert (one.rows - extra == two.rows).all()
    assert one.sums == pytest.approx(two.sums)


def test_whole_numbers_are_the_same_class_however_they_are_stored():
    frame = pl.DataFrame({"y": [1, 2, 10], "p": [1.0, 2.0, 2.0], "g": ["a"] * 3})
    tally = count_groups(frame, PLAIN)
    assert classes_of(tally) == ("1", "2", "10")
    assert rates(right_or_wrong(class_cells(tally)), "accuracy")[0].number() == 2 / 3


def naive(table, name):
    """Measures of one confusion table, by their definitions."""
    k, n = table, table.sum()
    r, c, d = k.sum(1), k.sum(0), np.diag(k)
    f = 2 * d / (r + c)
    po, pe = d.sum() / n, (r * c).sum() / n**2
    i = np.arange(len(k))
    w = (i[:, None] - i) ** 2
    onehot = (
        np.repeat(np.eye(len(k))[:, None], len(k), 1),
        np.repeat(np.eye(len(k))[None], len(k), 0),
    )
    y, p = (np.average(side.reshape(-1, len(k)), axis=0, weights=k.ravel()) for side in onehot)
    cov = lambda a, ma, b, mb: (k.ravel() @ ((a.reshape(-1, len(k)) - ma) *
                                             (b.reshape(-1, len(k)) - mb))).sum()  # fmt: skip
    return {
        "balanced_accuracy": (d / r).mean(), "macro_f1": f.mean(), "weighted_f1": (r * f).sum() / n,
        "cohen_kappa": (po - pe) / (1 - pe),
        "quadratic_kappa": 1 - n * (w * k).sum() / (w * np.outer(r, c)).sum(),
        "mcc": cov(onehot[0], y, onehot[1], p)
        / np.sqrt(cov(onehot[0], y, onehot[0], y) * cov(onehot[1], p, onehot[1], p)),
    }[name]  # fmt: skip


def cells_of(*tables):
    many = len(tables[0])
    names = tuple(f'["{i}", "{j}"]' for i in range(many) for j in range(many))
    rows = np.array([np.ravel(t) for t in tables], float)
    return Cells(("g",), tuple((str(i),) for i in range(len(tables))), rows, rows, names=names)


@pytest.mark.parametrize("name", sorted(AGREEMENT))
@pytest.mark.parametrize("many", [2, 4])
def test_estimates_are_by_definition_and_slopes_are_derivatives(name, many):
    rng = np.random.default_rng(many)
    table = rng.integers(1, 40, (many, many)) + 30 * np.eye(many)
    estimate, slope = AGREEMENT[name].linear(cells_of(table))
    assert estimate[0] == pytest.approx(naive(table, name), rel=1e-12)
    assert slope[0] @ table.ravel() == pytest.approx(0, abs=1e-12)
    for i in range(many * many):
        step = np.zeros(many * many)
        step[i] = 1e-4
        up, down = (naive(table + s * step.reshape(many, many), name) for s in (1, -1))
        assert slope[0, i] == pytest.approx((up - down) / 2e-4, rel=1e-4, abs=1e-9)


def test_of_yes_and_no_they_are_those_of_the_four_counts():
    cells = Cells.of_counts({"a": (50, 20, 10, 31)})
    table = np.array([[50, 10], [20, 31]])
    for name in ("balanced_accuracy", "mcc", "cohen_kappa", "macro_f1"):
        assert values(cells, AGREEMENT[name])[0].estimate == pytest.approx(naive(table, name))
    large = Cells.of_counts({"a": (50459e6, 22562e6, 9965e6, 31230e6)})
    assert values(large, AGREEMENT["mcc"])[0].number() == pytest.approx(0.432063, abs=1e-6)


@pytest.mark.parametrize("name", sorted(AGREEMENT))
def test_agreement_covers(name):
    rng, runs, n = np.random.default_rng(5), 4000 if FULL else 300, 400
    truth = np.array([[30, 4, 2], [5, 20, 6], [3, 5, 25]]) / 100
    truth /= truth.sum()
    known, held = naive(truth, name), 0
    drawn = cells_of(*rng.multinomial(n, truth.ravel(), runs).reshape(runs, 3, 3))
    bounds = bounded(AGREEMENT[name], drawn, 0.95, 1)
    held = ((bounds.low <= known) & (known <= bounds.high)).mean()
    assert held >= (0.94 if FULL else 0.915)


@pytest.mark.parametrize("name", ["macro_f1", "cohen_kappa"])
def test_agreement_covers_where_rows_are_clustered(name):
    rng, runs, held, wide = np.random.default_rng(6), 600 if FULL else 100, 0, 0
    truth = np.array([[30, 4, 2], [5, 20, 6], [3, 5, 25]]) / 100
    truth /= truth.sum()
    known = naive(truth, name)
    for _ in range(runs):
        # A user's rows are all of one pair: as dependent as they can be.
        table = np.zeros((1, 256, 9))
        users, bucket = rng.choice(9, 300, p=truth.ravel()), rng.integers(0, 256, 300)
        np.add.at(table, (0, bucket, users), rng.integers(1, 8, 300))
        rows = table.sum(1)
        cells = Cells(("g",), (("a",),), rows, rows, clusters=table,
                      names=cells_of(truth).names)  # fmt: skip
        bounds = bounded(AGREEMENT[name], cells, 0.95, 1)
        held += bounds.low[0] <= known <= bounds.high[0]
        plain = Cells(("g",), (("a",),), rows, rows, names=cells.names)
        wide += np.diff([*bounds.low, *bounds.high]) > np.diff(
            [*bounded(AGREEMENT[name], plain, 0.95, 1).low,
             *bounded(AGREEMENT[name], plain, 0.95, 1).high])  # fmt: skip
    assert held / runs >= (0.93 if FULL else 0.88)
    assert wide == runs


def test_what_cannot_be_said_has_a_reason():
    table = np.array([[5, 1, 0], [2, 4, 0], [0, 0, 0]])
    reasons = {name: values(cells_of(table), AGREEMENT[name])[0].undefined for name in AGREEMENT}
    assert reasons["balanced_accuracy"] == "no labelled row of some class"
    assert reasons["macro_f1"] == "no labelled row of some class"
    assert reasons["weighted_f1"] is None
    same = np.array([[5, 0], [0, 0]])
    for name in ("cohen_kappa", "mcc", "quadratic_kappa"):
        assert values(cells_of(same), AGREEMENT[name])[0].undefined
    words = Tally("multiclass of y by p", ("g",), {("a",): {'["b", "c"]': 2, '["c", "c"]': 3}})
    said = values(class_cells(words), AGREEMENT["quadratic_kappa"])[0].undefined
    assert said == "no classes that are numbers, or no spread of them"
    # Without a single miss there is no spread to make an interval from.
    assert values(cells_of(np.diag([5, 5])), AGREEMENT["macro_f1"])[0].low is None


def test_columns_that_are_no_classes_are_refused():
    with pytest.raises(InputError, match="none in common"):
        count_groups(pl.DataFrame({"y": ["a", "b"], "p": ["0", "1"], "g": ["x"] * 2}), PLAIN)
    many = pl.DataFrame({"y": range(60), "p": range(60), "g": ["x"] * 60})
    with pytest.raises(InputError, match=r"at most 50.*--task regression"):
        count_groups(many, PLAIN)
    with pytest.raises(InputError, match="neither --score nor --positive"):
        Columns("y", ("g",), prediction="p", positive="1", task="multiclass")
    with pytest.raises(UnknownNameError, match="Did you mean 'multiclass'"):
        Columns("y", ("g",), prediction="p", task="multi-class")
    with pytest.raises(UnknownNameError, match="Did you mean 'cat'"):
        one_class(class_cells(count_groups(
            pl.DataFrame({"y": ["cat"], "p": ["cat"], "g": ["x"]}), PLAIN)), "cart")  # fmt: skip
    binary = Columns("y", ("g",), prediction="p")
    with pytest.raises(InputError, match="kind of tally"):
        class_cells(count_groups(pl.DataFrame({"y": [1], "p": [1], "g": ["x"]}), binary))
    assert rate_called("accuracy")
