"""Eyes, brows, nose and mouth, varied and with make-up that works on every tone."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.signals.people.head import Head
from everyhue.signals.people.palette import lab, lch, shift
from everyhue.signals.people.svg import bend, fill, group, limb, num, oval, pack, stroke

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


def eye(head: Head) -> str:
    """Return the right eye."""
    x = _spread(head)
    return f'<g transform="translate({num(x)}-1) scale(1.13)">{_eye(head, _EYES[head.eyes])}</g>'


def _spread(head: Head) -> float:
    """Distance of an eye from the middle of the face."""
    return 26 + (head.width - 56) * 0.4


def _eye(head: Head, e: _Eye) -> str:
    """White, iris, pupil, light, upper lid, lashes, crease."""
    half, rise = e.half, e.rise
    up = pack((-half * 0.55, -e.top, half * 0.5, -e.top - 1.5, half, -rise))
    upper = f"M{pack((-half, 1.5))}C{up}"
    low = pack((half * 0.5, e.low + 1, -half * 0.5, e.low + 1.5, -half, 1.5))
    radius = min((e.top + e.low) * 0.5, 5.6)
    white = "#fdf9f4" if head.person.tone < 7 else "#f6eee6"
    return (
        _shadow(head, e)
        + fill(f"{upper}C{low}Z", white)
        + oval(0, -0.9, radius, radius, head.iris)
        + oval(0, -0.9, radius * 0.48, radius * 0.48, "#0d0809")
        + oval(-1.7, -2.8, 1.5, 1.5, "#fff")
        + stroke(upper, _LASH, 1.9 if head.person.makeup == "bare" else 2.5)
        + _lashes(head, e)
        + _crease(head, e)
    )


def _crease(head: Head, e: _Eye) -> str:
    if not (e.crease and head.near):
        return ""
    h, top = e.half, -e.top - e.crease
    d = f"M{pack((2 - h, 1 - e.crease))}" + bend(
        -h * 0.5, top, h * 0.5, top, h + 1, -e.rise - e.crease
    )
    return stroke(d, head.skin.line, 1.4, 'opacity=".55"')


def _lashes(head: Head, e: _Eye) -> str:
    """The outer lashes, longer with liner."""
    if head.person.presentation == "masculine":
        return ""
    wing = 7 if head.person.makeup in ("liner", "smoky", "colour") else 3.5
    tip = (e.half + wing, -e.rise - wing * 0.75)
    d = f"M{pack((e.half - 3, -e.rise - 1.6))}L{pack((*tip, e.half, 1 - e.rise))}Z"
    return fill(d, _LASH)


def _shadow(head: Head, e: _Eye) -> str:
    colour = _SHADOWS.get(head.person.makeup)
    if colour is None:
        return ""
    if lab(head.skin.base)[0] < 35:
        colour = shift(colour, 8, 12)
    h, top = e.half, -e.top - 8
    d = f"M{pack((-h, 1))}" + bend(-h * 0.6, top, h * 0.7, top - 2, h + 5, -e.rise - 4)
    return fill(d + "Z", colour, 'opacity=".7"')


_BROWS = {"arch": (4.6, 2.3), "soft": (2.4, 2.5), "straight": (0.6, 2.7), "full": (2.6, 3.3)}


def brow(head: Head) -> str:
    """Return the right eyebrow."""
    x, (lift, thick) = _spread(head), _BROWS[head.brow]
    thick += 0.5 if head.person.presentation == "masculine" else 0
    points = [
        (x - 14, -17.5),
        (x - 4, -20.5 - lift * 0.4),
        (x + 7, -20.5 - lift * 0.5),
        (x + 17, -16.5),
    ]
    widths = (thick * 0.8, thick, thick * 0.8, 0.6)
    return fill(limb(points, widths, fine=True), _brow_colour(head))


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
    left = f"M{pack((-n, 30))}" + bend(-n - 2, 37.5, -n * 0.5, 38.5, -n * 0.42, 36)
    under = f"{left}Q0 41.5 {pack((n * 0.42, 36))}" + bend(n * 0.5, 38.5, n + 2, 37.5, n, 30)
    side = bend(9, 4, n * 0.6, 14, n * 0.8, 27)
    bridge = f"M6-12{side}Q{pack((n * 0.3, 33))} 3 31C5 14 3 0 6-12Z"
    return (
        fill(bridge, tone.shade, 'opacity=".7"')
        + (_ridge(tone.light) if head.near else "")
        + stroke(under, tone.line, 1.9, 'opacity=".75"')
    )


def _ridge(light: str) -> str:
    """Light on the bridge and the tip of the nose."""
    tip = oval(-1, 27, 4.5, 3.6, light, 'opacity=".75"')
    return stroke("M-1-6Q-2 10-1 23", light, 5, 'opacity=".6"') + tip


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
    drawn = _open if head.smile == "open" else _closed
    return group(drawn(head, upper, lower), "translate(0 55)")


def _closed(head: Head, upper: str, lower: str) -> str:
    m, up, down = head.mouth, -5.6 * head.lips, 10.5 * head.lips
    corner = -3.6 if head.smile == "closed" else -1.0
    mid = bend(m * 0.5, 2.4 - corner * 0.4, -m * 0.5, 2.4 - corner * 0.4, -m, corner)
    bow = bend(-m * 0.6, up * 0.7, -6, up - 1.4, 0, up + 1.2)
    top = f"M{pack((-m, corner))}{bow}" + bend(6, up - 1.4, m * 0.6, up * 0.7, m, corner)
    low = f"M{pack((m, corner))}" + bend(m * 0.6, down, -m * 0.6, down, -m, corner)
    return (
        fill(low + bend(-m * 0.5, 2, m * 0.5, 2, m, corner) + "Z", lower)
        + fill(f"{top}{mid}Z", upper)
        + stroke(f"M{pack((m, corner))}{mid}", shift(upper, -14, 0), 1.5)
        + stroke(f"M-6 {num(down * 0.48)}h9", shift(lower, 14, -6), 2, 'opacity=".6"')
    )


def _open(head: Head, upper: str, lower: str) -> str:
    m, up, down = head.mouth + 2.5, -4.4 * head.lips, 15 + 5.2 * head.lips
    bow = bend(-m * 0.6, up - 1, -6, up - 1.6, 0, up + 0.6)
    top = f"M{pack((-m, -4))}{bow}" + bend(6, up - 1.6, m * 0.6, up - 1, m, -4)
    return (
        fill(top + bend(m * 0.6, down, -m * 0.6, down, -m, -4) + "Z", lower)
        + fill(top + bend(m * 0.5, 1, -m * 0.5, 1, -m, -4) + "Z", upper)
        + fill(_bowl(m - 3, 13), "#4a1518")
        + fill(_bowl(m - 3.6, 8.4), "#fffaf4")
    )


def _bowl(m: float, deep: float) -> str:
    """The opening of a smile: a shallow upper edge, a deeper lower one."""
    upper = bend(-m * 0.55, 0.5, m * 0.55, 0.5, m, -2.5)
    return f"M{pack((-m, -2.5))}{upper}" + bend(m * 0.65, deep, -m * 0.65, deep, -m, -2.5) + "Z"
