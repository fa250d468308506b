"""Runs in the environment that `everyhue signals setup-finder` made: what detectors see.

`python finder_eyes.py FINDER PICTURES.npz ANSWERS.json [HANDS.task]`. Without the last it says what
both face detectors score; with it, how many hands there are, looked at in each of `LOOKS`.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path

import cv2
import mediapipe
import numpy as np
from mediapipe.tasks.python import vision
from mediapipe.tasks.python.core.base_options import BaseOptions

NEAR, FAR = "face_detection_short_range.tflite", "face_detection_full_range_sparse.tflite"
SIDE = 256
LOOKS = {
    "as it is": (1, 0), "softened": (1, 2), "7/10, softened": (0.7, 1), "half, softened": (0.5, 1),
    "a third, softened": (0.35, 0.7),
}  # fmt: skip
"""Size of the picture on a plain ground of its own middle colour, and blur in pixels."""


def main(finder: str, pictures: str, answers: str, hands: str = "") -> None:
    with np.load(pictures) as held:
        shown = {name: np.ascontiguousarray(held[name]) for name in held.files}
    see = _hands(hands) if hands else _faces(Path(finder))
    Path(answers).write_text(json.dumps({name: see(pixels) for name, pixels in shown.items()}))
    os._exit(0)  # nothing to put away; tearing down the models may hang


def _faces(home: Path):
    """Width; near faces, far faces, and near faces in the upper half of a tall picture."""
    place = Path(__file__).parents[1] / "src/everyhue/signals/regions/detect.py"
    made = importlib.util.spec_from_file_location("detect", place)
    detect = importlib.util.module_from_spec(made)
    made.loader.exec_module(detect)
    both = detect.FaceDetector(str(home / NEAR), str(home / FAR))

    def see(pixels):
        height, width = pixels.shape[:2]
        upper = both._seen(both._near, pixels[: height // 2]) if height >= width else []
        return [width, both._seen(both._near, pixels), both._seen(both._far, pixels), upper]

    return see


def _hands(bundle: str):
    options = vision.HandLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=bundle), num_hands=4
    )
    made = vision.HandLandmarker.create_from_options(options)

    def see(pixels):
        return [_count(made, _look(pixels, *how)) for how in LOOKS.values()]

    return see


def _count(made, pixels) -> int:
    image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=pixels)
    return len(made.detect(image).hand_landmarks)


def _look(pixels, size: float, blur: float):
    if size == 1 and not blur:
        return pixels
    height, width = pixels.shape[:2]
    by = size * SIDE / max(height, width)
    shape = (max(1, int(width * by)), max(1, int(height * by)))
    small = cv2.GaussianBlur(cv2.resize(pixels, shape, interpolation=cv2.INTER_AREA), (0, 0), blur)
    ground = np.empty((SIDE, SIDE, 3), np.uint8)
    ground[:] = np.median(pixels.reshape(-1, 3), axis=0)
    y, x = (SIDE - small.shape[0]) // 2, (SIDE - small.shape[1]) // 2
    ground[y : y + small.shape[0], x : x + small.shape[1]] = small
    return ground


if __name__ == "__main__":
    main(*sys.argv[1:])
