"""What is started once for a whole run: a headless Chromium, since Playwright's loop allows no
second, and a Spark session, since a start takes seconds."""

from __future__ import annotations

import os
import shutil
import sys
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


@pytest.fixture
def looked_at(browser):
    """What opens a report at some widths: axe finds nothing, nothing is asked for, nothing wide."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def look(file: Path, sizes: tuple[tuple[int, str], ...]) -> Iterator[Any]:
        for width, scheme in sizes:
            page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(file.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            violations = axe.run(page).response["violations"]
            assert [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in violations] == []
            assert len(asked) == 1
            assert page.evaluate("document.documentElement.scrollWidth") == width
            yield page
            page.close()

    return look


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


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A small Spark with a Hive metastore of its own, in a time zone that is not ours."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("No Java: install a JDK of version 17 or later for the tests of Spark.")
    home = tmp_path_factory.mktemp("spark")
    os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    stated = {
        "spark.master": "local[2]", "spark.ui.enabled": "false", "spark.driver.memory": "1g",
        "spark.sql.shuffle.partitions": "3", "spark.sql.session.timeZone": "America/New_York",
        "spark.sql.warehouse.dir": str(home / "warehouse"),
        "spark.hadoop.javax.jdo.option.ConnectionURL":
            f"jdbc:derby:;databaseName={home / 'metastore'};create=true",
        "spark.driver.extraJavaOptions": f"-Dderby.system.home={home}",
        "spark.log.level": "ERROR", "spark.ui.showConsoleProgress": "false",
    }  # fmt: skip
    builder = sql.SparkSession.builder.appName("everyhue tests").enableHiveSupport()
    for name, value in stated.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
