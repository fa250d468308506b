"""Curly hair: a scalloped outline and loose, visible curls."""

from __future__ import annotations

import math

from everyhue.signals.people.hair import shapes, straight
from everyhue.signals.people.hair.shapes import Fall
from everyhue.signals.people.hair.texture import curl_tile, mass
from everyhue.signals.people.head import Head
from everyhue.signals.people.svg import Point, fill, smooth


def tile(head: Head) -> str:
    """Return the texture of this head's hair."""
    return curl_tile(head)


def back(head: Head) -> str:
    """Return hair behind the neck."""
    cut = head.person.cut
    if cut in shapes.FALLS:
        return fill(smooth(shapes.back(head, _fall(cut))), head.hair_dark)
    if cut == "ponytail":
        return mass(head, "1", _oval(46 * _side(head), -104, 52, 46)) + mass(
            head, "i", _oval(78 * _side(head), -40, 34, 60)
        )
    if cut == "bun":
        return mass(head, "2", _oval(0, -120, 42, 34))
    return ""


def front(head: Head) -> str:
    """Return hair over the crown and around the face."""
    cut = head.person.cut
    if cut in shapes.FALLS:
        return _hanging(head, _fall(cut))
    if cut in shapes.CROPPED:
        return _short(head)
    braid = straight.side_braid(head, 2) if cut == "side braid" else ""
    return mass(head, "3", shapes.cap(head, 11)) + braid


def _fall(cut: str) -> Fall:
    return Fall(shapes.FALLS[cut] + 2, 30, 22, 9 if cut == "bob" else 4)


def _hanging(head: Head, fall: Fall) -> str:
    top = mass(head, "4", _oval(0, -116, 36, 26)) if head.person.cut == "half up" else ""
    bangs = ""
    if "fringe" in head.person.extras:
        bangs = mass(head, "5", shapes.fringe(head, -34))
    return top + mass(head, "6", shapes.curtain(head, fall)) + bangs


def _short(head: Head) -> str:
    w, fade = head.width, head.person.cut == "fade"
    sides = fill(smooth(shapes.cap(head, 4, 10)), head.hair, 'opacity=".6"' if fade else "")
    low = -40 if head.person.cut != "pixie" else -8
    top = [
        (0, -124),
        (w * 0.75, -108),
        (w + 8, -66),
        (w, low),
        (w * 0.55, -48),
        (0, -46),
        (-w * 0.55, -46),
        (-w, low),
        (-w - 8, -66),
        (-w * 0.75, -108),
    ]
    return sides + mass(head, "7", top)


def _side(head: Head) -> int:
    return 1 if head.person.seed % 2 else -1


def _oval(x: float, y: float, rx: float, ry: float) -> list[Point]:
    return [
        (x + rx * math.cos(k * math.pi / 5), y + ry * math.sin(k * math.pi / 5)) for k in range(10)
    ]
