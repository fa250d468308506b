"""The service: routes, the guard around them, and the pages."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from everyhue import __version__
from everyhue.catalog import Catalog
from everyhue.errors import EveryhueError
from everyhue.service.demo import demo_facts
from everyhue.service.endpoints import Endpoints
from everyhue.service.entrance import Entrance
from everyhue.service.guard import Guard, Lock
from everyhue.service.openapi import document
from everyhue.service.problems import on_error
from everyhue.service.settings import Settings
from everyhue.service.state import AppState, DemoFacts
from everyhue.service.web import attach


def create_app(
    catalog: Catalog | str | os.PathLike[str],
    settings: Settings | None = None,
    *,
    settings_file: str | os.PathLike[str] | None = None,
    key: str | None = None,
    demo: DemoFacts | None = None,
    check_every: float = 1.0,
) -> FastAPI:
    """Make the ASGI application that serves a catalog.

    Parameters
    ----------
    catalog : Catalog or path
        What is served.
    settings : Settings, optional
        As loaded from `settings_file`; default: the defaults.
    settings_file : path, optional
        Looked at again while the service runs.
    key : str, optional
        Asked of everyone; see `everyhue.service.guard.key_for`.
    demo : DemoFacts, optional
        What pages say of the generated catalog; default: as its own facts have it.
    check_every : float, seconds
        Least time between two looks at files.

    Returns
    -------
    FastAPI
        Its ``state.everyhue`` is the `AppState`.

    Raises
    ------
    FileError
        Where there is no catalog.
    """
    opened = catalog if isinstance(catalog, Catalog) else Catalog.open(Path(catalog))
    state = AppState(
        opened, settings, settings_file=settings_file, demo=demo or demo_facts(opened),
        check_every=check_every,
    )  # fmt: skip
    state.warm()
    return _assembled(state, Lock(key))


def _assembled(state: AppState, lock: Lock) -> FastAPI:
    pool = ThreadPoolExecutor(state.settings.server.threads, thread_name_prefix="everyhue")
    app = FastAPI(
        title="Everyhue", version=__version__, lifespan=_lifespan(state, pool),
        docs_url=None, redoc_url=None, openapi_url=None,
    )  # fmt: skip
    app.state.everyhue = state
    Endpoints(state, pool).add_to(app)
    Entrance(lock).add_to(app)
    attach(app, state)
    app.openapi = document  # type: ignore[method-assign]
    for kind in (EveryhueError, HTTPException):
        app.add_exception_handler(kind, on_error)
    app.add_middleware(Guard, server=state.settings.server, lock=lock)
    return app


def _lifespan(state: AppState, pool: ThreadPoolExecutor) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        pool.shutdown(wait=True)
        state.close()

    return lifespan
