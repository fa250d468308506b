"""Gates: the schema, the verdicts, and how often they are right when the truth is known."""

from __future__ import annotations

import os

import numpy as np
import pytest

from everyhue.audit.judging import POOLED, judged
from everyhue.audit.model import judge
from everyhue.audit.model.operating import (
    World,
    coverage_table,
    operating_page,
    operating_table,
    skewed_shares,
)
from everyhue.audit.rules import Gate, Rules, audited_families, exit_code, read_rules
from everyhue.errors import EveryhueError
from everyhue.metrics.groups import CLUSTER, Cells
from everyhue.types import Tally, Value, Verdict

FULL = bool(os.environ.get("EVERYHUE_FULL"))
RUNS = 1000 if FULL else 60


def tally(table, by=("race",), **more):
    counts = {cell: dict(zip(("tp", "fp", "fn", "tn"), four, strict=True))
              for cell, four in table.items()}  # fmt: skip
    return Tally("classification of y by p", by, counts, **more)


EVEN = {("a",): (1500, 1500, 1500, 5500), ("b",): (1520, 1480, 1490, 5510)}


def gates(minimum=1000, **gate):
    stated = {"measure": "selection_rate", "at_least": 0.8, "at_most": 1.25} | gate
    return Rules(minimum=minimum, gate=(Gate(**stated),))


def test_even_rates_pass_and_uneven_ones_fail():
    assert judge(tally(EVEN), gates())[0].status == "pass"
    uneven = EVEN | {("c",): (300, 200, 700, 8800)}
    one = judge(tally(uneven), gates())[0]
    assert one.status == "fail"
    assert one.why.startswith("c: upper bound")
    assert {line.group: line.verdict.status for line in one.lines}["c"] == "fail"


def test_few_rows_are_no_verdict_but_say_how_many_it_takes():
    few = {("a",): (30, 30, 30, 110), ("b",): (31, 29, 30, 110)}
    one = judge(tally(few), gates(minimum=100))[0]
    assert one.status == "insufficient evidence"
    assert one.rows_needed > 400
    scale = one.rows_needed / 400 * 1.2
    many = {cell: tuple(int(n * scale) for n in four) for cell, four in few.items()}
    assert judge(tally(many), gates(minimum=100))[0].status == "pass"


def test_small_cells_are_pooled_and_listed():
    table = EVEN | {(f"s{i}",): (3, 3, 3, 11) for i in range(60)}
    stated = gates().model_copy(update={"most_pooled": 0.1})
    one = judge(tally(table), stated)[0]
    assert len(one.pooled) == 60
    assert one.lines[-1].group == POOLED
    assert one.lines[-1].rows == 1200
    assert one.status == "pass"
    strict = judge(tally(table | {("(missing)",): (1470, 1470, 1470, 5390)}), gates())[0]
    assert strict.rows_needed == 31_000 * 1000 // 20
    assert strict.status == "insufficient evidence"
    assert "more than the 1% that may go untested" in strict.why


def test_a_small_cell_that_clearly_fails_fails_the_gate():
    one = judge(tally(EVEN | {("c",): (0, 3, 40, 157)}), gates())[0]
    assert one.status == "fail"
    assert one.pooled == {"c": 200}
    assert one.lines[-1].group == "c"


def test_no_gate_aims_at_missing_groups():
    one = judge(tally(EVEN | {("(missing)",): (1, 1, 4000, 4000)}), gates())[0]
    assert one.left_out == {"(missing)": 8002}
    assert {line.group for line in one.lines} == {"a", "b"}


