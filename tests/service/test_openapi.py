"""The reference describes what is served."""

from __future__ import annotations

import re

import msgspec
from starlette.routing import Route
from starlette.testclient import TestClient

from everyhue.service import wire
from everyhue.service.openapi import document
from everyhue.service.params import KINDS


def test_every_route_is_described(client: TestClient) -> None:
    served = {
        (re.sub(r":path", "", route.path), method.lower())
        for route in client.app.routes  # type: ignore[attr-defined]
        if isinstance(route, Route) and route.path.startswith("/v1/")
        for method in (route.methods or set()) - {"HEAD"}
    }
    told = {(path, method) for path, table in document()["paths"].items() for method in table}
    assert served <= told
    assert {path for path, _ in told - served} == {"/healthz", "/metrics"}


def test_parameters_are_those_of_the_decoder() -> None:
    for surface, kind in KINDS.items():
        told = document()["paths"][f"/v1/{surface}"]["get"]["parameters"]
        assert [spot["name"] for spot in told] == sorted(
            kind.__struct_fields__, key=[s["name"] for s in told].index
        )
        assert {spot["name"] for spot in told if spot["required"]} == {
            field.encode_name for field in msgspec.structs.fields(kind) if field.required
        }
        assert all(spot["description"] for spot in told)


def test_an_answer_is_as_described(client: TestClient) -> None:
    text = client.get("/v1/search?q=bob+haircut&k=5&compare=1").content
    msgspec.json.decode(text, type=wire.Answer)
    text = client.get("/v1/search?q=bob&k=0").content
    msgspec.json.decode(text, type=wire.Problem)


def test_references_lead_somewhere() -> None:
    text = msgspec.json.encode(document()).decode()
    for name in set(re.findall(r'"#/components/schemas/(\w+)"', text)):
        assert name in document()["components"]["schemas"]


def test_it_is_served_and_calls_no_other_host(client: TestClient) -> None:
    told = msgspec.json.decode(msgspec.json.encode(document()))
    assert client.get("/openapi.json").json() == told
    page = client.get("/docs").text
    assert "POST /v1/rerank" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page
    assert client.get("/docs/plain.css").headers["content-type"].startswith("text/css")


def test_ids_on_the_page_are_unique(client: TestClient) -> None:
    found = re.findall(r' id="([^"]+)"', client.get("/docs").text)
    assert len(set(found)) == len(found)
    links = set(re.findall(r'href="#([^"]+)"', client.get("/docs").text))
    assert links <= set(found)
