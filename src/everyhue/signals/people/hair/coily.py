"""Coily hair: round, full shapes with a fine edge and tiny tight coils."""

from __future__ import annotations

import math

from everyhue.signals.people.hair import shapes
from everyhue.signals.people.hair.texture import coil_tile, mass
from everyhue.signals.people.head import Head
from everyhue.signals.people.svg import Point, fill, smooth, stroke

_ROUND = {
    "afro": (54, 62, 30),
    "bob": (40, 40, 66),
    "long": (46, 40, 120),
    "short afro": (14, 20, -12),
}
"""Width beyond the face, height above the crown, and how far down the shape reaches."""


def tile(head: Head) -> str:
    """Return the texture of this head's hair."""
    return coil_tile(head)


def back(head: Head) -> str:
    """Return hair behind the head."""
    cut = head.person.cut
    if cut in _ROUND and cut != "short afro":
        return fill(smooth(_shape(head, *_ROUND[cut])), head.hair_dark)
    if cut == "puff":
        return mass(head, "1", _oval(0, -128, 62, 48))
    if cut == "two puffs":
        return mass(head, "2", _oval(-58, -100, 38, 38)) + mass(head, "3", _oval(58, -100, 38, 38))
    return mass(head, "4", _oval(0, -120, 36, 30)) if cut == "bun" else ""


def front(head: Head) -> str:
    """Return hair over the crown and around the face."""
    cut = head.person.cut
    if cut in _ROUND:
        return mass(head, "5", _crown(head, *_ROUND[cut]))
    if cut in ("fade", "tapered"):
        return _tapered(head)
    band = (
        stroke(f"M{-head.width * 0.6:.0f} -84Q0 -106 {head.width * 0.6:.0f} -84", "#d98f4a", 7)
        if cut == "puff"
        else ""
    )
    parting = stroke("M0 -64V-98", head.skin.base, 2.5) if cut == "two puffs" else ""
    return mass(head, "6", shapes.cap(head, 8)) + band + parting


def _shape(head: Head, wide: float, high: float, low: float) -> list[Point]:
    """A full round outline around the head."""
    w, top = head.width + wide, -91 - high
    middle = (top + low) / 2
    right = [
        (0, top),
        (w * 0.56, top + (middle - top) * 0.16),
        (w * 0.93, top + (middle - top) * 0.56),
        (w, middle),
        (w * 0.93, low - (low - middle) * 0.42),
        (w * 0.6, low),
    ]
    return [*right, (0, low + 4), *[(-x, y) for x, y in right[:0:-1]]]


def _crown(head: Head, wide: float, high: float, low: float) -> list[Point]:
    """The same outline, open for the face with a soft rounded hairline."""
    w = head.width
    right = _shape(head, wide, high, low)[:6]
    inner = [(w - 2, min(low, 36)), (w - 5, -14), (w * 0.74, -47), (w * 0.3, -60)]
    half = [*right, *inner]
    return [*half, (0, -62), *[(-x, y) for x, y in half[:0:-1]]]


def _tapered(head: Head) -> str:
    w, fade = head.width, head.person.cut == "fade"
    sides = fill(
        smooth(shapes.cap(head, 3, 8)), head.hair, 'opacity=".6"' if fade else 'opacity=".9"'
    )
    high = -138 if fade else -122
    top = [
        (0, high),
        (w * 0.7, high + 7),
        (w + 3, -82),
        (w, -46),
        (w * 0.7, -56),
        (0, -61),
        (-w * 0.7, -56),
        (-w, -46),
        (-w - 3, -82),
        (-w * 0.7, high + 7),
    ]
    return sides + mass(head, "7", top)


def _oval(x: float, y: float, rx: float, ry: float) -> list[Point]:
    return [
        (x + rx * math.cos(k * math.pi / 6), y + ry * math.sin(k * math.pi / 6)) for k in range(12)
    ]
