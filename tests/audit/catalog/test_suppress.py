"""Small numbers of items: none is told, and none can be worked out from what is."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from everyhue.audit.catalog import CatalogColumns, Said, audit_catalog, count_catalog, suppress
from everyhue.audit.catalog.tell import told_of
from everyhue.audit.rules import Gate, Rules
from everyhue.errors import EveryhueError
from everyhue.metrics.groups import SUPPRESSED

LEAST = 10
DIMENSIONS = (Said("tone", "tone"), Said("hair", "hair"))
COLUMNS = CatalogColumns(DIMENSIONS, by=("topic",), category="topic")
TONES, HAIRS, TOPICS = (None, "deep", "light"), ("coily", "wavy"), ("x", "y", "z")
CROSS = list(product(TONES, HAIRS, TOPICS))


def frame_of(cells):
    rows = [cell for cell, n in cells.items() for _ in range(n)]
    columns = {name: [row[i] for row in rows] for i, name in enumerate(("tone", "hair", "topic"))}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def names_of(cell):
    """What a row is called in the parts of a tally."""
    tone, hair, topic = cell
    return {"tone": tone or "unknown", "hair": hair, "topic": topic}


def numbers(tally):
    """Everything that is told as a number of items."""
    return [
        n for cell, row in tally.counts.items() if cell[0] in ("label", "joint", "soft")
        for n in row.values()
    ] + [n for row in tally.undefined.values() for n in row.values()]  # fmt: skip


def sums_told(tally, hidden_tone, hidden_hair, hidden_topic):
    """Each told number as a row of a matrix over the cells of the full cross, and its value."""
    matrix, values = [], []
    gone = {"tone": hidden_tone, "hair": hidden_hair, "topic": hidden_topic}

    def is_in(cell, name, word):
        own = names_of(cell)[name]
        return own in gone[name] if word == SUPPRESSED else own == word

    for (part, name, column, value, bucket), row in tally.counts.items():
        if part == "label":
            spots = [is_in(cell, name, bucket) and (not column or is_in(cell, "topic", value))
                     for cell in CROSS]  # fmt: skip
        elif part == "joint":
            pairs = list(zip(json.loads(name), json.loads(bucket), strict=True))
            spots = [all(is_in(cell, *pair) for pair in pairs)
                     and (not column or is_in(cell, "topic", value)) for cell in CROSS]  # fmt: skip
        else:
            continue
        matrix.append([float(x) for x in spots])
        values.append(float(row["n"]))
    return np.array(matrix), np.array(values)


def told_names(tally, name):
    return {cell[4] for cell in tally.counts if cell[:3] == ("label", name, "")}


counts = st.dictionaries(
    st.sampled_from(CROSS), st.sampled_from([1, 3, 9, 10, 11, 14, 25, 60]), min_size=2
)


@given(counts)
@settings(deadline=None, max_examples=60)
def test_no_small_number_is_told_or_can_be_worked_out(cells):
    """For each number that is left out, something else than it is consistent with all told."""
    assume(sum(cells.values()) >= LEAST and any(cell[0] for cell in cells))
    tally = count_catalog(frame_of(cells), COLUMNS)
    told = suppress(tally, LEAST)
    assert all(n == 0 or n >= LEAST for n in numbers(told))
    assert suppress(told, LEAST) == told
    frame = frame_of(cells)
    owned = frame.with_columns(who=pl.int_range(pl.len()) % 40)
    clustered = suppress(count_catalog(owned, replace(COLUMNS, cluster="who")), LEAST)
    assert all(n == 0 or n >= LEAST for n in numbers(clustered))
    gone = [{names_of(c)[d] for c in cells} - told_names(told, d) for d in ("tone", "hair")]
    topics = {cell[3] for cell in told.counts if cell[:3] == ("label", "hair", "topic")}
    gone.append({cell[2] for cell in cells} - topics)
    matrix, values = sums_told(told, *gone)
    whole, small = sums_told(tally, set(), set(), set())
    for row, n in zip(whole, small, strict=True):
        if 0 < n < LEAST:
            least, most = (
                sign * linprog(sign * row, A_eq=matrix, b_eq=values, bounds=(0, None)).fun
                for sign in (1, -1)
            )
            assert least < n - 1e-6 or most > n + 1e-6


def test_hidden_buckets_are_told_as_one_and_targets_follow():
    cells = {("deep", "wavy", "x"): 4, ("medium", "wavy", "x"): 40, ("light", "wavy", "y"): 3000,
             ("tan", "coily", "x"): 2000}  # fmt: skip
    told = suppress(count_catalog(frame_of(cells), COLUMNS), LEAST)
    target = {"deep": 0.25, "medium": 0.25, "light": 0.25, "tan": 0.25}
    gate = Gate(measure="representation", against="target", at_least=0.5, of="tone")
    for targets in (target, "equal"):
        rules = Rules(targets={"tone": targets}, gate=(gate,))
        found = audit_catalog(told, rules)
        tone = found.dimensions[0]
        assert [line.bucket for line in tone.buckets] == ["light", "tan", SUPPRESSED]
        assert [line.target for line in tone.buckets] == pytest.approx([0.25, 0.25, 0.5])
        assert [line.items for line in tone.buckets] == [3000, 2000, 44]
        outcome = found.gates[0]
        assert {line.group for line in outcome.lines} == {"light", "tan"}
        assert outcome.pooled == {SUPPRESSED: 44}
        assert outcome.status == "pass"
    assert any("2 buckets of tone are suppressed: 44 items" in note for note in found.notes)
    assert [line.items for line in found.together[0].lines if line.buckets[0] == SUPPRESSED] == [
        0,
        44,
    ]


def test_intersections_are_left_out_as_soon_as_one_is_small():
    cells = {("deep", "wavy", "x"): 400, ("deep", "coily", "x"): 4, ("light", "wavy", "x"): 300,
             ("light", "coily", "x"): 200}  # fmt: skip
    found = audit_catalog(suppress(count_catalog(frame_of(cells), COLUMNS), LEAST))
    assert any("Intersections of dimensions are suppressed" in note for note in found.notes)
    assert found.together == ()
    assert {line.bucket: line.items for line in found.dimensions[0].buckets} == {
        "deep": 404, "light": 500}  # fmt: skip


def test_a_gate_does_not_pass_where_much_is_suppressed():
    cells = {(f"t{i}", "wavy", "x"): 9 for i in range(60)} | {("light", "wavy", "y"): 3000}
    told = suppress(count_catalog(frame_of(cells), COLUMNS), LEAST)
    gate = Gate(measure="representation", against="target", at_least=0.5, of="tone")
    target = {"light": 0.5, **{f"t{i}": 0.5 / 60 for i in range(60)}}
    rules = Rules(targets={"tone": target}, gate=(gate,))
    outcome = audit_catalog(told, rules).gates[0]
    assert outcome.status == "insufficient evidence"
    assert "may go untested" in outcome.why


def test_few_unknown_items_are_hidden_and_nothing_says_that_there_are_none():
    cells = {(None, "wavy", "x"): 3, ("medium", "wavy", "x"): 40, ("light", "wavy", "y"): 3000}
    told = suppress(count_catalog(frame_of(cells), COLUMNS), LEAST)
    rules = Rules(gate=(Gate(measure="unlabelled_share", compare="difference",
                             at_most=0.1, of="tone"),))  # fmt: skip
    found = audit_catalog(told, rules)
    assert found.dimensions[0].unknown[0].unknown.undefined.startswith("suppressed")
    assert found.gates[0].status == "insufficient evidence"
    words = " ".join(told_of(told, rules, depth=None, name="c").found)
    assert "How many items tone is unknown for is suppressed" in words
    assert "known for every item" not in words.split("Hair")[0]


def test_values_of_a_column_are_hidden_alike_in_all_dimensions():
    cells = {("light", "wavy", t): 50 for t in "abcd"} | {("light", "coily", t): 50 for t in "abcd"}
    cells |= {("deep", "wavy", t): 50 for t in "abcd"} | {("deep", "wavy", "a"): 4}
    told = suppress(count_catalog(frame_of(cells), COLUMNS), LEAST)
    for name in ("tone", "hair"):
        held = {cell[3] for cell in told.counts if cell[:3] == ("label", name, "topic")}
        assert held == {SUPPRESSED}  # those after a are of one size, and hidden together


def test_clusters_are_in_few_parts_and_intervals_are_there():
    rng = np.random.default_rng(1)
    frame = pl.DataFrame({"tone": rng.choice(["deep", "light"], 3000, p=[0.2, 0.8]),
                          "hair": rng.choice(["coily", "wavy"], 3000),
                          "topic": rng.choice(["x", "y"], 3000),
                          "who": [f"u{i}" for i in rng.integers(0, 300, 3000)]})  # fmt: skip
    columns = CatalogColumns(DIMENSIONS, by=("topic",), category="topic", cluster="who")
    tally = count_catalog(frame, columns)
    told = suppress(tally, LEAST)
    assert all(n == 0 or n >= LEAST for n in numbers(told))
    plain, hid = (audit_catalog(t).dimensions[0].buckets[0].counted for t in (tally, told))
    assert hid.estimate == plain.estimate
    assert hid.low is not None
    assert 0.5 < (hid.high - hid.low) / (plain.high - plain.low) < 3
    assert Counter(len(row) for cell, row in told.counts.items()
                   if cell[:3] == ("label", "tone", "")) == {17: 2}  # fmt: skip


def test_probabilities_are_left_out_and_looked_at_items_refused():
    rng = np.random.default_rng(2)
    p = rng.random(400)
    frame = pl.DataFrame({"id": range(400), "hair:coily": p, "hair:wavy": 1 - p})
    soft = (Said("hair", None, ("hair:coily", "hair:wavy"), ("coily", "wavy")),)
    told = suppress(count_catalog(frame, CatalogColumns(soft, "id")), LEAST)
    assert not told.sums
    assert all(n == 0 or n >= LEAST for n in numbers(told))
    found = audit_catalog(told)
    assert found.dimensions[0].buckets[0].favoured.undefined.startswith("suppressed")
    from everyhue.audit.catalog import Sample

    sample = Sample(
        frame.head(50).with_columns(true_hair=pl.lit("coily")).select("id", "true_hair")
    )
    with pytest.raises(EveryhueError, match="suppress with a sample"):
        suppress(count_catalog(frame, CatalogColumns(soft, "id"), sample), LEAST)
    with pytest.raises(EveryhueError, match="whole number ≥ 2"):
        suppress(told, 1)
    with pytest.raises(EveryhueError, match="nothing of it can be told"):
        suppress(told, 10_000)
