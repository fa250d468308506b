"""What people hold or wear on the body: tools, flowers, bags, a stethoscope, a cane."""

from __future__ import annotations

from collections.abc import Callable

from everyhue.signals.people.figure import ANKLE, Figure, arm_lines
from everyhue.signals.people.palette import CLOTH, shift
from everyhue.signals.people.svg import box, fill, group, limb, oval, stroke

_INK = "#2f3440"
_TWO_HANDS = frozenset(
    {
        "clipboard",
        "tablet",
        "laptop",
        "book",
        "blueprint",
        "bouquet",
        "pan",
        "palette",
        "vegetables",
    }
)
_ONE_HAND = frozenset(
    {"coffee", "whisk", "flask", "ice cream", "champagne", "clutch", "wrench", "jar", "serum"}
)


def pose_for(prop: str, pose: str) -> str:
    """Return the pose that holds a thing."""
    if prop in _TWO_HANDS:
        return "hold"
    return "hold one" if prop in _ONE_HAND else pose


def held(fig: Figure) -> str:
    """Return the thing a person holds, where the framing shows it."""
    one = fig.person
    close = one.framing in ("portrait", "pair")
    text = "" if close else _cane(fig)
    if one.prop in _WORN:
        return _WORN[one.prop](fig) + text
    drawn = _DRAWN.get(one.prop)
    if drawn is None:
        return text
    if close:
        return _close(fig, drawn(fig)) + text
    return (
        group(drawn(fig), f"translate({0 if one.prop in _TWO_HANDS else 34} 306) scale(1.15)")
        + _fingers(fig)
        + text
    )


def _close(fig: Figure, drawn: str) -> str:
    """The thing beside the face of a portrait, in a hand."""
    if fig.person.prop in _TWO_HANDS:
        return group(drawn, "translate(0 216)") + _thumbs(fig, 62)
    grip = "".join(
        fill(
            limb([(-24, y), (0, y - 3), (20, y + 1)], (9, 10, 8)),
            fig.skin.base,
            f'stroke="{fig.skin.shade}" stroke-width="1.4"',
        )
        for y in (6, 22, 38)
    )
    arm = fill("M-34 10L34 4L58 140H-22Z", fig.skin.base)
    return group(group(drawn, "translate(0 -8)") + arm + grip, "translate(104 172) scale(.9)")


def _thumbs(fig: Figure, x: float) -> str:
    return "".join(
        fill(
            limb([(s * (x + 34), 232), (s * (x + 6), 214), (s * (x - 8), 204)], (17, 12, 9)),
            fig.skin.base,
            f'stroke="{fig.skin.shade}" stroke-width="1.5"',
        )
        for s in (-1, 1)
    )


def _fingers(fig: Figure) -> str:
    """Hands over the edges of what is held."""
    both = fig.person.prop in _TWO_HANDS
    x = 34 if fig.person.prop == "bouquet" or not both else 66
    return "".join(
        fill(
            limb([(s * (x + 18), 322), (s * x, 314), (s * (x - 14), 312)], (12, 12, 8)),
            fig.skin.base,
        )
        for s in ((-1, 1) if both else (1,))
    )


def _cane(fig: Figure) -> str:
    if (
        "cane" not in fig.person.extras
        or fig.person.framing != "full"
        or "wheelchair" in fig.person.extras
    ):
        return ""
    x, y = arm_lines(fig)[0][2]
    return stroke(
        f"M{x + 16:.0f} {y + 22:.0f}h-34M{x - 6:.0f} {y + 24:.0f}L{x - 14:.0f} {ANKLE + 36:.0f}",
        "#6b4426",
        11,
    )


def _stethoscope(fig: Figure) -> str:
    n = fig.neck + 12
    tube = f"M{-n:.0f} 112C{-n - 10:.0f} 190 -20 206 0 208S{n + 10:.0f} 190 {n:.0f} 112M0 208V236"
    return stroke(tube, _INK, 6) + oval(0, 246, 13, 13, "#c3cad3") + oval(0, 246, 7, 7, "#eef1f5")


def _tote(fig: Figure) -> str:
    if fig.person.framing != "full":
        return ""
    x, y = arm_lines(fig)[0][2]
    c = CLOTH[fig.person.accent]
    return (
        stroke(
            f"M{x - 26:.0f} {y + 84:.0f}Q{x:.0f} {y - 20:.0f} {x + 26:.0f} {y + 84:.0f}",
            shift(c, -12),
            6,
        )
        + fill(f"M{x - 50:.0f} {y + 78:.0f}h100l8 112h-116Z", c)
        + oval(x, y + 134, 18, 18, shift(c, 14))
    )


