"""Make the pictures of README and docs: start the demo, audit it, look at it, write PNG files."""

from __future__ import annotations

import argparse
import io
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from click.testing import CliRunner
from fastapi import FastAPI
from PIL import Image
from playwright.sync_api import sync_playwright

import real_data
from everyhue.catalog.demo import open_demo
from everyhue.cli.audit import command as audit
from everyhue.service.annotate import Ballot, annotation_app, sample_of_folder
from everyhue.service.app import create_app
from everyhue.service.demo import demo_settings
from everyhue.service.running import address_of, listen
from everyhue.signals import SKIN_TONE
from everyhue.signals.bench import Camera, shot
from example_predictions import GATES, predictions

OUT = Path(__file__).resolve().parent.parent / "docs" / "images"
MOST_BYTES = 300_000
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass(frozen=True)
class Shot:
    """One picture: an address, what is clicked, the height, and what is waited for."""

    name: str
    path: str
    click: str = ""
    height: int = 800
    until: str = "#results"


SHOTS = (
    Shot("start", "/"),
    Shot("search", "/search?q=bob+haircut"),
    Shot("refined", "/search?q=wedding+guest+dress&refine=body_type:plus_size", height=860),
    Shot("compare", "/search?q=bob+haircut&view=compare", height=1000),
    Shot("why", "/search?q=bob+haircut", click="#why-button", height=900),
    Shot("audit", "/audit", height=1150, until=".panel"),
)
SITTING = Shot("annotate", "/as/Ada", height=860, until="form")

TARGETS = """
targets = { skin_tone = "equal", hair_pattern = "equal" }
[[gate]]
measure = "representation"
against = "target"
at_least = 0.8
at_most = 1.25
"""
COMPAS = ("## COMPAS", "<!-- groups of compas")
"""Between these words of the page on real data are the counts and the command."""


def main() -> None:
    """Write every picture, each at most 300 kB."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--items", type=int, default=3200, help="people in the demo catalog")
    words.add_argument("--out", type=Path, default=OUT)
    words.add_argument("--only", default="", help="names of pictures start so, such as report")
    words.add_argument("--chromium", default=shutil.which("chromium") or "/usr/bin/chromium")
    given = words.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        demo = create_app(open_demo(folder / "demo.catalog", n=given.items), demo_settings())
        with served(demo) as address, served(sitting(folder / "photos")) as page:
            shots = [(address, each) for each in SHOTS] + list(reports(folder)) + [(page, SITTING)]
            write(shots, given)


def write(shots: list[tuple[str, Shot]], given: argparse.Namespace) -> None:
    """Take the pictures that are asked for."""
    asked = [each for each in shots if each[1].name.startswith(given.only)]
    for name, picture in pictures(asked, given.chromium):
        (given.out / f"{name}.png").write_bytes(picture)
        print(f"{given.out / name}.png  {len(picture) // 1000} kB")


def sitting(folder: Path) -> FastAPI:
    """Return the page on which drawn portraits are annotated."""
    folder.mkdir()
    for seed in range(12):
        Image.fromarray(shot(seed + 41, camera=Camera(), width=480).pixels).save(
            folder / f"{seed}.png"
        )
    sample = sample_of_folder(folder, 12, folder / "sample.txt")
    ballot = Ballot(folder / "votes.csv", SKIN_TONE, sample, 0)
    return annotation_app(ballot, folder)


def reports(folder: Path) -> Iterator[tuple[str, Shot]]:
    """Audit the demo catalog, and the counts published of COMPAS; yield where to look."""
    (folder / "targets.toml").write_text(TARGETS, "utf-8")
    asked = ["--gate", str(folder / "targets.toml"), "--cluster", "creator"]
    out = folder / "catalog"
    CliRunner().invoke(audit, ["catalog", str(folder / "demo.catalog"), *asked, "--out", str(out)])
    yield (
        f"file://{out}/index.html",
        Shot("audit-catalog", "#dimension-hair_pattern", height=900, until="#together"),
    )
    page = real_data.PAGE.read_text("utf-8")
    start, end = (page.index(words) for words in COMPAS)
    with real_data.doing(page[start:end], folder):
        pass
    yield (
        f"file://{folder}/compas/index.html",
        Shot("audit-model", "", height=1000, until="#found"),
    )
    where = f"file://{made_up(folder)}"
    yield where, Shot("report", "", height=780, until="#found")
    yield where, Shot("report-groups", "#by-skin_tone-gender", height=900, until="#found")


def made_up(folder: Path) -> Path:
    """Return the page of an audit of made-up predictions."""
    (folder / "gates.toml").write_text(GATES, "utf-8")
    predictions().write_parquet(folder / "predictions.parquet")
    call = ["model", str(folder / "predictions.parquet"), "--label", "label", "--score", "score",
            "--by", "skin_tone,gender,age", "--depth", "2", "--gate", str(folder / "gates.toml"),
            "--out", str(folder / "report")]  # fmt: skip
    CliRunner().invoke(audit, call)
    return folder / "report" / "index.html"


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port for as long as the block runs."""
    bound = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    yield address_of(bound)
    server.should_exit = True
    thread.join(timeout=10)


def pictures(shots: list[tuple[str, Shot]], chromium: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the PNG of every shot."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for address, each in shots:
            yield each.name, small(taken(browser, address, each))
        browser.close()


def taken(browser: Any, address: str, each: Shot) -> bytes:
    """Return the screenshot of one state."""
    page = browser.new_page(
        viewport={"width": 1280, "height": each.height}, device_scale_factor=1.5,
        color_scheme="light", reduced_motion="reduce",
    )  # fmt: skip
    page.wait_for_timeout(500)
    page.goto(address + each.path)
    page.wait_for_selector(each.until, timeout=60_000)
    page.wait_for_load_state("networkidle")
    if each.click:
        page.click(each.click)
    picture: bytes = page.screenshot()
    page.close()
    return picture


def small(png: bytes) -> bytes:
    """Return the picture with as many colours as fit the size limit, swatches true."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    packed = png
    for colours in (256, 192, 128, 96, 64):
        held = io.BytesIO()
        few = image.quantize(
            colours, Image.Quantize.MAXCOVERAGE, kmeans=8, dither=Image.Dither.NONE
        )
        few.save(held, "PNG", optimize=True)
        packed = held.getvalue()
        if len(packed) <= MOST_BYTES:
            break
    return packed


if __name__ == "__main__":
    main()
