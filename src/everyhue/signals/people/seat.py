"""A wheelchair user: chair, lap and legs, seen from the front."""

from __future__ import annotations

from everyhue.signals.people.figure import Figure
from everyhue.signals.people.garments.clothes import outfit_of, under_colour
from everyhue.signals.people.palette import CLOTH, fold, lab
from everyhue.signals.people.svg import box, fill, limb, oval, smooth, stroke


def chair(fig: Figure) -> str:
    """Return back rest, wheels and foot plates."""
    h = max(fig.hip, fig.waist) + 26
    ink = "#33363f" if lab(fig.person.backdrop)[0] > 45 else "#d5dae3"
    trim = CLOTH[fig.person.accent]
    wheels = "".join(
        oval(s * (h + 18), 560, 30, 150, "none", f'stroke="{ink}" stroke-width="13"')
        + oval(s * (h + 12), 560, 22, 128, "none", f'stroke="{trim}" stroke-width="5"')
        for s in (-1, 1)
    )
    back = box(-h + 8, 268, 2 * h - 16, 250, trim, 26)
    frame = stroke(f"M{-h * 0.7:.0f} 520L-44 776M{h * 0.7:.0f} 520L44 776", ink, 10)
    plates = box(-84, 782, 70, 12, ink, 5) + box(14, 782, 70, 12, ink, 5)
    return back + wheels + frame + plates


def lap(fig: Figure) -> str:
    """Return thighs towards the viewer, shins and shoes."""
    colour, worn = under_colour(fig), outfit_of(fig)
    t, h = fig.thigh * 0.95, fig.hip
    knee = h * 0.52
    bare = worn.bottom not in ("trousers", "wide trousers", "leggings")
    shins = "".join(_shin(fig, s, knee, fig.skin.base if bare else colour) for s in (-1, 1))
    thighs = smooth(
        [
            (-h - 4, 440),
            (0, 420),
            (h + 4, 440),
            (knee + t + 8, 560),
            (knee, 602),
            (8, 574),
            (-8, 574),
            (-knee, 602),
            (-knee - t - 8, 560),
        ]
    )
    skirt = (
        fill(
            smooth(
                [
                    (-h - 4, 440),
                    (0, 420),
                    (h + 4, 440),
                    (knee + t + 14, 580),
                    (knee + 20, 668),
                    (0, 680),
                    (-knee - 20, 668),
                    (-knee - t - 14, 580),
                ]
            ),
            colour,
        )
        if bare
        else fill(thighs, colour)
    )
    return shins + skirt + stroke(f"M0 {490}V{580 if not bare else 640}", fold(colour), 4)


def _shin(fig: Figure, s: int, knee: float, colour: str) -> str:
    spine = [(s * knee, 560), (s * 52, 690), (s * 48, 764)]
    x, c = s * 48, fig.calf
    shoe = [(x - 26, 764), (x, 752), (x + 26, 764), (x + 24, 786), (x - 24, 786)]
    return fill(limb(spine, (c * 1.25, c, c * 0.66)), colour) + fill(smooth(shoe), "#f4f1ea")