def _boutonniere(fig: Figure) -> str:
    x = -fig.chest * 0.46
    return (
        oval(x, 196, 11, 11, "#f4e6e0")
        + oval(x, 196, 5, 5, "#e0838f")
        + oval(x + 4, 212, 4, 11, "#6f9b6a")
    )


def _skateboard(fig: Figure) -> str:
    if fig.person.framing != "full":
        return ""
    x, y = arm_lines(fig)[0][2]
    wheels = oval(-48, -46, 9, 14, "#f4efe6") + oval(-48, 110, 9, 14, "#f4efe6")
    board = box(-44, -90, 42, 250, CLOTH[fig.person.accent], 21)
    return group(board + wheels, f"translate({x:.0f} {y:.0f}) rotate(8)")


def _clipboard(fig: Figure) -> str:
    return (
        box(-52, -56, 104, 128, "#a9743f", 8)
        + box(-43, -42, 86, 106, "#fffdf8", 4)
        + box(-18, -62, 36, 16, "#8d96a3", 5)
        + stroke("M-28 -22h56M-28 -4h56M-28 14h40", "#b6bfca", 5)
    )


def _tablet(fig: Figure) -> str:
    return (
        box(-58, -42, 116, 90, _INK, 10)
        + box(-50, -35, 100, 76, "#dcecf2", 5)
        + stroke("M-36 22V4M-16 22V-14M4 22V-6M24 22V-24", CLOTH["teal"], 9)
    )


def _laptop(fig: Figure) -> str:
    return (
        box(-70, -42, 140, 88, "#c6ccd5", 9)
        + oval(0, 0, 10, 10, "#f3f5f8")
        + box(-80, 42, 160, 12, "#aab2bd", 6)
    )


def _book(fig: Figure) -> str:
    c = CLOTH[fig.person.accent]
    return (
        fill(
            "M0 -36C-26 -54 -56 -52 -72 -44V44C-52 36 -24 36 0 52C24 36 52 36 72 44V-44"
            "C56 -52 26 -54 0 -36Z",
            c,
        )
        + stroke("M0 -34V50", shift(c, -14), 4)
        + stroke("M-54 -22q20 -6 38 4M16 -18q20 -10 38 -4", shift(c, 26), 4)
    )


def _blueprint(fig: Figure) -> str:
    return (
        box(-76, -34, 152, 84, "#2f63a8", 4)
        + stroke("M-54 -14h48v42h-48ZM8 -14h44M8 6h30M8 26h44M-30 -14v42", "#dfe9f6", 3.4)
        + box(-84, -40, 168, 14, "#3f78c2", 7)
    )


def _bouquet(fig: Figure) -> str:
    blooms = ((-34, -18, 20), (0, -34, 23), (34, -18, 20), (-18, 6, 19), (18, 6, 19))
    hues = ("#f6dfd8", "#ef9aa6", "#fbeed9", "#e56f7f", "#f8c9a8")
    return (
        "".join(
            oval(x, y, 26, 10, "#7fa377", f'transform="rotate({t} {x} {y})"')
            for x, y, t in ((-44, 6, -30), (44, 6, 30), (-20, -48, 50), (22, -48, -50))
        )
        + fill("M-20 14L-9 84H9L20 14Z", "#6f9b6a")
        + "".join(
            oval(x, y, r, r, c) + oval(x - 2, y - 1, r * 0.55, r * 0.55, shift(c, -7, 6))
            for (x, y, r), c in zip(blooms, hues, strict=True)
        )
        + box(-15, 40, 30, 15, "#fbf5ea", 4)
    )


def _pan(fig: Figure) -> str:
    return (
        stroke("M58 8L128 -12", "#5b3a26", 13)
        + oval(0, 8, 64, 22, _INK)
        + oval(0, 2, 56, 17, "#5a6170")
        + oval(-14, 0, 20, 7, "#f2b84b")
        + oval(18, 3, 16, 6, "#d4573e")
    )


def _palette(fig: Figure) -> str:
    dots = "".join(
        oval(x, y, 8, 7, c)
        for x, y, c in (
            (-34, -8, "#c6263a"),
            (-14, -22, "#e5a11d"),
            (12, -22, "#2a51b8"),
            (34, -8, "#0f7a5c"),
            (36, 14, "#b49bd0"),
        )
    )
    return (
        fill("M-58 8C-62 -34 60 -56 62 -2C64 40 30 22 14 30C-2 40 -54 48 -58 8Z", "#d9ab74")
        + dots
        + stroke("M40 40L78 -60", "#5b3a26", 5)
        + stroke("M75 -52l5 -14", "#c6263a", 9)
    )


