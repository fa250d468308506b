"""everyhue demo: drawn once, served from the cache after."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from everyhue.cli.demo import PORT, cache_home, demo_catalog
from everyhue.service.demo import demo_facts
from everyhue.service.running import address_of, listen


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def start(cache: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "everyhue", "demo", "--no-open", "--n", "60", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if "http://" in line:
            return "http://" + line.split("http://")[1].split()[0]
    raise AssertionError(process.communicate())


@pytest.mark.skipif(sys.platform != "linux", reason="the cache is elsewhere")
def test_it_draws_once_and_ends_cleanly(cache: Path) -> None:
    for turn in range(2):
        process = start(cache, "--port", "0")
        with urllib.request.urlopen(f"{address(process)}/v1/feed?k=5", timeout=20) as answer:
            assert len(json.load(answer)["items"]) == 5
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
        assert process.returncode == 0
        assert ("Pictures" in told) == (turn == 0)


def test_what_was_made_is_known(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("everyhue.cli.demo.cache_home", lambda: cache / "everyhue")
    with demo_catalog(60, 1.0) as catalog:
        facts = demo_facts(catalog)
        assert facts is not None
        assert (facts.items, facts.skew) == (60, 1.0)


def test_the_cache_is_where_the_platform_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    assert cache_home() == Path("/elsewhere/everyhue")


def test_another_port_where_the_first_is_taken() -> None:
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port, or_any=True) as other:
            assert address_of(other) != address_of(taken)


def test_the_default_port_is_the_settings_one() -> None:
    from everyhue.service.settings import Server

    assert Server().port == PORT
