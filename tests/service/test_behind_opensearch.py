"""The how-to's own code, on a response in OpenSearch's format, against a real server."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from everyhue.service.app import create_app
from everyhue.service.running import address_of, listen

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "behind-opensearch.md"
RESPONSE = json.loads(Path(__file__).with_name("opensearch_response.json").read_text())
HITS = RESPONSE["hits"]["hits"]


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    bound = listen("127.0.0.1", 0)
    config = uvicorn.Config(create_app(built), log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield address_of(bound)
    server.should_exit = True
    thread.join(10)
    bound.close()


@pytest.fixture(scope="module")
def rerank(address: str) -> Callable[..., list[dict[str, Any]]]:
    code = re.search(r"```python\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL)
    assert code is not None
    held: dict[str, Any] = {}
    exec(code[1], held)

    def call(query: str, k: int, **given: Any) -> list[dict[str, Any]]:
        given = {"address": f"{address}/v1/rerank", "timeout": 10.0, **given}
        return list(held["rerank"](RESPONSE, query, k, **given))

    return call


def tones(hits: list[dict[str, Any]]) -> set[str]:
    return {hit["_source"].get("skin_tone", "unknown") for hit in hits}


def test_hits_come_back_more_diverse(rerank: Callable[..., list[dict[str, Any]]]) -> None:
    page = rerank("bob haircut", 24)
    assert len(page) == 24
    assert all(hit in HITS for hit in page)
    assert tones(page) - {"unknown"} == {"light", "light_medium", "medium_deep", "deep"}
    assert page != HITS[:24]


def test_words_about_something_else_keep_the_order(
    rerank: Callable[..., list[dict[str, Any]]],
) -> None:
    assert rerank("tax form 1040", 24) == HITS[:24]


def test_pages_go_on(rerank: Callable[..., list[dict[str, Any]]]) -> None:
    first = rerank("bob haircut", 20)
    second = rerank("bob haircut", 20, shown=[hit["_id"] for hit in first])
    ids = [hit["_id"] for hit in (*first, *second)]
    assert len(set(ids)) == 40


def test_without_a_server_the_hits_stay_as_they_are(
    rerank: Callable[..., list[dict[str, Any]]],
) -> None:
    with listen("127.0.0.1", 0) as closed:
        nowhere = address_of(closed)
    assert rerank("bob haircut", 24, address=nowhere, shown=["look-000"]) == HITS[1:25]
