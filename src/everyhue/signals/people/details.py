"""What makes a garment itself: collars, lapels, buttons, drapes, embroidery, badges."""

from __future__ import annotations

from collections.abc import Callable

from everyhue.signals.people.figure import CHEST, HIP, WAIST, Figure
from everyhue.signals.people.palette import CLOTH, lab, shift
from everyhue.signals.people.svg import box, fill, line, oval, polygon, smooth, stroke

_GOLD = "#e0b04c"
Detail = Callable[[Figure, str], str]


def detail(name: str, fig: Figure, colour: str) -> str:
    """Return the drawing of a detail; nothing for one that is only a cut."""
    drawn = _DRAWN.get(name)
    return drawn(fig, colour) if drawn else ""


def _fold(colour: str, step: float = 9) -> str:
    return shift(colour, -step if lab(colour)[0] > 30 else step, 2)


def _collar(fig: Figure, colour: str) -> str:
    n = fig.neck + 6
    flap = "".join(
        polygon([(s * n, 98), (s * 3, 152), (s * (n * 0.72 + 16), 168), (s * (n + 14), 118)])
        for s in (-1, 1)
    )
    return fill(flap, shift(colour, 4)) + stroke(flap, _fold(colour, 14), 1.6)


def _lapels(fig: Figure, colour: str) -> str:
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
    return fill(flap, _fold(colour, 5)) + stroke(flap + "M0 262V420", _fold(colour, 13), 2)


def _shirt_front(fig: Figure, colour: str) -> str:
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
    return front + tie + wings + _lapels(fig, colour)


def _blouse_front(fig: Figure, colour: str) -> str:
    n = fig.neck + 6
    inner = "#fbf3ea" if lab(colour)[0] < 80 else CLOTH["terracotta"]
    return fill(
        smooth([(-n, 112), (0, 150), (n, 112), (n * 0.8, 160), (0, 236), (-n * 0.8, 160)]), inner
    ) + _lapels(fig, colour)


def _bow(fig: Figure, colour: str) -> str:
    c = _fold(colour, 6)
    return (
        fill("M0 140C-30 118 -44 132 -38 150S-12 160 0 144C30 118 44 132 38 150S12 160 0 144Z", c)
        + fill("M-4 146L-20 206L-4 200L2 150L10 214L24 206L6 146Z", c)
        + oval(0, 145, 7, 7, _fold(colour, 12))
    )


def _turtle(fig: Figure, colour: str) -> str:
    n = fig.neck + 4
    return fill(
        f"M{-n:.0f} 84Q0 100 {n:.0f} 84L{n + 4:.0f} 120Q0 138 {-n - 4:.0f} 120Z", shift(colour, 4)
    ) + stroke(f"M{-n:.0f} 104Q0 120 {n:.0f} 104", _fold(colour), 2)


def _mandarin(fig: Figure, colour: str) -> str:
    n = fig.neck + 4
    return fill(
        f"M{-n:.0f} 94Q0 116 {n:.0f} 94L{n + 5:.0f} 118Q0 142 {-n - 5:.0f} 118Z", _fold(colour, 6)
    ) + stroke(f"M0 126V{WAIST:.0f}", _fold(colour, 12), 2)


def _hood(fig: Figure, colour: str) -> str:
    n = fig.neck
    back = f"M{-n - 8:.0f} 108C{-n - 40:.0f} 128 -40 176 0 180C40 176 {n + 40:.0f} 128 {n + 8:.0f} 108C{n + 2:.0f} 138 20 150 0 150S{-n - 2:.0f} 138 {-n - 8:.0f} 108Z"
    return fill(back, _fold(colour, 7)) + stroke("M-15 174v44M15 174v40", "#f6f1e8", 3.4)


def _jacket(fig: Figure, colour: str) -> str:
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
        + _collar(fig, colour)
        + stroke(
            f"M-33 176V420M33 176V420M{-fig.chest * 0.8:.0f} 214H-44M44 214H{fig.chest * 0.8:.0f}",
            "#e4c27c",
            2.2,
            'stroke-dasharray="6 4"',
        )
    )


def _coat(fig: Figure, colour: str) -> str:
    scarf = CLOTH[fig.person.accent]
    wrap = f"M{-fig.neck - 18:.0f} 92Q0 122 {fig.neck + 18:.0f} 92Q{fig.neck + 26:.0f} 130 0 156Q{-fig.neck - 26:.0f} 130 {-fig.neck - 18:.0f} 92Z"
    return (
        _lapels(fig, colour)
        + fill("M-10 146L-34 300H4L16 150Z", scarf)
        + fill(wrap, scarf)
        + stroke(
            f"M{-fig.neck - 12:.0f} 112Q0 142 {fig.neck + 14:.0f} 110M-30 280h30", _fold(scarf), 3
        )
    )


