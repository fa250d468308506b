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


@pytest.fixture(scope="session")
def tone_model(tmp_path_factory):
    """A tone model of drawn patches, read as whole pictures: it proves plumbing, nothing else."""
    import numpy as np

    from everyhue.signals.regions import Region
    from everyhue.signals.tone import ToneSettings, fit_tone
    from everyhue.signals.tone.sight import scene_of, sight_of

    rng = np.random.default_rng(0)
    tones = np.array([(232, 195, 170), (205, 160, 125), (140, 95, 65), (80, 52, 38)])
    truth, sights = np.arange(160) % 4, []
    for tone in truth:
        noise = rng.normal(0, 12, (12, 12, 3)) + rng.normal(0, 14)
        pixels = np.clip(tones[tone] + noise, 0, 255).astype(np.uint8)
        sights.append(sight_of(pixels, Region(np.ones((12, 12), bool)), scene_of(pixels)))
    quick = ToneSettings(forms=("multinomial",), ridges=(1e-3,), folds=2, precision=0.5)
    model = fit_tone(sights, truth, rng, finder="whole", source="drawn patches", settings=quick)
    path = tmp_path_factory.mktemp("model") / "tone.model"
    model.save(path)
    return path
