"""The OpenAPI document, made from the structures that decode and encode."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from everyhue import __version__
from everyhue.service.wire import (
    Answer,
    Changed,
    FeedParams,
    ItemsBody,
    PageParams,
    Problem,
    RelatedParams,
    RerankBody,
    Reranked,
    SearchParams,
    Strict,
)  # fmt: skip

_REF = "#/components/schemas/{name}"
_STRUCTS = (
    SearchParams, RelatedParams, FeedParams, Answer, RerankBody, Reranked, ItemsBody, Changed,
    Problem,
)  # fmt: skip

_INFO = {
    "title": "Everyhue",
    "version": __version__,
    "summary": "Search, recommendation and re-ranking whose results are diverse by default.",
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}


@cache
def document() -> dict[str, Any]:
    """Return the whole document.

    Examples
    --------
    >>> sorted(document()["paths"])[:3]
    ['/healthz', '/metrics', '/v1/dimensions']
    """
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "paths": _paths(),
        "components": {
            "schemas": dict(sorted(_schemas()[1].items())),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "everyhue_session"},
            },
        },
        "security": [{}, {"bearer": []}, {"header": []}, {"cookie": []}],
    }


@cache
def _schemas() -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    return msgspec.json.schema_components(_STRUCTS, ref_template=_REF)


def _schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return _schemas()[0][_STRUCTS.index(kind)]


def _paths() -> dict[str, Any]:
    return {
        "/v1/search": {"get": _listing("search", "Search the catalog.", SearchParams)},
        "/v1/related": {"get": _listing("related", "Items like one item.", RelatedParams)},
        "/v1/feed": {"get": _listing("feed", "A first feed for anyone.", FeedParams)},
        "/v1/rerank": {
            "post": _posting(
                "rerank", "Diversify the candidates of another ranker.", RerankBody, Reranked
            )
        },
        "/v1/items": {
            "post": _posting("upsert", "Add or change items, all or none.", ItemsBody, Changed)
        },
        "/v1/items/{id}/take-down": {"post": _taking_down()},
        "/v1/dimensions": {"get": _plain("dimensions", "Dimensions, buckets and their words.")},
        "/healthz": {"get": _plain("health", "Whether the service answers.")},
        "/metrics": {"get": _plain("metrics", "Counters, for Prometheus.", "text/plain")},
    }


def _listing(name: str, summary: str, params: type[PageParams]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": _parameters(params),
        "responses": _responses(_schema(Answer)),
    }


def _parameters(params: type[Strict]) -> list[dict[str, Any]]:
    table = _schemas()[1][params.__name__]
    required = table.get("required", [])
    told = [_parameter(name, spot, name in required) for name, spot in table["properties"].items()]
    return sorted(told, key=lambda spot: not spot["required"])


def _parameter(name: str, spot: Mapping[str, Any], required: bool) -> dict[str, Any]:
    """Describe one parameter; flags are written 1 and 0, choices are repeated."""
    schema = {key: value for key, value in spot.items() if key != "description"}
    if schema.get("default", "") is None:
        del schema["default"]
    if schema.get("type") == "boolean":
        schema = {"type": "integer", "enum": [0, 1], "default": int(spot["default"])}
    return {
        "name": name, "in": "query", "required": required, "schema": schema,
        "description": spot.get("description", ""),
    }  # fmt: skip


def _posting(
    name: str, summary: str, body: type[msgspec.Struct], answer: type[msgspec.Struct]
) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _schema(body)}},
        },
        "responses": _responses(_schema(answer)),
    }


def _taking_down() -> dict[str, Any]:
    spot = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "operationId": "take_down",
        "summary": "Take one item down and erase what was stored of it.",
        "parameters": [spot],
        "responses": _responses(_schema(Changed)),
    }


def _plain(name: str, summary: str, media: str = "application/json") -> dict[str, Any]:
    schema = {"type": "string"} if media == "text/plain" else {"type": "object"}
    return {
        "operationId": name,
        "summary": summary,
        "responses": {"200": {"description": "As asked.", "content": {media: {"schema": schema}}}},
    }


def _responses(schema: Mapping[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": _schema(Problem)}}
    return {
        "200": {"description": "As asked.", "content": {"application/json": {"schema": schema}}},
        "4XX": {"description": "What was wrong, and what was expected.", "content": problem},
    }