def _wrap(fig: Figure, colour: str) -> str:
    n = fig.neck + 10
    return stroke(
        f"M{n:.0f} 114Q10 200 {-fig.waist * 0.7:.0f} {WAIST - 8:.0f}", _fold(colour, 14), 3
    ) + fill(f"M{n:.0f} 112Q14 180 -20 226L-6 236Q24 190 {n + 12:.0f} 118Z", _fold(colour, 6))


def _strap(fig: Figure, colour: str) -> str:
    x = fig.shoulder * 0.56
    return stroke(
        f"M{x:.0f} 130Q{x * 0.98:.0f} 160 {x * 0.86:.0f} 198M{-x:.0f} 130Q{-x * 0.98:.0f} 160 {-x * 0.86:.0f} 198",
        colour,
        6,
    )


def _frill(fig: Figure, colour: str) -> str:
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
    ) + stroke(f"M{-c * 0.6:.0f} 180v26M0 186v26M{c * 0.6:.0f} 180v26", _fold(colour), 2.5)


def _belt(fig: Figure, colour: str) -> str:
    w = fig.waist + 3
    return fill(
        f"M{-w:.0f} {WAIST - 12:.0f}Q0 {WAIST + 2:.0f} {w:.0f} {WAIST - 12:.0f}V{WAIST + 8:.0f}Q0 {WAIST + 22:.0f} {-w:.0f} {WAIST + 8:.0f}Z",
        _fold(colour, 15),
    )


def _placket(fig: Figure, colour: str) -> str:
    dots = "".join(f"M0 {y}h.1" for y in range(172, 330, 32))
    return stroke("M-7 152V340M7 152V340", _fold(colour), 1.6) + stroke(dots, _fold(colour, 26), 5)


def _buttons(fig: Figure, colour: str) -> str:
    return stroke("M0 290h.1M0 322h.1", _fold(colour, 24), 8) + stroke(
        f"M{fig.chest * 0.42:.0f} 214h24", "#fbf6ec", 4
    )


def _double_buttons(fig: Figure, colour: str) -> str:
    rows = "".join(f"M{x} {y}h.1" for y in range(158, 320, 40) for x in (-26, 26))
    return stroke("M-42 132V400", _fold(colour, 12), 2) + stroke(rows, "#55586a", 8)


def _kerchief(fig: Figure, colour: str) -> str:
    n, c = fig.neck + 6, CLOTH[fig.person.accent]
    return fill(
        f"M{-n:.0f} 96Q0 128 {n:.0f} 96L{n + 3:.0f} 112Q12 134 10 160L0 142L-12 164Q-10 132 {-n - 3:.0f} 112Z",
        c,
    )


def _knit(fig: Figure, colour: str) -> str:
    rows = "".join(
        f"M{-fig.chest * 0.7:.0f} {y}Q0 {y + 12} {fig.chest * 0.7:.0f} {y}" for y in (206, 240, 274)
    )
    return stroke(rows, _fold(colour), 3, 'stroke-dasharray="2 9"')


def _stripes(fig: Figure, colour: str) -> str:
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
    return stroke(rows, ink, 9, 'stroke-linecap="butt"').replace('stroke-linecap="round" ', "")


def _print(fig: Figure, colour: str) -> str:
    ink = "#fdf3e1" if lab(colour)[0] < 70 else "#c2623f"
    return oval(0, 232, 34, 34, ink) + fill(
        "M-34 236Q-12 206 6 232T34 236A34 34 0 0 1 -34 236Z", CLOTH[fig.person.accent]
    )


def _spots(fig: Figure, y0: int, y1: int, step: int, width: float) -> str:
    return "".join(
        f"M{x:.0f} {y}h.1"
        for k, y in enumerate(range(y0, y1, step))
        for x in (i * 34 + (k % 2) * 17 for i in range(-4, 5))
        if abs(x) < width
    )


def _dots(fig: Figure, colour: str) -> str:
    return stroke(
        _spots(fig, 216, 330, 28, fig.waist - 4), "#fff6e4" if lab(colour)[0] < 75 else "#b4533c", 8
    )


def _floral(fig: Figure, colour: str) -> str:
    return stroke(
        _spots(fig, 220, 320, 38, fig.waist - 8),
        CLOTH["coral"] if lab(colour)[0] > 50 else "#f8d9a8",
        11,
    ) + stroke(_spots(fig, 220, 320, 38, fig.waist - 8), "#fff6dc", 4)


