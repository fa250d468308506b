"""Faces by MediaPipe Tasks: boxes and six points each, held no longer than a picture is read.

This file also runs as a programme of its own, in an environment that has MediaPipe and not
Everyhue: so it imports nothing of ours. It reads pictures from its input and writes what it found.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, BinaryIO

import numpy as np

LEAST_SCORE = 0.5
NEAR_SURE, FAR_SURE = 0.75, 0.7
"""Scores from which one detector is believed alone: prints on caps and shirts score below them."""

BOTH_SURE = 1.3
"""Sum of scores from which two detectors that see the same face are believed.

All three were first set on 400 garment photographs; a rule applied to one half of them names the
same, to the other half a laxer sum. What either does on the half it had not seen is in
``benchmarks/finder.md``.
"""

SMALL = 0.22
"""Width of a face, over that of the picture, below which more may be in the distance."""

Face = tuple[float, tuple[float, ...], tuple[tuple[float, float], ...]]
"""Score; left, top, width, height; right eye, left eye, nose, mouth, right ear, left ear: pixels.

Right is the person's own.
"""

_DONE: list[Callable[[], None]] = []
"""What closes the tasks of detectors that are no more."""


class FaceDetector:
    """MediaPipe's detector of near faces, and of far ones where near ones do not settle it.

    Parameters
    ----------
    near : path
        ``face_detection_short_range.tflite``, or another detector that Tasks can load.
    far : path, optional
        ``face_detection_full_range_sparse.tflite``.
    """

    def __init__(self, near: str, far: str | None = None) -> None:
        with quiet():
            mediapipe = import_module("mediapipe")
            self._image = mediapipe.Image
            self._form = mediapipe.ImageFormat.SRGB
            close_done()
            self._near = self._open(near)
            self._far = self._open(far) if far else None
            self.faces(np.zeros((64, 64, 3), np.uint8))  # MediaPipe says much the first time

    def faces(self, pixels: Any) -> list[Face]:
        """Return the faces of a picture (H, W, 3) uint8, the surest first.

        Near faces in the whole picture first. Where there is not one, large and sure, far faces
        too; where there are none still, near faces in the upper half, for whole figures.
        """
        near, width = self._seen(self._near, pixels), pixels.shape[1]
        if len(near) == 1 and near[0][0] >= NEAR_SURE and near[0][1][2] >= SMALL * width:
            return near
        far = self._seen(self._far, pixels) if self._far is not None else []
        found = believed(near, far)
        if not found and pixels.shape[0] >= width:
            found = believed(self._seen(self._near, pixels[: pixels.shape[0] // 2]), [])
        return found

    def _open(self, path: str) -> Any:
        task = _opened(path)
        weakref.finalize(self, _DONE.append, task.close)
        task.close = _nothing
        return task

    def _seen(self, detector: Any, pixels: Any) -> list[Face]:
        height, width = pixels.shape[:2]
        image = self._image(image_format=self._form, data=np.ascontiguousarray(pixels))
        faces = [_face(one, width, height) for one in detector.detect(image).detections]
        return sorted(faces, key=lambda face: -face[0])


def believed(near: list[Face], far: list[Face]) -> list[Face]:
    """Return the faces that one detector is sure of, or that both see.

    Examples
    --------
    >>> box = (0., 0., 10., 10.)
    >>> [len(believed([(near, box, ())], [(.6, box, ())])) for near in (.6, .72, .8)]
    [0, 1, 1]
    """
    kept = [face for face in near if face[0] >= NEAR_SURE]
    kept += [face for face in far if face[0] >= FAR_SURE]
    for one in near:
        seen = (two[0] for two in far if _shared(one[1], two[1]) >= 0.3)
        if one[0] + max(seen, default=0.0) >= BOTH_SURE:
            kept.append(one)
    return merged(kept)


def merged(faces: list[Face]) -> list[Face]:
    """Return faces without those that overlap a surer one.

    Examples
    --------
    >>> box, points = (0., 0., 10., 10.), ()
    >>> [face[0] for face in merged([(.7, box, points), (.9, box, points)])]
    [0.9]
    """
    kept: list[Face] = []
    for face in sorted(faces, key=lambda one: -one[0]):
        if all(_shared(face[1], other[1]) < 0.3 for other in kept):
            kept.append(face)
    return kept


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what compiled code prints while it loads off the terminal."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def close_done() -> None:
    """Close the tasks of detectors that are no more.

    MediaPipe closes a task where Python collects it, and waits there for a thread of the task's
    own: for ever, where that thread was collected first or was just being started. So a task is
    closed here, from ordinary code, and not at all where the process ends.
    """
    while _DONE:
        _DONE.pop()()


def _nothing() -> None:
    pass


def serve(detector: FaceDetector, asked: BinaryIO, told: BinaryIO) -> None:
    """Answer pictures until there are no more: height, width, pixels in; length, JSON out."""
    tell(told, [])  # ready
    while head := asked.read(8):
        height, width = struct.unpack(">II", head)
        flat = np.frombuffer(asked.read(height * width * 3), np.uint8)
        tell(told, detector.faces(flat.reshape(height, width, 3)))


def tell(told: BinaryIO, answer: object) -> None:
    """Write one answer."""
    text = json.dumps(answer).encode()
    told.write(struct.pack(">I", len(text)) + text)
    told.flush()


def main(near: str, far: str) -> None:
    """Serve on standard input and output, with all that others print kept out of the answers."""
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(FaceDetector(near, far), sys.stdin.buffer, told)
    told.flush()
    os._exit(0)  # nothing to put away; tearing down the models may hang


def _opened(path: str) -> Any:
    vision = import_module("mediapipe.tasks.python.vision")
    base = import_module("mediapipe.tasks.python.core.base_options").BaseOptions
    options = vision.FaceDetectorOptions(
        base_options=base(model_asset_path=str(path)), min_detection_confidence=LEAST_SCORE
    )
    try:
        return vision.FaceDetector.create_from_options(options)
    except (RuntimeError, ValueError, FileNotFoundError, PermissionError) as error:
        why = str(error).strip().splitlines() or ["it does not say why"]
        raise ValueError(f"{path}: MediaPipe cannot load it ({why[0][:160]})") from error


def _face(one: Any, width: int, height: int) -> Face:
    box = one.bounding_box
    points = tuple((float(p.x) * width, float(p.y) * height) for p in one.keypoints)
    sides = (float(box.origin_x), float(box.origin_y), float(box.width), float(box.height))
    return float(one.categories[0].score), sides, points


def _shared(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Intersection over union of two boxes."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    both = max(wide, 0.0) * max(high, 0.0)
    return both / (one[2] * one[3] + other[2] * other[3] - both)


if __name__ == "__main__":
    main(*sys.argv[1:3])
