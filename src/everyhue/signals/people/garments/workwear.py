"""What makes work clothes readable: badges, vests, bibs, aprons, bands."""

from __future__ import annotations

from everyhue.signals.people.figure import CHEST, WAIST, Figure
from everyhue.signals.people.palette import CLOTH, fold
from everyhue.signals.people.svg import box, fill, polygon, smooth, stroke

_GOLD = "#e0b04c"


def pocket(fig: Figure, colour: str) -> str:
    """Return pocket."""
    x = fig.chest * 0.34
    return stroke(f"M{x:.0f} 226h40v40q-20 10 -40 0Z", fold(colour, 13), 2.6) + stroke(
        f"M{x + 12:.0f} 214v18", "#33405e", 4
    )


def badge(fig: Figure, colour: str) -> str:
    """Return badge."""
    x = -fig.chest * 0.62
    return (
        box(x, 222, 30, 40, "#fffdf8", 4)
        + box(x + 8, 229, 14, 13, "#8fb4c9", 3)
        + stroke(f"M{x + 7:.0f} 251h16", "#7a8797", 3)
    )


def vest(fig: Figure, colour: str) -> str:
    """Return vest."""
    n, s = fig.neck + 16, fig.shoulder
    hue = "#f08a24" if fig.person.seed % 2 else "#d7e021"
    right = [
        (n, 113),
        (s * 0.78, 132),
        (s * 0.74, 190),
        (fig.chest + 5, 216),
        (fig.chest + 4, CHEST),
        (fig.waist + 6, WAIST),
        (fig.hip * 0.96, 410),
        (6, 416),
        (6, 214),
    ]
    shape = "".join(smooth([(s_ * x, y) for x, y in right], pull=0.08) for s_ in (-1, 1))
    tape = "".join(
        f"M{s_ * n * 1.4:.0f} 124L{s_ * n * 1.5:.0f} 292"
        f"M{s_ * 8} 296H{s_ * (fig.waist + 10):.0f}"
        f"M{s_ * 8} 372H{s_ * (fig.hip * 0.9):.0f}"
        for s_ in (-1, 1)
    )
    return fill(shape, hue) + stroke(tape, "#eef0e6", 15, 'stroke-linecap="butt"')


def wings(fig: Figure, colour: str) -> str:
    """Return wings."""
    x, s = -fig.chest * 0.6, fig.shoulder
    bars = "".join(
        f"M{k * s * 0.86 - 16:.0f} 136l32 {k * 8}M{k * s * 0.86 - 16:.0f} 144l32 {k * 8}"
        for k in (-1, 1)
    )
    return fill(
        f"M{x - 22:.0f} 212q22 2 22 8q0 -6 22 -8q-6 14 -22 16q-16 -2 -22 -16Z", _GOLD
    ) + stroke(bars, _GOLD, 4)


def bib(fig: Figure, colour: str) -> str:
    """Return bib."""
    c, x = CLOTH[fig.person.colour], fig.chest * 0.62
    bib = polygon(
        [
            (-x, 212),
            (x, 212),
            (x + 8, 300),
            (fig.waist + 5, WAIST - 14),
            (fig.waist + 6, 440),
            (-fig.waist - 6, 440),
            (-fig.waist - 5, WAIST - 14),
            (-x - 8, 300),
        ]
    )
    return (
        stroke(
            f"M{-x + 9:.0f} 218L{-fig.neck - 24:.0f} 124M{x - 9:.0f} 218L{fig.neck + 24:.0f} 124",
            fold(c, 5),
            15,
        )
        + fill(bib, c)
        + stroke("M-26 240h52v40q-26 12 -52 0Z", fold(c, 12), 3)
        + stroke(f"M{-x + 10:.0f} 224h.1M{x - 10:.0f} 224h.1", _GOLD, 11)
    )


def apron(fig: Figure, colour: str) -> str:
    """Return apron."""
    c, x = CLOTH[fig.person.colour], fig.chest * 0.58
    return (
        stroke(
            f"M{-x + 6:.0f} 204L{-fig.neck - 8:.0f} 116M{x - 6:.0f} 204L{fig.neck + 8:.0f} 116",
            fold(c, 7),
            8,
        )
        + fill(
            smooth(
                [
                    (-x, 200),
                    (0, 204),
                    (x, 200),
                    (x + 6, 290),
                    (fig.waist + 2, WAIST),
                    (fig.hip * 0.9, 470),
                    (fig.hip * 0.74, 620),
                    (0, 626),
                    (-fig.hip * 0.74, 620),
                    (-fig.hip * 0.9, 470),
                    (-fig.waist - 2, WAIST),
                    (-x - 6, 290),
                ],
                pull=0.1,
            ),
            c,
        )
        + stroke("M-34 372h68v50q-34 12 -68 0Z", fold(c, 12), 3)
    )


def bands(fig: Figure, colour: str) -> str:
    """Return bands."""
    rows = (
        f"M{-fig.chest - 4:.0f} 236H{fig.chest + 4:.0f}"
        f"M{-fig.waist - 4:.0f} 320H{fig.waist + 4:.0f}"
    )
    return (
        stroke(rows, "#e9d24a", 18, 'stroke-linecap="butt"')
        + stroke(rows, "#f6f4ea", 6, 'stroke-linecap="butt"')
        + stroke("M0 132V420", "#20212b", 4)
    )