def _sheen(fig: Figure, colour: str) -> str:
    return fill(
        f"M{-fig.chest * 0.6:.0f} 214Q{-fig.waist * 0.2:.0f} 280 {-fig.hip * 0.6:.0f} {HIP:.0f}L{-fig.hip * 0.36:.0f} {HIP + 10:.0f}Q{-fig.waist * 0.05:.0f} 290 {-fig.chest * 0.34:.0f} 212Z",
        shift(colour, 12),
        'opacity=".6"',
    )


def _lace(fig: Figure, colour: str) -> str:
    net = _spots(fig, 206, 330, 15, fig.waist)
    return stroke(net, _fold(colour, 12), 4.5, 'opacity=".8"') + stroke(
        f"M{-fig.chest:.0f} 194Q{-fig.chest * 0.5:.0f} 170 0 202Q{fig.chest * 0.5:.0f} 170 {fig.chest:.0f} 194",
        "#fff",
        5,
        'stroke-dasharray="1 8"',
    )


def _saree(fig: Figure, colour: str) -> str:
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
            line([(-s * 0.8, 140), (-fig.chest * 0.4, 220), (w * 0.3, WAIST)]), _fold(colour), 3
        )
    )


def _lehenga(fig: Figure, colour: str) -> str:
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
            f"M{-fig.waist:.0f} 284Q0 296 {fig.waist:.0f} 284V{WAIST:.0f}Q0 {WAIST + 10:.0f} {-fig.waist:.0f} {WAIST:.0f}Z",
            fig.skin.base,
        )
        + fill(veil, c, 'opacity=".92"')
        + stroke(
            line([(fig.shoulder * 0.52, 126), (fig.chest * 0.72, 260), (fig.hip - 24, 468)]),
            _GOLD,
            5,
        )
        + stroke(_spots(fig, 214, 276, 22, fig.waist - 8), _GOLD, 6)
    )


def _blossoms(fig: Figure, colour: str) -> str:
    spots = [(-30, 220), (-12, 250), (-36, 282), (18, 300), (34, 236)]
    return stroke(line([(-44, 300), (-22, 240), (24, 200)]), shift(colour, -18), 3) + "".join(
        oval(x, y, 9, 9, "#fbe3e6") + oval(x, y, 3, 3, _GOLD) for x, y in spots
    )


def _embroidery(fig: Figure, colour: str) -> str:
    ink = _GOLD if lab(colour)[0] < 72 else "#9a4a2c"
    n = fig.neck + 10
    v = f"M{-n:.0f} 114L0 184L{n:.0f} 114M0 184V310"
    return stroke(v, ink, 7) + stroke(
        f"M-18 214Q0 200 18 214T18 262Q0 276 -18 262T-18 214M-34 236q-12 8 0 16M34 236q12 8 0 16",
        ink,
        3.4,
    )


def _agbada(fig: Figure, colour: str) -> str:
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
    folds = f"M{s * 0.86:.0f} 190Q{s:.0f} 420 {s * 0.8:.0f} {low - 10:.0f}M{-s * 0.86:.0f} 190Q{-s:.0f} 420 {-s * 0.8:.0f} {low - 10:.0f}M{s * 0.4:.0f} 360Q{s * 0.5:.0f} 560 {s * 0.36:.0f} {low:.0f}M{-s * 0.4:.0f} 360Q{-s * 0.5:.0f} 560 {-s * 0.36:.0f} {low:.0f}"
    chest = f"M{-n:.0f} 114L0 190L{n:.0f} 114Q{n + 8:.0f} 220 0 300Q{-n - 8:.0f} 220 {-n:.0f} 114Z"
    return (
        robe
        + stroke(folds, _fold(colour), 5)
        + fill(chest, _fold(colour, 5))
        + stroke(chest, _GOLD, 5)
    )


def _ribbon(fig: Figure, colour: str) -> str:
    c = CLOTH[fig.person.accent]
    n = fig.neck + 8
    return stroke(f"M{-n:.0f} 110L10 178L{n:.0f} 110M10 178L30 262", "#fffaf2", 9) + fill(
        "M8 190C-18 172 -40 190 -30 206S0 208 8 196L-8 330H10L16 200L34 320L50 312Z", shift(c, -6)
    )


def _gold_buttons(fig: Figure, colour: str) -> str:
    return stroke("".join(f"M0 {y}h.1" for y in range(150, 340, 26)), _GOLD, 9) + stroke(
        f"M{fig.chest * 0.4:.0f} 216q16 -8 30 0", _GOLD, 4
    )


