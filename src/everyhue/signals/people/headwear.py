"""Hats, scarves, helmets: what covers the head, behind it and in front."""

from __future__ import annotations

from collections.abc import Callable

from everyhue.signals.people.head import Head
from everyhue.signals.people.palette import CLOTH, fold, shift
from everyhue.signals.people.svg import both, fill, group, line, oval, smooth, stroke

Drawn = Callable[[Head], str]


def colour_of(head: Head) -> str:
    """Colour of what is worn on the head, apart from the clothes where these are pale."""
    return CLOTH[head.person.scarf_colour]


def behind(head: Head) -> str:
    """Return what lies behind the head."""
    drawn = _BEHIND.get(head.person.headwear)
    return drawn(head) if drawn else ""


def before(head: Head) -> str:
    """Return what lies over the head."""
    drawn = _BEFORE.get(head.person.headwear)
    low = 8 if head.person.headwear in _SIT_LOW else 0
    return group(drawn(head), f"translate(0 {low})") if drawn else ""


_SIT_LOW = frozenset(
    {"hard hat", "helmet", "cap", "beanie", "pilot cap", "chef hat", "sun hat", "fila", "beret"}
)


def _hijab(head: Head) -> str:
    c, w = colour_of(head), head.width
    outer = both(
        [
            (0, -104),
            (w * 0.66, -92),
            (w + 11, -46),
            (w + 14, 10),
            (w + 10, 70),
            (w + 34, 118),
            (w + 44, 178),
            (w * 0.5, 226),
            (0, 236),
        ]
    )
    face = [
        (0, -66),
        (w * 0.6, -57),
        (w - 8, -26),
        (w - 6, 10),
        (w - 13, 46),
        (head.jaw - 14, 72),
        (0, head.chin + 3),
    ]
    hole = both(face)
    folds = (
        line([(-w + 10, 40), (-20, 104), (w * 0.7, 128), (w + 34, 150)])
        + line([(w - 10, 52), (10, 112), (-w * 0.8, 150)])
        + line([(-w - 2, -30), (-w * 0.7, -78), (0, -92)])
        + line([(-30, 128), (10, 170), (60, 196)])
    )
    return (
        fill(smooth(outer) + smooth(hole), c, 'fill-rule="evenodd"')
        + stroke(smooth(hole), fold(c, 7), 5)
        + stroke(folds, fold(c, 10), 4)
    )


def _headwrap(head: Head) -> str:
    c, w = colour_of(head), head.width
    base = both(
        [
            (0, -128),
            (w * 0.7, -118),
            (w + 14, -78),
            (w + 4, -26),
            (w - 6, -30),
            (w * 0.5, -56),
            (0, -64),
        ]
    )
    folds = (
        line([(-w + 2, -36), (-w * 0.4, -84), (w * 0.6, -112)])
        + line([(w - 2, -40), (w * 0.3, -88), (-w * 0.6, -112)])
        + line([(-w * 0.6, -58), (0, -84), (w * 0.8, -76)])
    )
    knot = smooth(
        [(-10, -120), (-44, -150), (-20, -170), (6, -140), (30, -172), (52, -146), (16, -116)]
    )
    return (
        fill(knot, fold(c, 5))
        + fill(smooth(base), c)
        + oval(2, -122, 19, 14, fold(c, 8))
        + stroke(folds, fold(c, 10), 4)
    )


def _headscarf(head: Head) -> str:
    c, w = colour_of(head), head.width
    base = both(
        [
            (0, -104),
            (w * 0.66, -94),
            (w + 8, -50),
            (w + 7, 4),
            (w - 2, 10),
            (w - 10, -30),
            (w * 0.56, -56),
            (0, -64),
        ]
    )
    dots = "".join(
        f"M{x} {y}h.1"
        for x, y in ((-38, -72), (-14, -84), (14, -84), (38, -72), (54, -40), (-54, -40), (0, -72))
    )
    tie = fill(smooth([(w + 2, 10), (w + 30, 34), (w + 22, 62), (w + 6, 34)]), fold(c, 6))
    return (
        tie
        + fill(smooth(base), c)
        + stroke(dots, shift(c, 22), 6)
        + stroke(
            line([(-w + 8, -24), (-w * 0.5, -60), (0, -68), (w * 0.5, -60), (w - 8, -24)]),
            fold(c, 10),
            4,
        )
    )


def _turban(head: Head) -> str:
    c, w = colour_of(head), head.width
    base = both(
        [
            (0, -138),
            (w * 0.7, -124),
            (w + 20, -84),
            (w + 12, -36),
            (w - 4, -26),
            (w * 0.5, -54),
            (0, -72),
        ]
    )
    folds = "".join(
        line(
            [
                (s * (w + 8 - k * 3), -44 - k * 20),
                (s * w * 0.5, -74 - k * 16),
                (s * (-4), -74 - k * 17),
            ]
        )
        for s in (-1, 1)
        for k in range(4)
    )
    return fill(smooth(base), c) + stroke(folds, fold(c, 10), 4)


