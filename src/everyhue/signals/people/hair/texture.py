"""Marks that make a pattern readable: strands, waves, curls, coils, plaits."""

from __future__ import annotations

import math
from random import Random

from everyhue.signals.people.head import Head
from everyhue.signals.people.svg import (
    Point,
    Points,
    beaded,
    layered,
    line,
    num,
    pack,
    smooth,
    stroke,
)


def along(start: Points, end: Points, parts: tuple[float, ...]) -> str:
    """Return curves between two guide curves of equal length, at the given shares."""
    return "".join(
        line([(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
              for a, b in zip(start, end, strict=True)])
        for t in parts
    )  # fmt: skip


def curl_tile(head: Head) -> str:
    """Return the tile of loose C-shaped curls that fills curly hair."""
    return _tile(head, 52, _curls(head.rng, 52, 9, 6.5), _curls(head.rng, 52, 7, 7.5), 2.3)


def coil_tile(head: Head) -> str:
    """Return the tile of tiny tight coils that fills coily hair."""
    return _tile(head, 46, _curls(head.rng, 46, 5, 1.9), _curls(head.rng, 46, 13, 2.3), 1.7)


def _tile(head: Head, size: int, dark: str, light: str, width: float) -> str:
    return (
        f'<pattern id="{head.key}c" width="{size}" height="{size}" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate(17)">'
        + stroke(dark, head.hair_dark, width)
        + stroke(light, head.hair_light, width)
        + "</pattern>"
    )


def _curls(rng: Random, size: int, count: int, radius: float) -> str:
    """Arcs spread over a tile; those that cross its edge come back on the other side."""
    text = ""
    side = math.ceil(math.sqrt(count))
    for k in range(count):
        x = (k % side + rng.uniform(0.2, 0.8)) * size / side
        y = (k // side + rng.uniform(0.2, 0.8)) * size / side
        r = radius * rng.uniform(0.8, 1.15)
        angle = rng.uniform(0, 2 * math.pi)
        arc = (
            f"a{num(r)} {num(r)} 0 1 1 "
            f"{pack((1.6 * r * math.cos(angle), 1.6 * r * math.sin(angle)))}"
        )
        for dx, dy in _wraps(x, y, size, 2.2 * r):
            text += f"M{x + dx:.0f} {y + dy:.0f}{arc}"
    return text


def _wraps(x: float, y: float, size: int, reach: float) -> list[tuple[int, int]]:
    """Offsets at which a mark must be repeated so that tiles meet."""
    across = [0] + [size] * (x < reach) + [-size] * (x > size - reach)
    down = [0] + [size] * (y < reach) + [-size] * (y > size - reach)
    return [(dx, dy) for dx in across for dy in down]


def mass(head: Head, name: str, outline: Points) -> str:
    """Return hair with a bumpy edge, filled with the head's tile."""
    bump = 16.0 if head.person.pattern == "curly" else 6.5
    key = f"{head.key}m{name}"
    return layered(key, smooth(outline), beaded(head.hair, bump), f'fill="url(#{head.key}c)"')


def plaits(key: str, spines: list[list[Point]], colour: str, dark: str, width: float) -> str:
    """Return plaits: cords in shade, each with a chain of lit bulges."""
    return layered(
        key,
        "".join(line(spine) for spine in spines),
        f'{_CORD} stroke="{dark}" stroke-width="{num(width)}"',
        f'{_CORD} stroke="{colour}" stroke-width="{num(width * 0.74)}" '
        f'stroke-dasharray=".1 {num(width * 0.6)}"',
    )


def locs(key: str, spines: list[list[Point]], head: Head, width: float) -> str:
    """Return locs: round cords with quiet rings."""
    return layered(
        key,
        "".join(line(spine) for spine in spines),
        f'{_CORD} stroke="{head.hair_dark}" stroke-width="{num(width)}"',
        f'{_CORD} stroke="{head.hair}" stroke-width="{num(width - 2.4)}"',
        f'{_CORD} stroke="{head.hair_light}" stroke-width="{num(width * 0.45)}" '
        'stroke-dasharray="2 8" opacity=".55"',
    )


_CORD = 'fill="none"'


def hanging(x: float, top: float, end: float, sway: float) -> list[Point]:
    """Spine of a cord that hangs from the side of the head to its end."""
    return [(x * 0.86, top), (x, top + 40), (x + sway * 0.4, (top + end) / 2 + 20), (x + sway, end)]


def draped(side: int, k: int, x: float, end: float, sway: float) -> list[Point]:
    """Spine of the k-th cord that starts at the middle parting and drapes over the crown."""
    return [
        (side * (3 + k * 1.5), -101 + k * 8.5),
        (side * x * (0.62 - k * 0.02), -88 + k * 9),
        (side * x, -40 + k * 7),
        (side * (x + sway * 0.4), (end - 30) / 2 + 10),
        (side * (x + sway), end),
    ]
