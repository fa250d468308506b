"""Paths and shapes as short SVG text: smooth curves, tapered limbs, clouds and waves."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random

_NEEDLESS = re.compile(r"(?<=[\d.]) (?=-[\d.])")
Point = tuple[float, float]
Points = Sequence[Point]


def num(value: float) -> str:
    """Return a number in as few characters as one decimal needs.

    Examples
    --------
    >>> num(3.04), num(-0.04), num(12.35)
    ('3', '0', '12.3')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def pairs(points: Iterable[Point]) -> str:
    """Return ``x y x y …``."""
    return " ".join(f"{num(x)} {num(y)}" for x, y in points)


def mirror(points: Points) -> list[Point]:
    """Return the points on the other side of the vertical axis, in reverse order."""
    return [(-x, y) for x, y in reversed(points)]


def both(points: Points) -> list[Point]:
    """Return a closed symmetric outline from its right half, given from top to bottom."""
    return [*points, *mirror([p for p in points if abs(p[0]) > 1e-9])]


def smooth(points: Points, *, closed: bool = True, pull: float = 1 / 6, fine: bool = False) -> str:
    """Return a curve through all points (Catmull–Rom), to whole units or tenths."""
    n, digits = len(points), 1 if fine else 0
    at = (round(points[0][0], digits), round(points[0][1], digits))
    text = [f"M{pack(at)}c"]
    for i in range(n if closed else n - 1):
        before, start, end, after = (_at(points, i + k, closed) for k in (-1, 0, 1, 2))
        one = (start[0] + (end[0] - before[0]) * pull, start[1] + (end[1] - before[1]) * pull)
        two = (end[0] - (after[0] - start[0]) * pull, end[1] - (after[1] - start[1]) * pull)
        steps = [round(p[k] - at[k], digits) for p in (one, two, end) for k in (0, 1)]
        text.append(pack(steps))
        at = (at[0] + steps[4], at[1] + steps[5])
    return _joined(text) + ("Z" if closed else "")


def pack(values: Iterable[float]) -> str:
    """Return numbers with no more characters than SVG needs between them.

    Examples
    --------
    >>> pack([1, -2, 0.5])
    '1-2 .5'
    """
    texts = [num(value).replace("0.", ".") if abs(value) < 1 else num(value) for value in values]
    return _joined(texts)


def bend(*values: float) -> str:
    """Return a cubic segment: two controls and the end."""
    return "C" + pack(values)


def _joined(texts: list[str]) -> str:
    """Join with a space only where the next text starts with a digit or a dot."""
    found = texts[0]
    for text in texts[1:]:
        found += text if text[0] == "-" or found[-1] in "cM" else " " + text
    return found


def _at(points: Points, index: int, closed: bool) -> Point:
    return points[index % len(points) if closed else min(max(index, 0), len(points) - 1)]


def line(points: Points, *, fine: bool = False) -> str:
    """Return an open smooth curve."""
    return smooth(points, closed=False, fine=fine)


def polygon(points: Points) -> str:
    """Return a closed path with straight sides."""
    return f"M{pairs(points)}Z"


def sample(points: Points, spacing: float, *, closed: bool = True) -> list[Point]:
    """Return points along the smooth curve, about `spacing` apart."""
    dense = _dense(points, closed)
    steps = [math.dist(a, b) for a, b in pairwise(dense)]
    total = sum(steps)
    count = max(3, round(total / spacing))
    found, walked, index = [], 0.0, 0
    for k in range(count if closed else count + 1):
        target = total * k / count
        while index < len(steps) - 1 and walked + steps[index] < target:
            walked += steps[index]
            index += 1
        part = (target - walked) / steps[index] if steps[index] else 0.0
        a, b = dense[index], dense[index + 1]
        found.append((a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part))
    return found


def _dense(points: Points, closed: bool) -> list[Point]:
    n, found = len(points), []
    for i in range(n if closed else n - 1):
        p, q, r, s = (_at(points, i + k, closed) for k in (-1, 0, 1, 2))
        found += [(_spline(p[0], q[0], r[0], s[0], t), _spline(p[1], q[1], r[1], s[1], t))
                  for t in (k / 8 for k in range(8))]  # fmt: skip
    return [*found, points[0] if closed else points[-1]]


def _spline(p: float, q: float, r: float, s: float, t: float) -> float:
    return q + t * ((r - p) + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p))) / 2


def wave(points: Points, spacing: float, swing: float, calm: float = -999.0) -> list[Point]:
    """Return the outline with points pushed in and out in turn; quiet above y = `calm`."""
    dots = sample(points, spacing)
    dots = dots[:-1] if len(dots) % 2 else dots
    return [
        _push(before, here, after, _swing(here[1], calm) * (swing if i % 2 else -swing))
        for i, (before, here, after) in enumerate(
            zip([dots[-1], *dots[:-1]], dots, [*dots[1:], dots[0]], strict=True)
        )
    ]


