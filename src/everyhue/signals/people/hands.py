"""Hands, close up: nails, henna, rings, cream."""

from __future__ import annotations

import math
from random import Random

from everyhue.signals.people.palette import CLOTH, lab, shift, skin
from everyhue.signals.people.person import Person
from everyhue.signals.people.svg import Point, box, fill, group, limb, line, oval, smooth, stroke

_FINGERS: tuple[tuple[Point, Point, Point, float], ...] = (
    ((246, 286), (264, 222), (280, 166), 15.5),
    ((219, 266), (226, 182), (232, 112), 17.5),
    ((187, 260), (183, 170), (181, 92), 18.0),
    ((154, 272), (142, 190), (132, 122), 17.5),
)
"""Knuckle, middle joint, tip and half-width: little finger to index."""

_THUMB: tuple[Point, Point, Point, float] = ((150, 396), (102, 336), (76, 268), 20.0)
_PALM = [
    (138, 292), (170, 262), (205, 258), (240, 272), (264, 300), (262, 356), (246, 404),
    (240, 452), (246, 560), (160, 560), (160, 452), (140, 412), (132, 350),
]  # fmt: skip
_POLISH = {"nude": "", "french": "", "silver": ""}


def hands(one: Person, key: str) -> str:
    """Return one hand, or two, from the wrist up."""
    rng = Random(f"{one.seed}:hands")
    turn = rng.choice((-16, -8, 6, 14))
    side = rng.choice((-1, 1))
    place = f"translate({200 - 196 * side} 4) scale({side} 1) rotate({turn} 200 420)"
    second = ""
    if rng.random() < 0.35:
        second = group(
            _hand(one, rng),
            f"translate({200 + 250 * side} 74) scale({-side} 1) rotate(-20 200 420) scale(.96)",
        )
    return second + group(_hand(one, rng), place) + _aside(one)


def _hand(one: Person, rng: Random) -> str:
    tone = skin(one.tone, one.undertone)
    parts = "".join(_finger(one, finger) for finger in (*_FINGERS, _THUMB))
    palm = fill(smooth(_PALM), tone.base)
    glow = oval(186, 320, 34, 44, tone.light, 'opacity=".45"')
    lines = line([(150, 398), (166, 372), (166, 344)]) + "".join(
        f"M{x - 9} {y}q9 -7 18 0" for x, y in ((156, 288), (188, 278), (218, 282), (243, 298))
    )
    web = "M170 268Q171 280 168 292M203 264Q203 276 203 288M233 276Q231 286 231 298"
    cuff = _cuff(one)
    return (
        palm
        + parts
        + _join(tone.base)
        + glow
        + stroke(lines + web, tone.line, 2, 'opacity=".4"')
        + _decor(one, rng)
        + cuff
    )


def _join(base: str) -> str:
    """Skin over the roots of fingers and thumb, so that they grow out of the palm."""
    return fill(
        smooth(
            [
                (144, 300),
                (172, 278),
                (204, 276),
                (238, 288),
                (256, 308),
                (250, 380),
                (206, 420),
                (164, 410),
                (146, 372),
            ]
        ),
        base,
    )


def _finger(one: Person, finger: tuple[Point, Point, Point, float]) -> str:
    root, joint, tip, width = finger
    tone = skin(one.tone, one.undertone)
    d = limb((root, joint, tip), (width * 1.02, width * 0.95, width * 0.74))
    shade = limb(
        ((root[0] + 8, root[1]), (joint[0] + 8, joint[1]), (tip[0] + 5, tip[1] + 4)),
        (width * 0.5, width * 0.45, width * 0.3),
    )
    creases = (
        f"M{joint[0] - 8:.0f} {joint[1] - 2}q8 -5 16 0M{joint[0] - 7:.0f} {joint[1] + 6}q7 -4 14 0"
    )
    return (
        fill(d, tone.base, f'stroke="{tone.shade}" stroke-width="1.6"')
        + fill(shade, tone.shade, 'opacity=".35"')
        + stroke(creases, tone.line, 1.6, 'opacity=".4"')
        + _nail(one, joint, tip, width)
    )


def _nail(one: Person, joint: Point, tip: Point, width: float) -> str:
    tone = skin(one.tone, one.undertone)
    angle = math.degrees(math.atan2(tip[0] - joint[0], joint[1] - tip[1]))
    w = width * 0.5
    long = 17 if one.presentation != "masculine" else 11
    colour = _polish(one) or tone.nail
    shape = (
        f"M{-w:.1f} 10C{-w - 1:.1f} -4 {-w * 0.7:.1f} {-long:.1f} 0 {-long - 1:.1f}"
        f"C{w * 0.7:.1f} {-long:.1f} {w + 1:.1f} -4 {w:.1f} 10Q0 16 {-w:.1f} 10Z"
    )
    tipped = (
        fill(
            f"M{-w * 0.86:.1f} -6C{-w * 0.6:.1f} {-long:.1f} {w * 0.6:.1f} {-long:.1f} "
            f"{w * 0.86:.1f} -6Q0 -11 {-w * 0.86:.1f} -6Z",
            "#fffaf2",
        )
        if one.nails == "french"
        else ""
    )
    art = _art(one, w)
    shine = stroke(f"M{-w * 0.45:.1f} 4V-7", shift(colour, 18), 2, 'opacity=".8"')
    return (
        f'<g transform="translate({tip[0]} {tip[1]}) '
        f'rotate({angle:.0f})">{fill(shape, colour)}{tipped}{art}{shine}</g>'
    )


