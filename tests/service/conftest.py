"""A small real catalog, and a service over a copy of it."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from everyhue.catalog import Catalog, Item
from everyhue.service.app import create_app
from everyhue.service.settings import parse_settings

with warnings.catch_warnings():
    # Starlette asks for a package that is not on the shelf of the locked dependencies yet.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

TONES = ("light", "light_medium", "medium_deep", "deep", None)
HAIR = ("curly", "coily", "wavy", "straight", None)
LOCAL = "http://127.0.0.1"


def items(n: int = 300, seed: int = 5) -> list[Item]:
    """Looks in which light tones and straight hair are most, and most popular."""
    rng = np.random.default_rng(seed)
    made = []
    for i in range(n):
        tone = rng.choice(5, p=[0.5, 0.2, 0.12, 0.08, 0.1])
        hair = rng.choice(5, p=[0.15, 0.1, 0.2, 0.45, 0.1])
        look = ("bob haircut", "wedding guest dress", "everyday makeup")[i % 3]
        made.append(
            Item(
                f"item-{i}",
                f"{look} {('short', 'long', 'soft', 'bold')[i % 4]} look {i}",
                image=f"looks/{i}.svg",
                labels={"skin_tone": TONES[tone], "hair_pattern": HAIR[hair]},
                priors={"popularity": float(rng.uniform(0.3, 0.6) + 0.4 * (tone == 0))},
                attributes={"alt": f"Drawing {i}"},
            )
        )
    return made


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("service") / "looks.catalog"
    Catalog.create(folder, items()).close()
    (folder / "media" / "looks").mkdir(parents=True, exist_ok=True)
    (folder / "media" / "looks" / "1.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return folder


@pytest.fixture
def catalog(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "looks.catalog"))


@pytest.fixture
def serve(catalog: Path) -> Iterator[Callable[..., TestClient]]:
    """Start a service with settings written as TOML; files are looked at on every request."""
    clients: list[TestClient] = []

    def start(toml: str = "", **given: Any) -> TestClient:
        given = {"check_every": 0.0, **given}
        settings = given.pop("settings", None) or parse_settings(toml, folder=catalog.parent)
        app = create_app(catalog, settings, **given)
        client = TestClient(app, base_url=LOCAL, raise_server_exceptions=False)
        clients.append(client.__enter__())
        return client

    yield start
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(serve: Callable[..., TestClient]) -> TestClient:
    return serve()
