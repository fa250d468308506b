"""The audit page: its numbers are those of the path, kept until something changes."""

from __future__ import annotations

import threading
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from everyhue.audit.replaying import LOGGED
from everyhue.catalog import Catalog, Item
from everyhue.errors import InputError
from everyhue.ranking.pipeline import answer
from everyhue.ranking.request import Request
from everyhue.service.app import create_app
from everyhue.service.demo import level_path
from everyhue.service.state import AppState
from everyhue.service.web import audit_jobs
from everyhue.service.web.audit_jobs import Audits
from everyhue.service.web.audit_page import read_queries
from everyhue.service.web.audit_run import DEPTH, DIVERSE, audit_queries
from everyhue.service.web.audit_view import World, audit_panels, audit_worlds, missing

QUERIES = ("curly bob", "nurse", "wedding guest dress", "everyday makeup", "bob haircut")


@pytest.fixture
def state(demo_app: FastAPI) -> AppState:
    held: AppState = demo_app.state.everyhue
    return held


@pytest.fixture
def world(state: AppState) -> World:
    found = audit_queries(state.snapshot(), state.settings.path, QUERIES, lambda: None)
    [one] = audit_worlds({"as_is": found}, demo=True)
    return one


@pytest.mark.parametrize(("who", "diversify"), [(LOGGED, False), (DIVERSE, True)])
def test_div_and_unknown_share_are_those_of_the_answers(
    state: AppState, world: World, who: str, diversify: bool
) -> None:
    held = state.snapshot()
    shown = [
        [
            hit.key
            for hit in answer(
                Request(query=query, k=24, diversify=diversify), held, state.settings.path
            ).hits[:DEPTH]
        ]
        for query in QUERIES
    ]
    for name, dimension in held.dimensions.items():
        sure = [held.labels[name].sure[held.rows_of_keys(keys)].tolist() for keys in shown]
        known = [set(codes) - {-1} for codes in sure if set(codes) != {-1}]
        div = world.value(who, "div_at_k", name)
        assert div.n == len(known)
        if known:
            whole = sum(len(codes) == len(dimension.ids) for codes in known)
            assert div.number() == pytest.approx(whole / len(known))
        share = sum(codes.count(-1) / len(codes) for codes in sure) / len(sure)
        assert world.value(who, "unknown_share", name).number() == pytest.approx(share)


def test_every_question_has_a_chart_for_each_setting(state: AppState) -> None:
    snapshot, path = state.snapshot(), state.settings.path
    found = {
        name: audit_queries(snapshot, one, QUERIES, lambda: None)
        for name, one in {"as_is": path, "level": level_path(path)}.items()
    }
    worlds = audit_worlds(found, demo=True)
    panels = audit_panels(worlds, snapshot.dimensions)
    assert len(panels) >= 2 + len(snapshot.dimensions)
    assert all(len(panel.charts) == 2 for panel in panels)
    assert all("<table" in chart.html() for panel in panels for chart in panel.charts)
    assert [world.title for world in worlds] == ["With the made skew", "Zero skew"]


def test_queries_that_miss_buckets_are_listed_worst_first(state: AppState, world: World) -> None:
    lines = missing(world, state.snapshot().dimensions)
    assert lines
    assert [line.before for line in lines] == sorted((o.before for o in lines), reverse=True)


def test_queries_without_a_result_are_said_not_measured(state: AppState) -> None:
    found = audit_queries(state.snapshot(), state.settings.path, ("nurse", "qzxv"), lambda: None)
    assert found.empty == ("qzxv",)
    nothing = audit_queries(state.snapshot(), state.settings.path, ("qzxv",), lambda: None)
    assert nothing.findings is None
    assert audit_worlds({"as_is": nothing}, demo=False) == ()
    assert audit_panels((), state.snapshot().dimensions) == ()


def test_an_audit_is_kept_until_the_catalog_changes(tmp_path: Path) -> None:
    catalog = Catalog.create(tmp_path / "a.catalog", [Item(f"n{i}", "nurse") for i in range(5)])
    state = AppState(catalog, check_every=0)
    audits = Audits(state)
    first = audits.look(("nurse",), wait=20)
    assert audits.look(("nurse",), wait=20) is first
    assert audits.look(("doctor",), wait=20) is not first
    catalog.apply(take_down=["n1"])
    assert audits.look(("nurse",), wait=20) is not first


def test_only_the_last_audits_are_kept(state: AppState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_jobs, "MOST_KEPT", 2)
    audits = Audits(state)
    jobs = [audits.look((query,), wait=20) for query in ("a", "b", "c")]
    assert audits.look(("c",), wait=20) is jobs[2]
    assert audits.look(("a",), wait=20) is not jobs[0]


def test_a_slow_audit_says_how_far_it_is(
    demo_app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    monkeypatch.setattr(audit_jobs, "audit_queries", lambda *_: gate.wait(20))
    monkeypatch.setattr(audit_jobs, "WAIT", 0.0)
    try:
        text = client.get("/audit?queries=slow+query").text
    finally:
        gate.set()
    assert "Measuring: 0 of 2 queries" in text
    assert "Look again" in text


def test_a_failed_audit_is_said_and_tried_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(audit_jobs, "audit_queries", broken)
    text = client.get("/audit?queries=breaks").text
    assert "The audit failed" in text
    assert "secret" not in text
    monkeypatch.undo()
    assert "The audit failed" not in client.get("/audit?queries=breaks").text


def test_the_page_shows_numbers_and_takes_queries(client: TestClient) -> None:
    text = unescape(client.get("/audit", params={"queries": "curly bob\nnurse\nqzxv"}).text)
    assert "Is every bucket there?" in text
    assert "With the made skew" in text
    assert "Zero skew" in text
    assert "qzxv" in text
    assert "undefined" not in text.split('class="facts')[1].split("</dl>")[0]


def test_a_catalog_of_ones_own_is_asked_for_queries(tmp_path: Path) -> None:
    catalog = Catalog.create(tmp_path / "b.catalog", [Item("n", "nurse")])
    with TestClient(create_app(catalog), base_url="http://127.0.0.1") as plain:
        assert "Which queries should be asked?" in plain.get("/audit").text
        assert "Relevance kept" in plain.get("/audit?queries=nurse").text


def test_queries_are_limited() -> None:
    assert read_queries("a\n a \n\nb") == ("a", "b")
    with pytest.raises(InputError, match="queries"):
        read_queries("\n".join(map(str, range(61))))
    with pytest.raises(InputError, match="queries"):
        read_queries("a" * 501)
