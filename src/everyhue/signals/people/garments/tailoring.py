"""Necklines and closings: collars, lapels, bows, belts, buttons."""

from __future__ import annotations

from everyhue.signals.people.figure import WAIST, Figure
from everyhue.signals.people.palette import CLOTH, fold, lab, shift
from everyhue.signals.people.svg import fill, oval, polygon, smooth, stroke

_GOLD = "#e0b04c"


def collar(fig: Figure, colour: str) -> str:
    """Return collar."""
    n = fig.neck + 6
    flap = "".join(
        polygon([(s * n, 98), (s * 3, 152), (s * (n * 0.72 + 16), 168), (s * (n + 14), 118)])
        for s in (-1, 1)
    )
    return fill(flap, shift(colour, 4)) + stroke(flap, fold(colour, 14), 1.6)


def lapels(fig: Figure, colour: str) -> str:
    """Return lapels."""
    n = fig.neck + 8
    flap = "".join(
        polygon(
            [
                (s * (n - 4), 104),
                (s * (n + 12), 116),
                (s * (n + 26), 150),
                (s * (n + 14), 160),
                (s * (n + 22), 172),
                (0, 262),
                (s * 2, 214),
            ]
        )
        for s in (-1, 1)
    )
    return fill(flap, fold(colour, 5)) + stroke(flap + "M0 262V420", fold(colour, 13), 2)


def shirt_front(fig: Figure, colour: str) -> str:
    """Return shirt front."""
    n = fig.neck + 4
    shirt = "#fbf8f2" if lab(colour)[0] < 85 else CLOTH["sky blue"]
    tie = ""
    if fig.person.presentation == "masculine" or fig.person.outfit == "pilot uniform":
        tie = fill(
            "M-8 128H8L5 142L11 196L0 216L-11 196L-5 142Z",
            CLOTH[fig.person.accent] if fig.person.outfit != "pilot uniform" else "#1c2338",
        )
    front = fill(
        polygon([(-n, 104), (0, 128), (n, 104), (n * 0.9, 140), (0, 238), (-n * 0.9, 140)]), shirt
    )
    wings = fill(
        "".join(polygon([(s * n, 99), (s * 2, 128), (s * (n * 0.6), 150)]) for s in (-1, 1)),
        shift(shirt, -4),
    )
    return front + tie + wings + lapels(fig, colour)


def blouse_front(fig: Figure, colour: str) -> str:
    """Return blouse front."""
    n = fig.neck + 6
    inner = "#fbf3ea" if lab(colour)[0] < 80 else CLOTH["terracotta"]
    return fill(
        smooth([(-n, 112), (0, 150), (n, 112), (n * 0.8, 160), (0, 236), (-n * 0.8, 160)]), inner
    ) + lapels(fig, colour)


def bow(fig: Figure, colour: str) -> str:
    """Return bow."""
    c = fold(colour, 6)
    return (
        fill("M0 140C-30 118 -44 132 -38 150S-12 160 0 144C30 118 44 132 38 150S12 160 0 144Z", c)
        + fill("M-4 146L-20 206L-4 200L2 150L10 214L24 206L6 146Z", c)
        + oval(0, 145, 7, 7, fold(colour, 12))
    )


def turtle(fig: Figure, colour: str) -> str:
    """Return turtle."""
    n = fig.neck + 4
    return fill(
        f"M{-n:.0f} 84Q0 100 {n:.0f} 84L{n + 4:.0f} 120Q0 138 {-n - 4:.0f} 120Z", shift(colour, 4)
    ) + stroke(f"M{-n:.0f} 104Q0 120 {n:.0f} 104", fold(colour), 2)


def mandarin(fig: Figure, colour: str) -> str:
    """Return mandarin."""
    n = fig.neck + 4
    return fill(
        f"M{-n:.0f} 94Q0 116 {n:.0f} 94L{n + 5:.0f} 118Q0 142 {-n - 5:.0f} 118Z", fold(colour, 6)
    ) + stroke(f"M0 126V{WAIST:.0f}", fold(colour, 12), 2)


def hood(fig: Figure, colour: str) -> str:
    """Return hood."""
    n = fig.neck
    back = (
        f"M{-n - 8:.0f} 108C{-n - 40:.0f} 128 -40 176 0 180"
        f"C40 176 {n + 40:.0f} 128 {n + 8:.0f} 108"
        f"C{n + 2:.0f} 138 20 150 0 150S{-n - 2:.0f} 138 {-n - 8:.0f} 108Z"
    )
    return fill(back, fold(colour, 7)) + stroke("M-15 174v44M15 174v40", "#f6f1e8", 3.4)


