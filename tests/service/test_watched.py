"""Files that take effect while the service runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from everyhue.service.settings import load_settings
from everyhue.service.watched import Glance, Switch, WatchedSettings


def edit(file: Path, text: str) -> None:
    """Write so that the time of change differs whatever the clock's grain."""
    stamp = file.stat().st_mtime_ns if file.exists() else 0
    file.write_text(text)
    os.utime(file, ns=(stamp + 10**9, stamp + 10**9))


def watched(file: Path, **given: object) -> WatchedSettings:
    return WatchedSettings(load_settings(file), file, every=0.0, **given)  # type: ignore[arg-type]


def test_an_edit_takes_effect(tmp_path: Path) -> None:
    file = tmp_path / "everyhue.toml"
    edit(file, "[surfaces.search]\nkeep = 0.5")
    settings = watched(file)
    edit(file, "[surfaces.search]\nkeep = 0.6")
    assert settings.current.path.surface("search").keep == 0.6


def test_a_wrong_edit_keeps_the_last_good_one_and_is_counted_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "everyhue.toml"
    edit(file, "[surfaces.search]\nkeep = 0.5")
    refused: list[int] = []
    settings = watched(file, on_refused=lambda: refused.append(1))
    edit(file, "[surfaces.search]\nkeep = 5")
    assert [settings.current.path.surface("search").keep for _ in range(3)] == [0.5] * 3
    assert len(refused) == 1
    assert "keep: got 5" in caplog.text
    edit(file, "[surfaces.search]\nkeep = 0.7")
    assert settings.current.path.surface("search").keep == 0.7


def test_a_removed_file_keeps_the_last_good_one(tmp_path: Path) -> None:
    file = tmp_path / "everyhue.toml"
    edit(file, "[surfaces.search]\nkeep = 0.5")
    settings = watched(file)
    file.unlink()
    assert settings.current.path.surface("search").keep == 0.5


def test_a_glance_is_rare() -> None:
    glance = Glance(every=3600)
    assert [glance.due() for _ in range(3)] == [True, False, False]


def test_the_switch_is_seen_by_another_process(tmp_path: Path) -> None:
    ours, theirs = Switch(tmp_path, every=0.0), Switch(tmp_path, every=0.0)
    assert ours.on
    theirs.turn(on=False, why="review")
    assert not ours.on
    assert ours.why_off == "review"
    theirs.turn(on=True)
    theirs.turn(on=True)
    assert ours.on
    assert ours.why_off is None
