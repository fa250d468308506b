"""everyhue init writes a file that loads."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from everyhue.cli.init import command
from everyhue.errors import FileError
from everyhue.service.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_writes_the_defaults() -> None:
    assert CliRunner().invoke(command).exit_code == 0
    assert load_settings("everyhue.toml") == Settings()


def test_it_replaces_nothing_unasked() -> None:
    Path("everyhue.toml").write_text("mine")
    assert isinstance(CliRunner().invoke(command).exception, FileError)
    assert Path("everyhue.toml").read_text() == "mine"
    assert CliRunner().invoke(command, ["--force"]).exit_code == 0
    assert load_settings("everyhue.toml") == Settings()
