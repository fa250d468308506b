"""everyhue serve, as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from everyhue.catalog import Catalog, Item
from everyhue.cli.serve import command
from everyhue.errors import FileError, InputError


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    made = [Item(f"i{i}", f"bob haircut {i}", labels={"skin_tone": "deep"}) for i in range(5)]
    Catalog.create(tmp_path / "my.catalog", made).close()
    return tmp_path / "my.catalog"


@contextmanager
def serving(*words: str, **given: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command and yield it with the address it prints."""
    process = subprocess.Popen(
        [sys.executable, "-m", "everyhue", *words], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}, **given,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        yield process, "http://" + line.rsplit("http://", 1)[-1].split()[0]
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            pipe.close()  # type: ignore[union-attr]


def get(address: str) -> dict[str, object]:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return dict(json.load(answer))


def test_it_serves_and_ends_cleanly(catalog: Path, tmp_path: Path) -> None:
    words = ("serve", "--catalog", str(catalog), "--port", "0")
    with serving(*words, cwd=tmp_path) as (process, address):
        assert get(f"{address}/healthz")["status"] == "ok"
        assert len(get(f"{address}/v1/search?q=bob+haircut")["items"]) == 5  # type: ignore[arg-type]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)
        assert process.returncode == 0
        assert (out, err) == ("", "")


def run(*words: str) -> object:
    return CliRunner().invoke(command, words, standalone_mode=False).exception


def test_an_open_address_needs_a_key(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVERYHUE_API_KEY", raising=False)
    error = run("--catalog", str(catalog), "--host", "0.0.0.0", "--port", "0")
    assert isinstance(error, InputError)
    assert "EVERYHUE_API_KEY" in str(error)


def test_a_folder_that_is_no_catalog(tmp_path: Path) -> None:
    error = run("--catalog", str(tmp_path))
    assert isinstance(error, FileError)
    assert "everyhue index" in str(error)


def test_a_port_that_is_taken(catalog: Path) -> None:
    from everyhue.service.running import listen

    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        error = run("--catalog", str(catalog), "--port", str(taken.getsockname()[1]))
    assert isinstance(error, FileError)
    assert "--port" in str(error)


def test_errors_are_one_line_and_exit_with_two(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "everyhue", "serve", "--catalog", str(tmp_path / "absent")],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("everyhue: ")
    assert len(done.stderr.splitlines()) == 1