def _towel(head: Head) -> str:
    c, w = "#f7f2ea", head.width
    base = both(
        [
            (0, -150),
            (w * 0.5, -138),
            (w + 12, -84),
            (w + 5, -28),
            (w - 6, -32),
            (w * 0.5, -58),
            (0, -66),
        ]
    )
    twist = (
        line([(-w + 2, -40), (-10, -104), (26, -142)])
        + line([(w - 2, -44), (w * 0.4, -92), (10, -136)])
        + line([(-w * 0.7, -100), (-6, -138)])
    )
    return fill(smooth(base), c) + stroke(twist, "#d8cfc2", 4)


def _surgical_cap(head: Head) -> str:
    c, w = CLOTH[head.person.colour], head.width
    base = both(
        [
            (0, -112),
            (w * 0.7, -102),
            (w + 9, -62),
            (w + 4, -18),
            (w - 4, -24),
            (w * 0.56, -52),
            (0, -58),
        ]
    )
    return fill(smooth(base), shift(c, 4)) + stroke(
        line([(-w + 1, -34), (-w * 0.5, -62), (0, -70), (w * 0.5, -62), (w - 1, -34)]),
        fold(c, 10),
        4,
    )


def _chef_hat(head: Head) -> str:
    w = head.width
    puff = smooth(
        [
            (-w + 4, -92),
            (-w - 22, -130),
            (-w * 0.5, -172),
            (0, -160),
            (w * 0.5, -174),
            (w + 22, -132),
            (w - 4, -92),
        ]
    )
    band = f"M{-w - 1:.0f} -44Q0 -74 {w + 1:.0f} -44L{w + 2:.0f} -96Q0 -122 {-w - 2:.0f} -96Z"
    return (
        fill(puff, "#fdfbf6")
        + fill(band, "#f0ece3")
        + stroke(f"M{-w * 0.5:.0f} -116v-24M0 -122v-24M{w * 0.5:.0f} -116v-24", "#d5cfc2", 4)
    )


def _hard_hat(head: Head) -> str:
    c = ("#f2b51d", "#f6f4ee", "#e5672c", "#3f7fbf")[head.person.seed % 4]
    w = head.width + 6
    shell = f"M{-w:.0f} -48C{-w:.0f} -130 {w:.0f} -130 {w:.0f} -48Z"
    brim = (
        f"M{-w - 15:.0f} -44Q0 -76 {w + 15:.0f} -44Q{w + 6:.0f} -32 {w - 6:.0f} -38"
        f"Q0 -62 {-w + 6:.0f} -38Q{-w - 6:.0f} -32 {-w - 15:.0f} -44Z"
    )
    return (
        fill(shell, c)
        + fill("M-13 -112Q0 -118 13 -112L15 -58H-15Z", shift(c, 9))
        + fill(brim, fold(c, 9))
        + stroke(f"M{-w * 0.7:.0f} -74Q{-w * 0.6:.0f} -96 {-w * 0.36:.0f} -102", shift(c, 14), 6)
    )


def _helmet(head: Head) -> str:
    c, w = "#c2382b", head.width + 6
    shell = f"M{-w:.0f} -46C{-w:.0f} -136 {w:.0f} -136 {w:.0f} -46Z"
    brim = f"M{-w - 20:.0f} -36Q0 -76 {w + 20:.0f} -36Q0 -56 {-w - 20:.0f} -36Z"
    return (
        fill(shell, c)
        + fill("M-18 -104L0 -120L18 -104L14 -66L0 -58L-14 -66Z", "#e8c25a")
        + fill(brim, shift(c, -10))
        + stroke(brim, shift(c, -10), 6)
    )


def _sun_hat_back(head: Head) -> str:
    return oval(0, -50, head.width + 66, 34, "#c99d55")


def _sun_hat(head: Head) -> str:
    w = head.width + 3
    crown = f"M{-w:.0f} -50C{-w + 2:.0f} -138 {w - 2:.0f} -138 {w:.0f} -50Q0 -72 {-w:.0f} -50Z"
    band = f"M{-w:.0f} -50Q0 -72 {w:.0f} -50L{w - 2:.0f} -74Q0 -96 {-w + 2:.0f} -74Z"
    brim = (
        f"M{-w - 62:.0f} -48C{-w:.0f} -76 {w:.0f} -76 {w + 62:.0f} -48"
        f"C{w:.0f} -26 {w * 0.6:.0f} -50 0 -52S{-w:.0f} -26 {-w - 62:.0f} -48Z"
    )
    weave = (
        f"M{-w * 0.6:.0f} -104Q0 -120 {w * 0.6:.0f} -104M{-w - 40:.0f} -48"
        f"Q{-w * 0.6:.0f} -62 0 -62T{w + 40:.0f} -48"
    )
    return (
        fill(crown, "#e8c684")
        + fill(band, colour_of(head))
        + fill(brim, "#e0b96f")
        + stroke(weave, "#c99d55", 2.4)
    )


