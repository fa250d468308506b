"""Numbers: errors by cell equal those of the rows, however far labels are from 0, and cover."""

from __future__ import annotations

import os

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue.audit.judging import judged
from everyhue.audit.rules import Gate, Rules
from everyhue.errors import InputError
from everyhue.metrics.groups import ERRORS, Columns, bounded, count_groups, number_cells, values
from everyhue.metrics.groups.numbers import CENTRE

FULL = bool(os.environ.get("EVERYHUE_FULL"))
PLAIN = Columns("y", ("g",), prediction="p", task="regression")
WEIGHTED = Columns("y", ("g",), prediction="p", weight="w", task="regression")
CLUSTERED = Columns("y", ("g",), prediction="p", cluster="u", task="regression")


def naive(y, p, w=None):
    w = np.ones_like(y) if w is None else w
    mean = lambda x: np.average(x, weights=w)
    e, dy, dp = p - y, y - mean(y), p - mean(p)
    return {
        "mean_error": mean(e), "mean_absolute_error": mean(abs(e)),
        "mean_squared_error": mean(e**2), "rmse": np.sqrt(mean(e**2)),
        "r_squared": 1 - mean(e**2) / mean(dy**2),
        "correlation": mean(dy * dp) / np.sqrt(mean(dy**2) * mean(dp**2)),
        "mean_prediction": mean(p), "mean_label": mean(y),
    }  # fmt: skip


def rows(n=500, far=0.0, seed=1, spread=1.0):
    rng = np.random.default_rng(seed)
    y = far + spread * rng.normal(0, 1, n)
    p = y + spread * rng.gamma(1, 0.5, n)
    return pl.DataFrame({"y": y, "p": p, "g": rng.choice(["a", "b"], n), "w": rng.random(n)})


@pytest.mark.parametrize("far", [0.0, 30.0, 1e6, -1e9])
@pytest.mark.parametrize("columns", [PLAIN, WEIGHTED])
def test_estimates_are_those_of_the_rows_also_far_from_zero(far, columns):
    frame = rows(far=far)
    cells = number_cells(count_groups(frame, columns))
    for i, group in enumerate("ab"):
        mine = frame.filter(pl.col("g") == group)
        y, p, w = (mine[name].to_numpy() for name in "ypw")
        expected = naive(y, p, w if columns is WEIGHTED else None)
        for name, measure in ERRORS.items():
            value = values(cells, measure)[i]
            assert value.estimate == pytest.approx(expected[name], rel=1e-9), name
            assert value.low < value.estimate < value.high


@pytest.mark.parametrize("far", [0.0, 1e6])
def test_parts_about_other_centres_add_up_to_the_whole(far):
    frame = rows(900, far=far)
    parts = [frame[:1], frame[1:300], frame[300:], rows(50, far=0, seed=3)]
    whole = number_cells(count_groups(pl.concat(parts), PLAIN))
    tallies = [count_groups(part, PLAIN) for part in parts]
    centres = {cell[1] for tally in tallies for cell in tally.counts}
    assert len(centres) == (1 if far == 0 else 3) or far == 0
    added = number_cells(tallies[0] + tallies[3] + tallies[1] + tallies[2])
    assert added.groups == whole.groups
    for measure in ERRORS.values():
        one, two = measure.five(added), measure.five(whole)
        assert one.ratio == pytest.approx(two.ratio, rel=1e-9)
        assert one.variance() == pytest.approx(two.variance(), rel=1e-6)


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.floats(-1e3, 1e3)] * 2), min_size=3, max_size=20),
       st.integers(1, 19))  # fmt: skip
def test_merging_any_rows_is_counting_them_at_once(pairs, cut):
    y, p = np.array(pairs).T
    frame = pl.DataFrame({"y": y, "p": p, "g": ["a"] * len(y)})
    parts = count_groups(frame[:cut], PLAIN) + count_groups(frame[cut:], PLAIN)
    one, two = number_cells(parts), number_cells(count_groups(frame, PLAIN))
    for name in ("mean_error", "mean_absolute_error", "mean_squared_error", "mean_label"):
        assert ERRORS[name].five(one).ratio == pytest.approx(
            ERRORS[name].five(two).ratio, rel=1e-9, abs=1e-9)  # fmt: skip


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_variance_is_that_of_the_jackknife(name):
    frame = rows(400, far=50.0)
    frame = frame.with_columns(g=pl.lit("a"))
    y, p = frame["y"].to_numpy(), frame["p"].to_numpy()
    left = [naive(np.delete(y, i), np.delete(p, i))[name] for i in range(400)]
    jackknife = 399 / 400 * ((np.array(left) - np.mean(left)) ** 2).sum()
    variance = ERRORS[name].five(number_cells(count_groups(frame, PLAIN))).variance()[0]
    assert variance == pytest.approx(jackknife, rel=0.06)


