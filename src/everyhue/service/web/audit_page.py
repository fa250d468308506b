"""The audit page: what a query set shows, before and after, as plots and tables."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from everyhue.errors import bad_value
from everyhue.report.charts import css
from everyhue.service.state import AppState
from everyhue.service.web.audit_errors import error_panels
from everyhue.service.web.audit_jobs import Audits
from everyhue.service.web.audit_run import DEPTH
from everyhue.service.web.audit_view import audit_panels, audit_worlds, missing
from everyhue.service.web.pages import frame, guarded
from everyhue.service.web.rendering import page
from everyhue.service.web.wording import AUDITED

MOST = 60
"""Queries that one audit takes."""


def audit_routes(state: AppState) -> APIRouter:
    """Return the route of the audit page."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    audits = Audits(state)

    @router.get("/charts.css")
    def style() -> Response:
        return Response(css(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})

    @router.get("/audit")
    def audit(request: Request) -> Response:
        return guarded(state, request, lambda: _audit(audits, request))

    return router


def read_queries(text: str) -> tuple[str, ...]:
    """Read one query a line, each once.

    Examples
    --------
    >>> read_queries(" curly bob \\n\\nnurse\\ncurly bob")
    ('curly bob', 'nurse')
    """
    found = tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(found) > MOST or any(len(query) > 500 for query in found):
        raise bad_value("queries", len(found), f"at most {MOST} lines of at most 500 characters")
    return found


def _audit(audits: Audits, request: Request) -> HTMLResponse:
    state = audits.state
    queries = read_queries(request.query_params.get("queries", ""))
    if not queries and state.demo:
        queries = AUDITED
    job = audits.look(queries) if queries else None
    dimensions = state.snapshot().dimensions
    worlds = audit_worlds({} if job is None else job.found, demo=state.demo is not None)
    return page(
        "audit.html", job=job, queries=queries, k=DEPTH, again=str(request.url.query),
        worlds=worlds, panels=audit_panels(worlds, dimensions),
        missing={world.name: missing(world, dimensions) for world in worlds},
        errors=error_panels(state.catalog.facts, dimensions),
        **frame(state, request),
    )  # fmt: skip