def _beanie(head: Head) -> str:
    c, w = colour_of(head), head.width + 8
    dome = f"M{-w:.0f} -48C{-w - 2:.0f} -140 {w + 2:.0f} -140 {w:.0f} -48Z"
    cuff = f"M{-w - 3:.0f} -36Q0 -60 {w + 3:.0f} -36L{w + 2:.0f} -70Q0 -94 {-w - 2:.0f} -70Z"
    ribs = "".join(
        f"M{x * w:.0f} {-52 - 15 * (1 - x * x):.0f}v-22"
        for x in (-0.8, -0.5, -0.17, 0.17, 0.5, 0.8)
    )
    return fill(dome, c) + fill(cuff, fold(c, 6)) + stroke(ribs, fold(c, 14), 3)


def _cap(head: Head) -> str:
    c, w = colour_of(head), head.width + 5
    dome = f"M{-w:.0f} -48C{-w:.0f} -128 {w:.0f} -128 {w:.0f} -48Q0 -76 {-w:.0f} -48Z"
    peak = (
        f"M{-w + 6:.0f} -54Q0 -84 {w - 6:.0f} -54Q{w + 6:.0f} -34 {w - 2:.0f} -30"
        f"Q0 -56 {-w + 2:.0f} -30Q{-w - 6:.0f} -34 {-w + 6:.0f} -54Z"
    )
    return (
        fill(dome, c)
        + fill(peak, fold(c, 9))
        + stroke("M0 -108V-76M-26 -104Q-34 -88 -32 -72M26 -104Q34 -88 32 -72", fold(c, 10), 2.4)
        + oval(0, -108, 4, 4, fold(c, 14))
    )


def _beret(head: Head) -> str:
    c, w = colour_of(head), head.width
    shape = [
        (-w - 4, -46),
        (-w - 20, -84),
        (-w * 0.3, -124),
        (w * 0.8, -112),
        (w + 22, -70),
        (w - 2, -44),
        (w * 0.4, -64),
        (-w * 0.4, -62),
    ]
    return (
        stroke("M4 -118l6 -12", c, 5)
        + fill(smooth(shape), c)
        + stroke(line([(-w, -70), (-w * 0.2, -100), (w * 0.5, -96)]), shift(c, 10), 4)
    )


def _pilot_cap(head: Head) -> str:
    w = head.width + 4
    top = f"M{-w - 14:.0f} -92Q0 -146 {w + 14:.0f} -92L{w:.0f} -66H{-w:.0f}Z"
    band = f"M{-w:.0f} -44Q0 -64 {w:.0f} -44L{w + 3:.0f} -72Q0 -94 {-w - 3:.0f} -72Z"
    peak = (
        f"M{-w + 4:.0f} -50Q0 -68 {w - 4:.0f} -50Q{w * 0.6:.0f} -28 0 -34"
        f"Q{-w * 0.6:.0f} -28 {-w + 4:.0f} -50Z"
    )
    return (
        fill(top, "#f4f2ec")
        + fill(band, "#1c2440")
        + fill(peak, "#11162a")
        + fill("M-22 -76q18 -2 22 6q4 -8 22 -6q-8 14 -22 14t-22 -14Z", "#e0b04c")
    )


def _fila(head: Head) -> str:
    c, w = CLOTH[head.person.colour], head.width + 4
    shape = (
        f"M{-w:.0f} -46C{-w:.0f} -120 {-w * 0.5:.0f} -132 0 -122"
        f"C{w * 0.8:.0f} -112 {w + 24:.0f} -96 {w:.0f} -46Q0 -72 {-w:.0f} -46Z"
    )
    return fill(shape, shift(c, -6)) + stroke(
        f"M{-w + 3:.0f} -60Q0 -86 {w - 3:.0f} -60", "#e0b04c", 5, 'stroke-dasharray="1 9"'
    )


def _fascinator(head: Head) -> str:
    c = colour_of(head)
    petals = "".join(
        oval(34, -96, 26, 9, c if k % 2 else shift(c, 8), f'transform="rotate({k * 45} 34 -90)"')
        for k in range(4)
    )
    return (
        stroke("M40 -96Q76 -140 96 -118M36 -98Q50 -150 78 -150", fold(c, 10), 3)
        + petals
        + oval(34, -90, 8, 8, "#f5e3b5")
    )


_BEHIND: dict[str, Drawn] = {"sun hat": _sun_hat_back}
_BEFORE: dict[str, Drawn] = {
    "hijab": _hijab, "headwrap": _headwrap, "headscarf": _headscarf, "turban": _turban,
    "towel": _towel, "surgical cap": _surgical_cap, "chef hat": _chef_hat, "hard hat": _hard_hat,
    "helmet": _helmet, "sun hat": _sun_hat, "beanie": _beanie, "cap": _cap, "beret": _beret,
    "pilot cap": _pilot_cap, "fila": _fila, "fascinator": _fascinator,
}  # fmt: skip
