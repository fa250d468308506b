"""Operating the service: fail open, deadline, kill switch, shadow, holdback, settings, counters."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from everyhue.errors import FileError
from everyhue.registry import _ENTRIES, register
from everyhue.service.settings import load_settings
from everyhue.service.watched import Switch

Serve = Callable[..., TestClient]
DIVERSE = {"q": "bob haircut", "k": 10}


def ask(client: TestClient, **params: Any) -> dict[str, Any]:
    answer = client.get("/v1/search", params={**DIVERSE, **params})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer["items"]]


def counter(client: TestClient, line: str) -> float:
    for row in client.get("/metrics").text.splitlines():
        if row.startswith(line):
            return float(row.rsplit(" ", 1)[1])
    return 0.0


class Broken:
    """A strategy with a defect."""

    name = "broken"

    def run(self, problem: object) -> object:
        raise ZeroDivisionError("a defect")


class Slow:
    """A strategy that never ends by itself; like every kernel it looks at the clock."""

    name = "slow"

    def run(self, problem: Any) -> object:
        while True:
            time.sleep(0.001)
            problem.options.deadline.check("slow")


@pytest.fixture(autouse=True)
def strategies() -> Iterator[None]:
    for kind in (Broken, Slow):
        register("reranker", kind.name)(kind)
    yield
    for kind in (Broken, Slow):
        del _ENTRIES["reranker", kind.name]


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ('strategy = "broken"', "ZeroDivisionError"),
        ('strategy = "slow"\ndeadline_ms = 40', "DeadlineError"),
    ],
)
def test_it_fails_open(serve: Serve, toml: str, reason: str) -> None:
    client = serve(f"[surfaces.search]\n{toml}")
    answer = ask(client)
    assert answer["failed_open"]
    assert answer["served"] == "failed_open"
    assert ids(answer) == ids(ask(client, diversify="off"))
    line = f'everyhue_failed_open_total{{reason="{reason}",stage="rerank",surface="search"}}'
    assert counter(client, line) == 1
    assert reason in json.dumps(answer["explanation"])


def test_pages_go_on_after_a_failure(serve: Serve) -> None:
    client = serve('[surfaces.search]\nstrategy = "broken"')
    first = ask(client)
    second = ask(client, cursor=first["page"]["next_cursor"], strategy=[])
    assert not set(ids(first)) & set(ids(second))


def test_waiting_counts_against_the_deadline(serve: Serve) -> None:
    """A request that waited too long for a thread gets the original order."""
    client = serve("[server]\nthreads = 1\n[surfaces.search]\ndeadline_ms = 60")
    ask(client)
    release = threading.Event()
    state = client.app.state.everyhue  # type: ignore[attr-defined]
    snapshot = state.snapshot
    state.snapshot = lambda: (release.wait(0.2), snapshot())[1]
    assert ask(client)["failed_open"]


def test_the_kill_switch_needs_no_restart(client: TestClient, catalog: Path) -> None:
    before, off = ask(client), ask(client, diversify="off")
    Switch(catalog).turn(on=False)
    killed = ask(client)
    assert killed["served"] == "switched_off"
    assert ids(killed) == ids(off) != ids(before)
    assert ids(ask(client, diversify="on")) == ids(off)
    Switch(catalog).turn(on=True)
    assert ids(ask(client)) == ids(before)


def test_the_kill_switch_leaves_refinements(client: TestClient, catalog: Path) -> None:
    Switch(catalog).turn(on=False)
    answer = ask(client, refine="skin_tone:deep")
    assert answer["items"][0]["labels"]["skin_tone"] == "deep"


def test_settings_switch_it_off_too(serve: Serve) -> None:
    assert ask(serve("[diversify]\nenabled = false"))["served"] == "switched_off"


def test_settings_are_read_again(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "everyhue.toml"
    file.write_text("[surfaces.search]\ndiversify = false")
    client = serve(settings=load_settings(file), settings_file=file)
    assert ask(client)["served"] == "original"
    _edit(file, "[surfaces.search]\ndiversify = true")
    assert ask(client)["served"] == "diversified"
    _edit(file, "[surfaces.search]\ndiversify = 7 7")
    assert ask(client)["served"] == "diversified"
    assert counter(client, "everyhue_settings_refused_total") == 1


def test_an_edit_that_does_not_fit_the_catalog_is_refused(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "everyhue.toml"
    file.write_text("")
    client = serve(settings=load_settings(file), settings_file=file)
    _edit(file, '[dimensions.skin_tone]\nbuckets = ["a", "b"]')
    assert ask(client)["served"] == "diversified"
    assert counter(client, "everyhue_settings_refused_total") == 1


def _edit(file: Path, text: str) -> None:
    later = file.stat().st_mtime_ns + 10**9
    file.write_text(text)
    os.utime(file, ns=(later, later))


def test_an_offer_can_be_withdrawn(serve: Serve) -> None:
    client = serve('[dimensions.skin_tone]\noffer = "off"')
    answer = ask(client)
    assert "skin_tone" not in answer["refinable"]
    assert "hair_pattern" in answer["refinable"]


def test_shadow_serves_the_original_and_writes_both(serve: Serve, tmp_path: Path) -> None:
    toml = '[surfaces.search]\nshadow = true\n[diversify]\nshadow_log = "shadow.jsonl"'
    client = serve(toml)
    answer = ask(client)
    assert (answer["served"], answer["shadow"]) == ("shadow", True)
    assert ids(answer) == ids(ask(client, diversify="off"))
    client.app.state.everyhue.close()  # type: ignore[attr-defined]
    lines = [json.loads(line) for line in (tmp_path / "shadow.jsonl").read_text().splitlines()]
    assert len(lines) == 1
    assert lines[0]["original"] == ids(answer) != lines[0]["diversified"]
    assert lines[0]["query"] == "bob haircut"
    assert set(lines[0]) == {
        "surface", "query", "item", "k", "page_after", "original", "diversified",
        "dimensions", "failed_open", "milliseconds", "generation",
    }  # fmt: skip


def test_what_a_person_chose_is_never_written(serve: Serve, tmp_path: Path) -> None:
    toml = '[surfaces.search]\nshadow = true\n[diversify]\nshadow_log = "shadow.jsonl"'
    client = serve(toml)
    assert ask(client, refine="skin_tone:deep")["served"] == "shadow"
    client.app.state.everyhue.close()  # type: ignore[attr-defined]
    assert not (tmp_path / "shadow.jsonl").exists()


def test_shadow_without_a_log_writes_nothing(serve: Serve, tmp_path: Path) -> None:
    client = serve("[surfaces.search]\nshadow = true")
    before = set(tmp_path.rglob("*"))
    ask(client)
    client.app.state.everyhue.close()  # type: ignore[attr-defined]
    assert {p for p in set(tmp_path.rglob("*")) - before if "sqlite" not in p.name} == set()


def test_a_shadow_that_fails_is_counted(serve: Serve) -> None:
    toml = '[surfaces.search]\nshadow = true\n[diversify]\nshadow_log = "absent/shadow.jsonl"'
    client = serve(toml)
    assert ask(client)["served"] == "shadow"
    client.app.state.everyhue.close()  # type: ignore[attr-defined]
    assert counter(client, "everyhue_shadow_dropped_total") == 1


def test_the_holdback_stays_over_pages_and_edits(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "everyhue.toml"
    file.write_text("[surfaces.search]\nholdback = 1.0")
    client = serve(settings=load_settings(file), settings_file=file)
    first = ask(client)
    assert (first["served"], first["holdback"]) == ("holdback", True)
    assert ids(first) == ids(ask(client, diversify="off"))
    _edit(file, "[surfaces.search]\nholdback = 0.0")
    assert ask(client, cursor=first["page"]["next_cursor"])["holdback"]
    assert not ask(client)["holdback"]


def test_the_holdback_draws_requests_not_people(serve: Serve) -> None:
    client = serve("[surfaces.search]\nholdback = 0.5")
    queries = [f"bob haircut {i}" for i in range(30)]
    held = [ask(client, q=q)["holdback"] for q in queries]
    assert 5 <= sum(held) <= 25
    others = {"user-agent": "another", "cookie": "visitor=7", "x-forwarded-for": "198.51.100.7"}
    for query, before in zip(queries, held, strict=True):
        answer = client.get("/v1/search", params={**DIVERSE, "q": query}, headers=others)
        assert answer.json()["holdback"] == before


def test_metrics_count_content_and_stages(client: TestClient) -> None:
    ask(client)
    ask(client, diversify="off")
    client.get("/v1/search?q=bob&k=0")
    text = client.get("/metrics").text
    for line in (
        'everyhue_requests_total{served="diversified",surface="search"} 1.0',
        'everyhue_requests_total{served="original",surface="search"} 1.0',
        'everyhue_errors_total{status="400"} 1.0',
        'everyhue_stage_seconds_count{stage="retrieve",surface="search"} 2.0',
        'everyhue_results_total{dimension="skin_tone",order="served"} 10.0',
        "everyhue_catalog_items 300.0",
        "everyhue_catalog_generation ",
    ):
        assert line in text
    assert "bob" not in text


def test_nothing_about_a_caller_is_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG", logger="everyhue"):
        ask(client)
        client.get("/v1/search?q=secret+words&k=0", headers={"x-forwarded-for": "198.51.100.7"})
    assert "secret" not in caplog.text
    assert "198.51" not in caplog.text


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


def test_a_defect_of_ours_shows_no_stack(client: TestClient, monkeypatch: Any) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("inner words")

    monkeypatch.setattr(client.app.state.everyhue, "snapshot", broken)  # type: ignore[attr-defined]
    answer = client.get("/v1/search?q=bob")
    assert answer.status_code == 500
    assert "inner words" not in answer.text
    assert "Traceback" not in answer.text


def test_rule_packs_of_ones_own(serve: Serve, catalog: Path) -> None:
    query = {"q": "zorblax", "k": 5}
    assert ask(serve(), **query)["refinable"] == {}
    folder = catalog.parent / "rules"
    folder.mkdir()
    (folder / "ours.toml").write_text('topic = "hair"\n[en]\nwords = "zorblax"\n')
    client = serve('[rules]\nfolder = "rules"')
    assert "hair_pattern" in ask(client, **query)["refinable"]


def test_rule_packs_that_cannot_be_read_are_told_at_the_start(serve: Serve) -> None:
    with pytest.raises(FileError, match="rules"):
        serve('[rules]\nfolder = "rules"')


def test_a_weight_of_a_dimension_that_is_not_at_play_breaks_nothing(serve: Serve) -> None:
    answer = ask(serve("[surfaces.search]\nweights = { hair_pattern = 2.0 }"), q="curly bob")
    assert answer["diversified"] == ["skin_tone"]
    assert answer["served"] == "diversified"
