"""Clothes on a body: bodice with its neckline, sleeves, bottoms and shoes."""

from __future__ import annotations

from dataclasses import replace

from everyhue.signals.people.figure import (
    ANKLE,
    CROTCH,
    HIP,
    KNEE,
    WAIST,
    Arm,
    Figure,
    arm_lines,
    arm_path,
    foot_x,
    hand,
    slope,
)
from everyhue.signals.people.garments.details import detail
from everyhue.signals.people.garments.wardrobe import OUTFITS, Outfit
from everyhue.signals.people.palette import CLOTH, fold, shift
from everyhue.signals.people.svg import Point, fill, group, line, mirror, oval, smooth, stroke

_NECKS: dict[str, tuple[float, float, float]] = {
    "crew": (8, 112, 136), "v": (12, 114, 196), "scoop": (24, 120, 186), "collar": (6, 110, 150),
    "lapels": (9, 111, 214), "bow": (6, 110, 138), "wrap": (12, 114, 206), "mandarin": (2, 104,
    122),
    "kaftan": (10, 113, 176), "hanbok": (8, 112, 170), "hood": (10, 112, 142),
    "jacket": (8, 112, 150), "coat": (8, 112, 190), "square": (34, 124, 184),
    "tank": (30, 122, 178), "turtle": (2, 92, 96),
}  # fmt: skip
"""How far from the neck a neckline starts, where, and how deep it goes."""

_BARE = {"strap": 196.0, "off": 176.0, "sweetheart": 190.0}


def outfit_of(fig: Figure) -> Outfit:
    """Return what the person wears; with a hijab, the same clothes cut longer."""
    worn = OUTFITS[fig.person.outfit]
    if fig.person.headwear != "hijab":
        return worn
    return replace(
        worn,
        neck="crew" if worn.neck in _LOW_NECKS else worn.neck,
        sleeve=1.0,
        bottom=_LONGER.get(worn.bottom, worn.bottom),
        loose=worn.loose + 2,
    )


_LOW_NECKS = frozenset({"strap", "off", "sweetheart", "tank", "scoop", "square", "v"})
_LONGER = {
    "shorts": "wide trousers", "leggings": "wide trousers", "a-line": "long skirt",
    "midi": "long skirt", "pencil": "long skirt",
}  # fmt: skip


def cloth(fig: Figure) -> str:
    """Return the colour of the top."""
    if fig.person.outfit in ("overalls", "apron"):
        return {"overalls": "#f3ead9", "apron": "#eef0ee"}[fig.person.outfit]
    return CLOTH[fig.person.cloth_colour]


def under_colour(fig: Figure) -> str:
    """Return the colour of the bottom."""
    worn = outfit_of(fig)
    if worn.under == "same":
        return CLOTH[fig.person.colour]
    if worn.under == "accent":
        return CLOTH[fig.person.accent]
    return {"dark": "#2f3040", **CLOTH}[worn.under]


def bodice(fig: Figure, low: float) -> str:
    """Return the top from its neckline to `low`."""
    worn, colour = outfit_of(fig), cloth(fig)
    high = 200 if worn.neck in _BARE or worn.neck == "tank" else 0
    side = [(x + worn.loose * 0.6, y) for x, y in fig.side if high < y < low - 18]
    if fig.person.framing in ("portrait", "pair") and worn.sleeve > 0 and worn.neck not in _BARE:
        side = slope(fig)
    edge = side[-1][0]
    right = [*_neckline(fig, worn), *side, (edge - 1, low - 14), (edge - 5, low - 3)]
    shape = smooth([*right, *mirror([p for p in right if p[0] > 0.5])], pull=0.1)
    folds = (
        f"M{fig.waist * 0.72:.0f} {WAIST - 60:.0f}q-14 34 4 66"
        f"M{-fig.waist * 0.76:.0f} {WAIST - 40:.0f}q12 26 -2 50"
    )
    return (
        fill(shape, colour)
        + stroke(folds, fold(colour), 4, 'opacity=".7"')
        + (_armpits(fig, colour) if side[0][1] < 130 else "")
        + "".join(detail(name, fig, colour) for name in (worn.neck, *worn.details))
    )


def _armpits(fig: Figure, colour: str) -> str:
    x = fig.chest + 4
    d = (
        f"M{x:.0f} 206Q{x - 6:.0f} 250 {x + 3:.0f} 330M{-x:.0f} 206"
        f"Q{-x + 6:.0f} 250 {-x - 3:.0f} 330"
    )
    return stroke(d, fold(colour), 4)


def bare_shoulders(fig: Figure) -> bool:
    """Whether the outfit leaves the shoulders bare."""
    worn = outfit_of(fig)
    return worn.sleeve == 0 or worn.neck in _BARE


