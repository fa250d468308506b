"""What is on the cloth: knit, stripes, dots, flowers, sheen, lace."""

from __future__ import annotations

from everyhue.signals.people.figure import HIP, Figure
from everyhue.signals.people.palette import CLOTH, fold, lab, shift
from everyhue.signals.people.svg import fill, oval, stroke

_GOLD = "#e0b04c"


def knit(fig: Figure, colour: str) -> str:
    """Return knit."""
    rows = "".join(
        f"M{-fig.chest * 0.7:.0f} {y}Q0 {y + 12} {fig.chest * 0.7:.0f} {y}" for y in (206, 240, 274)
    )
    return stroke(rows, fold(colour), 3, 'stroke-dasharray="2 9"')


def stripes(fig: Figure, colour: str) -> str:
    """Return stripes."""
    ink = "#fbf6ec" if lab(colour)[0] < 70 else "#31456f"
    rows = "".join(
        f"M{-w:.0f} {y}Q0 {y + 10} {w:.0f} {y}"
        for y, w in (
            (190, fig.chest - 6),
            (228, fig.chest - 4),
            (266, (fig.chest + fig.waist) / 2 - 4),
            (304, fig.waist),
        )
    )
    return stroke(rows, ink, 9, 'stroke-linecap="butt"')


def printed(fig: Figure, colour: str) -> str:
    """Return print."""
    ink = "#fdf3e1" if lab(colour)[0] < 70 else "#c2623f"
    return oval(0, 232, 34, 34, ink) + fill(
        "M-34 236Q-12 206 6 232T34 236A34 34 0 0 1 -34 236Z", CLOTH[fig.person.accent]
    )


def spots(fig: Figure, y0: int, y1: int, step: int, width: float) -> str:
    """Return spots."""
    return "".join(
        f"M{x:.0f} {y}h.1"
        for k, y in enumerate(range(y0, y1, step))
        for x in (i * 34 + (k % 2) * 17 for i in range(-4, 5))
        if abs(x) < width
    )


def dots(fig: Figure, colour: str) -> str:
    """Return dots."""
    return stroke(
        spots(fig, 216, 330, 28, fig.waist - 4), "#fff6e4" if lab(colour)[0] < 75 else "#b4533c", 8
    )


def floral(fig: Figure, colour: str) -> str:
    """Return floral."""
    return stroke(
        spots(fig, 220, 320, 38, fig.waist - 8),
        CLOTH["coral"] if lab(colour)[0] > 50 else "#f8d9a8",
        11,
    ) + stroke(spots(fig, 220, 320, 38, fig.waist - 8), "#fff6dc", 4)


def sheen(fig: Figure, colour: str) -> str:
    """Return sheen."""
    return fill(
        f"M{-fig.chest * 0.6:.0f} 214Q{-fig.waist * 0.2:.0f} 280 {-fig.hip * 0.6:.0f} "
        f"{HIP:.0f}L{-fig.hip * 0.36:.0f} {HIP + 10:.0f}"
        f"Q{-fig.waist * 0.05:.0f} 290 {-fig.chest * 0.34:.0f} 212Z",
        shift(colour, 12),
        'opacity=".6"',
    )


def lace(fig: Figure, colour: str) -> str:
    """Return lace."""
    net = spots(fig, 206, 330, 15, fig.waist)
    return stroke(net, fold(colour, 12), 4.5, 'opacity=".8"') + stroke(
        f"M{-fig.chest:.0f} 194Q{-fig.chest * 0.5:.0f} 170 0 202"
        f"Q{fig.chest * 0.5:.0f} 170 {fig.chest:.0f} 194",
        "#fff",
        5,
        'stroke-dasharray="1 8"',
    )


def pouch(fig: Figure, colour: str) -> str:
    """Return pouch."""
    w = fig.waist * 0.66
    return stroke(f"M{-w:.0f} 372L{-w + 22:.0f} 318H{w - 22:.0f}L{w:.0f} 372", fold(colour, 11), 3)
