"""Drapes and embroidery of festive and traditional clothes."""

from __future__ import annotations

from everyhue.signals.people.figure import WAIST, Figure
from everyhue.signals.people.garments.prints import spots
from everyhue.signals.people.palette import CLOTH, fold, lab, shift
from everyhue.signals.people.svg import fill, line, oval, smooth, stroke

_GOLD = "#e0b04c"


def saree(fig: Figure, colour: str) -> str:
    """Return saree."""
    s, w = fig.shoulder, fig.waist
    drape = smooth(
        [
            (-s + 2, 136),
            (-s * 0.5, 122),
            (0, 178),
            (fig.chest, 250),
            (w + 6, WAIST - 6),
            (w, WAIST + 30),
            (0, WAIST + 8),
            (-fig.chest, 260),
            (-s - 2, 200),
        ],
        pull=0.12,
    )
    edge = line([(-s * 0.5, 124), (0, 180), (fig.chest - 2, 252), (w + 4, WAIST + 20)])
    return (
        fill(drape, shift(colour, 4))
        + stroke(edge, _GOLD, 9)
        + stroke(edge, "#8c2f39", 2.5)
        + stroke(
            line([(-s * 0.8, 140), (-fig.chest * 0.4, 220), (w * 0.3, WAIST)]), fold(colour), 3
        )
    )


def lehenga(fig: Figure, colour: str) -> str:
    """Return lehenga."""
    c = CLOTH["marigold"] if fig.person.colour not in ("marigold", "gold") else CLOTH["fuchsia"]
    veil = smooth(
        [
            (fig.shoulder * 0.5, 124),
            (fig.shoulder + 3, 142),
            (fig.shoulder + 8, 260),
            (fig.hip + 14, 470),
            (fig.hip - 26, 470),
            (fig.chest * 0.7, 260),
        ],
        pull=0.12,
    )
    return (
        fill(
            f"M{-fig.waist:.0f} 284Q0 296 {fig.waist:.0f} 284V{WAIST:.0f}"
            f"Q0 {WAIST + 10:.0f} {-fig.waist:.0f} {WAIST:.0f}Z",
            fig.skin.base,
        )
        + fill(veil, c, 'opacity=".92"')
        + stroke(
            line([(fig.shoulder * 0.52, 126), (fig.chest * 0.72, 260), (fig.hip - 24, 468)]),
            _GOLD,
            5,
        )
        + stroke(spots(fig, 214, 276, 22, fig.waist - 8), _GOLD, 6)
    )


def blossoms(fig: Figure, colour: str) -> str:
    """Return blossoms."""
    spots = [(-30, 220), (-12, 250), (-36, 282), (18, 300), (34, 236)]
    return stroke(line([(-44, 300), (-22, 240), (24, 200)]), shift(colour, -18), 3) + "".join(
        oval(x, y, 9, 9, "#fbe3e6") + oval(x, y, 3, 3, _GOLD) for x, y in spots
    )


def embroidery(fig: Figure, colour: str) -> str:
    """Return embroidery."""
    ink = _GOLD if lab(colour)[0] < 72 else "#9a4a2c"
    n = fig.neck + 10
    v = f"M{-n:.0f} 114L0 184L{n:.0f} 114M0 184V310"
    return stroke(v, ink, 7) + stroke(
        "M-18 214Q0 200 18 214T18 262Q0 276 -18 262T-18 214M-34 236q-12 8 0 16M34 236q12 8 0 16",
        ink,
        3.4,
    )


def agbada(fig: Figure, colour: str) -> str:
    """The wide outer robe, open at the sides, over the arms."""
    n, s, low = (
        fig.neck + 8,
        fig.shoulder,
        min(800.0, 330.0 if fig.person.framing == "portrait" else 800.0),
    )
    wide = max(s + 70, fig.hip + 64)
    right = [(n, 112), (s * 0.7, 129), (s + 4, 158), (wide, 330), (wide + 4, 520), (wide - 30, low)]
    robe = fill(
        smooth([*right, (0, low + 22), *[(-x, y) for x, y in right[::-1]]], pull=0.12), colour
    )
    folds = (
        f"M{s * 0.86:.0f} 190Q{s:.0f} 420 {s * 0.8:.0f} {low - 10:.0f}"
        f"M{-s * 0.86:.0f} 190Q{-s:.0f} 420 {-s * 0.8:.0f} {low - 10:.0f}"
        f"M{s * 0.4:.0f} 360Q{s * 0.5:.0f} 560 {s * 0.36:.0f} {low:.0f}"
        f"M{-s * 0.4:.0f} 360Q{-s * 0.5:.0f} 560 {-s * 0.36:.0f} {low:.0f}"
    )
    chest = f"M{-n:.0f} 114L0 190L{n:.0f} 114Q{n + 8:.0f} 220 0 300Q{-n - 8:.0f} 220 {-n:.0f} 114Z"
    return (
        robe
        + stroke(folds, fold(colour), 5)
        + fill(chest, fold(colour, 5))
        + stroke(chest, _GOLD, 5)
    )


def ribbon(fig: Figure, colour: str) -> str:
    """Return ribbon."""
    c = CLOTH[fig.person.accent]
    n = fig.neck + 8
    return stroke(f"M{-n:.0f} 110L10 178L{n:.0f} 110M10 178L30 262", "#fffaf2", 9) + fill(
        "M8 190C-18 172 -40 190 -30 206S0 208 8 196L-8 330H10L16 200L34 320L50 312Z", shift(c, -6)
    )


def gold_buttons(fig: Figure, colour: str) -> str:
    """Return gold buttons."""
    return stroke("".join(f"M0 {y}h.1" for y in range(150, 340, 26)), _GOLD, 9) + stroke(
        f"M{fig.chest * 0.4:.0f} 216q16 -8 30 0", _GOLD, 4
    )
