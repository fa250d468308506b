"""Straight hair: smooth edges, long quiet strands, a band of light."""

from __future__ import annotations

from everyhue.signals.people.hair import shapes
from everyhue.signals.people.hair.shapes import Fall
from everyhue.signals.people.hair.texture import along
from everyhue.signals.people.head import Head
from everyhue.signals.people.svg import Points, fill, group, limb, mirror, oval, smooth, stroke


def tile(head: Head) -> str:
    """Return nothing: this hair needs no texture tile."""
    return ""


def back(head: Head) -> str:
    """Return hair behind the neck."""
    cut = head.person.cut
    if cut in shapes.FALLS:
        return fill(smooth(shapes.back(head, _fall(cut))), head.hair_dark)
    if cut == "ponytail":
        spine, widths = shapes.tail(head, 150)
        return fill(limb(spine, widths), head.hair) + _tail_shine(head, spine)
    if cut == "bun":
        return _bun(head)
    return ""


def front(head: Head) -> str:
    """Return hair over the crown and around the face."""
    cut = head.person.cut
    if cut in shapes.FALLS:
        return _hanging(head, _fall(cut))
    if cut in shapes.CROPPED:
        return _short(head)
    braid = side_braid(head) if cut == "side braid" else ""
    return _pulled_back(head) + braid


def _fall(cut: str) -> Fall:
    return Fall(shapes.FALLS[cut], 13, 11, 5 if cut == "bob" else 4)


def _hanging(head: Head, fall: Fall) -> str:
    d = smooth(shapes.curtain(head, fall))
    bangs = _bangs(head) if "fringe" in head.person.extras else ""
    top = oval(0, -106, 25, 19, head.hair) if head.person.cut == "half up" else ""
    return top + fill(d, head.hair) + _strands(head, fall) + bangs


def _strands(head: Head, fall: Fall) -> str:
    w, part, end = head.width, shapes.part_of(head), fall.length
    outer: Points = [
        (part + 2, -97),
        (w * 0.7, -84),
        (w + 6, -30),
        (w + 8, 20),
        (w + 5 + fall.flare, end - 8),
    ]
    inner: Points = [(part + 6, -80), (w * 0.5, -62), (w - 3, -22), (w, 20), (w - 1, end - 8)]
    flip = [
        [(-x + 2 * part * (1 if i == 0 else 0), y) for i, (x, y) in enumerate(g)]
        for g in (outer, inner)
    ]
    shade = along(outer, inner, (0.3, 0.72)) + along(flip[0], flip[1], (0.3, 0.72))
    shine = along(outer[1:4], inner[1:4], (0.5,)) + along(flip[0][1:4], flip[1][1:4], (0.5,))
    return stroke(shade, head.hair_dark, 1.8) + stroke(shine, head.hair_light, 4.5, 'opacity=".75"')


def _bangs(head: Head) -> str:
    w = head.width
    cuts = "".join(
        f"M{x * w:.0f} -{70 - abs(x) * 26:.0f}L{x * w * 1.06:.0f} {-26 + abs(x) * 6:.0f}"
        for x in (-0.6, -0.3, 0.02, 0.32, 0.62)
    )
    return (
        fill(smooth(shapes.fringe(head)), head.hair)
        + stroke(cuts, head.hair_dark, 1.6)
        + stroke(f"M{-w * 0.5:.0f} -62Q0 -76 {w * 0.5:.0f} -62", head.hair_light, 5, 'opacity=".6"')
    )


def _pulled_back(head: Head) -> str:
    w = head.width
    lines = "".join(
        f"M{s * x * w:.0f} {y}Q{s * x * w * 0.8:.0f} {y - 26} {s * x * w * 0.45:.0f} "
        f"{-97 + abs(x) * 4:.0f}"
        for s in (-1, 1)
        for x, y in ((0.94, -20), (0.72, -50), (0.4, -60))
    )
    return (
        fill(smooth(shapes.cap(head)), head.hair)
        + stroke(lines, head.hair_dark, 1.7)
        + stroke(
            f"M{-w * 0.72:.0f} -66Q{-w * 0.3:.0f} -92 {w * 0.2:.0f} -88",
            head.hair_light,
            5,
            'opacity=".7"',
        )
    )


def _bun(head: Head) -> str:
    swirl = "M-20 -118q20 -22 40 0M-14 -108q14 -14 28 2"
    return oval(0, -116, 31, 28, head.hair) + stroke(swirl, head.hair_light, 3, 'opacity=".8"')


def _tail_shine(head: Head, spine: Points) -> str:
    return stroke(smooth(spine[1:], closed=False), head.hair_light, 4, 'opacity=".6"')


def side_braid(head: Head, sway: float = 0.0) -> str:
    """Return one thick braid that falls over a shoulder."""
    side = 1 if head.person.seed % 2 else -1
    w = head.width
    spots = [(w + 2 - k * 2.4 + sway * (k % 2), 34 + k * 23) for k in range(8)]
    lobes = "".join(
        oval(
            side * (x + o),
            y + abs(o) * 0.2,
            14 - k * 0.6,
            11.5,
            head.hair,
            f'transform="rotate({side * (-38 if o > 0 else 38)} {side * (x + o):.0f} {y:.0f})"',
        )
        for k, (x, y) in enumerate(spots)
        for o in (-6, 6)
    )
    end = limb(
        [(side * spots[-1][0], spots[-1][1] + 12), (side * (spots[-1][0] - 4), spots[-1][1] + 42)],
        (7, 3),
    )
    tie = oval(side * spots[-1][0], spots[-1][1] + 15, 7, 5, "#d9a441")
    return (
        fill(end, head.hair)
        + group(lobes, more=f'stroke="{head.hair_dark}" stroke-width="1.8"')
        + tie
    )


def _short(head: Head) -> str:
    w = head.width
    sides = fill(
        smooth(shapes.cap(head, 4, 8)),
        head.hair,
        'opacity=".55"' if head.person.cut == "fade" else "",
    )
    if head.person.cut == "pixie":
        low = [(w + 2, -10), (w - 2, 22), (w - 8, 2), (w - 9, -26)]
        shape = [
            (0, -106),
            (w * 0.64, -95),
            (w + 5, -54),
            *low,
            (w * 0.3, -48),
            (-w * 0.25, -30),
            (-w + 3, -20),
            *mirror(low)[2:],
            (-w - 5, -54),
            (-w * 0.64, -95),
        ]
        marks = (
            f"M{w * 0.6:.0f} -66Q{w * 0.1:.0f} -66 {-w * 0.5:.0f} -34M{w * 0.5:.0f} -84"
            f"Q{-w * 0.2:.0f} -78 {-w * 0.86:.0f} -34"
        )
    else:
        shape = [
            (6, -114),
            (w * 0.7, -98),
            (w + 3, -60),
            (w - 3, -36),
            (w * 0.6, -58),
            (0, -64),
            (-w * 0.62, -56),
            (-w + 2, -34),
            (-w - 2, -62),
            (-w * 0.62, -100),
        ]
        marks = (
            f"M{-w * 0.72:.0f} -64Q{-w * 0.3:.0f} -98 {w * 0.3:.0f} -100"
            f"M{-w * 0.4:.0f} -64Q0 -88 {w * 0.6:.0f} -86M0 -68"
            f"Q{w * 0.3:.0f} -78 {w * 0.8:.0f} -66"
        )
    return (
        sides + fill(smooth(shape), head.hair) + stroke(marks, head.hair_light, 2.6, 'opacity=".8"')
    )