def test_references_and_extremes_and_values():
    table = EVEN | {("c",): (1100, 1100, 1900, 5900)}
    apart = {"compare": "difference", "against": "extremes"}
    for more, status in (
        ({"against": "reference", "reference": {"race": "b"}}, "fail"),
        ({"against": "extremes", "at_most": None}, "fail"),
        (
            apart | {"at_least": None, "at_most": 0.1},
            "pass",
        ),
        ({"compare": "difference", "at_least": -0.1, "at_most": 0.1}, "pass"),
        ({"compare": "value", "at_least": 0.2, "at_most": 0.4}, "pass"),
        ({"compare": "value", "at_least": 0.25, "at_most": None}, "fail"),
    ):
        assert judge(tally(table), gates(**more))[0].status == status, more
    with pytest.raises(EveryhueError, match="Known: a, b, c"):
        judge(tally(table), gates(against="reference", reference={"race": "z"}))
    with pytest.raises(EveryhueError, match="cells of a gate"):
        judge(tally(table), gates(cells=("age",)))


def test_undefined_is_insufficient_not_zero():
    table = {("a",): (0, 500, 0, 5000), ("b",): (900, 500, 600, 5000)}
    one = judge(tally(table), gates(measure="tpr", minimum=1))[0]
    assert one.pooled == {"a": 0}
    none = judge(tally({("a",): (0, 500, 0, 5000)}), gates(measure="tpr", minimum=1))[0]
    assert none.status == "insufficient evidence"
    nothing = {("a",): (0, 0, 100, 900), ("b",): (0, 0, 100, 900)}
    why = judge(tally(nothing), gates(minimum=1))[0].why
    assert "what it is compared with is 0" in why


def test_the_family_is_all_gates_and_cells():
    two = Rules(gate=(Gate(measure="tpr", at_least=0.8), Gate(measure="fpr", at_most=1.25)))
    table = {(r, s): EVEN["a",] for r in "ab" for s in "xyz"}
    found = judge(tally(table, ("race", "sex")), two)
    assert [one.by for one in found] == [("race",), ("sex",), ("race", "sex")] * 2
    assert {one.family for one in found} == {2 * ((2 + 1) + (3 + 1) + (6 + 1))}
    assert len(judge(tally(table, ("race", "sex")), two, depth=1)) == 4


