"""Suppression: nothing small is told, nothing hidden can be worked out, nothing is lost."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue.audit.judging import judged
from everyhue.audit.model import audit_model
from everyhue.audit.rules import Gate, Rules
from everyhue.errors import EveryhueError
from everyhue.metrics.groups import (
    CLUSTER,
    SUPPRESSED,
    Cells,
    Columns,
    Scores,
    count_classes,
    count_groups,
    count_numbers,
    suppress,
    suppressed_of,
)
from everyhue.types import Tally

from .awkward import CLUSTERED, table

KIND = "classification of y by p"
LEAST = 10
outcomes = st.fixed_dictionaries(
    {name: st.integers(0, 12) for name in ("tp", "fp", "fn", "tn")}
)  # fmt: skip
ALL = [(g, h) for g in "abcd" for h in ("x", "(missing)")]
tables = st.dictionaries(st.sampled_from(ALL), outcomes, min_size=1)


def rows(tally: Tally) -> Counter:
    made = Counter()
    for name in ("counts", "undefined"):
        for cell, held in getattr(tally, name).items():
            made[cell] += sum(n for key, n in held.items() if "@" not in key)
    return made


def parts(tally):
    return [i for i, name in enumerate(tally.by) if not name.startswith("@")]


def by_group(tally):
    made = Counter()
    for cell, n in rows(tally).items():
        made[tuple(cell[i] for i in parts(tally))] += n
    return made


@given(tables, st.randoms())
@settings(deadline=None)
def test_the_guarantee(counts, chance):
    """Cells are large, hidden ones are several, and no one can tell which held what."""
    tally = Tally(KIND, ("g", "h"), counts)
    if sum(rows(tally).values()) < LEAST:
        with pytest.raises(EveryhueError, match="nothing of it can be told"):
            suppress(tally, LEAST)
        return
    told = suppress(tally, LEAST)
    assert all(n >= LEAST for n in rows(told).values())
    assert sum(rows(told).values()) == sum(rows(tally).values())
    hidden = [cell for cell in counts if cell not in told.counts]
    assert suppressed_of(told)[0] == len(hidden)
    assert len(hidden) != 1 or len(counts) == 1
    # Whatever hidden cell held which of the hidden rows, what is told is the same.
    mixed = chance.sample(hidden, len(hidden))
    other = dict(counts) | {one: counts[two] for one, two in zip(hidden, mixed, strict=True)}
    assert suppress(Tally(KIND, ("g", "h"), other), LEAST) == told
    assert suppress(told, LEAST) == told


def scored(seed, size=4000):
    return count_groups(table(size, seed), CLUSTERED)


@pytest.mark.parametrize("seed", range(3))
def test_with_clusters_weights_and_scores(seed):
    tally = scored(seed)
    told = suppress(tally, LEAST)
    spot = told.by.index(CLUSTER)
    for cell, n in rows(told).items():
        assert n == 0 or n >= LEAST, cell
        assert not cell[spot] or int(cell[spot]) < 32
    for row in told.counts.values():
        bins = Counter()
        for name, n in row.items():
            if "@" in name:
                bins[name.partition("@")[2]] += n
        assert all(n >= LEAST for n in bins.values())
    assert SUPPRESSED in {cell[0] for cell in told.counts}
    one, two = (Cells.of_tally(t, ()) for t in (tally, told))
    assert (one.rows == two.rows).all()
    assert two.sums == pytest.approx(one.sums, rel=1e-9)
    assert two.clusters.sum(1) == pytest.approx(one.clusters.sum(1), rel=1e-9)
    again = suppress(told, LEAST)
    assert again.counts == told.counts
    with pytest.raises(EveryhueError, match="tally to merge"):
        told + tally


def test_labels_of_clusters_do_not_tell_the_hidden_apart():
    """The same rows under other names of hidden groups give the same tally."""
    tally = scored(5)
    told = suppress(tally, 40)
    hidden = sorted(set(by_group(tally)) - set(by_group(told)))
    assert len(hidden) > 2
    renamed = dict(zip(hidden, hidden[1:] + hidden[:1], strict=True))

    def moved(held):
        made = {}
        for cell, row in held.items():
            group = tuple(cell[i] for i in parts(tally))
            made[(*renamed.get(group, group), *cell[len(group) :])] = row
        return made

    other = Tally(
        tally.kind, tally.by, moved(tally.counts), moved(tally.sums), moved(tally.undefined)
    )
    assert suppress(other, 40) == told


def test_auc_moves_little_where_bins_are_put_together():
    rng = np.random.default_rng(1)
    n = 20_000
    y = rng.random(n) < 0.4
    frame = pl.DataFrame({"y": y, "s": np.clip(rng.normal(0.4 + 0.2 * y, 0.2), 0, 1),
                          "g": rng.choice(list("ab"), n)})  # fmt: skip
    tally = count_groups(frame, Columns("y", ("g",), score="s"))
    for one, two in zip(Scores.of_tally(tally).auc(),
                        Scores.of_tally(suppress(tally, 30)).auc(), strict=True):  # fmt: skip
        assert one.number() == pytest.approx(two.number(), abs=2e-3)


def test_no_gate_aims_at_the_suppressed_cell_and_it_counts_as_untested():
    even = {"tp": 1500, "fp": 1500, "fn": 1500, "tn": 5500}
    counts = {("a",): even, ("b",): even} | {(f"s{i}",): {"tp": 2, "tn": 3} for i in range(600)}
    told = suppress(Tally(KIND, ("g",), counts), LEAST)
    rules = Rules(gate=(Gate(measure="selection_rate", at_least=0.8, at_most=1.25),))
    one = judged([(rules.gate[0], Cells.of_tally(told))], rules)[0]
    assert {line.group for line in one.lines} == {"a", "b"}
    assert one.pooled == {SUPPRESSED: 3000}
    assert one.status == "insufficient evidence"
    assert "may go untested" in one.why
    found = audit_model(told, rules)
    assert any("600 cells with 3,000 rows are suppressed" in note for note in found.notes)
    assert all(SUPPRESSED not in str(spread) for spread in found.spreads)


def test_numbers_and_classes_too():
    rng = np.random.default_rng(3)
    sizes = [400, 300, 4]
    frame = pl.DataFrame({"g": np.repeat(list("abc"), sizes), "y": rng.integers(0, 3, 704) * 1.0,
                          "p": rng.integers(0, 3, 704) * 1.0})  # fmt: skip
    for task, count in (("multiclass", count_classes), ("regression", count_numbers)):
        tally = count(frame, Columns("y", ("g",), prediction="p", task=task))
        told = suppress(tally, LEAST)
        assert {cell[0] for cell in told.counts} == {"a", SUPPRESSED}
        assert audit_model(told).rows == 704


def test_what_cannot_be_suppressed():
    with pytest.raises(EveryhueError, match="whole number ≥ 2"):
        suppress(Tally(KIND, ("g",), {}), 1)
    with pytest.raises(EveryhueError, match="kind of tally to suppress"):
        suppress(Tally("lists", ("g",), {}), 5)


def test_scores_by_part_of_the_clusters_are_left_out_and_the_auc_says_so():
    told = suppress(scored(2), LEAST)
    held = [name for table in (told.counts, told.sums) for row in table.values() for name in row]
    assert not [name for name in held if "by@" in name]
    found = audit_model(told)
    assert found.overall.values["auc"].estimate is not None
    assert found.overall.values["auc"].low is None
    assert any("AUC has no interval" in note for note in found.notes)
