"""Things on the head: glasses, jewellery, veils, flowers, creams, aids."""

from __future__ import annotations

from everyhue.signals.people.head import Head
from everyhue.signals.people.palette import CLOTH, lab, shift
from everyhue.signals.people.svg import box, fill, group, oval, smooth, stroke

_GOLD = "#e2b13f"
_FRAMES = ("#2a2426", "#6b3f26", "#b88a2f", "#8c2f45", "#24506b")


def far(head: Head) -> str:
    """Return what lies behind the hair: a veil."""
    if head.person.prop != "veil":
        return ""
    w = head.width
    right = [(0, -112), (w * 0.8, -96), (w + 30, -20), (w + 60, 120), (w + 90, 330)]
    return fill(smooth([*right, *[(-x, y) for x, y in right[:0:-1]]]), "#fffaf4", 'opacity=".6"')


def worn(head: Head) -> str:
    """Return jewellery, glasses and aids worn on the head."""
    extras = head.person.extras
    text = _care(head)
    if head.ears_shown:
        text += _earrings(head) if extras & {"earrings", "hoops"} else ""
        text += _hearing_aid(head) if "hearing aid" in extras else ""
    return text + (_glasses(head) if "glasses" in extras else "")


def near(head: Head) -> str:
    """Return what lies over the hair."""
    drawn = {
        "flowers in hair": _flowers, "hair clips": _clips, "tiara": _tiara, "jewels": _jewels,
        "veil": _veil_edge, "goggles": _goggles,
    }.get(head.person.prop)  # fmt: skip
    return drawn(head) if drawn else ""


def _earrings(head: Head) -> str:
    x, kind = (
        head.width + 5,
        "hoops"
        if "hoops" in head.person.extras
        else ("hoops", "drop", "stud")[head.person.seed % 3],
    )
    if kind == "hoops":
        return "".join(
            oval(s * x, 38, 11, 13, "none", f'stroke="{_GOLD}" stroke-width="3"') for s in (-1, 1)
        )
    if kind == "stud":
        return "".join(oval(s * x, 25, 4.2, 4.2, "#fdf6e8") for s in (-1, 1))
    gem = CLOTH[head.person.accent]
    return "".join(
        stroke(f"M{s * x:.0f} 24v16", _GOLD, 2.6)
        + oval(s * x, 47, 6, 9, gem, f'stroke="{_GOLD}" stroke-width="1.6"')
        for s in (-1, 1)
    )


def _hearing_aid(head: Head) -> str:
    x = head.width + 7
    c = ("#2f86c9", "#d9c9b4", "#c2417c")[head.person.seed % 3]
    return fill(
        f"M{x - 5:.0f} -8C{x - 4:.0f} -22 {x + 11:.0f} -20 {x + 11:.0f} -4V14"
        f"Q{x + 6:.0f} 20 {x + 3:.0f} 12V-4Q{x + 1:.0f} -11 {x - 5:.0f} -8Z",
        c,
    ) + stroke(f"M{x - 5:.0f} -8Q{x - 10:.0f} 0 {x - 6:.0f} 9", "#f4f1ec", 2.2)


def _glasses(head: Head) -> str:
    ink = _FRAMES[head.person.seed % len(_FRAMES)]
    if lab(head.skin.base)[0] < 32 and lab(ink)[0] < 35:
        ink = "#d9b24a"
    x, round_ = 26 + (head.width - 56) * 0.4, head.person.seed % 2
    lens = "".join(
        f'<rect x="{s * x - 19:.0f}" y="-17" width="38" '
        f'height="{34 if round_ else 28}" rx="{17 if round_ else 8}"/>'
        for s in (-1, 1)
    )
    arms = (
        f"M-7 -4q7 -5 14 0M{x + 19:.0f} -6L{head.width + 2:.0f} -9M{-x - 19:.0f} -6"
        f"L{-head.width - 2:.0f} -9"
    )
    return (
        f'<g fill="#fff" fill-opacity=".12" stroke="{ink}" '
        f'stroke-width="3">{lens}<path d="{arms}" fill="none"/></g>'
    )


