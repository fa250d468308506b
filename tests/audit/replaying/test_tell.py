"""The report of a replay: its words, its files, and that they agree with the findings."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace

import pytest

from everyhue.audit import Plan, replay
from everyhue.audit.replaying import Numbers, query_table, strategy_table, tell_replay, write_replay
from everyhue.types import Bucket, Dimension, Selection, Tally

from .conftest import HAIR, TONES, by_tone

SECTIONS = [
    "diversity", "exposure", "cost", "frontier", "worst", "supply", "trigger", "unknown", "method",
    "limits",
]  # fmt: skip
DIMENSIONS = {
    "tone": Dimension("tone", "Tone & light", tuple(Bucket(t, t.title()) for t in TONES)),
    "hair": Dimension("hair", "Hair", tuple(Bucket(h, h.title()) for h in HAIR)),
}


@pytest.fixture
def found(lists):
    strategies = {"by <tone>": by_tone()}
    return replay(lists, strategies, sweeps={"by <tone>": by_tone}, plan=Plan(swept=8))


@pytest.fixture
def told(found):
    return tell_replay(found, DIMENSIONS, name="log.csv")


def test_sections_come_in_their_order_after_what_was_found(told):
    assert [section.id for section in told.document.sections] == SECTIONS
    assert 3 <= len(told.found) <= 6
    assert told.document.found == told.found


def test_sentences_hold_the_measured_numbers(found, told):
    now = Numbers(found).mean("logged", "div_at_k", "tone")
    assert f"Tone & light: {now.number():.0%} of {now.n} requests" in told.found[0]
    assert any("Suggested: by <tone> at diversity" in words for words in told.found)


def test_the_page_needs_nothing_else_and_is_escaped(found, told, tmp_path):
    write_replay(told, found, tmp_path)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert "http" not in page
    assert "@import" not in page
    assert "url(" not in page
    assert "by &lt;tone&gt;" in page
    assert "<tone>" not in page
    assert "Tone &amp; light" in page
    assert page.count("<h1") == 1


def test_every_drawing_has_a_title_a_description_and_its_numbers(told):
    blocks = "".join(block for section in told.document.sections for block in section.blocks)
    figures = re.findall(r"<figure.*?</figure>", blocks, re.DOTALL)
    assert figures
    for figure in figures:
        assert figure.count("<title") == figure.count("<desc") == 2
        assert "<table>" in figure
    ids = re.findall(r' id="([^"]+)"', blocks)
    assert len(ids) == len(set(ids))


def test_files_agree_with_the_findings(found, told, tmp_path):
    write_replay(told, found, tmp_path / "deep" / "report")
    folder = tmp_path / "deep" / "report"
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "index.html", "report.json", "summary.md", "tally.json", "worst.csv", "supply.csv",
    }  # fmt: skip
    assert Tally.load(folder / "tally.json").counts == found.tally.counts
    body = json.loads((folder / "report.json").read_text("utf-8"))
    assert (body["schema"], body["kind"], body["log"]) == (1, "replay", "log.csv")
    assert body["findings"]["requests"] == 60
    assert "tally" not in body["findings"]
    with (folder / "worst.csv").open(encoding="utf-8") as handle:
        worst = list(csv.DictReader(handle))
    assert {row["strategy"] for row in worst} == {"logged", "by <tone>"}
    line = found.worst[0]
    places = [
        float(row["places"])
        for row in worst
        if (row["query"], row["surface"], row["dimension"], row["strategy"])
        == (line.query, line.surface, line.dimension, "logged")
    ]
    assert sum(places) == pytest.approx(10)
    with (folder / "supply.csv").open(encoding="utf-8") as handle:
        assert len(list(csv.DictReader(handle))) == len(found.supply)


def test_tables_have_a_row_per_strategy_and_per_query(found):
    numbers = Numbers(found, DIMENSIONS)
    table = strategy_table(numbers)
    assert [row[0] for row in table.rows] == ["logged", "by <tone>"]
    assert all(len(row) == len(table.head) for row in table.rows)
    for dimension in ("tone", "hair"):
        queries = query_table(numbers, dimension)
        assert len(queries.rows) == 14
        assert all(len(row) == len(queries.head) for row in queries.rows)
    assert "Target" in query_table(numbers, "hair").head
    assert "places of Coily" in query_table(numbers, "hair").caption


def test_a_failing_strategy_is_told(lists):
    def fails(one, k):
        raise ValueError("no model")

    told = tell_replay(replay(lists, {"bad": fails}, plan=Plan()), DIMENSIONS)
    blocks = "".join(block for section in told.document.sections for block in section.blocks)
    assert "bad failed open on 60 requests; the first time: ValueError: no model" in blocks
    assert "bad (failed open 60×)" in blocks


def test_moving_the_unknown_is_told(lists):
    def known_first(one, k):
        order = sorted(range(len(one)), key=lambda i: (one.labels["tone"].sure[i] < 0, i))[:k]
        import numpy as np

        return Selection(np.array(order), np.zeros(k), "known_first")

    told = tell_replay(replay(lists, {"known_first": known_first}, plan=Plan()), DIMENSIONS)
    assert any("more than two: look into it" in words for words in told.found)


def test_notes_and_limits_are_part_of_the_report(found):
    told = tell_replay(replace(found, notes=("No scores.",)), DIMENSIONS)
    method, limits = told.document.sections[-2:]
    assert "No scores." in method.blocks[0]
    assert "A target is a choice" in limits.blocks[0]