def _neckline(fig: Figure, worn: Outfit) -> list[Point]:
    n, s = fig.neck, fig.shoulder
    if worn.neck in _BARE:
        top, c = _BARE[worn.neck], fig.chest
        if worn.neck == "sweetheart":
            return [(0, top + 12), (c * 0.22, top - 2), (c * 0.56, top - 8), (c + 1, top + 4)]
        return [
            (0, top + 6),
            (c * 0.5, top - 2),
            (s - 6 if worn.neck == "off" else c + 1, top - (14 if worn.neck == "off" else -4)),
        ]
    start, high, deep = _NECKS[worn.neck]
    x = n + start
    if worn.neck == "square":
        return [(0, deep), (x - 3, deep), (x, deep - 3), (x, high + 6), (s * 0.72, 132)]
    if worn.neck in ("v", "lapels", "wrap", "coat", "kaftan", "hanbok", "collar", "jacket"):
        return [(0.1, deep), (x * 0.55, (deep + high) / 2 + 4), (x, high), (s * 0.68, 130)]
    return [(0, deep), (x * 0.6, deep - (deep - high) * 0.3), (x, high), (s * 0.68, 130)]


def arms(fig: Figure) -> str:
    """Return arms with sleeves and hands."""
    return "".join(_arm(fig, arm, arm[0][0] > 0) for arm in arm_lines(fig))


def _arm(fig: Figure, arm: Arm, right: bool) -> str:
    worn, colour = outfit_of(fig), cloth(fig)
    metal = right and "prosthetic arm" in fig.person.extras
    bare = "" if worn.sleeve >= 0.95 else fill(arm_path(fig, arm), fig.skin.base)
    sleeve = ""
    if worn.sleeve > 0:
        d = arm_path(fig, arm, worn.sleeve, worn.loose)
        edge = f'stroke="{fold(colour)}" stroke-width="2.5"'
        sleeve = fill(d, colour, edge) + stroke(
            line([(arm[0][0] * 0.97, 206), arm[1]]), fold(colour), 3, 'opacity=".6"'
        )
        sleeve = (
            group(sleeve, more='opacity=".92"') if fig.person.outfit == "bridal gown" else sleeve
        )
    end = "" if fig.person.pose == "pockets" else _metal_hand(fig, arm) if metal else hand(fig, arm)
    if metal:
        bare += stroke(line([arm[1], arm[2]]), "#4b5563", fig.arm * 1.25)
    return end + bare + sleeve


def _metal_hand(fig: Figure, arm: Arm) -> str:
    (x, y) = arm[2]
    return oval(x, y + 8, fig.arm * 0.8, fig.arm * 0.8, "#9aa4b2") + stroke(
        f"M{x - 7:.0f} {y + 14:.0f}v24M{x:.0f} {y + 16:.0f}v27M{x + 7:.0f} {y + 14:.0f}v24",
        "#9aa4b2",
        6,
    )


def bottom(fig: Figure) -> str:
    """Return what covers hips and legs."""
    worn, colour = outfit_of(fig), under_colour(fig)
    kind = worn.bottom
    if kind in ("trousers", "wide trousers", "leggings", "shorts"):
        return _trousers(fig, kind, colour)
    return _skirt(fig, kind, colour)


_HEMS = {
    "trousers": (ANKLE - 6, 1.12), "wide trousers": (ANKLE + 14, 1.75), "leggings": (ANKLE - 16,
    0.75),
    "shorts": (KNEE - 96, 1.25),
}  # fmt: skip


def _trousers(fig: Figure, kind: str, colour: str) -> str:
    """Two straight legs from the waist; fuller bodies have fuller legs down to the hem."""
    low, wide = _HEMS[kind]
    x, thigh = fig.hip * 0.45, fig.thigh
    knee = max(fig.calf * 1.15, thigh * (0.7 if kind == "leggings" else 0.78))
    half = thigh * 1.06 if kind == "shorts" else max(fig.calf * wide, knee * 0.78)
    bend = (x + 2 + knee, x - knee, KNEE) if low > KNEE else (x + thigh, x - thigh, low - 40)
    right: list[Point] = [
        (fig.waist + 2, WAIST + 26),
        (fig.hip + 4, HIP),
        (max(fig.hip, x + thigh * 1.04), CROTCH + 50),
        (bend[0], bend[2]),
        (x + half, low),
    ]
    inner: list[Point] = [(x - half, low), (bend[1], bend[2]), (-2, CROTCH + 30)]
    legs = "".join(_leg(s, right, inner) for s in (1, -1))
    crease = "".join(f"M{s * x:.0f} {KNEE - 120:.0f}V{low - 16:.0f}" for s in (-1, 1))
    middle = f"M0 {HIP - 30:.0f}V{CROTCH + 22:.0f}"
    return fill(legs, colour) + stroke(middle + crease, fold(colour), 4, 'opacity=".7"')


def _leg(s: int, right: list[Point], inner: list[Point]) -> str:
    down, up = (line([(s * x, y) for x, y in side]) for side in (right, inner))
    return f"{down}L{up[1:]}L0 {WAIST + 26:.0f}Z"


_SKIRTS: dict[str, tuple[float, float]] = {
    "a-line": (690, 1.5), "pencil": (716, 0.86), "midi": (840, 1.34), "long skirt": (940, 1.3),
    "gown": (972, 1.45), "ball gown": (984, 2.05), "hanbok": (972, 2.0), "kaftan": (952, 1.35),
    "agbada": (800, 1.6), "ao dai": (900, 1.06), "sherwani": (730, 1.15), "long coat": (760, 1.28),
    "lab coat": (700, 1.2),
}  # fmt: skip
_OVER_TROUSERS = {
    "ao dai": "#faf6ee",
    "agbada": "same",
    "sherwani": "#f4ead2",
    "long coat": "#2f3040",
    "lab coat": "#3c4356",
}


