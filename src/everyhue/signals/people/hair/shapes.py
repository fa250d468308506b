"""Outlines of haircuts, in head units; each pattern gives them its own edge and texture."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.signals.people.head import Head
from everyhue.signals.people.svg import Points, mirror


@dataclass(frozen=True, slots=True)
class Fall:
    """How hair falls: length (y), width beyond the face at the sides, height above the crown."""

    length: float
    wide: float
    high: float = 12.0
    flare: float = 0.0


def part_of(head: Head) -> float:
    """Where the hair is parted: middle, or to one side."""
    worn = head.person.extras
    if "side part" in worn:
        return -22.0
    return (-20.0, 0.0, 0.0, 18.0)[head.person.seed % 4]


def outer(head: Head, fall: Fall) -> list[tuple[float, float]]:
    """Right half of the contour of hanging hair, crown to tip."""
    w, top = head.width + fall.wide, -91 - fall.high
    end = fall.length
    return [
        (0, top), (w * 0.62, top + 14), (w - 3, -44), (w + 2, 4),
        *([(w + fall.flare * 0.6, (end + 4) / 2 + 6)] if end > 90 else []),
        (w + fall.flare, end - 16), (w + fall.flare - (22 if end > 90 else 10), end),
    ]  # fmt: skip


def back(head: Head, fall: Fall) -> Points:
    """Hair behind the neck."""
    right = outer(head, fall)
    return [*right, (0, fall.length + 2), *mirror(right[1:])]


def curtain(head: Head, fall: Fall) -> Points:
    """Hair in front: over the crown, framing the face, down both sides."""
    right = outer(head, fall)
    w, part, end = head.width, part_of(head), fall.length
    hang = [(w - 6, end - 4)]
    if end > 90:
        hang = [(w - 18, end - 3), (w - 26, end * 0.55 + 40), (w - 14, 84), (w - 4, 46)]
    inner = [*hang, (w - 3, 14), (w - 7, -22), (w * 0.58, -52), (part + 10, -71)]
    other = [(part - 10, -71), (-w * 0.58, -52), *mirror([*hang, (w - 3, 14), (w - 7, -22)])]
    return [*right, *inner, (part, -76), *other, *mirror(right[1:])]


def cap(head: Head, high: float = 9.0, low: float = 2.0) -> Points:
    """Hair pulled back or cut close: from ear to ear over the crown, down to the hairline."""
    w = head.width
    edge = [(0, -91 - high), (w * 0.6, -80 - high), (w + 1, -48), (w + 4, -6), (w + 1, low)]
    line = [(w - 6, -8), (w - 9, -32), (w * 0.6, -55), (18, -62)]
    return [*edge, *line, (0, -63), *mirror(line), *mirror(edge[1:])]


def tail(head: Head, length: float) -> tuple[list[tuple[float, float]], list[float]]:
    """Spine and half-widths of a ponytail that falls over one side."""
    side = 1 if head.person.seed % 2 else -1
    w = head.width
    spine = [(6, -104), (w * 0.8, -112), (w + 24, -60), (w + 30, 20), (w + 20, length)]
    return [(side * x, y) for x, y in spine], [12, 19, 22, 24, 12]


def fringe(head: Head, low: float = -26.0) -> Points:
    """A full fringe over the forehead."""
    w = head.width
    return [
        (0, -84), (w * 0.6, -74), (w - 1, -40), (w - 5, low + 8),
        (w * 0.4, low), (0, low + 3), (-w * 0.4, low),
        (-w + 5, low + 8), (-w + 1, -40), (-w * 0.6, -74),
    ]  # fmt: skip


FALLS = {"bob": 68.0, "lob": 128.0, "long": 238.0, "half up": 232.0}
"""How far hair falls, by cut."""
TIED = frozenset({"bun", "ponytail", "side braid"})
CROPPED = frozenset({"crop", "fade", "pixie"})
