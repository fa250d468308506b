"""Protective styles: box braids, cornrows, locs, twists, knots; partings show the scalp."""

from __future__ import annotations

import math

from everyhue.signals.people.hair import shapes
from everyhue.signals.people.hair.texture import draped, hanging, locs, plaits
from everyhue.signals.people.head import Head
from everyhue.signals.people.palette import lab, shift
from everyhue.signals.people.svg import Point, fill, group, layered, oval, smooth, stroke

_LONG = {
    "box braids": (222, 10.8),
    "bob": (80, 11),
    "twists": (170, 11),
    "locs": (210, 13),
    "short locs": (40, 12),
}
"""Where the cords end, and how thick one is."""
_BEADS = ("#e8b04a", "#d9643a", "#f2e6d0", "#3fa7a0")


def tile(head: Head) -> str:
    """Return nothing: this hair needs no texture tile."""
    return ""


def back(head: Head) -> str:
    """Return cords behind the neck, or a knot above the head."""
    cut = head.person.cut
    if cut in _LONG:
        end, _ = _LONG[cut]
        w = head.width
        return (
            fill(smooth(shapes.back(head, shapes.Fall(end - 14, 12, 10))), head.hair_dark)
            if w
            else ""
        )
    return _bun(head) if cut == "braided bun" else ""


def front(head: Head) -> str:
    """Return the parted crown and the cords that frame the face."""
    cut = head.person.cut
    if cut in _LONG:
        base = fill(smooth(shapes.cap(head, 8)), head.hair_dark)
        return base + _cords(head, *_LONG[cut])
    if cut == "bantu knots":
        return _crown(head) + _knots(head)
    return _rows(head)


def _crown(head: Head) -> str:
    """Hair to the hairline, with the scalp showing in the partings."""
    w = head.width
    right = (
        f"M{w * 0.36:.0f} -60Q{w * 0.34:.0f} -80 {w * 0.2:.0f} -96"
        f"M{w * 0.7:.0f} -48Q{w * 0.7:.0f} -72 {w * 0.46:.0f} -90"
    )
    parts = stroke(right, _scalp(head), 2.2)
    return (
        fill(smooth(shapes.cap(head, 10)), head.hair)
        + parts
        + group(parts, "scale(-1 1)")
        + stroke(f"M0 -64V-99M{-w * 0.86:.0f} -62Q0 -94 {w * 0.86:.0f} -62", _scalp(head), 2.2)
    )


def _scalp(head: Head) -> str:
    return head.skin.light if head.person.tone >= 7 else head.skin.base


def _cords(head: Head, end: float, width: float) -> str:
    """Cords from the middle parting, over the crown, down both sides; the inner ones on top."""
    rng, w = head.rng, head.width
    spines = []
    count = 4
    for side in (-1, 1):
        for k in range(count):
            sway = (9 - k * (width * 1.16 - 8.8)) * min(1.0, end / 190) + rng.uniform(-2, 2)
            bottom = end - k * 3 + rng.uniform(-10, 6)
            spines.append(draped(side, k, w + 19 - k * 8.8, bottom, sway))
    beads = "beads" in head.person.extras
    return (
        _drawn(head, spines, width)
        + stroke("M0-66V-100", _scalp(head), 2.6)
        + ("".join(_beads(head, spine[-1]) for spine in spines) if beads else "")
    )


def _beads(head: Head, tip: Point) -> str:
    return "".join(
        oval(tip[0], tip[1] - 3 - up, 5.4, 5.4, head.rng.choice(_BEADS)) for up in (0, 11)
    )


def _drawn(head: Head, spines: list[list[Point]], width: float) -> str:
    if "locs" in head.person.cut:
        return locs(f"{head.key}q", spines, head, width)
    lit = head.hair_light if head.person.cut == "twists" else _lit(head)
    return plaits(f"{head.key}q", spines, lit, head.hair_dark, width)


def _lit(head: Head) -> str:
    return shift(head.hair, 12 if lab(head.hair)[0] < 25 else 8, 4)


def _rows(head: Head) -> str:
    """Cornrows from the hairline back over the crown."""
    w = head.width
    shares = (-0.94, -0.7, -0.46, -0.23, 0.0, 0.23, 0.46, 0.7, 0.94)
    rows: list[list[Point]] = [
        [(t * w * 0.92, -70 + 34 * t * t), (t * w * 0.88, -84 + 30 * t * t),
         (t * w * 0.6, -99 + 16 * t * t)]
        for t in shares
    ]  # fmt: skip
    base = layered(
        f"{head.key}r",
        smooth(shapes.cap(head, 7)),
        f'fill="{_scalp(head)}"',
        f'fill="{head.hair}" opacity=".62"',
    )
    return base + plaits(f"{head.key}q", rows + _tails(head), _lit(head), head.hair_dark, 12.5)


def _tails(head: Head) -> list[list[Point]]:
    """Two plaits a side, where cornrows are worn long."""
    if head.person.cut != "cornrows" or head.person.presentation == "masculine":
        return []
    return [
        hanging(s * (head.width + out), top, end, s * 6)
        for s in (-1, 1)
        for out, top, end in ((6, -12, 156), (-4, 8, 132))
    ]


def _bun(head: Head) -> str:
    """A crown of coiled plaits."""
    ring = [(30 * math.cos(k * 0.9), -116 + 24 * math.sin(k * 0.9)) for k in range(8)]
    inner = [(x * 0.42, -116 + (y + 116) * 0.42) for x, y in ring]
    return oval(0, -116, 30, 25, head.hair_dark) + plaits(
        f"{head.key}o", [ring, inner], _lit(head), head.hair_dark, 16
    )


def _knots(head: Head) -> str:
    w = head.width
    spots = [
        (-0.8, -66),
        (-0.42, -88),
        (0, -98),
        (0.42, -88),
        (0.8, -66),
        (-0.22, -70),
        (0.24, -70),
    ]
    return "".join(
        oval(x * w, y, 13, 14, head.hair)
        + stroke(
            f"M{x * w - 9:.0f} {y}a9 9 0 0 1 18 0M{x * w - 4:.0f} {y - 1}a4 4 0 0 1 8 0",
            head.hair_light,
            2.4,
        )
        for x, y in spots
    )