def _vegetables(fig: Figure) -> str:
    return (
        oval(-44, -18, 26, 22, "#5f8f4e") + oval(0, -30, 30, 24, "#77a55c") + oval(42, -18, 20,
        20, "#d4573e")
        + stroke("M-16 -28l-8 -30M20 -30l10 -26", "#e98a33", 12) + fill("M-78 -10H78L60 52H-60Z",
        "#b8834a") + stroke("M-74 8H74M-68 28H68", "#98683a", 4)
    )  # fmt: skip


def _coffee(fig: Figure) -> str:
    return (
        fill("M-21 -46H21L15 34H-15Z", "#fbf6ee")
        + box(-25, -58, 50, 14, "#6b4426", 6)
        + fill("M-19 -20H19L16.5 8H-16.5Z", CLOTH[fig.person.accent])
    )


def _whisk(fig: Figure) -> str:
    return stroke("M0 40V-6", "#8a5a34", 10) + stroke(
        "M0 -8C-34 -40 -20 -92 0 -94S34 -40 0 -8C-12 -40 -8 -86 0 -94S12 -40 0 -8", "#b9c0ca", 4
    )


def _flask(fig: Figure) -> str:
    c = CLOTH[fig.person.accent]
    return (
        fill(
            "M-10 -66H10V-24L38 28Q40 42 24 42H-24Q-40 42 -38 28L-10 -24Z",
            "#eaf4f6",
            'opacity=".9"',
        )
        + fill("M-22 2H22L38 28Q40 42 24 42H-24Q-40 42 -38 28Z", c)
        + oval(-6, 22, 5, 5, shift(c, 22))
        + oval(10, 14, 3.5, 3.5, shift(c, 22))
        + box(-14, -72, 28, 9, "#c6d6da", 4)
    )


def _ice_cream(fig: Figure) -> str:
    return (
        fill("M-19 -20H19L0 50Z", "#d99a4e")
        + oval(0, -34, 23, 23, "#f6c7cf")
        + oval(0, -60, 17, 17, "#fff3dc")
    )


def _champagne(fig: Figure) -> str:
    return fill("M-14 -66H14L9 -18Q0 -8 -9 -18Z", "#f7e2a6") + stroke(
        "M0 -14V36M-14 38H14", "#e9eef0", 4
    )


def _clutch(fig: Figure) -> str:
    c = CLOTH[fig.person.accent]
    return (
        box(-46, -26, 92, 56, c, 8)
        + fill("M-46 -20H46L0 14Z", shift(c, -8))
        + oval(0, 10, 6, 6, "#e2b13f")
    )


def _wrench(fig: Figure) -> str:
    return stroke("M0 50V-40", "#9aa4b2", 13) + fill(
        "M-20 -72L-9 -60V-48H9V-60L20 -72C34 -52 22 -30 0 -30S-34 -52 -20 -72Z", "#9aa4b2"
    )


def _jar(fig: Figure) -> str:
    return box(-30, -34, 60, 46, "#fffaf3", 9) + box(-33, -50, 66, 20, CLOTH[fig.person.accent], 7)


def _dropper(fig: Figure) -> str:
    return (
        box(-18, -22, 36, 52, "#c98a4a", 8)
        + box(-10, -40, 20, 18, "#2b2a2e", 4)
        + oval(0, -50, 8, 14, "#2b2a2e")
        + box(-12, -8, 24, 22, "#fdf6ea", 3)
    )


_DRAWN: dict[str, Callable[[Figure], str]] = {
    "clipboard": _clipboard, "tablet": _tablet, "laptop": _laptop, "book": _book,
    "blueprint": _blueprint, "bouquet": _bouquet, "pan": _pan, "palette": _palette,
    "vegetables": _vegetables, "coffee": _coffee, "whisk": _whisk, "flask": _flask,
    "ice cream": _ice_cream, "champagne": _champagne, "clutch": _clutch, "wrench": _wrench,
    "jar": _jar, "serum": _dropper,
}  # fmt: skip
_WORN: dict[str, Callable[[Figure], str]] = {
    "stethoscope": _stethoscope, "tote": _tote, "boutonniere": _boutonniere,
    "skateboard": _skateboard,
}  # fmt: skip
