"""What finds people, on real photographs and on drawn hands: rates with intervals.

`python benchmarks/finder.py FINDER --garments FOLDER --wheel WHEEL [--seeds 100] [--write]`: FINDER
is a folder that `everyhue signals setup-finder` made, FOLDER holds garment photographs, WHEEL is
the file that `pip download --no-deps mediapipe==0.10.21` fetched. About three minutes of one core.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from itertools import product
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

from everyhue.signals.bench.camera import any_camera, taken
from everyhue.signals.bench.raster import rasterised
from everyhue.signals.intervals import share_of, widest_gap
from everyhue.signals.people import draw_person, person
from everyhue.signals.regions import detect
from everyhue.signals.regions.models import python_of
from finder_words import page

HERE = Path(__file__).parent
HELD = {
    "hand_detector.tflite": "palm_detection/palm_detection_full.tflite",
    "hand_landmarks_detector.tflite": "hand_landmark/hand_landmark_full.tflite",
}
"""A bundle of Tasks for hands, and the files of the wheel that it is made of."""

NEAR = FAR = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
BOTH = (1.0, 1.1, 1.2, 1.3, 1.4)
"""Thresholds that are tried."""

WITH_HANDS = ("2f96b4e8", "5d127258", "32662cf1", "feb9c05f")
"""Beginnings of the names of the garment photographs in which someone holds the thing up: all 400
were looked at; besides these, two show bare feet, and none shows a face."""


def half_of(name: str) -> int:
    """Return 0 or 1: the half of the garments that a file belongs to."""
    return hashlib.sha256(name.encode()).digest()[0] % 2


class Eyes:
    """Asks the other environment."""

    def __init__(self, finder: Path, scratch: Path) -> None:
        self.finder, self.scratch = finder, scratch

    def see(self, pictures: dict[str, np.ndarray], *bundle: str) -> dict[str, list]:
        asked, told = self.scratch / "asked.npz", self.scratch / "told.json"
        np.savez(asked, **pictures)
        command = [python_of(self.finder), HERE / "finder_eyes.py", self.finder, asked, told]
        subprocess.run([*map(str, command), *bundle], check=True, stderr=subprocess.DEVNULL)
        return json.loads(told.read_text())


def faces(seen: list, near: float, far: float, both: float) -> bool:
    """Whether the rule of `FaceDetector.faces` finds one, at these thresholds."""
    detect.NEAR_SURE, detect.FAR_SURE, detect.BOTH_SURE = near, far, both
    width, close, distant, upper = seen
    if len(close) == 1 and close[0][0] >= near and close[0][1][2] >= detect.SMALL * width:
        return True
    return bool(detect.believed(close, distant) or detect.believed(upper, []))


def least(seen: list[list]) -> list[tuple[float, float, float]]:
    """Return the least strict thresholds at which no picture has a face."""
    quiet = [at for at in product(NEAR, FAR, BOTH) if not any(faces(one, *at) for one in seen)]
    return [at for at in quiet if not any(_below(other, at) for other in quiet)]


def _below(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def garments(folder: Path) -> dict[str, np.ndarray]:
    shown = {}
    for path in sorted(folder.glob("*/*.jpg")):
        with Image.open(path) as opened:
            opened.thumbnail((512, 512))
            shown[path.name] = np.asarray(opened.convert("RGB"))
    return shown


def crops(width: int) -> dict[str, np.ndarray]:
    """Return 100 faces and 100 pieces of background, grey, on a plain ground twice as wide."""
    shown = {}
    for place, crop in enumerate(data.lfw_subset()):
        byte = np.asarray(crop * 255, np.uint8)
        ground = np.full((2 * width, 2 * width), int(np.median(byte)), np.uint8)
        inner = slice(width // 2, width // 2 + width)
        large = Image.fromarray(byte).resize((width, width), Image.Resampling.BICUBIC)
        ground[inner, inner] = np.asarray(large)
        shown[f"{'face' if place < 100 else 'none'} {place}"] = np.stack([ground] * 3, axis=-1)
    return shown


def hands(seeds: range, width: int = 256) -> dict[str, np.ndarray]:
    """Return drawn hands before a camera, each in ten tones with nothing else changed."""
    shown = {}
    for seed, tone in product(seeds, range(1, 11)):
        one, place = person(seed), seed
        while one.framing != "hands":
            place += 1_000_003
            one = person(place)
        one = dataclasses.replace(one, tone=tone, light="even", companion=None)
        rng = np.random.default_rng([seed, 9])
        pixels = rasterised(draw_person(one), width)
        shown[f"{seed} {tone}"] = taken(pixels, any_camera(rng), rng)
    return shown


def bundle(wheel: Path, folder: Path) -> str:
    made = folder / "hands.task"
    with zipfile.ZipFile(wheel) as held, zipfile.ZipFile(made, "w") as out:
        for name, path in HELD.items():
            out.writestr(name, held.read(f"mediapipe/modules/{path}"))
    return str(made)


def about_faces(eyes: Eyes, worn: dict[str, np.ndarray]) -> dict[str, object]:
    now = (detect.NEAR_SURE, detect.FAR_SURE, detect.BOTH_SURE)
    seen = eyes.see(worn)
    halves = [[seen[name] for name in seen if half_of(name) == side] for side in (0, 1)]
    chosen = [least(half) for half in halves]
    rows = []
    for side, half in enumerate(halves):
        other = halves[1 - side]
        for at in chosen[side]:
            rows.append((side, len(half), at, _rate(other, at)))
    kept = [_rate(half, now) for half in halves]
    people = {}
    for width in (64, 128):
        told = eyes.see(crops(width))
        for kind in ("face", "none"):
            people[kind, width] = _rate([told[k] for k in told if k.startswith(kind)], now)
    single = {"astronaut": data.astronaut(), "camera": np.stack([data.camera()] * 3, axis=-1)}
    found = {name: faces(one, *now) for name, one in eyes.see(single).items()}
    return {"now": now, "rows": rows, "kept": kept, "people": people, "found": found}


def _rate(seen: list, at: tuple[float, ...]):
    return share_of(sum(faces(one, *at) for one in seen), len(seen))


def about_hands(
    eyes: Eyes, worn: dict[str, np.ndarray], seeds: range, task: str
) -> dict[str, object]:
    told = np.array(list(eyes.see(hands(seeds), task).values()), bool)
    looks = told.reshape(len(seeds), 10, -1)  # seed, tone, look
    every = np.concatenate([looks, looks.any(axis=2, keepdims=True)], axis=2)
    n = np.full(10, float(len(seeds)))
    gaps = [widest_gap(every[:, :, k].sum(axis=0).astype(float), n) for k in range(every.shape[2])]
    real = {True: [], False: []}
    for name, one in eyes.see(worn, task).items():
        real[name.startswith(WITH_HANDS)].append([*map(bool, one), any(one)])
    return {"found": every, "gaps": gaps, "real": {k: np.array(v) for k, v in real.items()}}


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("finder", type=Path)
    asked.add_argument("--garments", type=Path, required=True)
    asked.add_argument("--wheel", type=Path, required=True)
    asked.add_argument("--seeds", type=int, default=100)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    worn = garments(given.garments)
    with tempfile.TemporaryDirectory() as scratch:
        eyes = Eyes(given.finder, Path(scratch))
        told = about_faces(eyes, worn)
        task = bundle(given.wheel, Path(scratch))
        told |= {"hands": about_hands(eyes, worn, range(given.seeds), task)}
    text = page(told)
    print(text)
    if given.write:
        (HERE / "finder.md").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
