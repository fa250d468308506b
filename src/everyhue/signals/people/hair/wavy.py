"""Wavy hair: S-shaped edges and S-shaped light."""

from __future__ import annotations

import math

from everyhue.signals.people.hair import shapes, straight
from everyhue.signals.people.hair.shapes import Fall
from everyhue.signals.people.head import Head
from everyhue.signals.people.svg import Point, fill, line, oval, smooth, stroke, wave


def tile(head: Head) -> str:
    """Return nothing: this hair needs no texture tile."""
    return ""


def back(head: Head) -> str:
    """Return hair behind the neck."""
    cut = head.person.cut
    if cut in shapes.FALLS:
        return fill(smooth(wave(shapes.back(head, _fall(cut)), 26, 5, -64)), head.hair_dark)
    if cut == "ponytail":
        spine, widths = shapes.tail(head, 160)
        return fill(smooth(wave(_ring(spine, widths), 30, 3.4)), head.hair) + _s_light(head, spine)
    if cut == "bun":
        return fill(smooth(wave(_circle(0, -116, 32), 16, 3)), head.hair) + stroke(
            "M-22 -116q8 -16 20 -10t22 -4M-16 -104q12 -8 20 -2t14 -6", head.hair_light, 3
        )
    return ""


def front(head: Head) -> str:
    """Return hair over the crown and around the face."""
    cut = head.person.cut
    if cut in shapes.FALLS:
        return _hanging(head, _fall(cut))
    if cut in shapes.CROPPED:
        return _short(head)
    braid = straight.side_braid(head, 3) if cut == "side braid" else ""
    return _pulled_back(head) + braid


def _fall(cut: str) -> Fall:
    return Fall(shapes.FALLS[cut] + 4, 18, 14, 9 if cut == "bob" else 14)


def _hanging(head: Head, fall: Fall) -> str:
    shape = smooth(wave(shapes.curtain(head, fall), 25, 4.6, -64))
    top = oval(0, -108, 27, 20, head.hair) if head.person.cut == "half up" else ""
    bangs = (
        fill(smooth(wave(shapes.fringe(head, -30), 20, 3.5)), head.hair)
        if "fringe" in head.person.extras
        else ""
    )
    return top + fill(shape, head.hair) + bangs + _waves(head, fall)


def _waves(head: Head, fall: Fall) -> str:
    """S-curves down both sides, dark beside light."""
    w, end = head.width + 4, fall.length - 8
    dark = light = ""
    for side in (-1, 1):
        dark += line(_swing(side * (w + 1), -26, end, 4)) + line(
            _swing(side * (w * 0.72), -82, -54, 2)
        )
        light += line(_swing(side * (w + 8), -18, end - 8, 4.5))
    return stroke(dark, head.hair_dark, 2.4) + stroke(light, head.hair_light, 4, 'opacity=".85"')


def _swing(x: float, top: float, end: float, swing: float) -> list[Point]:
    count = max(3, round((end - top) / 17))
    return [
        (x + swing * math.sin(k * math.pi / 2 + 0.6), top + (end - top) * k / count)
        for k in range(count + 1)
    ]


def _pulled_back(head: Head) -> str:
    w = head.width
    lines = "".join(
        f"M{s * w * 0.93:.0f} -22q{-s * 2} -14 {-s * 12} -24t{-s * 16} -26"
        f"M{s * w * 0.55:.0f} -56q{-s * 2} -10 {-s * 10} -18t{-s * 8} -20"
        for s in (-1, 1)
    )
    loose = "".join(line(_swing(s * (w + 1), -14, 46, 4)) for s in (-1, 1))
    return (
        fill(smooth(wave(shapes.cap(head, 12), 21, 2.4)), head.hair)
        + stroke(lines, head.hair_light, 3, 'opacity=".8"')
        + stroke(loose, head.hair, 4.5)
    )


def _short(head: Head) -> str:
    w = head.width
    sides = fill(
        smooth(shapes.cap(head, 4, 10)),
        head.hair,
        'opacity=".55"' if head.person.cut == "fade" else "",
    )
    top = [
        (4, -118),
        (w * 0.72, -102),
        (w + 6, -62),
        (w - 4, -36),
        (w * 0.5, -52),
        (4, -50),
        (-w * 0.5, -44),
        (-w + 2, -30),
        (-w - 4, -62),
        (-w * 0.66, -104),
    ]
    if head.person.cut == "pixie":
        top[3:8] = [(w + 1, 0), (w - 7, -24), (w * 0.3, -42), (-w * 0.4, -28), (-w + 1, 4)]
    marks = "".join(
        f"M{x * w:.0f} {y}q{w * 0.14:.0f} -18 {w * 0.3:.0f} -10t{w * 0.34:.0f} -14"
        for x, y in ((-0.85, -46), (-0.6, -70), (-0.2, -54), (0.1, -80))
    )
    return (
        sides
        + fill(smooth(wave(top, 22, 3.4)), head.hair)
        + stroke(marks, head.hair_light, 3, 'opacity=".85"')
    )


def _ring(spine: list[Point], widths: list[float]) -> list[Point]:
    left = [(x - w, y) for (x, y), w in zip(spine, widths, strict=True)]
    return [*left, *[(x + w, y) for (x, y), w in zip(spine, widths, strict=True)][::-1]]


def _circle(x: float, y: float, r: float) -> list[Point]:
    return [
        (x + r * math.cos(k * math.pi / 4), y + r * math.sin(k * math.pi / 4)) for k in range(8)
    ]


def _s_light(head: Head, spine: list[Point]) -> str:
    return stroke(line(wave(spine[1:], 26, 4)[:-1]), head.hair_light, 3.5, 'opacity=".8"')
