"""POST /v1/rerank: in front of a ranker that a team already has."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from everyhue.ranking.rerank import Options, rerank
from everyhue.service.watched import Switch
from everyhue.signals.dimensions import SKIN_TONE
from everyhue.types import Labels, Targets

TONES = [None, "light", "light", "light", "light", "light_medium", "medium_deep", "deep"]


def candidates(n: int = 80, d: int = 6, seed: int = 3) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    return [
        {
            "id": f"c{i}",
            "score": round(float(1 - i / n + rng.normal(0, 0.02)), 6),
            "vector": [round(float(x), 6) for x in rng.normal(size=d)],
            "labels": {"skin_tone": TONES[int(rng.integers(len(TONES)))]},
        }
        for i in range(n)
    ]


def post(client: TestClient, **body: Any) -> dict[str, Any]:
    answer = client.post("/v1/rerank", json={"candidates": candidates(), **body})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def by_score(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in sorted(rows, key=lambda row: -row["score"])]


def test_it_is_the_library_call(client: TestClient) -> None:
    rows = candidates()
    selection = rerank(
        [row["score"] for row in rows],
        by="mmr",
        k=20,
        vectors=np.array([row["vector"] for row in rows], np.float32),
        buckets={
            "skin_tone": Labels.from_hard([row["labels"]["skin_tone"] for row in rows], SKIN_TONE)
        },
        diversity=0.7,
        options=Options(keep=0.9),
    )
    answer = post(client, k=20, strategy="mmr", diversity=0.7, keep=0.9)
    assert answer["order"] == [rows[spot]["id"] for spot in selection.order]
    assert answer["given_up"] == pytest.approx(selection.given_up)
    assert answer["diversified"] == ["skin_tone"]


def test_text_vectors_give_the_same_order(client: TestClient) -> None:
    rows = candidates()
    for row in rows:
        row["vector"] = base64.b64encode(np.array(row["vector"], "<f4").tobytes()).decode()
    assert post(client, candidates=rows)["order"] == post(client)["order"]


def test_it_says_what_moved_and_what_it_cost(client: TestClient) -> None:
    answer = post(client, k=12)
    plain = by_score(candidates())
    for moved in answer["moved"]:
        assert answer["order"][moved["position"] - 1] == moved["id"]
        assert plain.index(moved["id"]) + 1 == moved["original"]
    still = {item for place, item in enumerate(answer["order"]) if plain[place] == item}
    assert still | {moved["id"] for moved in answer["moved"]} == set(answer["order"])
    assert 0 <= answer["given_up"] <= 1
    assert answer["explanation"]["spreads"][0]["dimension"] == "skin_tone"
    assert answer["explanation"]["stages"][-1]["decision"] == "diversified"


def test_targets_are_reported_bucket_by_bucket(client: TestClient) -> None:
    shares = {"light": 0.25, "light_medium": 0.25, "medium_deep": 0.25, "deep": 0.25}
    answer = post(client, k=16, strategy="det_greedy", diversity=1.0, keep=None,
                  targets={"skin_tone": shares}, explain=False)  # fmt: skip
    told = {target["bucket"]: target for target in answer["targets"]}
    assert set(told) == set(shares)
    assert {target["wanted"] for target in told.values()} <= {3, 4}
    assert all(target["got"] <= target["supply"] for target in told.values())
    assert answer["explanation"] is None
    assert Targets.stated(shares).kind == "stated"


def test_pages_go_on(client: TestClient) -> None:
    whole = post(client, k=40, keep=None)["order"]
    first = post(client, k=20, keep=None)["order"]
    second = post(client, k=20, keep=None, shown=first)["order"]
    assert first + second == whole


def test_shown_ids_that_are_no_candidates_change_nothing(client: TestClient) -> None:
    assert post(client, k=9, shown=["gone"])["order"] == post(client, k=9)["order"]


def test_without_labels_it_is_the_order_by_score(client: TestClient) -> None:
    rows = [{"id": str(i), "score": float(i % 5)} for i in range(10)]
    answer = post(client, candidates=rows)
    assert answer["order"] == by_score(rows)
    assert answer["moved"] == []
    assert answer["served"] == "original"


def test_words_let_the_trigger_decide(client: TestClient) -> None:
    assert post(client, query="bob haircut")["diversified"] == ["skin_tone"]
    answer = post(client, query="tax form 1040")
    assert answer["diversified"] == []
    assert answer["order"] == by_score(candidates())


def test_the_switch_and_the_holdback_reach_it(
    serve: Callable[..., TestClient], catalog: Any
) -> None:
    held = post(serve("[surfaces.search]\nholdback = 1.0"))
    assert (held["served"], held["order"]) == ("holdback", by_score(candidates()))
    client = serve()
    Switch(catalog).turn(on=False)
    assert post(client)["served"] == "switched_off"


def test_shadow_answers_the_order_by_score_and_writes_both(
    serve: Callable[..., TestClient], tmp_path: Path
) -> None:
    toml = '[surfaces.search]\nshadow = true\n[diversify]\nshadow_log = "shadow.jsonl"'
    client = serve(toml)
    answer = post(client, k=20)
    assert (answer["served"], answer["order"]) == ("shadow", by_score(candidates())[:20])
    client.app.state.everyhue.close()  # type: ignore[attr-defined]
    line = json.loads((tmp_path / "shadow.jsonl").read_text())
    assert line["original"] == answer["order"] != line["diversified"]


def test_the_holdback_is_the_same_on_every_page(serve: Callable[..., TestClient]) -> None:
    client = serve("[surfaces.search]\nholdback = 0.5")
    for seed in range(8):
        rows = candidates(20, seed=seed)
        first = post(client, candidates=rows, k=5)
        second = post(client, candidates=rows, k=5, shown=first["order"])
        assert first["holdback"] == second["holdback"]


def test_it_fails_open_when_it_is_late(serve: Callable[..., TestClient]) -> None:
    answer = post(serve("[surfaces.search]\ndeadline_ms = 0.0001"))
    assert answer["failed_open"]
    assert answer["order"] == by_score(candidates())


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"candidates": []}, "candidates", "1 to 2000"),
        ({"candidates": [{"id": "a", "score": 1}] * 2}, "candidates", "every id once"),
        ({"candidates": [{"id": "a"}]}, "score", "required"),
        ({"candidates": [{"id": "a", "score": "x"}]}, "candidates[0].score", "float"),
        ({"candidates": [{"id": "a", "score": 1, "vectr": []}]}, "candidates[0].vectr", "vector"),
        ({"candidats": []}, "candidats", "candidates"),
        ({"k": 0}, "k", ">= 1"),
        ({"diversity": 2}, "diversity", "1"),
        ({"strategy": "dppp"}, "strategy", "Did you mean 'dpp'"),
        ({"dimensions": ["hair_pattern"]}, "dimensions", "skin_tone"),
        ({"targets": {"skin_tone": {"deep": 0.5}}}, "target shares", "sum to 1"),
        ({"targets": {"skin_tone": {"dark": 1.0}}}, "bucket of skin_tone", "deep"),
        ({"surface": "ads"}, "surface", "search"),
    ],
)
def test_what_cannot_be_used_is_told(
    client: TestClient, change: dict[str, Any], field: str, words: str
) -> None:
    answer = client.post("/v1/rerank", json={"candidates": candidates(5), **change})
    problem = answer.json()
    assert answer.status_code == 400, answer.text
    assert problem["field"].startswith(field)
    assert words in problem["message"]


def test_a_body_that_is_no_json(client: TestClient) -> None:
    head = {"content-type": "application/json"}
    assert client.post("/v1/rerank", content=b"{", headers=head).status_code == 400
    assert client.post("/v1/rerank", content=b"[]", headers=head).status_code == 400
    assert client.post("/v1/rerank", content=b"{}").status_code == 415
