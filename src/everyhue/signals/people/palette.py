"""Colours of the demo people: computed in CIELAB, so that a tone's lightness is what is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

MONK_LIGHTNESS = (94.21, 93.09, 92.27, 87.57, 77.90, 55.14, 42.47, 30.68, 21.07, 14.61)
"""L* of the ten Monk swatches, tones 2 and 3 in order of lightness (published: 92.27, 93.09)."""

_SKIN_LOCUS = (
    (14.0, 54.0), (17.0, 59.0), (20.5, 64.0), (23.0, 65.0), (25.0, 66.0),
    (28.0, 63.0), (26.0, 60.0), (21.5, 56.5), (16.5, 54.5), (13.0, 54.0),
)  # fmt: skip
"""Chroma and hue of skin, by tone: faces of real people lie here, the swatches do not."""

RANGES = ("light",) * 3 + ("light_medium",) * 2 + ("medium_deep",) * 2 + ("deep",) * 3
"""Skin tone range of each Monk tone, 1 to 10."""


def lch(lightness: float, chroma: float, hue: float) -> str:
    """Return the sRGB colour ``#rrggbb`` of CIELAB lightness, chroma and hue (degrees), D65.

    Examples
    --------
    >>> lch(100, 0, 0), lch(0, 0, 0)
    ('#ffffff', '#000000')
    """
    return _lch(round(lightness, 2), round(max(chroma, 0), 2), round(hue, 2))


@lru_cache(maxsize=4096)
def _lch(lightness: float, chroma: float, hue: float) -> str:
    """Lower the chroma until the colour can be shown, so that lightness stays exact."""
    channels = _linear_rgb(lightness, chroma, hue)
    while chroma > 0.5 and not all(-0.003 <= v <= 1.003 for v in channels):
        chroma *= 0.94
        channels = _linear_rgb(lightness, chroma, hue)
    return "#" + "".join(f"{round(255 * _gamma(v)):02x}" for v in channels)


def _linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = (chroma * f(math.radians(hue)) for f in (math.cos, math.sin))
    y = (lightness + 16) / 116
    x, y, z = (_inverse(t) for t in (y + a / 500, y, y - b / 200))
    x, z = x * 0.95047, z * 1.08883
    return (
        3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
        -0.9692660 * x + 1.8760108 * y + 0.0415560 * z,
        0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
    )


def _inverse(t: float) -> float:
    return t**3 if t > 6 / 29 else 3 * (6 / 29) ** 2 * (t - 4 / 29)


def _gamma(v: float) -> float:
    v = min(max(v, 0.0), 1.0)
    return 12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055


@lru_cache(maxsize=4096)
def lab(colour: str) -> tuple[float, float, float]:
    """Return CIELAB (D65) of ``#rrggbb``.

    Examples
    --------
    >>> [round(v) for v in lab("#ffffff")]
    [100, 0, 0]
    """
    r, g, b = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = (_forward(t) for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _linear(v: float) -> float:
    return v / 12.92 if v <= 0.04045 else float(((v + 0.055) / 1.055) ** 2.4)


def _forward(t: float) -> float:
    return t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29


def shift(colour: str, lightness: float = 0.0, chroma: float = 0.0, hue: float = 0.0) -> str:
    """Return `colour` moved by steps of lightness, chroma and hue."""
    level, a, b = lab(colour)
    angle = math.degrees(math.atan2(b, a))
    level = min(max(level + lightness, 3), 98)
    return lch(level, math.hypot(a, b) + chroma, angle + hue)


def fold(colour: str, step: float = 9) -> str:
    """Return the colour of a fold in cloth: darker, or lighter on the darkest cloth."""
    return shift(colour, -step if lab(colour)[0] > 30 else step, 2)


def distance(one: str, other: str) -> float:
    """Return the CIELAB distance of two colours, 0 the same."""
    return math.dist(lab(one), lab(other))


@dataclass(frozen=True, slots=True)
class Skin:
    """All colours of one skin tone: base, shade, light, line, blush, lips, palm, nail."""

    base: str
    shade: str
    light: str
    line: str
    blush: str
    lip: str
    lip_low: str
    palm: str
    nail: str


UNDERTONES = {"cool": (-6.0, 0.0), "neutral": (0.0, 0.0), "warm": (5.0, 2.0), "golden": (8.0, 3.5)}
"""Hue and chroma steps of undertones; lightness stays the tone's own."""


