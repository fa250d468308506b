"""The handlers: read what came, let a thread answer, send JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec
from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from everyhue import __version__
from everyhue.service.answers import answer_json
from everyhue.service.items import take_down_json, upsert_json
from everyhue.service.openapi import document
from everyhue.service.params import KINDS, read_params
from everyhue.service.plain_pages import reference_page
from everyhue.service.problems import StatusError, decoded
from everyhue.service.reranking import rerank_json
from everyhue.service.state import AppState
from everyhue.service.wire import ItemsBody, RerankBody, encode
from everyhue.types import Deadline

T = TypeVar("T")
B = TypeVar("B", bound=msgspec.Struct)
Handler = Callable[[Request], Awaitable[Response]]


class Endpoints:
    """The API over one state.

    Parameters
    ----------
    state : AppState
        What answers.
    pool : ThreadPoolExecutor
        Where answers are computed.

    Notes
    -----
    A deadline starts when the request arrives: time spent waiting for a thread counts, so that
    under load people get the original order instead of a late one.
    """

    def __init__(self, state: AppState, pool: ThreadPoolExecutor) -> None:
        self.state = state
        self.pool = pool
        self._rerank = msgspec.json.Decoder(RerankBody)
        self._items = msgspec.json.Decoder(ItemsBody)

    def add_to(self, app: FastAPI) -> None:
        """Add the routes."""
        for surface in KINDS:
            app.add_route(f"/v1/{surface}", self.listing(surface), ["GET"])
        app.add_route("/v1/rerank", self.rerank, ["POST"])
        app.add_route("/v1/items", self.upsert, ["POST"])
        app.add_route("/v1/items/{id:path}/take-down", self.take_down, ["POST"])
        app.add_route("/v1/dimensions", self.dimensions, ["GET"])
        app.add_route("/healthz", self.health, ["GET"])
        app.add_route("/metrics", self.metrics, ["GET"])
        app.add_route("/openapi.json", self.openapi, ["GET"])
        app.add_route("/docs", self.docs, ["GET"])
        media = StaticFiles(directory=self.state.catalog.media, check_dir=False)
        app.mount("/media", media, name="media")

    def listing(self, surface: str) -> Handler:
        """Return the handler of search, related or feed."""
        kind = KINDS[surface]

        async def handler(request: Request) -> Response:
            deadline = self._deadline(surface)
            params = read_params(request.url.query, kind)
            return _json(await self._run(answer_json, self.state, surface, params, deadline))

        return handler

    async def rerank(self, request: Request) -> Response:
        """Diversify the candidates of another ranker."""
        body = await _body(request, self._rerank)
        return _json(await self._run(rerank_json, self.state, body))

    async def upsert(self, request: Request) -> Response:
        """Add or change items."""
        body = await _body(request, self._items)
        return _json(await self._run(upsert_json, self.state, body.items))

    async def take_down(self, request: Request) -> Response:
        """Take one item down."""
        return _json(await self._run(take_down_json, self.state, request.path_params["id"]))

    async def dimensions(self, _: Request) -> Response:
        """Return the declared dimensions with their words."""
        return _json(encode({"dimensions": list(self.state.snapshot().dimensions.values())}))

    async def health(self, _: Request) -> Response:
        """Say that the service answers."""
        return _json(encode({"status": "ok", "version": __version__}))

    async def metrics(self, _: Request) -> Response:
        """Return the counters."""
        snapshot = self.state.snapshot()
        self.state.telemetry.catalog(snapshot.generation, int(snapshot.alive.sum()))
        return Response(self.state.telemetry.text(), media_type=CONTENT_TYPE_LATEST)

    async def openapi(self, _: Request) -> Response:
        """Return the machine-readable reference."""
        return _json(encode(document()))

    async def docs(self, _: Request) -> Response:
        """Return the reference as a page."""
        return reference_page(document())

    def _deadline(self, surface: str) -> Deadline:
        return Deadline.after(self.state.settings.path.surface(surface).deadline_ms)

    async def _run(self, work: Callable[..., T], *given: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.pool, work, *given)


async def _body(request: Request, decoder: msgspec.json.Decoder[B]) -> B:
    """Read a JSON body; a browser cannot send this content type to another site unasked."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise StatusError(415, f"content-type: got {kind!r}, expected application/json.")
    raw = await request.body()
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise decoded(error, msgspec.json.decode(raw), decoder.type.__struct_fields__) from None
    except msgspec.DecodeError as error:
        raise StatusError(400, f"body: not valid JSON ({error}).") from None


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})
