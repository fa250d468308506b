"""Rows that a gate says it needs: with so many, it settles about as often as stated."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from everyhue.audit.judging import judged
from everyhue.audit.judging.settling import POWER, Compared, settling
from everyhue.audit.model.operating import World
from everyhue.audit.rules import Gate, Rules
from everyhue.audit.telling import why
from everyhue.audit.telling.words import is_practical
from everyhue.metrics.groups import Cells, measure_called
from everyhue.types import Value

RUNS = 1000 if os.environ.get("EVERYHUE_FULL") else 150
FIVE, TWO = np.full(5, 0.2), np.array([0.6, 0.4])
FLOOR = {"at_least": 0.8}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shares", "ratio", "rows", "gate", "status"),
    [
        (FIVE, 1.0, 1000, {"at_most": 1.25} | FLOOR, "pass"),
        (FIVE, 0.9, 1000, FLOOR, "pass"),
        (FIVE, 0.7, 500, FLOOR, "fail"),
        (TWO, 0.9, 1000, {"compare": "difference", "at_least": -0.05}, "pass"),
        (FIVE, 0.9, 1000, {"measure": "tpr", "compare": "difference", "at_least": -0.1,
                           "at_most": 0.1}, "pass"),
        (FIVE, 1.0, 2000, {"measure": "accuracy", "compare": "value", "at_least": 0.66}, "pass"),
        (FIVE, 1.0, 1000, {"measure": "accuracy", "compare": "value", "at_least": 0.72}, "fail"),
        (TWO, 0.9, 1000, {"against": "extremes"} | FLOOR, "pass"),
        (FIVE, 0.9, 1000, {"against": "reference", "reference": {"cell": "cell 1"}} | FLOOR,
         "pass"),
    ],
)  # fmt: skip
def test_with_the_stated_rows_a_gate_settles_as_often_as_stated(shares, ratio, rows, gate, status):
    """Eighty in a hundred, within a few points and what so few runs leave open."""
    rule = Gate(**({"measure": "selection_rate"} | gate))
    rules = Rules(minimum=1, most_pooled=1.0, gate=(rule,))
    world = World(shares, ratio=ratio, unfair=1)
    seen = world.expected(rows)
    seen = replace(seen, rows=np.round(seen.rows), sums=np.round(seen.sums))
    one = judged([(rule, seen)], rules)[0]
    assert one.status == "insufficient evidence"
    among = measure_called(rule.measure).five(seen.total()).rows[0] / seen.rows.sum()
    rng, said = np.random.default_rng(6), []
    for _ in range(RUNS):
        cells = world.draw(round(one.rows_needed / among), rng)
        said.append(judged([(rule, cells)], rules)[0].status)
    # Exact bounds of few rows are wider than those that shrink with the root of the rows, so that
    # what is stated from few rows is rather too much than too little.
    assert POWER - 0.07 - 2.5 * np.sqrt(0.16 / RUNS) <= said.count(status) / RUNS <= POWER + 0.15
    assert set(said) <= {status, "insufficient evidence"}


def test_with_a_third_of_the_rows_it_seldom_settles():
    rule = Gate(measure="selection_rate", at_least=0.8)
    rules = Rules(minimum=1, most_pooled=1.0, gate=(rule,))
    world = World(FIVE, ratio=0.9, unfair=1)
    one = judged([(rule, world.expected(1000))], rules)[0]
    rng = np.random.default_rng(7)
    said = [judged([(rule, world.draw(one.rows_needed // 3, rng))], rules)[0].status
            for _ in range(100)]  # fmt: skip
    assert said.count("pass") <= 35


def test_no_number_of_rows_settles_what_lies_on_the_rule():
    gate = Gate(measure="accuracy", compare="value", at_least=0.8, at_most=0.95)
    on, inside, none = Value(0.8, 0.7, 0.9), Value(0.9, 0.7, 0.99), Value.undefined_because("x")
    assert settling(gate, [Compared(on)], 0.95, 5) is None
    assert settling(gate, [Compared(inside), Compared(none)], 0.95, 5) is None
    assert settling(gate, [], 0.95, 5) is None
    # One that is clearly out settles it, whatever lies on the rule.
    assert settling(gate, [Compared(on), Compared(Value(0.7, 0.6, 0.85))], 0.95, 5) > 1


def test_nearer_the_limit_takes_more_rows_and_on_it_none_do():
    """A hair's breadth asks for millions of rows: the multiple of those at hand says so."""
    gate = Gate(measure="selection_rate", compare="value", at_least=0.3)
    asked = []
    for hits in (330, 305, 301, 300):
        counts = {"a": (hits, 0, 0, 1000 - hits), "b": (600, 0, 0, 400)}
        cells = Cells.of_counts(counts, by="g")
        one = judged([(gate, cells)], Rules(minimum=1, gate=(gate,)))[0]
        assert (one.status, one.rows) == ("insufficient evidence", 2000)
        asked.append(one)
    few, more, most, on = (one.rows_needed for one in asked)
    assert few < more < most
    assert is_practical(few, 2000)
    assert not is_practical(most, 2000)
    assert on is None
    assert "About" in why(asked[0])
    assert why(asked[2]).endswith("since it lies on the limit as near as can be told.")


def test_pooled_rows_do_not_settle_what_lies_on_the_limit():
    gate = Gate(measure="selection_rate", compare="value", at_least=0.3)
    counts = {"a": (300, 0, 0, 700), "b": (6, 0, 0, 9), "c": (6, 0, 0, 9)}
    cells = Cells.of_counts(counts, by="g")
    one = judged([(gate, cells)], Rules(minimum=20, gate=(gate,)))[0]
    assert one.status == "insufficient evidence"
    assert one.rows_needed is None


def test_more_cells_take_more_rows_to_pass_and_fewer_to_fail():
    gate = Gate(measure="accuracy", compare="value", at_least=0.8)
    held, out = Compared(Value(0.9, 0.7, 1.0)), Compared(Value(0.7, 0.5, 0.9))
    passes = [settling(gate, [held] * n, 0.95, 10) for n in (1, 5, 60)]
    fails = [settling(gate, [out] * n, 0.95, 10) for n in (1, 5, 60)]
    assert passes == sorted(passes)
    assert fails == sorted(fails, reverse=True)
    assert settling(gate, [out], 0.95, 1000) > fails[0]
