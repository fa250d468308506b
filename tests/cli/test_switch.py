"""everyhue switch, on a real catalog."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from everyhue.catalog import Catalog, Item
from everyhue.cli.switch import command
from everyhue.errors import FileError


def run(catalog: Path, *words: str) -> str:
    done = CliRunner().invoke(command, [*words, "--catalog", str(catalog)])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def test_off_and_on(tmp_path: Path) -> None:
    catalog = tmp_path / "my.catalog"
    Catalog.create(catalog, [Item("a", "bob")]).close()
    assert run(catalog, "status") == "Diversification is on.\n"
    assert run(catalog, "off", "--why", "launch") == "Diversification is off: launch.\n"
    assert run(catalog, "status") == "Diversification is off: launch.\n"
    assert run(catalog, "off") == "Diversification is off.\n"
    assert run(catalog, "on") == "Diversification is on.\n"
    Catalog.open(catalog).close()


def test_a_folder_that_is_no_catalog_gets_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        run(tmp_path, "off")
    assert list(tmp_path.iterdir()) == []