def _pocket(fig: Figure, colour: str) -> str:
    x = fig.chest * 0.34
    return stroke(f"M{x:.0f} 226h40v40q-20 10 -40 0Z", _fold(colour, 13), 2.6) + stroke(
        f"M{x + 12:.0f} 214v18", "#33405e", 4
    )


def _badge(fig: Figure, colour: str) -> str:
    x = -fig.chest * 0.62
    return (
        box(x, 222, 30, 40, "#fffdf8", 4)
        + box(x + 8, 229, 14, 13, "#8fb4c9", 3)
        + stroke(f"M{x + 7:.0f} 251h16", "#7a8797", 3)
    )


def _vest(fig: Figure, colour: str) -> str:
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
        f"M{s_ * n * 1.4:.0f} 124L{s_ * n * 1.5:.0f} 292M{s_ * 8} 296H{s_ * (fig.waist + 10):.0f}M{s_ * 8} 372H{s_ * (fig.hip * 0.9):.0f}"
        for s_ in (-1, 1)
    )
    return fill(shape, hue) + stroke(tape, "#eef0e6", 15, 'stroke-linecap="butt"').replace(
        'stroke-linecap="round" ', ""
    )


def _wings(fig: Figure, colour: str) -> str:
    x, s = -fig.chest * 0.6, fig.shoulder
    bars = "".join(
        f"M{k * s * 0.86 - 16:.0f} 136l32 {k * 8}M{k * s * 0.86 - 16:.0f} 144l32 {k * 8}"
        for k in (-1, 1)
    )
    return fill(
        f"M{x - 22:.0f} 212q22 2 22 8q0 -6 22 -8q-6 14 -22 16q-16 -2 -22 -16Z", _GOLD
    ) + stroke(bars, _GOLD, 4)


def _bib(fig: Figure, colour: str) -> str:
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
            _fold(c, 5),
            15,
        )
        + fill(bib, c)
        + stroke("M-26 240h52v40q-26 12 -52 0Z", _fold(c, 12), 3)
        + stroke(f"M{-x + 10:.0f} 224h.1M{x - 10:.0f} 224h.1", _GOLD, 11)
    )


def _apron(fig: Figure, colour: str) -> str:
    c, x = CLOTH[fig.person.colour], fig.chest * 0.58
    return (
        stroke(
            f"M{-x + 6:.0f} 204L{-fig.neck - 8:.0f} 116M{x - 6:.0f} 204L{fig.neck + 8:.0f} 116",
            _fold(c, 7),
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
        + stroke("M-34 372h68v50q-34 12 -68 0Z", _fold(c, 12), 3)
    )


def _bands(fig: Figure, colour: str) -> str:
    rows = f"M{-fig.chest - 4:.0f} 236H{fig.chest + 4:.0f}M{-fig.waist - 4:.0f} 320H{fig.waist + 4:.0f}"
    return (
        stroke(rows, "#e9d24a", 18).replace("round", "butt")
        + stroke(rows, "#f6f4ea", 6).replace("round", "butt")
        + stroke("M0 132V420", "#20212b", 4)
    )


def _pouch(fig: Figure, colour: str) -> str:
    w = fig.waist * 0.66
    return stroke(f"M{-w:.0f} 372L{-w + 22:.0f} 318H{w - 22:.0f}L{w:.0f} 372", _fold(colour, 11), 3)


_DRAWN: dict[str, Detail] = {
    "collar": _collar, "lapels": _lapels, "shirt front": _shirt_front, "bow": _bow,
    "blouse front": _blouse_front, "turtle": _turtle, "mandarin": _mandarin, "hood": _hood,
    "jacket": _jacket, "coat": _coat, "wrap": _wrap, "strap": _strap, "frill": _frill,
    "belt": _belt, "placket": _placket, "buttons": _buttons, "double buttons": _double_buttons,
    "kerchief": _kerchief, "knit": _knit, "stripes": _stripes, "print": _print, "dots": _dots,
    "floral": _floral, "sheen": _sheen, "lace": _lace, "saree": _saree, "lehenga": _lehenga,
    "blossoms": _blossoms, "embroidery": _embroidery, "agbada": _agbada, "ribbon": _ribbon,
    "gold buttons": _gold_buttons, "pocket": _pocket, "badge": _badge, "vest": _vest,
    "wings": _wings, "bib": _bib, "apron": _apron, "bands": _bands, "pouch": _pouch,
}  # fmt: skip
