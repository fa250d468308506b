"""Pictures that show no person: flat lays, flowers, venues."""

from __future__ import annotations

from collections.abc import Callable

from everyhue.signals.people.palette import CLOTH, lab, shift
from everyhue.signals.people.person import Person
from everyhue.signals.people.svg import box, fill, group, oval, smooth, stroke

_GOLD = "#e0b04c"


def objects(one: Person, key: str) -> str:
    """Return a still life of what the person's record names."""
    shadow = oval(200, 404, 150, 16, shift(one.backdrop, -10 if lab(one.backdrop)[0] > 25 else 6))
    still = one.prop in ("dress on hanger", "venue", "makeup flat lay", "shoes")
    return ("" if still else shadow) + _DRAWN[one.prop](one)


def _colour(one: Person) -> str:
    return CLOTH[one.colour]


def _tube(x: float, colour: str, up: float = 0) -> str:
    case = box(x - 24, 310, 48, 94, "#2a262c", 5) + box(x - 21, 262 - up, 42, 52 + up, _GOLD, 3)
    tip = fill(
        f"M{x - 16} {266 - up}V{206 - up}Q{x + 2} {186 - up} {x + 16} {176 - up}V{266 - up}Z",
        colour,
    )
    return (
        tip
        + case
        + stroke(f"M{x - 8} {250 - up}V{216 - up}", shift(colour, 14), 5)
        + stroke(f"M{x - 14} 324v64", "#55505a", 4)
    )


def _lipsticks(one: Person) -> str:
    return _tube(112, "#b3202e") + _tube(200, "#8a4a4f", 26) + _tube(288, "#d9745e", 6)


