"""A few hundred pixels of skin and of scene: all that is ever read of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyhue.signals.given import Mask
from everyhue.signals.regions import Pixels, Region
from everyhue.signals.tone.exposures import LINEAR, Light
from everyhue.signals.tone.reading import COVERED, GREYSCALE, TOO_BRIGHT, TOO_DARK, TOO_SMALL

SKIN_PIXELS = 400
"""Pixels of skin that are read, spread evenly over the mask."""

SCENE_PIXELS = 400
LEAST_PIXELS = 48
"""Pixels of skin below which nothing is said."""

GREY_SPREAD = 6
"""Largest difference of channels, in bytes, of pixels that have no colour."""

DARK_BYTE, BRIGHT_BYTE = 9, 254
PARTS = ("forehead", "cheeks")


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What is read of one person.

    Parameters
    ----------
    skin : (n, 3) float32
        Linear light of skin pixels; none where there is a reason.
    patch : (n,) int8
        0 forehead, 1 cheeks, −1 elsewhere.
    scene : (m, 3) float32
        Linear light of pixels of the whole picture.
    reason : str
        Why nothing can be said of this person, or ``""``.
    """

    skin: Light
    patch: NDArray[np.int8]
    scene: Light
    reason: str = ""


def sight_of(pixels: Pixels, region: Region, scene: Light) -> Sight:
    """Read the skin of one region, or say why it cannot be read.

    Notes
    -----
    Pixels are taken at even steps in reading order, so that the same picture gives the same sight.
    Cost: one pass over the mask.
    """
    spots = np.flatnonzero(region.mask)
    kept = spots[_steps(len(spots), SKIN_PIXELS)]
    colours = pixels.reshape(-1, 3)[kept]
    reason = _unreadable(len(spots), colours)
    if reason:
        return Sight(LINEAR[colours[:0]], np.zeros(0, np.int8), scene, reason)
    patch = np.full(len(kept), -1, np.int8)
    for code, name in enumerate(PARTS):
        if name in region.parts:
            patch[region.parts[name].ravel()[kept]] = code
    return Sight(LINEAR[colours], patch, scene)


def scene_of(pixels: Pixels) -> Light:
    """Return linear light of pixels spread over the picture, (m, 3)."""
    height, width = pixels.shape[:2]
    side = round(SCENE_PIXELS**0.5)
    rows, columns = (np.arange(side) * n // side + n // (2 * side) for n in (height, width))
    return np.asarray(LINEAR[pixels[np.ix_(rows, columns)].reshape(-1, 3)])


def without_colour(pixels: Pixels) -> bool:
    """Whether a picture is grey, or tinted grey: its colours lie on one line.

    Examples
    --------
    >>> without_colour(np.full((8, 8, 3), 90, np.uint8))
    True
    """
    some = pixels[:: max(1, len(pixels) // 48), :: max(1, pixels.shape[1] // 48)]
    flat = some.reshape(-1, 3).astype(np.int16)
    return bool(np.percentile(flat.max(1) - flat.min(1), 98) <= GREY_SPREAD)


def _unreadable(found: int, colours: NDArray[np.uint8]) -> str:
    if not found:
        return COVERED
    if found < LEAST_PIXELS:
        return TOO_SMALL
    if np.percentile(colours.max(1), 75) <= DARK_BYTE:
        return TOO_DARK
    if np.percentile(colours.min(1), 10) >= BRIGHT_BYTE:
        return TOO_BRIGHT
    flat = colours.astype(np.int16)
    return GREYSCALE if np.percentile(flat.max(1) - flat.min(1), 90) <= 2 else ""


def _steps(n: int, most: int) -> NDArray[np.intp] | Mask:
    return np.arange(n) if n <= most else np.arange(most) * n // most
