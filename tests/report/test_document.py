"""The page of a report, and findings as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pytest

from everyhue.report import Document, Section, as_plain, bullets, paragraph, render, to_json
from everyhue.types import Tally, Value

DOCUMENT = Document(
    "A & B", "sub <b>", ("First <i>.", "Second."), (("9", "things", "<u>"),),
    (Section("one", "One <s>", "Intro <em>", (paragraph("x < y"),)), Section("two", "Two")),
)  # fmt: skip


def test_words_are_escaped_and_blocks_are_not():
    page = render(DOCUMENT)
    for tag in ("<i>", "<u>", "<s>", "<em>", "<b>"):
        assert tag not in page
    assert "<p>x &lt; y</p>" in page
    assert page.index("What we found") < page.index('id="one"') < page.index('id="two"')


def test_contents_lead_to_every_section():
    page = render(DOCUMENT)
    for section in DOCUMENT.sections:
        assert f'href="#{section.id}"' in page
        assert f'<section id="{section.id}"' in page


def test_the_page_has_a_language_a_skip_link_and_both_schemes():
    page = render(DOCUMENT)
    for words in ('<html lang="en">', 'class="skip"', "prefers-color-scheme: dark", "@media print"):
        assert words in page


def test_lists_are_escaped():
    assert bullets(["<a>", "b"]) == "<ul><li>&lt;a&gt;</li><li>b</li></ul>"


@dataclass(frozen=True)
class Found:
    value: Value
    by: dict
    tally: Tally


def test_findings_become_plain_and_the_tally_stays_out():
    found = Found(Value(0.5, 0.4, 0.6, 0.95, 9, "t"), {"a": (np.float64(1), {2})}, Tally("x", ()))
    assert as_plain(found) == {
        "value": {
            "estimate": 0.5, "low": 0.4, "high": 0.6, "level": 0.95, "n": 9, "method": "t",
        },
        "by": {"a": [1.0, [2]]},
    }  # fmt: skip


def test_json_names_its_kind_and_version_and_has_no_nan():
    body = json.loads(to_json("replay", {"a": Value.undefined_because("empty")}, log="x.csv"))
    assert body == {
        "schema": 1, "kind": "replay", "log": "x.csv", "findings": {"a": {"undefined": "empty"}},
    }  # fmt: skip
    with pytest.raises(ValueError, match="JSON compliant"):
        to_json("replay", {"a": float("nan")})
