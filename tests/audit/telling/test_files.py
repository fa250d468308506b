"""The files of an audit: JUnit in Jenkins' shape, a short summary, a card."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from everyhue.audit.rules import Gate, Rules
from everyhue.audit.telling import Stated, Writing, junit, model_card, read_card, write_report
from everyhue.errors import EveryhueError
from everyhue.types import Tally

from .conftest import AWKWARD, told

# What Jenkins' schema of JUnit files (junit-10.xsd) allows of an element: attributes, children.
SHAPE = {
    "testsuites": ({"name", "time", "tests", "failures", "disabled", "errors"}, ["testsuite"]),
    "testsuite": (
        {"name", "tests", "failures", "errors", "time", "disabled", "skipped", "timestamp",
         "hostname", "id", "package"},
        ["properties", "testcase", "system-out", "system-err"],
    ),
    "properties": (set(), ["property"]),
    "property": ({"name", "value"}, []),
    "testcase": (
        {"name", "assertions", "time", "classname", "status"},
        ["skipped", "error", "failure", "system-out", "system-err"],
    ),
    "failure": ({"type", "message"}, []),
    "skipped": ({"type", "message"}, []),
}  # fmt: skip


def in_shape(element: ET.Element) -> None:
    attributes, children = SHAPE[element.tag]
    assert set(element.attrib) <= attributes, element.tag
    places = [children.index(child.tag) for child in element]
    assert places == sorted(places), element.tag
    for child in element:
        in_shape(child)


def test_junit_is_in_the_shape_that_ci_reads_and_its_counts_add_up(each):
    audit, _ = each
    root = ET.fromstring(junit("Model audit", audit.gates))
    in_shape(root)
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
        assert len({case.get("name") for case in cases}) == len(cases)
    assert int(root.get("tests")) == sum(int(suite.get("tests")) for suite in root)
    assert len(root) == len(audit.gates)


def test_a_suite_says_what_its_gate_says(each):
    audit, _ = each
    for suite, one in zip(ET.fromstring(junit("t", audit.gates)), audit.gates, strict=True):
        first = suite.find("testcase")
        said = {"pass": None, "fail": "failure", "insufficient evidence": "skipped"}[one.status]
        assert [child.tag for child in first] == ([] if said is None else [said])


def test_a_failure_names_the_bound_that_decided(failing):
    root = ET.fromstring(junit("t", failing.gates))
    message = root.find("testsuite/testcase[@name='deep']/failure").get("message")
    assert message.startswith("upper bound 0.")
    assert "< 0.7" in message


def test_what_lacks_evidence_may_be_asked_to_fail():
    root = ET.fromstring(junit("t", told(n=900).gates, open_as="failure"))
    assert root.findall(".//skipped") == []
    assert {f.get("type") for f in root.iter("failure")} >= {"insufficient evidence"}


def test_names_that_xml_cannot_hold_are_still_written(failing):
    text = junit("bell \x07", failing.gates)
    ET.fromstring(text)
    assert "\x07" not in text


def test_the_summary_is_short_and_whole(each):
    audit, verdict = each
    lines = audit.markdown.split("\n")
    assert len(lines) <= 30
    assert lines[0].endswith("Model audit: a.csv")
    assert (verdict in lines[0]) == (verdict != "none")
    table = [line for line in lines if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in table}) <= 1
    shown = len(table) - 2 if table else 0
    folded = audit.markdown.count("<li>")
    assert shown + folded == len(audit.gates)
    assert "<script>" not in "".join(table)


def test_a_summary_of_many_gates_stays_short():
    many = Rules(minimum=500, gate=tuple(
        Gate(measure="selection_rate", at_least=0.7 + i / 1000) for i in range(30)
    ))  # fmt: skip
    audit = told(ratio=0.5, rules=many)
    assert len(audit.gates) == 90
    assert len(audit.markdown.split("\n")) <= 30


def test_a_card_marks_what_only_the_operator_knows(failing):
    empty = model_card(failing.card)
    assert empty.count("**To be filled in:**") == 10
    stated = Stated(name="Ranker 7", intended_use="Ordering of search results.", owners="Search")
    card = model_card(failing.card, stated)
    assert card.startswith("# Model card: Ranker 7\n")
    assert "Intended use: Ordering of search results." in card
    assert card.count("**To be filled in:**") == 8
    for words in ("12,000 rows", "selection rate", "Clopper", "❌ fail", "no column"):
        assert words in card


def test_a_card_has_every_group_of_a_column_with_its_interval(failing):
    card = model_card(failing.card)
    assert "| tone: deep | " in card
    line = next(line for line in card.split("\n") if line.startswith("| tone: deep"))
    assert line.count(" to ") == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('intended = "x"', "Did you mean 'intended_use'"), ("name = 3", "got 3, expected text"),
        ("name", "not valid TOML"),
    ],
)  # fmt: skip
def test_a_card_file_that_does_not_fit_is_refused(tmp_path, text, message):
    (tmp_path / "card.toml").write_text(text)
    with pytest.raises(EveryhueError, match=message):
        read_card(tmp_path / "card.toml")
    with pytest.raises(EveryhueError, match="cannot be read"):
        read_card(tmp_path / "none.toml")


def test_all_files_are_written_in_one_go(tmp_path, failing):
    tally = Tally("classification of y by s", ("tone",))
    write_report(failing, tally, tmp_path / "r", Writing(Stated(name="R7")))
    names = {path.name for path in (tmp_path / "r").iterdir()}
    assert names == {
        "index.html", "report.json", "summary.md", "junit.xml", "model-card.md", "tally.json",
    }  # fmt: skip
    assert "R7" in (tmp_path / "r" / "model-card.md").read_text("utf-8")
    assert AWKWARD.split("\n")[0].split(" ")[1] not in (tmp_path / "r" / "index.html").read_text()
