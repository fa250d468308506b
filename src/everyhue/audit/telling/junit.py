"""Verdicts as JUnit XML, which every CI shows beside its tests."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Literal

from everyhue.audit.judging import GateLine, GateOutcome
from everyhue.audit.telling.verdicts import rule_of, why
from everyhue.audit.telling.words import needed_words
from everyhue.types import Status

Open = Literal["skipped", "failure"]


def junit(title: str, outcomes: Sequence[GateOutcome], *, open_as: Open = "skipped") -> str:
    """Return verdicts as JUnit XML, in the shape that Jenkins reads.

    A suite is a gate on one set of columns. Its first case is the verdict of the gate, the others
    are those of the groups that were held.

    Parameters
    ----------
    title : str
        Of the audit.
    outcomes : sequence of GateOutcome
        Verdicts; without any the file has no suite.
    open_as : {"skipped", "failure"}
        What a case is that lacks evidence.

    Returns
    -------
    str
        XML.

    Examples
    --------
    >>> print(junit("Model audit", []).splitlines()[1])
    <testsuites name="Model audit" tests="0" failures="0" errors="0" time="0" />
    """
    suites = [_suite(title, one, open_as) for one in outcomes]
    counts = {name: str(sum(int(s.get(name, 0)) for s in suites)) for name in ("tests", "failures")}
    root = ET.Element("testsuites", {"name": _clean(title), **counts, "errors": "0", "time": "0"})
    root.extend(suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(title: str, one: GateOutcome, open_as: Open) -> ET.Element:
    name = f"{one.gate}, by {', '.join(one.by)}"
    cases = [_case((name, "every group"), one.status, why(one), open_as)]
    cases += [
        _case((name, line.group), line.verdict.status, _decided(one, line), open_as)
        for line in one.lines
    ]
    made = {kind: sum(case.find(kind) is not None for case in cases)
            for kind in ("failure", "skipped")}  # fmt: skip
    suite = ET.Element(
        "testsuite",
        {"name": _clean(name), "tests": str(len(cases)), "failures": str(made["failure"]),
         "errors": "0", "skipped": str(made["skipped"]), "time": "0", "package": _clean(title)},
    )  # fmt: skip
    suite.extend([_properties(one), *cases])
    return suite


def _properties(one: GateOutcome) -> ET.Element:
    """What a reader of the XML alone needs to judge a verdict."""
    held = ET.Element("properties")
    facts = {
        "rule": rule_of(one), "by": ", ".join(one.by), "level": f"{one.level:g}",
        "bounds that share the level": str(one.family), "groups pooled": str(len(one.pooled)),
        "groups left out": str(len(one.left_out)),
    }  # fmt: skip
    for name, value in facts.items():
        ET.SubElement(held, "property", {"name": name, "value": _clean(value)})
    return held


def _case(name: tuple[str, str], status: Status, words: str, open_as: Open) -> ET.Element:
    case = ET.Element(
        "testcase", {"classname": _clean(name[0]), "name": _clean(name[1]), "time": "0"}
    )
    if status == "pass":
        return case
    kind = "failure" if status == "fail" else open_as
    facts = {"message": _clean(words)} | ({"type": status} if kind == "failure" else {})
    ET.SubElement(case, kind, facts).text = _clean(words)
    return case


def _decided(one: GateOutcome, line: GateLine) -> str:
    needed = line.verdict.rows_needed
    more = "" if needed is None else f"; rows needed: {needed_words(needed, one.rows)}"
    return f"{line.verdict.decided_by} (estimate {line.own}, {line.rows:,} rows){more}"


def _clean(text: str) -> str:
    """Leave out what XML cannot hold, such as control characters in a group's name."""
    return "".join(c if c in "\t\n\r" or 32 <= ord(c) < 0xD800 or ord(c) > 0xDFFF else "�"
                   for c in text if ord(c) not in (0xFFFE, 0xFFFF))  # fmt: skip
