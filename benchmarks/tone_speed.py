"""CPU time of one picture of 512 pixels, step by step, on one core.

`python benchmarks/tone_speed.py FINDER_FOLDER [--write]`, with a folder that `everyhue signals
setup-finder` made. The detector runs in a process of its own; its CPU is counted too.
"""

from __future__ import annotations

import io
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from everyhue.signals.bench import any_camera, portrait, roll, taken
from everyhue.signals.bench.proof import fit_tone_of
from everyhue.signals.regions import Pixels, WheelFinder
from everyhue.signals.regions.face import face_region
from everyhue.signals.tone.features import features_of
from everyhue.signals.tone.sight import scene_of, sight_of

HERE = Path(__file__).parent
PICTURES, ROUNDS, LEAST = 40, 15, 100


def jpegs() -> list[bytes]:
    """Return photographs of drawn people, 410 by 512 pixels."""
    made = []
    for seed in range(PICTURES):
        rng = np.random.default_rng(seed)
        held = io.BytesIO()
        pixels = taken(portrait(seed, seed % 10 + 1, 410).pixels, any_camera(rng), rng)
        Image.fromarray(pixels).save(held, "JPEG", quality=90)
        made.append(held.getvalue())
    return made


def decoded(jpeg: bytes) -> Pixels:
    with Image.open(io.BytesIO(jpeg)) as image:
        return np.asarray(image.convert("RGB"))


def cpu_of(pid: int) -> float:
    """CPU seconds of another process so far; Linux only."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def cpu_ms(step: Callable[[int], object]) -> float:
    """Return the median over rounds of the CPU milliseconds a picture takes in this process."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for place in range(PICTURES):
            step(place)
        rounds.append((time.process_time() - start) / PICTURES)
    return 1e3 * median(rounds)


def detector_ms(finder: WheelFinder, pictures: list[Pixels]) -> float:
    """CPU of the detector's own process and of asking it, a picture."""
    finder.faces(pictures[0])
    pid = finder._running().pid
    start = cpu_of(pid)
    for _ in range(ROUNDS):
        for pixels in pictures:
            finder.faces(pixels)
    there = 1e3 * (cpu_of(pid) - start) / ROUNDS / PICTURES
    return there + cpu_ms(lambda k: finder.faces(pictures[k]))


def main() -> int:
    finder = WheelFinder(sys.argv[1])
    files = jpegs()
    pictures = [decoded(jpeg) for jpeg in files]
    faces = [finder.faces(pixels)[0] for pixels in pictures]
    regions = [face_region(p, f) for p, f in zip(pictures, faces, strict=True)]
    sights = [sight_of(p, r, scene_of(p)) for p, r in zip(pictures, regions, strict=True)]
    model = fit_tone_of(roll(range(240), None, width=100), finder.name)
    rows = {
        "decode the JPEG": cpu_ms(lambda k: decoded(files[k])),
        "find faces (own process, and asking it)": detector_ms(finder, pictures),
        "skin of the face": cpu_ms(lambda k: face_region(pictures[k], faces[k])),
        "take pixels": cpu_ms(lambda k: sight_of(pictures[k], regions[k], scene_of(pictures[k]))),
        "features under 15 re-exposures": cpu_ms(lambda k: features_of(sights[k])),
        "model, calibration, set, threshold": cpu_ms(lambda k: model.read_sights([sights[k]])),
    }
    rows["model, calibration, set, threshold"] -= rows["features under 15 re-exposures"]
    total = sum(rows.values())
    table = "\n".join(f"| {name} | {value:.2f} |" for name, value in rows.items())
    text = f"""# Skin tone, one picture

Made by `python benchmarks/tone_speed.py FOLDER --write`. {platform.machine()}, {os.cpu_count()}
cores, Python {platform.python_version()}, numpy {np.__version__}. Median CPU over {ROUNDS}
rounds of {PICTURES} drawn portraits, JPEG of 410 × 512 pixels, one thread; other work shared the
cores.

| step | CPU, ms |
|---|---:|
{table}
| **all** | **{total:.2f}** |

**{1e3 / total:.0f} pictures a second of one core** (asked for: {LEAST}).

Tables of vectors, whole runs: [run_speed.md](run_speed.md).
"""
    print(text)
    if "--write" in sys.argv:
        (HERE / "tone_speed.md").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
