"""The baseline: the nearest swatch of the Monk scale. A chart for people, not for cameras."""

from __future__ import annotations

import numpy as np

from everyhue.signals.colour import srgb_to_lab
from everyhue.signals.given import Mask
from everyhue.signals.regions import Pixels

SWATCHES = (
    "f6ede4", "f3e7db", "f7ead0", "eadaba", "d7bd96", "a07e56", "825c43", "604134", "3a312a",
    "292420",
)  # fmt: skip
"""Monk tones 1 to 10, sRGB, as published."""

_LAB = srgb_to_lab([[int(s[i : i + 2], 16) for i in (0, 2, 4)] for s in SWATCHES])


def nearest_swatch(pixels: Pixels, skin: Mask) -> int:
    """Return the tone, 1 to 10, whose swatch is nearest in CIELAB to the median of skin.

    Examples
    --------
    >>> patch = np.full((4, 4, 3), (0x82, 0x5c, 0x43), np.uint8)
    >>> nearest_swatch(patch, np.ones((4, 4), bool))
    7
    """
    middle = np.median(srgb_to_lab(pixels[skin]), axis=0)
    return int(np.hypot.reduce(_LAB - middle, axis=1).argmin()) + 1
