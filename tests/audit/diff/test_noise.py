"""How often `audit diff` calls noise a change, and finds a change that is there."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from everyhue.audit.diff import Saved, compare
from everyhue.audit.diff.read import place_of
from everyhue.audit.judging import GroupLine
from everyhue.audit.model.operating import skewed_shares
from everyhue.metrics.groups import Cells, rates
from everyhue.types import Tally

FULL = bool(os.environ.get("EVERYHUE_FULL"))
MEASURES = ("selection_rate", "accuracy", "true_positive_rate", "false_positive_rate",
            "positive_predictive_value")  # fmt: skip
NAMES = ("tp", "fp", "fn", "tn")


def saved(rng, rows, outcomes, beside=True):
    """An audit of 60 skewed cells, as `read_report` would give it."""
    table = rng.multinomial(rng.multinomial(rows, skewed_shares()), outcomes)
    counts = {(f"c{i}",): dict(zip(NAMES, map(int, four), strict=True))
              for i, four in enumerate(table) if four.sum()}  # fmt: skip
    tally = Tally("classification of y by p", ("cell",), counts)
    lines = {}
    for by in ((), ("cell",)):
        cells = Cells.of_tally(tally, by)
        told = {name: rates(cells, name) for name in MEASURES}
        for i, group in enumerate(cells.groups):
            values = {name: told[name][i] for name in MEASURES}
            line = GroupLine(by, group, int(cells.rows[i].sum()), {}, values)
            lines[place_of(line)] = line
    held = tally if beside else None
    return Saved("r", "model", tally.kind, ("cell",), rows, 0.95, lines, (), held)


EVEN = np.tile([0.21, 0.09, 0.12, 0.58], (60, 1))


@pytest.mark.slow
@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("rows", [3000, 30_000, 300_000])
def test_no_change_is_called_one_in_twenty_runs_at_most(rows, beside):
    """60 cells × 5 measures, nothing changed: any call at all is a false one."""
    rng, runs = np.random.default_rng(11), 400 if FULL else 20
    called = 0
    for _ in range(runs):
        found = compare(saved(rng, rows, EVEN, beside), saved(rng, rows, EVEN, beside))
        called += bool(found.among("worse", "better", "changed"))
        assert found.counted_family == (found.family if beside else 0)
    assert called / runs <= 0.05 + 2.5 * np.sqrt(0.0475 / runs)


@pytest.mark.slow
@pytest.mark.parametrize("adjust", ["holm", "benjamini-hochberg"])
def test_a_real_change_is_found(adjust):
    """One cell of 5,000 rows loses ten points of accuracy: found in at least 95 % of runs."""
    rng, runs = np.random.default_rng(12), 200 if FULL else 12
    spot = int(np.argmin(abs(skewed_shares() - 0.02)))
    after = EVEN.copy()
    after[spot] = [0.16, 0.14, 0.17, 0.53]
    rows, hit, wrong = round(5000 / skewed_shares()[spot]), 0, 0
    for _ in range(runs):
        found = compare(saved(rng, rows, EVEN), saved(rng, rows, after), adjust=adjust)
        worse = [line for line in found.among("worse") if line.measure == "accuracy"]
        hit += any(line.group == (("cell", f"c{spot}"),) for line in worse)
        # The overall value and those of the cell did change; no other did.
        wrong += sum(line.group not in ((), (("cell", f"c{spot}"),))
                     for line in found.among("worse", "better", "changed"))  # fmt: skip
    assert hit / runs >= 0.95
    assert wrong / runs <= (0.3 if adjust == "holm" else 0.7)


def test_bounds_of_all_changes_hold_together():
    rng, runs = np.random.default_rng(13), 200 if FULL else 20
    held = 0
    for _ in range(runs):
        found = compare(saved(rng, 20_000, EVEN), saved(rng, 20_000, EVEN))
        gaps = [line.difference for line in found.lines if line.p is not None]
        held += all(gap.low <= 0 <= gap.high for gap in gaps)
    assert held / runs >= 0.95 - 2.5 * np.sqrt(0.0475 / runs)


def test_with_counts_and_without_say_nearly_the_same():
    """Where cells are large, the stated intervals hold all there is to know."""
    rng = np.random.default_rng(14)
    one, two = (saved(rng, 3_000_000, EVEN) for _ in range(2))
    counted = compare(one, two)
    told = compare(replace(one, tally=None), replace(two, tally=None))
    by_key = {(line.group, line.measure): line for line in told.lines}
    for line in counted.lines:
        other = by_key[line.group, line.measure]
        assert other.difference.low == pytest.approx(line.difference.low, abs=6e-3)
        assert other.p == pytest.approx(line.p, abs=0.05)
