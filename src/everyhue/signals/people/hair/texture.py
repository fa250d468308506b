"""Marks that make a pattern readable: strands, waves, curls, coils, plaits."""

from __future__ import annotations

import math
from random import Random

from everyhue.signals.people.svg import Point, Points, inside, line, num, sample, scatter


def along(start: Points, end: Points, parts: tuple[float, ...]) -> str:
    """Return curves between two guide curves of equal length, at the given shares."""
    return "".join(
        line([(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
              for a, b in zip(start, end, strict=True)])
        for t in parts
    )  # fmt: skip


def curls(outline: Points, step: float, rng: Random) -> str:
    """Return loose C-shaped curls over a region."""
    text, edge = [], sample(outline, 10)
    for x, y in scatter(outline, step, rng):
        r = step * rng.uniform(0.3, 0.42)
        if not all(
            inside((x + s * r * 0.9, y + t * r * 0.9), edge) for s in (-1, 1) for t in (-1, 1)
        ):
            continue
        angle = rng.uniform(0, 2 * math.pi)
        dx, dy = 1.6 * r * math.cos(angle), 1.6 * r * math.sin(angle)
        text.append(
            f"M{x - dx / 2:.0f} {y - dy / 2:.0f}a{num(r)} {num(r)} 0 1 1 {num(dx)} {num(dy)}"
        )
    return "".join(text)


def coils(outline: Points, step: float, rng: Random) -> str:
    """Return tiny tight coils over a region."""
    return "".join(
        f"M{x:.0f} {y:.0f}a2 2 0 1 1 {rng.choice(('2', '-2'))} {rng.choice(('2', '1'))}"
        for x, y in scatter(outline, step, rng)
    )


def plait(spine: Points, colour: str, dark: str, width: float) -> str:
    """Return one plait: a cord with a chain of bulges, and the crossing of strands."""
    d = line(spine)
    return (
        f'<path d="{d}" stroke="{dark}" stroke-width="{num(width)}"/>'
        f'<path d="{d}" stroke="{colour}" stroke-width="{num(width * 0.94)}" '
        f'stroke-dasharray=".1 {num(width * 0.78)}"/>'
    )


def cords(inner: str) -> str:
    """Group plaits so that stroke settings are stated once."""
    return f'<g fill="none" stroke-linecap="round">{inner}</g>'


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
