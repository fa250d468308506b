"""Coily hair: round, full shapes with a fine edge and tiny tight coils."""

from __future__ import annotations

import math

from everyhue.signals.people.hair import shapes
from everyhue.signals.people.hair.texture import coils
from everyhue.signals.people.head import Head
from everyhue.signals.people.svg import Point, Points, cloud, fill, oval, stroke

_ROUND = {
    "afro": (54, 62, 30),
    "bob": (40, 40, 66),
    "long": (46, 40, 120),
    "short afro": (14, 20, -12),
}
"""Width beyond the face, height above the crown, and how far down the shape reaches."""


def back(head: Head) -> str:
    """Return hair behind the head."""
    cut = head.person.cut
    if cut in _ROUND and cut != "short afro":
        return fill(cloud(_shape(head, *_ROUND[cut]), 6), head.hair_dark)
    if cut == "puff":
        return _mass(head, _oval(0, -128, 62, 48))
    if cut == "two puffs":
        return _mass(head, _oval(-58, -100, 38, 38)) + _mass(head, _oval(58, -100, 38, 38))
    return _mass(head, _oval(0, -120, 36, 30)) if cut == "bun" else ""


def front(head: Head) -> str:
    """Return hair over the crown and around the face."""
    cut = head.person.cut
    if cut in _ROUND:
        return _mass(head, _crown(head, *_ROUND[cut]))
    if cut in ("fade", "tapered"):
        return _tapered(head)
    band = (
        stroke(f"M{-head.width * 0.6:.0f} -84Q0 -106 {head.width * 0.6:.0f} -84", "#d98f4a", 7)
        if cut == "puff"
        else ""
    )
    parting = stroke("M0 -64V-98", head.skin.base, 2.5) if cut == "two puffs" else ""
    return _mass(head, shapes.cap(head, 8), 0.85) + band + parting


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


def _mass(head: Head, outline: Points, size: float = 1.0) -> str:
    return fill(cloud(outline, 6.5 * size), head.hair) + stroke(
        coils(outline, 11, head.rng), head.hair_light, 1.7, 'opacity=".8"'
    )


def _tapered(head: Head) -> str:
    w, fade = head.width, head.person.cut == "fade"
    sides = fill(
        cloud(shapes.cap(head, 3, 8), 5), head.hair, 'opacity=".6"' if fade else 'opacity=".9"'
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
    return sides + _mass(head, top)


def _oval(x: float, y: float, rx: float, ry: float) -> list[Point]:
    return [
        (x + rx * math.cos(k * math.pi / 6), y + ry * math.sin(k * math.pi / 6)) for k in range(12)
    ]


__all__ = ["back", "front", "oval"]