def _skirt(fig: Figure, kind: str, colour: str) -> str:
    hem, wide = _SKIRTS[kind]
    top = 268.0 if kind == "hanbok" else WAIST - 6
    wide_hem = max(fig.hip * wide, fig.hip + 14 if wide > 1 else 0)
    right = [
        (fig.waist + 1, top),
        (fig.hip + 5 + (wide - 1) * 20, HIP),
        (fig.hip + (wide_hem - fig.hip) * 0.55, (HIP + hem) / 2),
        (wide_hem, hem),
    ]
    base = [(wide_hem * 0.5, hem + 12), (0, hem + 14)]
    shape = (
        line(right)
        + "L"
        + line([(wide_hem, hem), *base, (-wide_hem * 0.5, hem + 12), (-wide_hem, hem)])[1:]
        + "L"
        + line(mirror(right))[1:]
        + "Z"
    )
    folds = "".join(
        f"M{fig.waist * t * 0.9:.0f} {top + 60 + abs(t) * 40:.0f}"
        f"Q{fig.hip * t:.0f} {HIP + 60:.0f} {wide_hem * t * 1.05:.0f} {hem - 4:.0f}"
        for t in (-0.72, -0.3, 0.22, 0.66)
    )
    below = ""
    if kind in _OVER_TROUSERS:
        tone = _OVER_TROUSERS[kind]
        below = _trousers(
            fig,
            "wide trousers" if kind == "ao dai" else "trousers",
            colour if tone == "same" else tone,
        )
    return (
        below
        + fill(shape, colour)
        + stroke(folds, fold(colour), 4, 'opacity=".75"')
        + (_border(wide_hem, hem) if fig.person.outfit in _BORDERED else "")
    )


_BORDERED = frozenset({"saree", "lehenga", "hanbok", "kaftan", "agbada"})


def _border(wide: float, hem: float) -> str:
    """A woven border above the hem."""
    d = f"M{-wide + 5:.0f} {hem - 20:.0f}Q0 {hem + 6:.0f} {wide - 5:.0f} {hem - 20:.0f}"
    return stroke(d, "#e0b04c", 13) + stroke(d, "#8c2f39", 4, 'stroke-dasharray=".1 12"')


def shoes(fig: Figure) -> str:
    """Return shoes of the outfit's kind."""
    kind, x = outfit_of(fig).shoes, foot_x(fig)
    return "".join(_shoe(fig, kind, s * x, s) for s in (-1, 1))


def _shoe(fig: Figure, kind: str, x: float, s: int) -> str:
    y = ANKLE
    w = fig.calf * 0.55 + 5
    toe = x + s * (w * 0.5)
    if kind == "sneaker":
        return fill(
            f"M{x - w:.0f} {y}H{x + w:.0f}L{toe + w + 6:.0f} {y + 30}H{toe - w - 6:.0f}Z", "#fbfaf7"
        ) + stroke(f"M{toe - w - 4:.0f} {y + 34}H{toe + w + 4:.0f}", "#d8d4cc", 7)
    if kind == "boot":
        return fill(
            f"M{x - w - 2:.0f} {y - 56}H{x + w + 2:.0f}V{y + 6}"
            f"L{toe + w + 7:.0f} {y + 38}H{toe - w - 6:.0f}L{x - w - 2:.0f} {y}Z",
            "#4b3428",
        )
    colour = {
        "dress": "#2b211e",
        "flat": "#3a2d2b",
        "heel": shift(CLOTH[fig.person.accent], -6),
        "sandal": "#b5814f",
    }[kind]
    skin_foot = fill(
        smooth(
            [
                (x - w * 0.8, y - 12),
                (x + w * 0.8, y - 12),
                (toe + w * 0.9, y + 28),
                (toe, y + 38),
                (toe - w * 0.9, y + 28),
            ]
        ),
        fig.skin.base,
    )
    cover = fill(
        smooth(
            [
                (toe - w, y + 16),
                (toe, y + 8 if kind == "dress" else y + 20),
                (toe + w, y + 16),
                (toe + w * 0.9, y + 34),
                (toe, y + 42),
                (toe - w * 0.9, y + 34),
            ]
        ),
        colour,
    )
    return skin_foot + cover


def hem(fig: Figure) -> float:
    """Return where the top ends: at the waist under a skirt, over the hip otherwise."""
    worn = outfit_of(fig)
    if fig.person.framing == "full" and "wheelchair" in fig.person.extras:
        return 450.0
    if worn.bottom not in _HEMS:
        return WAIST + 6
    return 508.0 if worn.neck == "lapels" else 462.0


def legs_bare(fig: Figure) -> bool:
    """Whether anything of the legs shows."""
    return outfit_of(fig).bottom not in ("trousers", "wide trousers")