def _swing(y: float, calm: float) -> float:
    return min(max((y - calm) / 50, 0.0), 1.0)


def _push(before: Point, here: Point, after: Point, by: float) -> Point:
    dx, dy = after[0] - before[0], after[1] - before[1]
    size = math.hypot(dx, dy) or 1.0
    return here[0] + dy / size * by, here[1] - dx / size * by


def limb(points: Points, widths: Sequence[float], *, fine: bool = False) -> str:
    """Return the outline of a tapered limb along `points`, half-widths `widths`, round ends."""
    n = len(points)
    sides: tuple[list[Point], list[Point]] = ([], [])
    for i, (here, width) in enumerate(zip(points, widths, strict=True)):
        before, after = points[max(i - 1, 0)], points[min(i + 1, n - 1)]
        sides[0].append(_push(before, here, after, width))
        sides[1].append(_push(before, here, after, -width))
    left, right = line(sides[0], fine=fine), line(sides[1][::-1], fine=fine)
    end, start = (f"A{num(w)} {num(w)} 0 0 1 " for w in (widths[-1], widths[0]))
    return f"{left}{end}{right[1:]}{start}{left[1 : left.index('c')]}Z"


def inside(point: Point, outline: Points) -> bool:
    """Whether a point lies in a polygon (even–odd)."""
    x, y = point
    hits = [
        (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0] > x
        for a, b in zip(outline, [*outline[1:], outline[0]], strict=True)
        if (a[1] > y) != (b[1] > y)
    ]
    return sum(hits) % 2 == 1


def scatter(outline: Points, step: float, rng: Random) -> list[Point]:
    """Return jittered lattice points inside the outline, about `step` apart."""
    edge = sample(outline, 10)
    xs, ys = [p[0] for p in edge], [p[1] for p in edge]
    rows = int((max(ys) - min(ys)) / step) + 1
    columns = int((max(xs) - min(xs)) / step) + 1
    dots = [
        (min(xs) + (c + (r % 2) / 2 + rng.uniform(-0.2, 0.2)) * step,
         min(ys) + (r + 0.5 + rng.uniform(-0.2, 0.2)) * step)
        for r in range(rows) for c in range(columns)
    ]  # fmt: skip
    return [dot for dot in dots if inside(dot, edge)]


def fill(d: str, colour: str, more: str = "") -> str:
    """Return a filled path."""
    return f'<path d="{d}" fill="{colour}"{more and " " + more}/>'


def stroke(d: str, colour: str, width: float, more: str = "") -> str:
    """Return a stroked path; its ends are round, as the whole picture's are."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{num(width)}"'
        f"{more and ' ' + more}/>"
    )


def oval(x: float, y: float, rx: float, ry: float, colour: str, more: str = "") -> str:
    """Return an ellipse."""
    more = more and " " + more
    if rx == ry:
        return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(rx)}" fill="{colour}"{more}/>'
    return (
        f'<ellipse cx="{num(x)}" cy="{num(y)}" rx="{num(rx)}" ry="{num(ry)}" '
        f'fill="{colour}"{more}/>'
    )


def box(x: float, y: float, w: float, h: float, colour: str, r: float = 0) -> str:
    """Return a rectangle, with round corners where `r` is given."""
    corner = f' rx="{num(r)}"' if r else ""
    return (
        f'<rect x="{num(x)}" y="{num(y)}" width="{num(w)}" height="{num(h)}"{corner} '
        f'fill="{colour}"/>'
    )


def group(content: str, transform: str = "", more: str = "") -> str:
    """Return a group; nothing where there is no content."""
    moved = f' transform="{transform}"' if transform else ""
    return f"<g{moved}{more and ' ' + more}>{content}</g>" if content else ""


def layered(key: str, d: str, *layers: str) -> str:
    """Return one path drawn several times, each with attributes of its own."""
    uses = "".join(f'<use href="#{key}" {layer}/>' for layer in layers)
    return f'<defs><path id="{key}" d="{d}"/></defs>{uses}'


def beaded(colour: str, bump: float) -> str:
    """Return attributes that fill a path and give it an edge of round bumps."""
    return (
        f'fill="{colour}" stroke="{colour}" stroke-width="{num(bump)}" '
        f'stroke-dasharray=".1 {num(bump * 0.86)}"'
    )


def twice(key: str, content: str) -> str:
    """Return content and its mirror image."""
    return f'<g id="{key}">{content}</g><use href="#{key}" transform="scale(-1 1)"/>'


def squeezed(svg: str) -> str:
    """Return the text without the spaces that numbers with a minus sign do not need."""
    return _NEEDLESS.sub("", svg)