def test_weights_that_repeat_rows_give_the_same_numbers_and_no_false_certainty():
    frame = rows(200).with_columns(w=pl.lit(3.0))
    one, two = (number_cells(count_groups(frame, c)) for c in (PLAIN, WEIGHTED))
    for measure in ERRORS.values():
        assert measure.five(one).ratio == pytest.approx(measure.five(two).ratio)
        assert measure.five(one).variance() == pytest.approx(measure.five(two).variance())


TRUTH = {"mean_error": 0.3, "mean_absolute_error": None, "rmse": np.sqrt(0.25 + 0.09),
         "r_squared": 1 - (0.25 + 0.09), "correlation": 1 / np.sqrt(1.25)}  # fmt: skip


@pytest.mark.parametrize("each", [1, 8])
def test_intervals_cover(each):
    rng, runs = np.random.default_rng(each), (1500 if FULL else 100)
    users, held = 250, dict.fromkeys(TRUTH, 0)
    big = 0.3 + 0.5 * rng.normal(0, 1, 400_000)
    truth = TRUTH | {"mean_absolute_error": abs(big).mean()}
    columns = PLAIN if each == 1 else CLUSTERED
    for _ in range(runs):
        y = np.repeat(rng.normal(0, 1, users), each)
        p = y + np.repeat(0.3 + 0.5 * rng.normal(0, 1, users), each)
        frame = pl.DataFrame({"y": y, "p": p, "g": "a"})
        frame = frame.with_columns(u=pl.Series([f"u{i // each}" for i in range(len(y))]))
        cells = number_cells(count_groups(frame, columns))
        for name in TRUTH:
            bounds = bounded(ERRORS[name], cells, 0.95, 1)
            held[name] += bounds.low[0] <= truth[name] <= bounds.high[0]
    for name, count in held.items():
        assert count / runs >= (0.93 if FULL else 0.88), name


def test_missing_numbers_are_counted_and_text_of_numbers_is_read():
    frame = pl.DataFrame({"y": ["1.5", None, "2"], "p": ["1", "2", None], "g": ["a", "a", None]})
    tally = count_groups(frame, PLAIN)
    cells = number_cells(tally)
    assert cells.groups == (("a",), ("(missing)",))
    assert cells.unread == ({"no label": 1}, {"no prediction": 1})
    assert values(cells, ERRORS["mean_error"])[0].estimate == -0.5
    assert values(cells, ERRORS["mean_error"])[1].undefined == "no rows"
    assert CENTRE in tally.by


def test_labels_that_are_all_the_same_explain_nothing():
    frame = pl.DataFrame({"y": [7.1] * 5, "p": [7.0, 7.3, 7.2, 7.1, 7.1], "g": ["a"] * 5})
    cells = number_cells(count_groups(frame, PLAIN))
    assert values(cells, ERRORS["r_squared"])[0].undefined == "no spread of labels"
    assert values(cells, ERRORS["correlation"])[0].undefined
    assert values(cells, ERRORS["mean_label"])[0].estimate == pytest.approx(7.1)


def test_numbers_of_no_use_are_refused():
    huge = pl.DataFrame({"y": [1e300, 1.0], "p": [1.0, 1.0], "g": ["a", "a"]})
    with pytest.raises(InputError, match="Choose a larger unit"):
        count_groups(huge, PLAIN)
    with pytest.raises(InputError, match="expected numbers"):
        count_groups(pl.DataFrame({"y": [[1]], "p": [1], "g": ["a"]}), PLAIN)
    with pytest.raises(InputError, match=r"'dog', expected a number.*--task multiclass"):
        count_groups(pl.DataFrame({"y": ["1", "dog"], "p": ["1", "2"], "g": ["a"] * 2}), PLAIN)
    with pytest.raises(InputError, match="weight"):
        count_groups(rows(5).with_columns(w=pl.lit(-1.0)), WEIGHTED)


def test_gates_hold_errors():
    rng = np.random.default_rng(2)
    y = rng.normal(100, 10, 8000)
    g = np.repeat(["a", "b"], 4000)
    p = y + rng.normal(0, 3, 8000) + np.where(g == "b", 4.0, 0.0)
    tally = count_groups(pl.DataFrame({"y": y, "p": p, "g": g}), PLAIN)
    gates = (Gate(measure="rmse", compare="value", at_most=4),
             Gate(measure="mean_error", compare="value", at_least=-1, at_most=1))  # fmt: skip
    cells, rules = number_cells(tally), Rules(gate=gates)
    outcomes = judged([(gate, cells) for gate in gates], rules)
    assert [one.status for one in outcomes] == ["fail", "fail"]
    assert outcomes[0].lines[0].verdict.status == "pass"
