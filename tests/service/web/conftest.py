"""A real server over a small demo catalog, and a real headless Chromium to drive it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from everyhue.catalog.demo import build_demo
from everyhue.service.app import create_app
from everyhue.service.demo import demo_settings
from everyhue.service.running import address_of, listen
from everyhue.service.state import DemoFacts

ITEMS, SEED = 400, 7
PHONE, DESKTOP = (390, 844), (1280, 800)


@pytest.fixture(scope="session")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    catalog = build_demo(tmp_path_factory.mktemp("pages") / "demo.catalog", n=ITEMS, seed=SEED)
    return create_app(catalog, demo_settings(), demo=DemoFacts(ITEMS, SEED, 1.0))


@pytest.fixture(scope="session")
def client(demo_app: FastAPI) -> Iterator[TestClient]:
    with TestClient(demo_app, base_url="http://127.0.0.1", headers={"accept": "text/html"}) as made:
        yield made


@pytest.fixture(scope="session")
def site(demo_app: FastAPI) -> Iterator[str]:
    """Serve the demo on a free port, on a thread of its own."""
    bound = listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(demo_app, log_level="error", lifespan="off", ws="none", access_log=False)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    yield address_of(bound)
    server.should_exit = True
    thread.join(timeout=10)


@dataclass
class Watch:
    """What a page did that it should not have done."""

    outside: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Any, site: str) -> Iterator[Callable[..., Any]]:
    """Open a page; afterwards nothing may have left this machine and no error may stand."""
    opened: list[tuple[Any, Watch]] = []

    def open_page(
        path: str = "/",
        size: tuple[int, int] = DESKTOP,
        scheme: str = "light",
        *,
        script: bool = True,
        fails: bool = False,
    ) -> Any:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme,
            java_script_enabled=script, reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(10_000)
        page, watch = context.new_page(), Watch()
        page.on("request", lambda r: _note(watch, r.url, site))
        page.on("pageerror", lambda error: watch.said.append(str(error)))
        if not fails:
            page.on("console", lambda m: watch.said.append(m.text) if m.type == "error" else None)
        opened.append((context, watch))
        page.goto(site + path)
        page.watch = watch
        return page

    yield open_page
    for context, watch in opened:
        context.close()
        assert watch.outside == []
        assert watch.said == []


def _note(watch: Watch, url: str, site: str) -> None:
    watch.asked.append(url)
    if not url.startswith((site + "/", "data:")):
        watch.outside.append(url)
