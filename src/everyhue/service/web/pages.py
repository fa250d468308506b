"""The pages: feed, search, item, about; each a template around one answer of the path."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from everyhue.errors import EveryhueError
from everyhue.service.problems import problem_of
from everyhue.service.state import AppState
from everyhue.service.web.address import read_address
from everyhue.service.web.cards import CardView
from everyhue.service.web.item import item_view
from everyhue.service.web.rendering import STATIC, page
from everyhue.service.web.results import ResultsView, answer_page
from everyhue.service.web.wording import EXAMPLES

_LOG = logging.getLogger("everyhue.service")
PARADE = 9
"""Pictures at the top of the landing page."""
FACES = ("portrait", "three_quarter")
"""Framings in which a face is seen well, best first."""


def page_routes(state: AppState) -> APIRouter:
    """Return the routes of the pages."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/")
    def feed(request: Request) -> Response:
        return guarded(state, request, lambda: _feed(state, request))

    @router.get("/search")
    def search(request: Request) -> Response:
        return guarded(state, request, lambda: _search(state, request))

    @router.get("/item/{item_id:path}")
    def item(request: Request, item_id: str) -> Response:
        return guarded(state, request, lambda: _item(state, request, item_id))

    @router.get("/about")
    def about(request: Request) -> HTMLResponse:
        return page("about.html", **frame(state, request))

    @router.get("/favicon.ico")
    def icon() -> FileResponse:
        return FileResponse(STATIC / "mark.svg", media_type="image/svg+xml")

    @router.get("/{path:path}")
    def missing(request: Request, path: str) -> HTMLResponse:
        lost = HTTPException(404, f"Nothing is at /{path}.")
        if "text/html" not in request.headers.get("accept", ""):
            raise lost
        return error_page(state, request, lost)

    return router


def frame(state: AppState, request: Request) -> dict[str, Any]:
    """Return what every page needs."""
    return {
        "demo": state.demo,
        "here": request.url.path,
        "query": request.query_params.get("q", ""),
        "level": request.query_params.get("skew") == "0",
    }


def guarded(state: AppState, request: Request, make: Callable[[], Response]) -> Response:
    """Answer with the page, or with one that says what was wrong with the request."""
    try:
        return make()
    except EveryhueError as error:
        return error_page(state, request, error)
    except Exception as error:
        _LOG.error("the page %s failed", request.url.path, exc_info=error)
        return error_page(state, request, error)


def error_page(state: AppState, request: Request, error: Exception) -> HTMLResponse:
    """Return the page that says what was wrong, and what to do next."""
    problem = problem_of(error)
    state.telemetry.errors.labels(str(problem.status)).inc()
    return page("error.html", problem.status, problem=problem, **frame(state, request))


def _feed(state: AppState, request: Request) -> HTMLResponse:
    results = answer_page(state, read_address("feed", request.query_params))
    examples = EXAMPLES if state.demo else ()
    return page(
        "feed.html", results=results, parade=_parade(results), examples=examples,
        **frame(state, request),
    )  # fmt: skip


def _search(state: AppState, request: Request) -> Response:
    if not request.query_params.get("q", "").strip():
        return RedirectResponse("/", 303)
    results = answer_page(state, read_address("search", request.query_params))
    return page("search.html", results=results, examples=EXAMPLES, **frame(state, request))


def _item(state: AppState, request: Request, item_id: str) -> HTMLResponse:
    shown = item_view(state.snapshot(), item_id, drawn=state.demo is not None)
    results = answer_page(state, read_address("related", request.query_params, item_id))
    return page("item.html", item=shown, results=results, **frame(state, request))


def _parade(results: ResultsView) -> tuple[str, ...]:
    """Return faces of the feed for its top, each as unlike those before it as there is."""
    pictures = [card for card in results.cards if card.image]
    left = [card for card in pictures if card.framing in FACES] or pictures
    chosen: list[CardView] = []
    seen: Counter[str] = Counter()
    while left and len(chosen) < PARADE:
        card = min(left, key=lambda one: (_far(one), sum(seen[label] for label in one.labels)))
        left.remove(card)
        chosen.append(card)
        seen.update(card.labels)
    return tuple(str(card.image) for card in chosen)


def _far(card: CardView) -> int:
    """Return how small the face is, where the catalog says so."""
    return FACES.index(card.framing) if card.framing in FACES else 0
