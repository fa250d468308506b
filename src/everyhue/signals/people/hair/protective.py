"""Protective styles: box braids, cornrows, locs, twists, knots; partings show the scalp."""

from __future__ import annotations

from everyhue.signals.people.hair import shapes
from everyhue.signals.people.hair.texture import cords, hanging, plait
from everyhue.signals.people.head import Head
from everyhue.signals.people.svg import cloud, fill, line, oval, smooth, stroke

_LONG = {
    "box braids": (218, 9.5),
    "bob": (78, 9.5),
    "twists": (170, 11),
    "locs": (210, 13),
    "short locs": (40, 12),
}
"""Where the cords end, and how thick one is."""
_BEADS = ("#e8b04a", "#d9643a", "#f2e6d0", "#3fa7a0")


def back(head: Head) -> str:
    """Return cords behind the neck, or a knot above the head."""
    cut = head.person.cut
    if cut in _LONG:
        end, width = _LONG[cut]
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
        return _crown(head) + _cords(head, *_LONG[cut])
    if cut == "bantu knots":
        return _crown(head) + _knots(head)
    return _rows(head)


def _crown(head: Head) -> str:
    """Hair to the hairline, with the scalp showing in the partings."""
    w = head.width
    parts = f"M0 -64V-99M{-w * 0.36:.0f} -60Q{-w * 0.34:.0f} -80 {-w * 0.2:.0f} -96M{w * 0.36:.0f} -60Q{w * 0.34:.0f} -80 {w * 0.2:.0f} -96M{-w * 0.7:.0f} -48Q{-w * 0.7:.0f} -72 {-w * 0.46:.0f} -90M{w * 0.7:.0f} -48Q{w * 0.7:.0f} -72 {w * 0.46:.0f} -90M{-w * 0.86:.0f} -62Q0 -94 {w * 0.86:.0f} -62"
    return fill(smooth(shapes.cap(head, 10)), head.hair) + stroke(parts, _scalp(head), 2.2)


def _scalp(head: Head) -> str:
    return head.skin.light if head.person.tone >= 7 else head.skin.base


def _cords(head: Head, end: float, width: float) -> str:
    rng, w = head.rng, head.width
    text = beads = ""
    for side in (-1, 1):
        for k in range(5 if width < 12 else 4):
            x = side * (w + 10 - k * (width - 1.4) * 0.86)
            bottom = end - k * 4 + rng.uniform(-10, 6) - (26 if k > 3 else 0)
            spine = hanging(x, -72 - k * 3, bottom, side * rng.uniform(-2, 7))
            text += _cord(head, spine, width)
            if "beads" in head.person.extras:
                tip = spine[-1]
                beads += oval(tip[0], tip[1] - 3, 5.4, 5.4, rng.choice(_BEADS))
                beads += oval(tip[0], tip[1] - 14, 5, 5, rng.choice(_BEADS))
    return cords(text) + beads


def _cord(head: Head, spine: list[tuple[float, float]], width: float) -> str:
    if "locs" not in head.person.cut:
        return plait(
            spine,
            head.hair_light if head.person.cut == "twists" else _lit(head),
            head.hair_dark,
            width,
        )
    d = line(spine)
    return (
        f'<path d="{d}" stroke="{head.hair_dark}" stroke-width="{width + 1.4}"/>'
        f'<path d="{d}" stroke="{head.hair}" stroke-width="{width - 1}"/>'
        f'<path d="{d}" stroke="{head.hair_light}" stroke-width="{width * 0.5:.1f}" stroke-dasharray="2 7" opacity=".55"/>'
    )


def _lit(head: Head) -> str:
    from everyhue.signals.people.palette import shift

    return shift(head.hair, 5, 2)


def _rows(head: Head) -> str:
    """Cornrows from the hairline back over the crown."""
    w = head.width
    text = ""
    for share in (-0.92, -0.62, -0.31, 0.0, 0.31, 0.62, 0.92):
        y = -60 + 36 * share * share
        spine = [
            (share * w * 0.97, y),
            (share * w * 0.92, y - 18),
            (share * w * 0.66, -97 + 13 * share * share),
        ]
        text += plait(spine, _lit(head), head.hair_dark, 12.5)
    tails = ""
    if head.person.cut == "cornrows" and head.person.presentation != "masculine":
        for side in (-1, 1):
            tails += plait(
                hanging(side * (w + 5), -10, 150, side * 6), _lit(head), head.hair_dark, 12
            )
            tails += plait(
                hanging(side * (w - 3), 8, 128, side * 4), _lit(head), head.hair_dark, 12
            )
    return (
        fill(smooth(shapes.cap(head, 6)), _scalp(head))
        + fill(smooth(shapes.cap(head, 6)), head.hair, 'opacity=".35"')
        + cords(text + tails)
    )


def _bun(head: Head) -> str:
    loops = "".join(
        plait(
            [(-32 + d, -112 + d), (0, -142 + d * 1.4), (32 - d, -112 + d)],
            _lit(head),
            head.hair_dark,
            13,
        )
        for d in (0, 9, 18)
    )
    return oval(0, -112, 34, 30, head.hair_dark) + cords(loops)


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
        fill(
            cloud([(x * w - 14, y), (x * w, y - 17), (x * w + 14, y), (x * w, y + 12)], 9),
            head.hair,
        )
        + stroke(
            f"M{x * w - 9:.0f} {y}a9 9 0 0 1 18 0M{x * w - 4:.0f} {y - 1}a4 4 0 0 1 8 0",
            head.hair_light,
            2.4,
        )
        for x, y in spots
    )
