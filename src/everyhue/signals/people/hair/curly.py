"""Curly hair: a scalloped outline and loose, visible curls."""

from __future__ import annotations

import math

from everyhue.signals.people.hair import shapes, straight
from everyhue.signals.people.hair.shapes import Fall
from everyhue.signals.people.hair.texture import curls
from everyhue.signals.people.head import Head
from everyhue.signals.people.svg import Point, Points, cloud, fill, stroke

_BUMP = 17.0


def back(head: Head) -> str:
    """Return hair behind the neck."""
    cut = head.person.cut
    if cut in shapes.FALLS:
        return fill(cloud(shapes.back(head, _fall(cut)), _BUMP), head.hair_dark)
    if cut == "ponytail":
        return _mass(head, _oval(46 * _side(head), -104, 52, 46)) + _mass(
            head, _oval(78 * _side(head), -40, 34, 60)
        )
    if cut == "bun":
        return _mass(head, _oval(0, -120, 42, 34))
    return ""


def front(head: Head) -> str:
    """Return hair over the crown and around the face."""
    cut = head.person.cut
    if cut in shapes.FALLS:
        return _hanging(head, _fall(cut))
    if cut in shapes.CROPPED:
        return _short(head)
    braid = straight.side_braid(head, 2) if cut == "side braid" else ""
    return _mass(head, shapes.cap(head, 13), 0.8) + braid


def _fall(cut: str) -> Fall:
    return Fall(shapes.FALLS[cut] + 2, 30, 22, 9 if cut == "bob" else 4)


def _hanging(head: Head, fall: Fall) -> str:
    top = _mass(head, _oval(0, -116, 36, 26)) if head.person.cut == "half up" else ""
    bangs = ""
    if "fringe" in head.person.extras:
        bangs = _mass(head, shapes.fringe(head, -34))
    return top + _mass(head, shapes.curtain(head, fall)) + bangs


def _mass(head: Head, outline: Points, size: float = 1.0) -> str:
    """A scalloped shape with dark and light curls on it."""
    step = 16 * size
    return (
        fill(cloud(outline, _BUMP * size), head.hair)
        + stroke(curls(outline, step, head.rng), head.hair_dark, 2)
        + stroke(curls(outline, step * 1.25, head.rng), head.hair_light, 2.4, 'opacity=".85"')
    )


def _short(head: Head) -> str:
    w, fade = head.width, head.person.cut == "fade"
    sides = fill(cloud(shapes.cap(head, 4, 10), 8), head.hair, 'opacity=".6"' if fade else "")
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
    return sides + _mass(head, top)


def _side(head: Head) -> int:
    return 1 if head.person.seed % 2 else -1


def _oval(x: float, y: float, rx: float, ry: float) -> list[Point]:
    return [
        (x + rx * math.cos(k * math.pi / 5), y + ry * math.sin(k * math.pi / 5)) for k in range(10)
    ]
