"""One headless Chromium for all browser tests of a run: Playwright's loop allows no second."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def chromium() -> str | None:
    """Return the path of a Chromium, or ``None``."""
    stated = os.environ.get("EVERYHUE_CHROMIUM")
    found = [stated, "/usr/bin/chromium", shutil.which("chromium"), shutil.which("google-chrome")]
    return next((path for path in found if path and Path(path).exists()), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = chromium()
    if path is None:
        pytest.skip("No Chromium: apt-get install chromium, or set EVERYHUE_CHROMIUM to its path.")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as play:
        made = play.chromium.launch(executable_path=path, args=list(FLAGS))
        yield made
        made.close()
