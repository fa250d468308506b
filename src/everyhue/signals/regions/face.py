"""From six points of a face to the skin of it: a frame of eyes and mouth, and what lies in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from everyhue.signals.given import Floats, Mask
from everyhue.signals.regions.detect import Face
from everyhue.signals.regions.region import Pixels, Region

LEAST_EYES = 7.0
"""Pixels between the eyes below which a face is too small to tell skin from features."""

_TOP, _END, _SIDE = -0.92, 0.9, 1.12
"""Top of the forehead, end above the mouth's corners, half-width at the cheeks."""

_NEAR, _SLACK = 0.42, 20.0
"""How far, relative and in bytes, skin may differ from the middle of the face."""


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """Pixels about a face in the face's own measure.

    `across` is 0 between the eyes and ±.5 at them; `down` is 0 at the eyes and 1 at the mouth.
    """

    rows: slice
    columns: slice
    across: Floats
    down: Floats


def face_region(pixels: Pixels, face: Face) -> Region:
    """Return the skin of a face: forehead, nose and cheeks, as far as they are like its middle.

    Eyes, brows and the mouth are left out, and everything below the mouth's upper edge, where
    beards are. Hair, glasses and cloth before the face are left out by being unlike the middle of
    the same face, whatever its colour; no colour is taken for skin.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The picture.
    face : Face
        Score, box, six points.

    Returns
    -------
    Region
        With patches ``forehead`` and ``cheeks``; empty where nothing of the face can be told.

    Notes
    -----
    Undefined when: the eyes are less than 7 pixels apart, or a point lies outside the picture;
    the mask is empty then. Cost: about 1 ms at 512 pixels. Source: this project's own geometry.
    """
    score, _, points = face
    mask = np.zeros(pixels.shape[:2], bool)
    frame = _frame(points, mask.shape)
    if frame is None:
        return Region(mask, score)
    oval, forehead, cheeks = _areas(frame, points)
    window = pixels[frame.rows, frame.columns]
    skin = oval & _like_the_middle(window, oval & cheeks)
    mask[frame.rows, frame.columns] = skin
    parts = {}
    for name, patch in (("forehead", forehead), ("cheeks", cheeks)):
        parts[name] = np.zeros_like(mask)
        parts[name][frame.rows, frame.columns] = patch & skin
    return Region(mask, score, parts)


def _frame(points: tuple[tuple[float, float], ...], size: tuple[int, ...]) -> _Frame | None:
    """The frame of a face, none where it is too small or its eyes fall outside."""
    right, left, mouth = (np.array(points[k]) for k in (0, 1, 3))
    middle, eyes = (right + left) / 2, left - right
    apart = float(np.hypot(*eyes))
    down = mouth - middle
    turned = eyes[0] * down[1] - eyes[1] * down[0]  # area of the frame
    if apart < LEAST_EYES or abs(turned) < 0.25 * apart * apart:
        return None
    corners = [middle + a * eyes + d * down for a in (-1.2, 1.2) for d in (-1.1, 1.0)]
    low, high = np.min(corners, axis=0), np.max(corners, axis=0)
    x0, x1 = (int(np.clip(v, 0, size[1])) for v in (low[0], high[0] + 1))
    y0, y1 = (int(np.clip(v, 0, size[0])) for v in (low[1], high[1] + 1))
    if x1 <= x0 or y1 <= y0:
        return None
    x, y = np.arange(x0, x1) - middle[0], np.arange(y0, y1)[:, None] - middle[1]
    across = (x * down[1] - y * down[0]) / turned
    below = (y * eyes[0] - x * eyes[1]) / turned
    return _Frame(slice(y0, y1), slice(x0, x1), across, below)


def _areas(frame: _Frame, points: tuple[tuple[float, float], ...]) -> tuple[Mask, Mask, Mask]:
    """Where skin may be, the forehead, and the cheeks."""
    a, d = frame.across, frame.down
    middle = (_TOP + 1.35) / 2
    oval = (a / _SIDE) ** 2 + ((d - middle) / (1.35 - middle)) ** 2 <= 1
    oval &= (d <= _END) & _between_ears(frame, points)
    for eye in (-0.5, 0.5):  # with its brow
        oval &= ((a - eye) / 0.44) ** 2 + ((d + 0.14) / 0.42) ** 2 > 1
    oval &= (a / 0.62) ** 2 + ((d - 1) / 0.3) ** 2 > 1
    forehead = (d > -0.85) & (d < -0.45) & (np.abs(a) < 0.6)
    cheeks = (d > 0.3) & (d < 0.75) & (np.abs(a) > 0.25) & (np.abs(a) < 0.9)
    return oval, forehead, cheeks


def _between_ears(frame: _Frame, points: tuple[tuple[float, float], ...]) -> Mask:
    """Left of one ear and right of the other: a turned face is narrow on its far side."""
    right, left, mouth = (np.array(points[k]) for k in (0, 1, 3))
    middle, eyes = (right + left) / 2, left - right
    down = mouth - middle
    turned = eyes[0] * down[1] - eyes[1] * down[0]
    places = []
    for ear in (points[4], points[5]):
        x, y = np.array(ear) - middle
        places.append(float((x * down[1] - y * down[0]) / turned))
    return np.asarray((frame.across > places[0] + 0.05) & (frame.across < places[1] - 0.05))


def _like_the_middle(window: Pixels, cheeks: Mask) -> Mask:
    """Pixels that differ from the median of the cheeks by no more than light explains."""
    if not cheeks.any():
        return np.zeros(cheeks.shape, bool)
    middle = np.median(window[cheeks], axis=0)
    apart = np.abs(window - middle.astype(np.float32))
    return np.asarray((apart <= _SLACK + _NEAR * middle).all(axis=2))
