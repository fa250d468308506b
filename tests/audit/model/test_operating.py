"""The truth that gates are tried on, and what is said of several gates and of several rows."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from everyhue.audit.model.operating import (
    World,
    operating_page,
    operating_table,
    people_table,
    skewed_shares,
    world_of,
)
from everyhue.audit.model.operating.said import TOGETHER
from everyhue.audit.rules import Gate, Rules
from everyhue.errors import InputError
from everyhue.metrics.groups import RATES
from everyhue.types import Tally

FULL = bool(os.environ.get("EVERYHUE_FULL"))
SHARES = np.array([0.5, 0.3, 0.2])
SEVERAL = Rules(
    minimum=100,
    gate=(
        Gate(measure="selection_rate", at_least=0.8), Gate(measure="tpr", at_least=0.8),
        Gate(measure="ppv", at_least=0.8), Gate(measure="fpr", compare="value", at_most=0.9),
    ),
)  # fmt: skip


@pytest.mark.parametrize("rate", [0.001, 0.3, 0.9])
def test_the_truth_is_what_it_says(rate):
    even, unfair = World(SHARES, rate), World(SHARES, rate, 0.62, unfair=2)
    assert even.outcomes.sum(1) == pytest.approx(np.ones(3))
    assert (unfair.outcomes >= 0).all()
    for name, ratio in (("selection_rate", 0.62), ("true_positive_rate", 0.62),
                        ("false_positive_rate", 0.62), ("prevalence", 1.0)):  # fmt: skip
        value = RATES[name].five(unfair.expected()).ratio
        assert value[2] / value[0] == pytest.approx(ratio)
        assert value[0] == pytest.approx(RATES[name].five(even.expected()).ratio[0])
    assert RATES["selection_rate"].five(even.expected()).ratio == pytest.approx([rate] * 3)


@pytest.mark.parametrize("rows_per_user", [1.0, 4.0])
def test_samples_are_of_that_truth(rows_per_user):
    world = World(SHARES, ratio=0.62, unfair=2, rows_per_user=rows_per_user)
    cells = world.draw(400_000, np.random.default_rng(0))
    found = cells.rows / cells.rows.sum(1, keepdims=True)
    assert found == pytest.approx(world.outcomes, abs=0.01)
    assert cells.rows.sum() == pytest.approx(400_000, rel=0.02)
    if rows_per_user > 1:
        assert cells.clusters.sum(1) == pytest.approx(cells.rows)


def test_several_gates_are_told_each_and_together():
    unfair = World(SHARES, ratio=0.62, unfair=2)
    lines = operating_table(
        unfair, np.random.default_rng(1), sizes=(200_000,), runs=5, gates=SEVERAL
    )
    truth = {line.gate.split(",")[0]: (line.truth, line.failed, line.passed) for line in lines}
    assert truth[TOGETHER] == ("fail", 1.0, 0.0)
    assert truth["selection_rate"] == ("fail", 1.0, 0.0)
    assert truth["true_positive_rate"] == ("fail", 1.0, 0.0)
    # What is right among the selected, and a bound that nobody reaches, hold in that truth.
    assert truth["positive_predictive_value"] == ("pass", 0.0, 1.0)
    assert truth["false_positive_rate"] == ("pass", 0.0, 1.0)
    page = operating_page(World(SHARES), SEVERAL, sizes=(5000,), runs=3)
    assert "gate, and what it says in truth" in page
    assert "positive_predictive_value, ratio to overall at least 0.8: pass" in page


def tally():
    counts = {(t, g): {"tp": 60 * n, "fp": 20 * n, "fn": 30 * n, "tn": 90 * n}
              for t, g, n in (("deep", "w", 1), ("deep", "m", 2), ("light", "w", 3),
                              ("light", "m", 5), ("none", "m", 0))}  # fmt: skip
    return Tally("classification of y by p", ("tone", "gender"), counts)


def test_gates_hold_the_columns_of_a_tally():
    world = world_of(tally())
    assert world.by == ("tone", "gender")
    assert world.groups[0] == ("deep", "m")
    assert world.shares.sum() == pytest.approx(1)
    gates = Rules(
        minimum=100,
        gate=(Gate(measure="selection_rate", at_least=0.5, cells=("tone",)),
              Gate(measure="accuracy", compare="difference", against="reference",
                   reference={"gender": "m"}, at_least=-0.2)),
    )  # fmt: skip
    lines = operating_table(world, np.random.default_rng(2), sizes=(50_000,), runs=4, gates=gates)
    assert [line.passed for line in lines] == [1.0, 1.0, 1.0]
    with pytest.raises(InputError, match="at least two with rows"):
        world_of(Tally("classification of y by p", ("g",), {("a",): {"tp": 3}}))


def test_what_cannot_be_drawn_is_refused():
    rng = np.random.default_rng(3)
    with pytest.raises(InputError, match="yes-or-no decisions"):
        operating_table(World(SHARES), rng, sizes=(100,), runs=1,
                        gates=Rules(gate=(Gate(measure="auc", at_least=0.9),)))  # fmt: skip
    with pytest.raises(InputError, match="at least one"):
        operating_table(World(SHARES), rng, gates=Rules())
    with pytest.raises(InputError, match="runs"):
        operating_table(World(SHARES), rng, runs=0)


@pytest.mark.slow
@pytest.mark.parametrize(("rows_per_user", "least"), [(2.0, 0.80), (6.0, 0.60)])
def test_rows_of_one_person(rows_per_user, least):
    """Taken as independent they cover 64 to 87 %; known by person, 94 to 97 %."""
    world = replace(World(skewed_shares()), rows_per_user=rows_per_user)
    sizes = (10_000, 100_000, 1_000_000) if FULL else (10_000, 100_000)
    runs = 200 if FULL else 25
    for line in people_table(world, np.random.default_rng(4), sizes=sizes, runs=runs):
        assert least <= line.independent <= 0.90
        assert 0.935 <= line.known <= 0.985
        assert line.fails_known <= 0.01 + 2.5 * np.sqrt(0.01 / runs)


def test_the_page_of_people():
    page = operating_page(World(SHARES, rows_per_user=3), sizes=(5000,), runs=3)
    assert "## Several rows of one person\n\n3 rows of a person on average" in page
    assert "Several rows" not in operating_page(World(SHARES), sizes=(5000,), runs=3)
