"""Search, related and feed over HTTP, on a real catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

Serve = Callable[..., TestClient]


def ask(client: TestClient, path: str = "/v1/search", **params: Any) -> dict[str, Any]:
    answer = client.get(path, params={"q": "bob haircut", **params} if "search" in path else params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer["items"]]


def pages(client: TestClient, path: str = "/v1/search", **params: Any) -> Iterator[dict[str, Any]]:
    cursor = None
    while True:
        more = {} if cursor is None else {"cursor": cursor}
        answer = ask(client, path, **params, **more)
        yield answer
        cursor = answer["page"]["next_cursor"]
        if cursor is None:
            return


def test_an_answer_says_what_and_why(client: TestClient) -> None:
    answer = ask(client, k=12)
    first = answer["items"][0]
    assert first["position"] == 1
    assert first["image"] == f"/media/looks/{first['id'].removeprefix('item-')}.svg"
    assert first["attributes"]["alt"].startswith("Drawing")
    assert set(first["labels"]) >= {"skin_tone", "hair_pattern"}
    assert answer["served"] == "diversified"
    assert "hair_pattern" in answer["refinable"]
    assert answer["explanation"]["headline"]
    assert [stage["stage"] for stage in answer["explanation"]["stages"]][-1] == "serve"
    assert answer["page"] == {"k": 12, "first": 1, "next_cursor": answer["page"]["next_cursor"]}


def test_the_explanation_can_be_left_out_and_the_original_added(client: TestClient) -> None:
    answer = ask(client, k=12, explain=0, compare=1)
    assert answer["explanation"] is None
    off = ask(client, k=12, diversify="off")
    assert [item["id"] for item in answer["original"]] == ids(off)
    assert off["served"] == "original"
    assert off["original"] is None


def test_diversifying_brings_more_of_the_rare_buckets(client: TestClient) -> None:
    def shown(answer: dict[str, Any]) -> int:
        return len({item["labels"]["skin_tone"] for item in answer["items"]} - {"unknown"})

    on, off = (ask(client, k=10, diversify=way) for way in ("on", "off"))
    assert shown(on) == 4 >= shown(off)


@pytest.mark.parametrize("way", ["on", "off"])
@pytest.mark.parametrize("k", [7, 30])
def test_pages_never_repeat_or_lose(client: TestClient, way: str, k: int) -> None:
    walked = [ids(answer) for answer in pages(client, k=k, diversify=way)]
    flat = [item for page in walked for item in page]
    assert len(set(flat)) == len(flat)
    assert all(len(page) == k for page in walked[:-1])
    whole = [ids(answer) for answer in pages(client, k=100, diversify=way)]
    assert set(flat) == {item for page in whole for item in page}


def test_the_second_page_goes_on_where_a_longer_first_one_would(client: TestClient) -> None:
    first, second = list(pages(client, k=10, diversify="off"))[:2]
    assert ids(first) + ids(second) == ids(ask(client, k=20, diversify="off"))
    assert second["page"]["first"] == 11


def test_pages_hold_while_items_come_and_go(client: TestClient) -> None:
    walked: list[str] = []
    taken: set[str] = set()
    for turn, answer in enumerate(pages(client, k=10)):
        assert not taken & set(ids(answer))
        walked += ids(answer)
        gone = f"item-{turn * 3}"
        client.post(f"/v1/items/{gone}/take-down")
        taken.add(gone)
        added = {"id": f"new-{turn}", "text": "bob haircut new", "labels": {"skin_tone": "deep"}}
        client.post("/v1/items", json={"items": [added]})
    assert len(set(walked)) == len(walked)
    stayed = {f"item-{i}" for i in range(0, 300, 3)} - taken
    assert stayed <= set(walked)


def test_a_refinement_puts_sure_matches_first(client: TestClient) -> None:
    answer = ask(client, k=20, refine="skin_tone:deep")
    matches = [item["matches"] for item in answer["items"]]
    assert matches == sorted(matches, reverse=True)
    assert answer["items"][0]["labels"]["skin_tone"] == "deep"
    assert answer["refined"] == {"skin_tone": "deep"}


def test_related_leaves_the_item_itself_out(client: TestClient) -> None:
    answer = ask(client, "/v1/related", id="item-3", k=10)
    assert "item-3" not in ids(answer)
    assert len(answer["items"]) == 10


def test_a_feed_needs_nothing(serve: Serve) -> None:
    client = serve('[surfaces.feed]\nprior = "popularity"\nprior_weight = 1.0')
    walked = [item for answer in pages(client, "/v1/feed", k=50) for item in ids(answer)]
    assert len(walked) == len(set(walked)) >= 200


def test_a_changed_item_is_found_at_once(client: TestClient) -> None:
    body = {"items": [{"id": "fresh", "text": "zebra print bob", "labels": {"skin_tone": "deep"}}]}
    changed = client.post("/v1/items", json=body).json()
    assert changed["changed"] == 1
    answer = ask(client, q="zebra print bob", k=5)
    assert "fresh" in ids(answer)
    assert answer["generation"] == changed["generation"]
    client.post("/v1/items/fresh/take-down")
    assert "fresh" not in ids(ask(client, q="zebra print bob", k=5))


def test_dimensions_are_told_with_their_words(client: TestClient) -> None:
    held = {d["name"]: d for d in client.get("/v1/dimensions").json()["dimensions"]}
    assert [bucket["id"] for bucket in held["skin_tone"]["buckets"]][-1] == "deep"
    assert held["skin_tone"]["buckets"][0]["swatch"].startswith("#")


def test_a_picture_may_only_be_looked_at(client: TestClient) -> None:
    answer = client.get("/media/looks/1.svg")
    assert answer.status_code == 200
    assert "sandbox" in answer.headers["content-security-policy"]
    assert client.get("/media/../CURRENT").status_code == 404
    assert client.get("/media/%2e%2e/CURRENT").status_code == 404


@pytest.mark.parametrize(
    ("query", "status", "field", "words"),
    [
        ("qq=bob", 400, "parameter", "Did you mean 'q'"),
        ("q=bob&strategyy=dpp", 400, "parameter", "Did you mean 'strategy'"),
        ("", 400, "q", "required"),
        ("q=", 400, "q", "length"),
        ("q=bob&k=0", 400, "k", ">= 1"),
        ("q=bob&k=ten", 400, "k", "int"),
        ("q=bob&k=5&k=6", 400, "k", "twice"),
        ("q=bob&diversify=maybe", 400, "diversify", "maybe"),
        ("q=bob&explain=perhaps", 400, "explain", "1 or 0"),
        ("q=bob&refine=skin_tone", 400, "refine[0]", "skin_tone"),
        ("q=bob&refine=skin_tone:-deep", 400, "", "Did you mean 'deep'"),
        ("q=bob&refine=skin_tones:deep", 400, "", "Did you mean 'skin_tone'"),
        ("q=bob&refine=skin_tone:deep&refine=skin_tone:light", 400, "refine", "one bucket"),
        ("q=bob&strategy=dppp", 400, "strategy", "Did you mean 'dpp'"),
        ("q=bob&cursor=AAAA", 400, "cursor", "first page"),
        ("q=" + "x" * 501, 400, "q", "500"),
    ],
)
def test_what_cannot_be_used_is_told(
    client: TestClient, query: str, status: int, field: str, words: str
) -> None:
    answer = client.get(f"/v1/search?{query}")
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["field"].startswith(field)
    assert words in problem["message"]
    assert "Traceback" not in answer.text


def test_an_item_that_is_not_there(client: TestClient) -> None:
    assert client.get("/v1/related?id=nobody").status_code == 404
    assert client.post("/v1/items/nobody/take-down").status_code == 404
    assert client.get("/v1/nothing").json()["status"] == 404
    assert client.post("/v1/search").json()["status"] == 405


def test_a_cursor_of_another_list_is_refused(client: TestClient) -> None:
    cursor = ask(client, k=10)["page"]["next_cursor"]
    answer = client.get("/v1/search", params={"q": "bob", "k": 10, "cursor": cursor})
    assert answer.status_code == 400
    assert "another request" in answer.json()["message"]