def _flat_lay(one: Person) -> str:
    pans = "".join(
        oval(98 + 62 * (k % 2), 150 + 62 * (k // 2), 25, 25, c)
        for k, c in enumerate(("#e7b48e", "#b0704d", "#7a4530", "#3f2318"))
    )
    compact = box(58, 108, 142, 150, "#fffaf2", 20) + pans
    brush = "".join(
        group(
            box(-6, 0, 12, 130, wood, 6)
            + box(-8, -22, 16, 26, _GOLD, 3)
            + fill("M-15 -22C-26 -62 -14 -86 0 -92C14 -86 26 -62 15 -22Z", hair),
            f"translate({x} 320) rotate({turn})",
        )
        for x, turn, wood, hair in (
            (262, 16, "#3a2a2a", "#d99a8a"),
            (316, 26, "#7b1f3a", "#5a3a30"),
            (214, 6, "#b98a63", "#efd6c0"),
        )
    )
    powder = (
        oval(108, 356, 56, 56, "#2a262c")
        + oval(108, 356, 46, 46, "#e2a48f")
        + stroke("M84 344q24 -18 48 0", "#f0c3b2", 5)
    )
    return (
        compact
        + brush
        + powder
        + box(188, 418, 150, 24, "#b3202e", 8)
        + box(278, 414, 66, 32, "#2a262c", 6)
    )


def _shoes(one: Person) -> str:
    c = _colour(one)
    shoe = (
        fill("M-118 40C-60 34 -30 -4 26 -84C58 -76 76 -60 88 -36L92 56H80L64 0"
"C30 24 2 56 -40 62C-86 68 -128 66 -132 56Z", c)
        + fill("M26 -84C40 -66 62 -54 84 -50L88 -36C60 -34 36 -48 20 -74Z", shift(c, -12))
        + stroke("M-126 60C-80 66 -40 62 -4 44", shift(c, -18), 5)
    )  # fmt: skip
    if "sneaker" in one.caption:
        shoe = (
            fill(
                "M-126 20C-70 10 -40 -24 -6 -62Q24 -44 60 -60L92 -66Q108 -20 100 44H-126Z",
                "#fbf8f2",
            )
            + fill("M-30 -34L20 16L60 16L98 0L92 -66L60 -60Q24 -44 -6 -62Z", c)
            + box(-132, 36, 240, 26, "#efe9de", 12)
            + stroke("M-44 -20l22 18M-26 -38l22 20M-62 -4l20 16", "#3a3540", 5)
        )
    if "sandal" in one.caption:
        shoe = box(-122, 30, 226, 22, "#b5814f", 11) + stroke(
            "M-92 32Q-60 -30 -20 32M30 32Q70 -40 92 28M-20 30Q40 -30 60 -12", c, 14
        )
    return group(shoe, "translate(206 190) rotate(-6)") + group(
        shoe, "translate(216 348) rotate(4)"
    )


def _venue(one: Person) -> str:
    blooms = "".join(
        oval(x, y, r, r, c) + oval(x, y, r * 0.5, r * 0.5, shift(c, -8, 6))
        for x, y, r, c in (
            (84, 212, 24, "#f6dfd8"),
            (96, 166, 28, "#ef9aa6"),
            (126, 128, 24, "#fbeed9"),
            (166, 104, 28, "#e8788a"),
            (210, 98, 24, "#f6dfd8"),
            (250, 108, 27, "#f8c9a8"),
            (286, 138, 24, "#ef9aa6"),
            (308, 180, 26, "#fbeed9"),
            (316, 222, 20, "#e8788a"),
        )
    )
    leaves = "".join(
        oval(x, y, 26, 9, "#7c9f74", f'transform="rotate({t} {x} {y})"')
        for x, y, t in (
            (66, 190, 60),
            (108, 132, -40),
            (148, 92, -20),
            (232, 84, 20),
            (276, 108, 40),
            (326, 204, 70),
            (76, 240, 80),
            (328, 246, -80),
        )
    )
    chairs = "".join(
        group(
            box(0, 0, 34, 8, "#fff8ec", 3) + stroke("M3 0V-44H31V0M3 8v36M31 8v36", "#fff8ec", 5),
            f"translate({x} {y}) scale({s})",
        )
        for x, y, s in ((44, 400, 1.1), (322, 400, 1.1), (90, 372, 0.85), (282, 372, 0.85))
    )
    aisle = fill("M168 330H232L288 500H112Z", "#fffaf2", 'opacity=".85"')
    return (
        aisle
        + stroke("M80 440V230a120 120 0 0 1 240 0V440", "#c49a6c", 13)
        + leaves
        + blooms
        + chairs
    )


def _hair_brush(one: Person) -> str:
    c = _colour(one)
    pins = "".join(f"M{x} {y}h.1" for y in range(126, 236, 20) for x in range(118, 196, 19))
    brush = (
        oval(156, 178, 62, 84, c)
        + oval(156, 178, 48, 70, shift(c, 16))
        + stroke(pins, "#3a3036", 6)
        + fill("M138 256H174L168 400Q156 414 144 400Z", c)
    )
    teeth = "".join(f"M262 {y}h62" for y in range(140, 390, 17))
    return group(brush, "rotate(-8 156 250)") + group(
        box(246, 120, 26, 286, "#b98a63", 10) + stroke(teeth, "#b98a63", 7), "rotate(6 280 260)"
    )


def _perfume(one: Person) -> str:
    c = _colour(one)
    return (
        box(172, 120, 56, 60, _GOLD, 8)
        + box(182, 176, 36, 22, "#f3e3bd")
        + box(112, 196, 176, 206, shift(c, 12), 26)
        + box(130, 236, 140, 150, c, 16)
        + box(152, 284, 96, 56, "#fffaf2", 6)
        + stroke("M170 304h60M182 320h36", "#8a7f70", 5)
        + stroke("M126 226v120", "#fff", 8, 'opacity=".45"')
    )


def _bouquet(one: Person) -> str:
    c = _colour(one)
    pale = shift(c, 20, -14)
    blooms = "".join(
        oval(x, y, r, r, k)
        + oval(x + 2, y + 2, r * 0.66, r * 0.66, shift(k, -6, 6))
        + oval(x + 1, y, r * 0.32, r * 0.32, shift(k, -13, 8))
        for x, y, r, k in (
            (130, 210, 42, "#f6e3da"),
            (268, 206, 44, pale),
            (200, 158, 48, c),
            (168, 262, 42, "#ef9aa6"),
            (240, 262, 42, "#fbeed9"),
            (204, 218, 38, pale),
        )
    )
    leaves = "".join(
        oval(x, y, 52, 16, "#7c9f74", f'transform="rotate({t} {x} {y})"')
        for x, y, t in (
            (92, 158, 40),
            (310, 150, -40),
            (92, 264, -20),
            (312, 262, 20),
            (150, 108, 66),
            (250, 102, -66),
        )
    )
    return (
        leaves
        + fill("M164 290L184 410H220L240 290Z", "#6f9b6a")
        + stroke("M192 300v100M212 300v100", "#5a8456", 5)
        + blooms
        + fill("M168 320H236L230 352H174Z", "#fffaf2")
        + fill("M200 340L150 396L176 400L204 352L236 402L258 392Z", "#fffaf2")
    )


def _dress(one: Person) -> str:
    c = _colour(one)
    hook = stroke("M200 96V74q0 -18 16 -14t4 22M124 142Q200 84 276 142", "#8a6a45", 8)
    gown = smooth(
        [
            (150, 136),
            (160, 176),
            (200, 190),
            (240, 176),
            (250, 136),
            (262, 190),
            (238, 250),
            (300, 424),
            (200, 446),
            (100, 424),
            (162, 250),
            (138, 190),
        ],
        pull=0.12,
    )
    folds = "M186 262Q176 340 150 426M214 262Q228 340 248 426M200 266V436"
    return (
        hook
        + fill(gown, c)
        + stroke(folds, shift(c, -9), 5)
        + fill("M158 240Q200 256 242 240L240 258Q200 272 160 258Z", shift(c, -14))
        + stroke("M172 212Q160 226 168 240", shift(c, 14), 6)
    )


def _polish(one: Person) -> str:
    hues = (_colour(one), CLOTH[one.accent], "#c6263a")
    return "".join(
        group(
            box(-38, 0, 76, 92, c, 18)
            + box(-17, -96, 34, 100, "#2a262c", 8)
            + stroke("M-22 18v52", "#fff", 8, 'opacity=".5"'),
            f"translate({x} {y})",
        )
        for x, y, c in ((104, 312, hues[0]), (200, 312, hues[1]), (296, 312, hues[2]))
    )


def _ring_box(one: Person) -> str:
    c = _colour(one)
    ring = oval(200, 246, 46, 50, "none", f'stroke="{_GOLD}" stroke-width="11"')
    stone = fill(
        "M176 176H224L244 200L200 244L156 200Z", "#e3f3fa", 'stroke="#9fc4d8" stroke-width="3"'
    ) + stroke("M176 176L188 200L200 244L212 200L224 176M156 200H244", "#9fc4d8", 2.5)
    return (
        fill("M96 262L112 130Q200 104 288 130L304 262Z", shift(c, -8))
        + fill("M116 254L128 146Q200 126 272 146L284 254Z", "#fffaf2")
        + ring
        + stone
        + box(88, 262, 224, 138, c, 16)
        + box(102, 258, 196, 20, "#f3e9db", 8)
        + oval(200, 330, 13, 13, _GOLD)
    )


def _products(one: Person) -> str:
    c, d = _colour(one), CLOTH[one.accent]
    bottle = (
        box(76, 196, 92, 206, c, 22)
        + box(104, 146, 36, 54, "#2a262c", 6)
        + stroke("M122 146v-22h34", "#2a262c", 10)
        + box(90, 262, 64, 84, "#fffaf2", 6)
    )
    oil = (
        box(186, 262, 62, 140, "#c98a3f", 14)
        + box(200, 214, 34, 50, "#2a262c", 6)
        + oval(217, 204, 13, 20, "#2a262c")
        + box(196, 300, 42, 56, "#fff6e6", 5)
    )
    jar = (
        box(262, 310, 92, 92, "#fffaf2", 16)
        + box(256, 288, 104, 34, d, 10)
        + stroke("M288 346a14 14 0 1 1 10 24a9 9 0 1 1 10 -16", d, 5)
    )
    return bottle + oil + jar + stroke("M104 290a12 12 0 1 1 14 18a9 9 0 1 1 14 10", c, 5)


def _handbag(one: Person) -> str:
    c = _colour(one)
    return (
        stroke("M136 240C136 96 264 96 264 240", shift(c, -14), 15)
        + fill(
            smooth(
                [(92, 226), (200, 218), (308, 226), (334, 390), (200, 404), (66, 390)], pull=0.1
            ),
            c,
        )
        + fill("M88 224Q200 208 312 224L300 300Q200 330 100 300Z", shift(c, 7))
        + stroke("M100 300Q200 330 300 300", shift(c, -12), 4)
        + box(178, 290, 44, 36, _GOLD, 8)
        + stroke("M84 376Q200 396 316 376", shift(c, -12), 3, 'stroke-dasharray="8 7"')
    )


_DRAWN: dict[str, Callable[[Person], str]] = {
    "makeup flat lay": _flat_lay, "shoes": _shoes, "venue": _venue, "hair brush": _hair_brush,
    "perfume": _perfume, "bouquet": _bouquet, "dress on hanger": _dress, "nail polish": _polish,
    "lipsticks": _lipsticks, "ring box": _ring_box, "hair products": _products,
    "handbag": _handbag,
}  # fmt: skip
