"""The web pages: server-rendered, without JavaScript where there is none, calling no other host."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from everyhue.service.state import AppState
from everyhue.service.web.audit_page import audit_routes
from everyhue.service.web.pages import page_routes
from everyhue.service.web.rendering import STATIC

__all__ = ["attach"]


def attach(app: FastAPI, state: AppState) -> None:
    """Add the pages and their static files to a service.

    Parameters
    ----------
    app : FastAPI
        The service.
    state : AppState
        What answers requests.
    """
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.include_router(audit_routes(state))
    app.include_router(page_routes(state))