@lru_cache(maxsize=64)
def skin(tone: int, undertone: str = "neutral") -> Skin:
    """Return the colours of Monk tone 1–10: the swatch's L*, hue and chroma on the skin locus.

    Examples
    --------
    >>> round(lab(skin(5).base)[0], 1)
    77.9
    """
    level = MONK_LIGHTNESS[tone - 1]
    turn, more = UNDERTONES[undertone]
    chroma, hue = _SKIN_LOCUS[tone - 1]
    chroma, hue = chroma + more * min(1, level / 50), hue + turn
    depth = (95 - level) / 80
    return Skin(
        base=lch(level, chroma, hue),
        shade=lch(level - 8.5 + 4 * depth, chroma + 5 - 2 * depth, hue - 6),
        light=lch(min(level + 3.5 + 7.5 * depth, 98), chroma - 3 + 7 * depth, hue + 2),
        line=lch(max(level - 34 + 22 * depth, 4), chroma + 8 - 8 * depth, hue - 16),
        blush=lch(level - 10 + 22 * depth, chroma + 20 - 6 * depth, 36),
        lip=lch(level - 30 + 37 * depth, chroma + 18 - 4 * depth, 24),
        lip_low=lch(level - 23 + 41 * depth, chroma + 18 - 2 * depth, 24),
        palm=lch(level + 2 + 20 * depth * depth, chroma + 2 + 6 * depth, hue - 4),
        nail=lch(level - 3 + 26 * depth, chroma + 4 + 6 * depth, hue - 18),
    )


HAIR_COLOURS = {
    "jet black": "#17141a", "soft black": "#221d20", "espresso": "#2e2120", "dark brown": "#3d2a22",
    "chestnut": "#5a3624", "auburn": "#7a3420", "copper": "#b0532a", "honey": "#a8733a",
    "golden blonde": "#d1a659", "ash blonde": "#c4ad88", "platinum": "#e6dcc6",
    "silver": "#b9bcc2", "white": "#e4e4e6", "salt and pepper": "#6d6d74",
    "burgundy": "#5e1f33", "rose pink": "#d98aa2", "teal": "#1f7a80", "violet": "#6a4a94",
}  # fmt: skip

CLOTH = {
    "emerald": "#0f7a5c", "terracotta": "#c2623f", "marigold": "#e5a11d", "cobalt": "#2a51b8",
    "blush": "#e7b3ad", "ivory": "#f5ecdc", "black": "#26242b", "navy": "#22305c",
    "burgundy": "#7b1f3a", "sage": "#93ab8c", "lilac": "#b49bd0", "coral": "#ea7058",
    "sky blue": "#7fb2dd", "red": "#c6263a", "teal": "#16808a", "mustard": "#cf9320",
    "white": "#f7f5f1", "charcoal": "#45444f", "camel": "#c19766", "fuchsia": "#c52a7d",
    "olive": "#6c7140", "champagne": "#e6d2ae", "rust": "#a8482c", "plum": "#633063",
    "mint": "#a9d8c0", "dusty rose": "#c98a91", "gold": "#c99a3a", "denim": "#4c6f9c",
}  # fmt: skip

BACKDROPS = (
    "#f6d9c4", "#f3c9b0", "#f2b8a0", "#e98f73", "#f4c95d", "#f7dd93", "#dfe5c6", "#a9c5a0",
    "#7fae9b", "#2f7f7a", "#bfe0dc", "#a8cfe8", "#6f9fcf", "#34558b", "#d8cdec", "#a58cc7",
    "#6b4d8f", "#f3c4d3", "#db7f9b", "#a6425f", "#efe6da", "#d9c3a5", "#b98a63", "#7d4b3a",
    "#faf1e4", "#23423f", "#3a2c4f", "#c9653f",
)  # fmt: skip
