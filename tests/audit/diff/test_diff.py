"""`audit diff`: what is compared, what is refused, and what is told."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

from everyhue.audit.diff import compare, read_report, tell_diff
from everyhue.audit.diff.compare import _nearer
from everyhue.audit.diff.direction import direction_of
from everyhue.audit.model import audit_model, tell_model
from everyhue.audit.rules import Gate, Rules
from everyhue.audit.telling import write_report
from everyhue.cli.audit import command
from everyhue.errors import EveryhueError
from everyhue.report import render
from everyhue.types import Tally, Value

RULES = Rules(minimum=100, gate=(Gate(measure="accuracy", at_least=0.9),))

EVEN = {
    ("deep", "a"): (500, 200, 150, 1150), ("deep", "b"): (510, 190, 150, 1150),
    ("light", "a"): (520, 180, 160, 1140), ("light", "b"): (505, 195, 145, 1155),
}  # fmt: skip
WORSE = EVEN | {("deep", "a"): (300, 400, 350, 950)}


def tally(table, by=("tone", "site"), **more):
    counts = {cell: dict(zip(("tp", "fp", "fn", "tn"), four, strict=True))
              for cell, four in table.items()}  # fmt: skip
    return Tally(more.pop("kind", "classification of y by p"), by, counts, **more)


def written(folder, made, rules=RULES):
    write_report(tell_model(audit_model(made, rules)), made, folder)
    return folder


@pytest.fixture
def pair(tmp_path):
    return written(tmp_path / "old", tally(EVEN)), written(tmp_path / "new", tally(WORSE))


def diff(*arguments, fails=False):
    words = ["diff", *map(str, arguments)]
    return CliRunner().invoke(command, words, catch_exceptions=not fails)


def test_a_change_for_the_worse_is_told_and_written(pair, tmp_path):
    result = diff(*pair, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "pass → fail" in result.output
    assert "of deep · a: " in result.output
    alone = diff(*pair, "--measure", "accuracy").output
    assert "Accuracy of deep · a: 82% → 62%, worse (-20.0 points" in alone
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "index.html", "report.json", "summary.md"
    }  # fmt: skip
    body = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert (body["kind"], body["worse"]) == ("diff", True)
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "<script" not in page
    assert "Before and after" in page
    summary = (tmp_path / "out" / "summary.md").read_text("utf-8")
    assert "| deep · a | accuracy | 82% | 62% |" in summary


@pytest.mark.parametrize(
    ("names", "more", "code"),
    [
        ("old new", ("--fail-on", "worse"), 1), ("old old", ("--fail-on", "worse"), 0),
        ("new old", ("--fail-on", "worse"), 0), ("old new", (), 0),
        ("old new", ("--fail-on", "worse", "--measure", "prevalence"), 1),
    ],
)  # fmt: skip
def test_exit_codes(pair, names, more, code):
    """The last: no measure asked about got worse, and a verdict did."""
    folders = [pair[0].parent / name for name in names.split()]
    if names == "new old":
        # Selection and the like changed; going back, those have no direction and count both ways.
        more = (*more, "--measure", "accuracy")
    assert diff(*folders, *more).exit_code == code


def test_measures_without_direction_count_both_ways(pair):
    table = EVEN | {("deep", "a"): (700, 400, 150, 750)}
    other = written(pair[0].parent / "more", tally(table))
    found = compare(read_report(pair[0]), read_report(other), measures=["selection_rate"])
    assert found.worse
    assert {line.change for line in found.lines} >= {"changed"}
    assert direction_of("selection_rate") == "none"


def test_the_same_report_twice_shows_nothing(pair):
    found = compare(read_report(pair[0]), read_report(pair[0] / "report.json"))
    assert not found.worse
    assert {line.change for line in found.lines} == {"noise"}
    assert "No change is more than noise" in tell_diff(found).found[1]
    assert all(line.difference.number() == 0 for line in found.lines if line.difference.defined)
    # As the old report names them, and so as its reader knows them.
    columns = {tuple(column for column, _ in line.group) for line in found.lines}
    assert columns == {(), ("tone",), ("site",), ("tone", "site")}


def test_mirrored_measures_are_one_comparison(pair):
    found = compare(read_report(pair[0]), read_report(pair[1]))
    assert found.counted_family == found.family - 2 * 9
    # 9 groups with all rows among them; 12 rates, 5 of them one less another; 6 more measures.
    assert found.family == 9 * (7 + 6)
    repeats = {line.measure: line.same_as for line in found.lines if line.same_as}
    assert repeats["error_rate"] == "accuracy"
    assert len(repeats) == 5
    by_key = {(line.group, line.measure): line for line in found.lines}
    for line in found.lines:
        twin = by_key[line.group, line.same_as or line.measure]
        assert (line.p, line.adjusted) == (twin.p, twin.adjusted)


def test_columns_in_another_order_are_the_same_groups(pair):
    turned = tally({cell[::-1]: four for cell, four in EVEN.items()}, by=("site", "tone"))
    other = written(pair[0].parent / "turned", turned)
    found = compare(read_report(pair[0]), read_report(other))
    assert found.appeared == found.vanished == ()
    assert all(line.difference.number() == 0 for line in found.lines if line.difference.defined)


def test_groups_and_measures_come_and_go(pair):
    table = {c: f for c, f in WORSE.items() if c != ("light", "b")}
    table |= {("light", "b"): (0, 40, 0, 60), ("medium", "a"): (100, 50, 50, 300)}
    other = written(pair[0].parent / "moved", tally(table))
    found = compare(read_report(pair[0]), read_report(other))
    assert {group for group, _ in found.appeared} == {
        (("tone", "medium"),), (("tone", "medium"), ("site", "a"))
    }  # fmt: skip
    lost = [(group, name) for group, name, _ in found.lost]
    assert ((("tone", "light"), ("site", "b")), "true_positive_rate") in lost
    back = compare(read_report(other), read_report(pair[0]))
    assert back.vanished == found.appeared
    assert [one[:2] for one in back.gained] == lost
    assert "is not defined any more: no positive rows" in " ".join(tell_diff(found).found)
    assert "is new" in " ".join(tell_diff(found).found) or "are new" in " ".join(
        tell_diff(found).found
    )
    render(tell_diff(back).document)


def test_a_tally_of_other_rows_is_not_believed(pair):
    tally(EVEN).save(pair[1] / "tally.json")
    found = compare(read_report(pair[0]), read_report(pair[1]))
    # Only where the other rows give the very numbers of the report, which then are the same counts.
    assert found.counted_family == 2 * 9
    assert found.worse


def test_without_tallies_the_stated_intervals_serve(pair):
    for folder in pair:
        (folder / "tally.json").unlink()
    found = compare(read_report(pair[0]), read_report(pair[1]))
    assert found.counted_family == 0
    assert any(line.measure == "accuracy" for line in found.among("worse"))


def test_gates_of_one_report_only(pair):
    other = written(pair[0].parent / "none", tally(EVEN), rules=None)
    found = compare(read_report(pair[0]), read_report(other))
    assert {gate.new for gate in found.gates} == {None}
    assert not found.worse


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda body: body | {"kind": "ranking"}, "expected 'model', as in"),
        (lambda body: body | {"schema": 99}, "Make the report again"),
        (lambda body: body | {"findings": body["findings"] | {"by": ["race"]}}, "same columns"),
        (lambda body: body | {"findings": {}}, "report.json of an audit by groups"),
        (lambda body: [body], "report.json of an audit by groups"),
        (lambda body: body | {"findings": body["findings"] | {"groups": [{"by": 3}]}},
         "not a report that can be compared"),
        (lambda body: body | {"findings": body["findings"] | {"groups": [], "overall": None}},
         "nothing to compare"),
    ],
)  # fmt: skip
def test_reports_that_cannot_be_compared(pair, change, message):
    path = pair[1] / "report.json"
    path.write_text(json.dumps(change(json.loads(path.read_text("utf-8")))), "utf-8")
    with pytest.raises(EveryhueError, match=message) as caught:
        diff(*pair, "--out", pair[0].parent / "out", fails=True)
    assert "\n" not in str(caught.value)
    assert not (pair[0].parent / "out").exists()


def test_files_that_are_not_there_or_not_json(pair):
    (pair[1] / "report.json").write_text("{", "utf-8")
    with pytest.raises(EveryhueError, match="not JSON"):
        diff(*pair, fails=True)
    with pytest.raises(EveryhueError, match="cannot be read"):
        diff(pair[0], pair[0] / "none.json", fails=True)
    with pytest.raises(EveryhueError, match="Did you mean 'accuracy'"):
        diff(pair[0], pair[0], "--measure", "acuracy", fails=True)


def test_values_without_interval_are_shown_and_not_called(pair):
    path = pair[1] / "report.json"
    body = json.loads(path.read_text("utf-8"))
    for line in body["findings"]["groups"]:
        for end in ("low", "high", "level"):
            line["values"]["accuracy"].pop(end, None)
    path.write_text(json.dumps(body), "utf-8")
    found = compare(read_report(pair[0]), read_report(pair[1]))
    lines = [line for line in found.lines if line.measure == "accuracy" and line.group]
    assert {line.change for line in lines} == {"untested"}
    assert all(np.isfinite(line.difference.number()) and line.p is None for line in lines)
    # Its mirror still has an interval, and is looked at.
    assert any(line.measure == "error_rate" for line in found.among("worse"))


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (Value(-0.06, -0.07, -0.05), Value(0.0, -0.01, 0.01), "better"),
        (Value(0.06, 0.05, 0.07), Value(-0.01, -0.02, 0.0), "better"),
        (Value(0.0, -0.01, 0.01), Value(-0.06, -0.07, -0.05), "worse"),
        (Value(-0.06, -0.07, -0.05), Value(0.055, 0.045, 0.065), "changed"),
    ],
)
def test_signed_measures_are_better_nearer_to_zero(before, after, change):
    assert _nearer(before, after) == change
