"""A refinement on labels of a model is off until an audit of that very model passed."""

from __future__ import annotations

import os
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from everyhue.catalog import Catalog
from everyhue.cli.index import command as index
from everyhue.errors import InputError
from everyhue.ranking.request import Request
from everyhue.service.app import create_app
from everyhue.service.settings import load_settings, parse_settings
from everyhue.service.state import AppState
from everyhue.signals import SKIN_TONE
from everyhue.signals.labels_file import Labelled
from everyhue.signals.report_card import Stamp
from everyhue.signals.tone import cold_start
from everyhue.types import Labels, Provenance

from .conftest import LOCAL, TestClient


def labels_file(path, source, calibration=None):
    words = [SKIN_TONE.ids[row % 4] for row in range(40)]
    labels = Labels.from_hard(words, SKIN_TONE, provenance=Provenance(source, calibration))
    Labelled.of([f"i{row}" for row in range(40)], labels).save(path)


def stamped(path, source, status="pass"):
    Stamp("skin_tone", source, status, "all 15 gates pass", 900, "2026-01-31").save(path)


@pytest.fixture
def folder(tmp_path):
    rows = "".join(f"i{row},glossy lipstick {row}\n" for row in range(40))
    (tmp_path / "items.csv").write_text("id,title\n" + rows)
    labels_file(tmp_path / "tone.parquet", "tone-1@masks")
    made(tmp_path, "--labels", tmp_path / "tone.parquet")
    return tmp_path


def made(folder, *more):
    words = [folder / "items.csv", "--out", folder / "my.catalog", *more]
    result = CliRunner().invoke(index, [str(word) for word in words])
    assert result.exit_code == 0, repr(result.exception)
    return result.output


def refinable(folder, toml=""):
    (folder / "everyhue.toml").write_text(toml)
    settings = load_settings(folder / "everyhue.toml")
    with Catalog.open(folder / "my.catalog") as catalog:
        state = AppState(catalog, settings)
        response = state.respond(Request(query="lipstick"))
        state.close()
    return list(response.refinable)


AUDITED = '[dimensions.skin_tone]\naudited = "stamp.json"\n'


def test_labels_of_a_model_stay_off_without_a_stamp(folder, caplog):
    assert refinable(folder) == []
    assert "no audit is named; it stays off" in caplog.text


def test_a_stamp_that_passed_switches_it_on(folder):
    stamped(folder / "stamp.json", "tone-1@masks")
    assert refinable(folder, AUDITED) == ["skin_tone"]


@pytest.mark.parametrize("status", ["fail", "insufficient evidence"])
def test_another_verdict_keeps_it_off(folder, status):
    stamped(folder / "stamp.json", "tone-1@masks", status)
    assert refinable(folder, AUDITED) == []


def test_a_stamp_of_another_model_or_none_at_all_keeps_it_off(folder):
    stamped(folder / "stamp.json", "tone-2@masks")
    assert refinable(folder, AUDITED) == []
    (folder / "stamp.json").write_text("{}")
    assert refinable(folder, AUDITED) == []
    os.remove(folder / "stamp.json")
    assert refinable(folder, AUDITED) == []


def test_labels_of_the_prior_stay_off_over_http_until_an_audit_of_them_passed(folder):
    prior = cold_start()
    labels_file(folder / "prior.parquet", f"{prior.id}@whole", prior.calibration.id)
    said = made(folder, "--labels", folder / "prior.parquet")
    assert "labels of an uncalibrated prior. The refinement stays off until an audit" in said
    asked = {"q": "lipstick", "refine": "skin_tone:deep"}

    def answer(toml):
        settings = parse_settings(toml, folder=folder)
        with TestClient(create_app(folder / "my.catalog", settings), base_url=LOCAL) as client:
            return client.get("/v1/search", params=asked).json()

    for status in ("fail", "insufficient evidence", "pass"):
        stamped(folder / "stamp.json", f"{prior.id}@whole", status)
        for toml in ("", AUDITED):
            found = answer(toml)
            on = (status, toml) == ("pass", AUDITED)
            assert ("skin_tone" in found["refinable"]) is on
            assert any(item["labels"] for item in found["items"]) is on
            assert (found["items"][0]["labels"] == {"skin_tone": "deep"}) is on