def jacket(fig: Figure, colour: str) -> str:
    """Return jacket."""
    inner = fill(
        polygon(
            [
                (-fig.neck - 5, 113),
                (-20, 132),
                (20, 132),
                (fig.neck + 5, 113),
                (36, 200),
                (36, 446),
                (-36, 446),
                (-36, 200),
            ]
        ),
        "#f6f1e7",
    )
    return (
        inner
        + collar(fig, colour)
        + stroke(
            f"M-33 176V420M33 176V420M{-fig.chest * 0.8:.0f} 214H-44M44 214H{fig.chest * 0.8:.0f}",
            "#e4c27c",
            2.2,
            'stroke-dasharray="6 4"',
        )
    )


def coat(fig: Figure, colour: str) -> str:
    """Return coat."""
    scarf = CLOTH[fig.person.accent]
    wrap = (
        f"M{-fig.neck - 18:.0f} 92Q0 122 {fig.neck + 18:.0f} 92"
        f"Q{fig.neck + 26:.0f} 130 0 156Q{-fig.neck - 26:.0f} 130 "
        f"{-fig.neck - 18:.0f} 92Z"
    )
    return (
        lapels(fig, colour)
        + fill("M-10 146L-34 300H4L16 150Z", scarf)
        + fill(wrap, scarf)
        + stroke(
            f"M{-fig.neck - 12:.0f} 112Q0 142 {fig.neck + 14:.0f} 110M-30 280h30", fold(scarf), 3
        )
    )


def wrap(fig: Figure, colour: str) -> str:
    """Return wrap."""
    n = fig.neck + 10
    return stroke(
        f"M{n:.0f} 114Q10 200 {-fig.waist * 0.7:.0f} {WAIST - 8:.0f}", fold(colour, 14), 3
    ) + fill(f"M{n:.0f} 112Q14 180 -20 226L-6 236Q24 190 {n + 12:.0f} 118Z", fold(colour, 6))


def strap(fig: Figure, colour: str) -> str:
    """Return strap."""
    x = fig.shoulder * 0.56
    return stroke(
        f"M{x:.0f} 130Q{x * 0.98:.0f} 160 {x * 0.86:.0f} 198M{-x:.0f} 130"
        f"Q{-x * 0.98:.0f} 160 {-x * 0.86:.0f} 198",
        colour,
        6,
    )


def frill(fig: Figure, colour: str) -> str:
    """Return frill."""
    s, c = fig.shoulder, fig.chest
    return fill(
        smooth(
            [
                (-s - 6, 160),
                (-c * 0.5, 172),
                (0, 180),
                (c * 0.5, 172),
                (s + 6, 160),
                (s + 6, 204),
                (c * 0.6, 214),
                (c * 0.3, 208),
                (0, 220),
                (-c * 0.3, 208),
                (-c * 0.6, 214),
                (-s - 6, 204),
            ]
        ),
        shift(colour, 3),
    ) + stroke(f"M{-c * 0.6:.0f} 180v26M0 186v26M{c * 0.6:.0f} 180v26", fold(colour), 2.5)


def belt(fig: Figure, colour: str) -> str:
    """Return belt."""
    w = fig.waist + 3
    return fill(
        f"M{-w:.0f} {WAIST - 12:.0f}Q0 {WAIST + 2:.0f} {w:.0f} {WAIST - 12:.0f}"
        f"V{WAIST + 8:.0f}Q0 {WAIST + 22:.0f} {-w:.0f} {WAIST + 8:.0f}Z",
        fold(colour, 15),
    )


def placket(fig: Figure, colour: str) -> str:
    """Return placket."""
    dots = "".join(f"M0 {y}h.1" for y in range(172, 330, 32))
    return stroke("M-7 152V340M7 152V340", fold(colour), 1.6) + stroke(dots, fold(colour, 26), 5)


def buttons(fig: Figure, colour: str) -> str:
    """Return buttons."""
    return stroke("M0 290h.1M0 322h.1", fold(colour, 24), 8) + stroke(
        f"M{fig.chest * 0.42:.0f} 214h24", "#fbf6ec", 4
    )


def double_buttons(fig: Figure, colour: str) -> str:
    """Return double buttons."""
    rows = "".join(f"M{x} {y}h.1" for y in range(158, 320, 40) for x in (-26, 26))
    return stroke("M-42 132V400", fold(colour, 12), 2) + stroke(rows, "#55586a", 8)


def kerchief(fig: Figure, colour: str) -> str:
    """Return kerchief."""
    n, c = fig.neck + 6, CLOTH[fig.person.accent]
    return fill(
        f"M{-n:.0f} 96Q0 128 {n:.0f} 96L{n + 3:.0f} 112Q12 134 10 160L0 142L-12 164"
        f"Q-10 132 {-n - 3:.0f} 112Z",
        c,
    )