def _polish(one: Person) -> str:
    if one.prop != "nails" and one.seed % 3:
        return ""
    return CLOTH.get(one.nails, _POLISH.get(one.nails, ""))


def _art(one: Person, w: float) -> str:
    if one.prop != "nails":
        return ""
    kind = "flower" if "flower" in one.caption else ("", "dot", "line", "flower", "")[one.seed % 5]
    ink = "#fff7ea" if one.nails in CLOTH and lab(CLOTH[one.nails])[0] < 75 else "#c2623f"
    if kind == "flower":
        return "".join(
            oval(3 * math.cos(k * 1.26), 1 + 3 * math.sin(k * 1.26), 2, 2, ink) for k in range(5)
        ) + oval(0, 1, 1.6, 1.6, "#e5a11d")
    if kind == "dot":
        return oval(0, 6, 2.2, 2.2, ink) + oval(0, -1, 1.5, 1.5, ink)
    return stroke(f"M{-w + 1:.1f} 3L{w - 1:.1f} -4", ink, 1.8) if kind == "line" else ""


def _cuff(one: Person) -> str:
    colour = CLOTH[one.colour]
    return fill("M142 500Q200 484 258 500L276 600H126Z", colour) + stroke(
        "M144 514Q200 498 257 514", shift(colour, -9, 2), 4
    )


def _decor(one: Person, rng: Random) -> str:
    drawn = {"henna": _henna, "rings": _rings, "cream": _cream}.get(one.prop)
    return drawn(one) if drawn else (_rings(one) if one.seed % 2 else "")


def _henna(one: Person) -> str:
    """A flower on the back of the hand, vines along the fingers, bands at the wrist."""
    ink = (
        "#5b2413" if lab(skin(one.tone).base)[0] > 45 else "#d98a4e" if one.tone >= 9 else "#2a0f0a"
    )
    ring = "".join(
        f"M202 342Q{202 + 30 * math.cos(a - 0.26):.0f} "
        f"{342 + 30 * math.sin(a - 0.26):.0f} {202 + 40 * math.cos(a):.0f} "
        f"{342 + 40 * math.sin(a):.0f}"
        f"Q{202 + 30 * math.cos(a + 0.26):.0f} {342 + 30 * math.sin(a + 0.26):.0f} 202 342"
        for a in (k * math.pi / 4 for k in range(8))
    )
    vines = "".join(line([root, joint, (tip[0], tip[1] + 24)]) for root, joint, tip, _ in _FINGERS)
    leaves = "".join(
        f"M{joint[0]} {joint[1] + d}q9 -9 12 -1q-6 6 -12 1q-9 -9 -12 -1q6 6 12 1"
        for _, joint, _, _ in _FINGERS
        for d in (-28, 24)
    )
    wrist = "M160 440Q202 428 242 440M160 456Q202 444 242 456"
    dots = "".join(
        f"M{202 + 52 * math.cos(k * 0.524):.0f} {342 + 50 * math.sin(k * 0.524):.0f}h.1"
        for k in range(12)
    )
    return (
        stroke(ring + vines + leaves + wrist, ink, 2.4)
        + stroke(dots, ink, 5)
        + oval(202, 342, 7, 7, ink)
        + stroke("M164 448Q202 436 240 448", ink, 4, 'stroke-dasharray=".1 8"')
    )


def _rings(one: Person) -> str:
    metal = "#c9ced6" if one.nails == "silver" else "#e3b341"
    light = shift(metal, 12)
    worn = _FINGERS if one.prop == "rings" else _FINGERS[1:2]
    text = ""
    for k, (root, joint, _, width) in enumerate(worn):
        x, y = root[0] + (joint[0] - root[0]) * 0.5, root[1] + (joint[1] - root[1]) * 0.5
        w = width * 0.98
        text += stroke(f"M{x - w:.0f} {y:.0f}Q{x:.0f} {y + 8:.0f} {x + w:.0f} {y:.0f}", metal, 6)
        text += stroke(
            f"M{x - w * 0.6:.0f} {y + 1:.0f}Q{x:.0f} {y + 5:.0f} {x:.0f} {y + 4:.0f}", light, 2
        )
        if k == 1 or "engagement" in one.caption:
            text += fill(
                f"M{x - 9:.0f} {y - 4:.0f}L{x - 4:.0f} {y - 11:.0f}H{x + 5:.0f}"
                f"L{x + 10:.0f} {y - 4:.0f}L{x:.0f} {y + 7:.0f}Z",
                "#e6f4fb",
                'stroke="#9fc4d8" stroke-width="1.4"',
            )
    return text


def _cream(one: Person) -> str:
    edge = "#e6dccd"
    swirl = smooth([(178, 346), (196, 322), (222, 332), (232, 354), (214, 372), (186, 368)])
    return fill(swirl, "#fffdf7", f'stroke="{edge}" stroke-width="2"') + stroke(
        "M192 350q8 -14 22 -6t4 18q-12 6 -16 -6", edge, 3
    )


def _aside(one: Person) -> str:
    """A pot of cream or a bottle of polish beside the hand."""
    if one.prop == "cream":
        c = CLOTH[one.accent]
        return (
            box(28, 412, 92, 62, "#fffaf3", 12)
            + box(24, 394, 100, 26, c, 8)
            + box(44, 438, 60, 8, c, 4)
        )
    if one.prop == "nails" and _polish(one):
        return (
            box(318, 420, 52, 58, _polish(one), 10)
            + box(332, 368, 24, 54, "#2a262c", 5)
            + stroke("M328 432v30", "#fff", 4, 'opacity=".5"')
        )
    return ""