def _care(head: Head) -> str:
    """Creams and masks on the face."""
    prop = head.person.prop
    if prop == "cream on cheek":
        return "".join(
            stroke(
                f"M{s * 30} 26q{s * 8} -6 {s * 14} 1M{s * 32} 34q{s * 6} -4 {s * 10} 0",
                "#fffdf8",
                5,
            )
            for s in (-1, 1)
        ) + stroke("M-8 -46q8 -6 16 0", "#fffdf8", 5)
    if prop == "eye patches":
        return "".join(
            fill(
                f"M{s * 12} 10Q{s * 26} 24 {s * 44} 8Q{s * 42} 24 {s * 27} 27T{s * 12} 10Z",
                "#e7c766",
            )
            for s in (-1, 1)
        )
    if prop == "face mask":
        w = head.width
        clay = smooth(
            [
                (-w + 9, 4),
                (-w * 0.5, 16),
                (0, 6),
                (w * 0.5, 16),
                (w - 9, 4),
                (w - 10, 30),
                (head.jaw - 6, 52),
                (14, head.chin - 5),
                (-14, head.chin - 5),
                (-head.jaw + 6, 52),
                (-w + 10, 30),
            ]
        )
        lips = smooth([(-27, 55), (0, 44), (27, 55), (0, 72)])
        return fill(clay + lips, "#a9c5a0", 'fill-rule="evenodd" opacity=".92"') + fill(
            smooth([(-30, -34), (0, -42), (30, -34), (26, -52), (-26, -52)]),
            "#a9c5a0",
            'opacity=".92"',
        )
    if prop == "serum":
        return oval(-38, 22, 3, 4, "#f6d88a") + oval(-34, 31, 2.4, 3, "#f6d88a")
    return ""


def _flower(x: float, y: float, r: float, colour: str) -> str:
    petals = "".join(
        f"M{x + a * r:.0f} {y + b * r:.0f}h.1"
        for a, b in ((0, -0.8), (0.76, -0.25), (0.47, 0.65), (-0.47, 0.65), (-0.76, -0.25))
    )
    return stroke(petals, colour, r * 1.15) + oval(x, y, r * 0.42, r * 0.42, "#f2c14e")


def _flowers(head: Head) -> str:
    c = ("#fdf6ee", "#f3a6b4", "#fbd9a0", "#e98f73")[head.person.seed % 4]
    if lab(head.hair)[0] > 70:
        c = "#d9647a"
    w = head.width
    spots = ((-w * 0.96, -50, 13), (-w * 0.74, -78, 15), (-w * 0.36, -95, 12), (-w * 1.02, -24, 10))
    leaves = "".join(
        oval(x - 12, y + 6, 11, 5, "#6f9b6a", f'transform="rotate(-40 {x - 12:.0f} {y + 6})"')
        for x, y, _ in spots[:3]
    )
    return leaves + "".join(_flower(x, y, r, c) for x, y, r in spots)


def _clips(head: Head) -> str:
    w = head.width
    clip = box(-17, -3.5, 34, 7, _GOLD, 3.5) + stroke(
        "M-12 0h.1m8 0h.1m8 0h.1m8 0h.1", "#fff8e6", 5
    )
    return "".join(
        group(clip, f"translate({x:.0f} {y}) rotate({turn})")
        for x, y, turn in ((-w * 0.86, -56, -58), (-w * 0.98, -38, -70))
    )


def _tiara(head: Head) -> str:
    w = head.width * 0.7
    return (
        stroke(f"M{-w:.0f} -76Q0 -104 {w:.0f} -76", _GOLD, 5)
        + fill(
            f"M{-w * 0.7:.0f} -88L{-w * 0.5:.0f} -112L{-w * 0.26:.0f} -95L0 -126"
            f"L{w * 0.26:.0f} -95L{w * 0.5:.0f} -112L{w * 0.7:.0f} -88"
            f"Q0 -106 {-w * 0.7:.0f} -88Z",
            "#f0cd77",
        )
        + oval(0, -108, 5, 6, "#e7f4fa")
    )


def _jewels(head: Head) -> str:
    return (
        stroke("M0 -98V-62", _GOLD, 3) + oval(0, -54, 8, 10, _GOLD) + oval(0, -54, 4, 5, "#c22f4a")
        + stroke("M-44 116Q0 172 44 116", _GOLD, 7) + stroke("M-38 124Q0 174 38 124", "#c22f4a",
        6, 'stroke-dasharray=".1 14"')
        + oval(0, 158, 9, 12, _GOLD)
    )  # fmt: skip


def _veil_edge(head: Head) -> str:
    w = head.width
    side = "".join(
        fill(
            smooth(
                [
                    (s * w * 0.5, -104),
                    (s * (w + 14), -58),
                    (s * (w + 34), 60),
                    (s * (w + 66), 200),
                    (s * (w + 36), 210),
                    (s * (w + 14), 70),
                    (s * (w - 4), -50),
                ]
            ),
            "#fffaf4",
            'opacity=".45"',
        )
        for s in (-1, 1)
    )
    return side + stroke(
        f"M{-w * 0.6:.0f} -92Q0 -118 {w * 0.6:.0f} -92", "#fffaf2", 6, 'stroke-dasharray=".1 9"'
    )


def _goggles(head: Head) -> str:
    w = head.width
    return stroke(f"M{-w - 2:.0f} -58Q0 -76 {w + 2:.0f} -58", "#3b4654", 7) + fill(
        f"M{-w * 0.7:.0f} -80Q0 -94 {w * 0.7:.0f} -80L{w * 0.66:.0f} -56"
        f"Q0 -68 {-w * 0.66:.0f} -56Z",
        shift("#9bd0e0", 4),
        'stroke="#3b4654" stroke-width="4"',
    )