@contextmanager
def serving(folder, **more):
    """A service that goes on, and what it offers now."""
    (folder / "everyhue.toml").write_text(AUDITED)
    settings = load_settings(folder / "everyhue.toml")
    with Catalog.open(folder / "my.catalog") as catalog:
        state = AppState(catalog, settings, **more)
        yield lambda: list(state.respond(Request(query="lipstick")).refinable)
        state.close()


def test_a_stamp_that_goes_or_fails_while_the_service_runs_switches_it_off(folder, caplog):
    stamp = folder / "stamp.json"
    stamped(stamp, "tone-1@masks")
    with serving(folder, check_every=0) as offers:
        assert offers() == ["skin_tone"]
        stamped(stamp, "tone-1@masks", "fail")
        assert offers() == []
        stamped(stamp, "tone-1@masks")
        assert offers() == ["skin_tone"]
        stamp.write_text(stamp.read_text()[:40])
        assert offers() == []
        stamped(stamp, "tone-1@masks")
        assert offers() == ["skin_tone"]
        stamp.unlink()
        assert offers() == []
        assert "skin_tone stays off" in caplog.text
        stamp.mkdir()  # nothing that can be read
        assert offers() == []
        stamp.rmdir()
        stamped(stamp, "tone-1@masks")
        assert offers() == ["skin_tone"]


def test_stamps_are_looked_at_seldom_and_read_only_when_they_change(folder, monkeypatch):
    stamped(folder / "stamp.json", "tone-1@masks")
    reads, plain = [], Stamp.load
    monkeypatch.setattr(Stamp, "load", lambda path: reads.append(path) or plain(path))
    with serving(folder, check_every=0) as offers:
        for _ in range(20):
            assert offers() == ["skin_tone"]
        assert len(reads) == 1
    with serving(folder, check_every=3600) as offers:
        assert offers() == ["skin_tone"]
        (folder / "stamp.json").unlink()
        assert offers() == ["skin_tone"]  # until the next look


def test_asking_for_always_does_not_help(folder):
    assert refinable(folder, '[dimensions.skin_tone]\noffer = "always"\n') == []


def test_labels_that_people_gave_need_no_stamp(folder):
    labels_file(folder / "own.parquet", "operator: labels.csv (plain)")
    made(folder, "--labels", folder / "own.parquet")
    assert refinable(folder) == ["skin_tone"]


def test_labels_of_two_models_need_both_to_pass(folder):
    labels_file(folder / "new.parquet", "tone-2@masks")
    made(folder, "--labels", folder / "new.parquet", "--add")
    stamped(folder / "stamp.json", "tone-1@masks")
    assert refinable(folder, AUDITED) == []
    with Catalog.open(folder / "my.catalog") as catalog:
        assert catalog.facts["labels:skin_tone"] == "tone-1@masks + tone-2@masks"


def test_a_dimension_of_ones_own_can_be_audited_too():
    text = '[dimensions.price]\nbuckets = ["low", "high"]\naudited = "s.json"\n'
    assert str(parse_settings(text).audited["price"]) == "s.json"
    with pytest.raises(InputError, match=r"stamp\.json"):
        parse_settings("[dimensions.skin_tone]\naudited = true\n")


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [("tone-1@masks", "fail", "the audit of tone-1@masks says fail (all 15 gates pass)"),
     ("tone-9@masks", "pass", "its audit passed for tone-9@masks, its labels are of tone-1@masks")],
)  # fmt: skip
def test_the_log_says_why_it_stays_off(folder, caplog, source, status, words):
    stamped(folder / "stamp.json", source, status)
    assert refinable(folder, '[dimensions.skin_tone]\naudited = "stamp.json"\n') == []
    assert f"skin_tone stays off: {words}" in caplog.text
