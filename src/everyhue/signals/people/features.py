"""Eyes, brows, nose and mouth, varied and with make-up that works on every tone."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.signals.people.head import Head
from everyhue.signals.people.palette import lab, lch, shift
from everyhue.signals.people.svg import fill, limb, oval, stroke

_LASH = "#1c1315"
_SHADOWS = {
    "soft glam": "#b0705a", "smoky": "#4a3a48", "colour": "#2f9aa8", "shimmer": "#d8a548",
    "bridal": "#c58a80", "liner": "#a9806a",
}  # fmt: skip
_LIPSTICK = {"red": (40, 66, 30), "plum": (30, 38, 355), "coral": (60, 56, 38), "nude": None}


@dataclass(frozen=True, slots=True)
class _Eye:
    """Half-width, height above and below, rise of the outer corner, whether a crease shows."""

    half: float
    top: float
    low: float
    rise: float
    crease: float


_EYES = {
    "almond": _Eye(12.5, 7.2, 4.6, 1.6, 5.0),
    "round": _Eye(11.8, 8.6, 5.4, 0.8, 4.6),
    "monolid": _Eye(13.0, 5.8, 3.8, 2.2, 0.0),
    "hooded": _Eye(12.6, 6.2, 4.6, 1.0, 3.0),
    "upturned": _Eye(12.8, 7.0, 4.4, 3.2, 4.8),
    "downturned": _Eye(12.4, 7.2, 4.8, -0.8, 5.0),
}


def eye(head: Head, x: float) -> str:
    """Return one eye at horizontal position `x`."""
    shape, side = _EYES[head.eyes], 1 if x > 0 else -1
    return f'<g transform="translate({x:.1f} -1) scale({side * 1.13:.2f} 1.13)">{_eye(head, shape, side)}</g>'


def _eye(head: Head, e: _Eye, side: int) -> str:
    a, o = f"{-e.half:.1f} 1.5", f"{e.half:.1f} {-e.rise:.1f}"
    upper = f"M{a}C{-e.half * 0.55:.1f} {-e.top:.1f} {e.half * 0.5:.1f} {-e.top - 1.5:.1f} {o}"
    lower = f"C{e.half * 0.5:.1f} {e.low + 1:.1f} {-e.half * 0.5:.1f} {e.low + 1.5:.1f} {a}Z"
    radius = min((e.top + e.low) * 0.5, 5.6)
    white = "#fdf9f4" if head.person.tone < 7 else "#f6eee6"
    return (
        _shadow(head, e)
        + fill(upper + lower, white)
        + oval(0, -0.9, radius, radius, head.iris)
        + oval(0, -0.9, radius * 0.48, radius * 0.48, "#0d0809")
        + oval(-2 * side + 0.3, -2.8, 1.5, 1.5, "#fff")
        + stroke(upper, _LASH, 1.9 if head.person.makeup == "bare" else 2.5)
        + _lashes(head, e)
        + _crease(head, e)
    )


def _crease(head: Head, e: _Eye) -> str:
    if not e.crease:
        return ""
    top = e.top + e.crease
    d = f"M{-e.half + 2:.1f} {-e.crease + 1:.1f}C{-e.half * 0.5:.1f} {-top:.1f} {e.half * 0.5:.1f} {-top:.1f} {e.half + 1:.1f} {-e.rise - e.crease:.1f}"
    return stroke(d, head.skin.line, 1.4, 'opacity=".55"')


def _lashes(head: Head, e: _Eye) -> str:
    if head.person.presentation == "masculine":
        return ""
    wing = 7 if head.person.makeup in ("liner", "smoky", "colour") else 3.5
    d = f"M{e.half - 3:.1f} {-e.rise - 1.6:.1f}L{e.half + wing:.1f} {-e.rise - wing * 0.75:.1f}L{e.half:.1f} {-e.rise + 1:.1f}Z"
    return fill(d, _LASH)


def _shadow(head: Head, e: _Eye) -> str:
    colour = _SHADOWS.get(head.person.makeup)
    if colour is None:
        return ""
    if lab(head.skin.base)[0] < 35:
        colour = shift(colour, 8, 12)
    top = e.top + 8
    d = f"M{-e.half:.1f} 1C{-e.half * 0.6:.1f} {-top:.1f} {e.half * 0.7:.1f} {-top - 2:.1f} {e.half + 5:.1f} {-e.rise - 4:.1f}Z"
    return fill(d, colour, 'opacity=".7"')


_BROWS = {"arch": (4.6, 2.3), "soft": (2.4, 2.5), "straight": (0.6, 2.7), "full": (2.6, 3.3)}


def brow(head: Head, x: float) -> str:
    """Return one eyebrow."""
    side = 1 if x > 0 else -1
    lift, thick = _BROWS[head.brow]
    thick += 0.5 if head.person.presentation == "masculine" else 0
    points = [
        (x - side * 14, -17.5),
        (x - side * 4, -20.5 - lift * 0.4),
        (x + side * 7, -20.5 - lift * 0.5),
        (x + side * 17, -16.5),
    ]
    return fill(limb(points, (thick * 0.8, thick, thick * 0.8, 0.6)), _brow_colour(head))


def _brow_colour(head: Head) -> str:
    """Darker than the skin, near the hair; bright hair has natural brows."""
    level, skin_level = lab(head.hair)[0], lab(head.skin.base)[0]
    if head.person.hair_colour in ("rose pink", "teal", "violet", "burgundy"):
        level = 20
    grey = head.person.hair_colour in ("silver", "white", "salt and pepper")
    level = min(max(level - 12, 9), 62 if grey else 45)
    if grey and skin_level < 40:
        return lch(62, 3, 80)
    return lch(min(level, max(skin_level - 13, 4)), 3 if grey else 9, 55)


def nose(head: Head) -> str:
    """Return bridge, tip and wings."""
    n, tone = head.nose, head.skin
    under = f"M{-n:.1f} 30C{-n - 2:.1f} 37.5 {-n * 0.5:.1f} 38.5 {-n * 0.42:.1f} 36Q0 41.5 {n * 0.42:.1f} 36C{n * 0.5:.1f} 38.5 {n + 2:.1f} 37.5 {n:.1f} 30"
    bridge = f"M6 -12C9 4 {n * 0.6:.1f} 14 {n * 0.8:.1f} 27Q{n * 0.3:.1f} 33 3 31C5 14 3 0 6 -12Z"
    return (
        fill(bridge, tone.shade, 'opacity=".7"')
        + stroke("M-1 -6Q-2 10 -1 23", tone.light, 5, 'opacity=".6"')
        + oval(-1, 27, 4.5, 3.6, tone.light, 'opacity=".75"')
        + stroke(under, tone.line, 1.9, 'opacity=".75"')
    )


def lip_colours(head: Head) -> tuple[str, str]:
    """Return the colours of the upper and the lower lip."""
    wanted = _LIPSTICK.get(head.person.lips)
    if wanted:
        level, chroma, hue = wanted
        level -= 5 if head.person.tone >= 8 else 0
        return lch(level - 4, chroma, hue), lch(level + 4, chroma, hue)
    if head.person.presentation == "masculine" or head.person.makeup == "bare":
        return shift(head.skin.lip, 3, -5), shift(head.skin.lip_low, 2, -6)
    return head.skin.lip, head.skin.lip_low


def mouth(head: Head) -> str:
    """Return the lips; with teeth in an open smile."""
    upper, lower = lip_colours(head)
    return group_at(
        55, _open(head, upper, lower) if head.smile == "open" else _closed(head, upper, lower)
    )


def group_at(y: float, content: str) -> str:
    """Return content moved down by `y`."""
    return f'<g transform="translate(0 {y:.0f})">{content}</g>'


def _closed(head: Head, upper: str, lower: str) -> str:
    m, up, down = head.mouth, 5.6 * head.lips, 8.4 * head.lips
    lift = 3.6 if head.smile == "closed" else 1.0
    mid = f"C{m * 0.5:.1f} {2.4 + lift * 0.4:.1f} {-m * 0.5:.1f} {2.4 + lift * 0.4:.1f} {-m:.1f} {-lift:.1f}"
    top = f"M{-m:.1f} {-lift:.1f}C{-m * 0.6:.1f} {-up * 0.7:.1f} -6 {-up - 1.4:.1f} 0 {-up + 1.2:.1f}C6 {-up - 1.4:.1f} {m * 0.6:.1f} {-up * 0.7:.1f} {m:.1f} {-lift:.1f}"
    low = f"M{m:.1f} {-lift:.1f}C{m * 0.6:.1f} {down * 1.25:.1f} {-m * 0.6:.1f} {down * 1.25:.1f} {-m:.1f} {-lift:.1f}"
    return (
        fill(low + f"C{-m * 0.5:.1f} 2 {m * 0.5:.1f} 2 {m:.1f} {-lift:.1f}Z", lower)
        + fill(top + mid + "Z", upper)
        + stroke(f"M{m:.1f} {-lift:.1f}{mid}", shift(upper, -14, 0), 1.5)
        + stroke(f"M-6 {down * 0.6:.1f}h9", shift(lower, 14, -6), 2, 'opacity=".6"')
    )


def _open(head: Head, upper: str, lower: str) -> str:
    m, up, down = head.mouth + 2.5, 4.4 * head.lips, 5.2 * head.lips
    top = f"M{-m:.1f} -4C{-m * 0.6:.1f} {-up - 1:.1f} -6 {-up - 1.6:.1f} 0 {-up + 0.6:.1f}C6 {-up - 1.6:.1f} {m * 0.6:.1f} {-up - 1:.1f} {m:.1f} -4"
    bowl = f"C{m * 0.6:.1f} {15 + down:.1f} {-m * 0.6:.1f} {15 + down:.1f} {-m:.1f} -4Z"
    gap = f"M{-m + 3:.1f} -2.5C{-m * 0.5:.1f} .5 {m * 0.5:.1f} .5 {m - 3:.1f} -2.5C{m * 0.55:.1f} 13 {-m * 0.55:.1f} 13 {-m + 3:.1f} -2.5Z"
    teeth = f"M{-m + 3.6:.1f} -2.3C{-m * 0.5:.1f} .5 {m * 0.5:.1f} .5 {m - 3.6:.1f} -2.3C{m * 0.6:.1f} 8.4 {-m * 0.6:.1f} 8.4 {-m + 3.6:.1f} -2.3Z"
    return (
        fill(top + bowl, lower)
        + fill(top + f"C{m * 0.5:.1f} 1 {-m * 0.5:.1f} 1 {-m:.1f} -4Z", upper)
        + fill(gap, "#4a1518")
        + fill(teeth, "#fffaf4")
    )