def test_clusters_make_a_gate_less_sure():
    rng = np.random.default_rng(0)
    plain, clustered = {}, {}
    for group in "ab":
        for bucket in range(40):
            k = 200 * int(rng.random() < 0.3)
            clustered[group, str(bucket)] = (k, 0, 0, 200 - k)
        every = np.sum([four for cell, four in clustered.items() if cell[0] == group], 0)
        plain[group,] = tuple(every.tolist())
    alone = judge(tally(plain), gates(at_least=0.5, at_most=2.0))[0]
    known = judge(tally(clustered, ("race", CLUSTER)), gates(at_least=0.5, at_most=2.0))[0]
    assert alone.status == "pass"
    assert known.status == "insufficient evidence"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[gate]]\nmeasure = 'acuracy'\nat_least = 1", "Did you mean 'accuracy'"),
        ("[[gate]]\nmeasure = 'tpr'", "at_least, at_most or both"),
        ("[[gate]]\nmeasure = 'tpr'\nat_least = 2\nat_most = 1", "above at_most"),
        ("[[gate]]\nmeasure = 'tpr'\nat_least = 'x'", "at_least"),
        ("[[gate]]\nmeasure = 'tpr'\nat_lest = 1", "at_lest"),
        ("[[gate]]\nmeasure = 'tpr'\nat_least = 1\nagainst = 'reference'", "reference goes with"),
        ("[[gate]]\nmeasure='tpr'\nat_least=1\ncompare='value'\nagainst='extremes'", "compares"),
        ("minimun = 3\n[[gate]]\nmeasure = 'tpr'\nat_least = 1", "Did you mean 'minimum'"),
        ("level = 1.0\n[[gate]]\nmeasure = 'tpr'\nat_least = 1", "less than 1"),
        ("minimum = 3", "gate"),
        ("[[gate", "not valid TOML"),
    ],
)
def test_a_file_that_breaks_the_schema_says_where(tmp_path, text, message):
    path = tmp_path / "gates.toml"
    path.write_text(text)
    with pytest.raises(EveryhueError) as caught:
        read_rules(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(EveryhueError, match="cannot be read"):
        read_rules(tmp_path / "none.toml")


def test_exit_codes():
    assert exit_code(["pass", "insufficient evidence", "fail"]) == 1
    assert exit_code(["pass", "insufficient evidence"]) == 3
    assert exit_code(["pass"]) == exit_code([]) == 0


def test_families():
    assert len(audited_families(("a", "b", "c"))) == 7
    assert audited_families(("a", "b", "c"), 1) == (("a",), ("b",), ("c",))


def test_bounds_decide_never_the_estimate():
    for low, high, status in ((0.81, 0.9, "pass"), (0.7, 0.79, "fail"), (0.7, 0.9, "insufficient")):
        assert Verdict.within(Value(0.85, low, high), 0.8, None).status.startswith(status)
    for low, high, status in ((0.9, 1.2, "pass"), (1.3, 1.4, "fail"), (1.2, 1.3, "insufficient")):
        assert Verdict.within(Value(1.25, low, high), 0.8, 1.25).status.startswith(status)
    assert Verdict.within(Value.undefined_because("x"), None, 1.0).decided_by == "x"


@pytest.mark.slow
def test_the_operating_table_meets_its_targets():
    """Even at 1 M rows passes ≥ 65 %; false fails ≤ 1 %; ratio .62 passes ≤ 1 %, fails ≥ 95 %."""
    rng = np.random.default_rng(8)
    even = operating_table(World(skewed_shares()), rng, runs=RUNS)
    unfair = operating_table(World(skewed_shares(), ratio=0.62), rng, runs=RUNS)
    assert max(line.failed for line in even) <= 0.01
    assert max(line.passed for line in unfair) <= 0.01
    by_size = {line.rows: line for line in even}
    assert by_size[1_000_000].passed >= 0.65
    assert by_size[10_000_000].passed >= 0.95
    assert {line.rows: line for line in unfair}[1_000_000].failed >= 0.95


def test_a_truth_just_out_of_bounds_seldom_passes():
    """The promise of the intersection–union test: at most 1 − level, with many cells even."""
    rng, passed = np.random.default_rng(4), 0
    runs = 1000 if FULL else 150
    for _ in range(runs):
        p = np.full(20, 0.3)
        p[3] = 0.3 * 0.79
        k = rng.binomial(5000, p)
        cells = Cells.of_counts({str(i): (x, 0, 0, 5000 - x) for i, x in enumerate(k)})
        passed += judged([(gates().gate[0], cells)], gates())[0].status == "pass"
    assert passed / runs <= 0.05


@pytest.mark.slow
def test_the_bootstrap_of_the_gap_never_covers_and_ours_does():
    lines = coverage_table(World(skewed_shares()), np.random.default_rng(2), runs=RUNS)
    assert all(line.bootstrap == 0 for line in lines)
    assert all(line.ours >= 0.95 for line in lines)
    assert lines[0].plug_in > 0.4
    assert lines[0].four_fifths == 1


def test_the_same_seed_gives_the_same_page():
    shares = np.array([0.5, 0.3, 0.2])
    pages = {operating_page(World(shares), sizes=(5000,), runs=5) for _ in range(2)}
    assert len(pages) == 1
    assert "3 cells, the smallest with 20.00% of the rows" in pages.pop()


def test_a_reference_is_not_held_against_itself():
    """With few rows its own bounds would leave open whether it equals itself."""
    cells = Cells.of_counts({"a": (600, 0, 0, 600), "b": (500, 0, 0, 500)}, by="g")
    gate = Gate(measure="selection_rate", against="reference", reference={"g": "b"}, at_least=0.8)
    (found,) = judged([(gate, cells)], Rules(gate=(gate,)))
    assert [line.group for line in found.lines] == ["a"]
    assert found.status == "pass"
