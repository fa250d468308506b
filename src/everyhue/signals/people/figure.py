"""The measures of a body, in head units, and its neck, arms, legs and hands."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.signals.people.palette import Skin, skin
from everyhue.signals.people.person import Person
from everyhue.signals.people.svg import Point, Points, fill, limb, oval, smooth, stroke

_SIZES = {
    "feminine": {
        "straight_size": (104, 80, 62, 88, 38, 21, 17), "mid_size": (112, 95, 82, 112, 50, 27, 21),
        "plus_size": (121, 115, 108, 140, 64, 33, 27),
        "extended_size": (131, 138, 140, 172, 80, 41, 34),
    },
    "masculine": {
        "straight_size": (124, 98, 84, 84, 40, 25, 21), "mid_size": (130, 110, 104, 102, 49, 29,
        25),
        "plus_size": (138, 130, 134, 130, 61, 35, 30),
        "extended_size": (148, 152, 166, 160, 76, 43, 37),
    },
}  # fmt: skip
"""Half-widths: shoulder, chest, waist, hip, thigh, calf, upper arm."""

SHOULDER, CHEST, WAIST, HIP, CROTCH, KNEE, ANKLE = 146.0, 232.0, 332.0, 438.0, 490.0, 720.0, 962.0


@dataclass(frozen=True, slots=True)
class Figure:
    """Half-widths of one body, and the person it belongs to."""

    person: Person
    shoulder: float
    chest: float
    waist: float
    hip: float
    thigh: float
    calf: float
    arm: float
    neck: float

    @property
    def skin(self) -> Skin:
        """Colours of the skin."""
        return skin(self.person.tone, self.person.undertone)

    @property
    def side(self) -> list[Point]:
        """Right side of the torso, from shoulder to hip."""
        return [
            (self.shoulder - 4, SHOULDER + 4), (self.shoulder - 10, SHOULDER + 34),
            (self.chest + 2, 206), (self.chest, CHEST), (self.waist, WAIST), (self.hip, HIP),
            (self.hip * 0.99, CROTCH),
        ]  # fmt: skip


def figure_of(one: Person) -> Figure:
    """Return the body that a person's range and presentation give."""
    kind = "masculine" if one.presentation == "masculine" else "feminine"
    sizes = [float(v) for v in _SIZES[kind][one.body]]
    if one.presentation == "androgynous":
        other = _SIZES["masculine"][one.body]
        sizes = [(a + b) / 2 for a, b in zip(sizes, other, strict=True)]
    if one.framing in ("portrait", "pair"):
        sizes = [v * 0.9 + 12 for v in sizes]
    shoulder, chest, waist, hip, thigh, calf, arm = sizes
    wide = {"masculine": 34.0, "androgynous": 29.0}.get(one.presentation, 26.0)
    wide += max(0.0, (arm - 18) * 0.35)
    return Figure(one, shoulder, chest, waist, hip, thigh, calf, arm, wide)


def slope(fig: Figure) -> list[Point]:
    """Right shoulder, and in a portrait the outer side of the upper arm."""
    s = fig.shoulder
    if fig.person.framing in ("portrait", "pair"):
        return [(s * 0.62, 127), (s - 14, 142), (s + 7, 168), (s + 19, 230), (s + 30, 330)]
    return [(s * 0.66, 128), (s - 8, SHOULDER), (s - 6, 190)]


def neck(fig: Figure, *, bare: bool) -> str:
    """Return neck and chest, bare shoulders where clothes leave them, the shadow of the chin."""
    n, s, tone = fig.neck, fig.shoulder, fig.skin
    top = [(n, 40), (n, 92), (n + 7, 110)]
    right: Points = [*top, (s * 0.5, 124), (s * 0.46, 170), (0, 262)]
    if bare:
        right = [*top, *slope(fig), (fig.chest, 262), (0, 270)]
    shape = [*right, *[(-x, y) for x, y in right[-2::-1]]]
    shadow = f"M{-n:.0f} 66Q0 96 {n:.0f} 66V88Q6 122 {-n:.0f} 98Z"
    bones = (
        f"M-14 150Q{-s * 0.34:.0f} 138 {-s * 0.58:.0f} 142M14 150"
        f"Q{s * 0.34:.0f} 138 {s * 0.58:.0f} 142"
    )
    return (
        fill(smooth(shape), tone.base)
        + fill(shadow, tone.shade)
        + stroke(bones, tone.light if fig.person.tone > 7 else tone.shade, 3.4, 'opacity=".8"')
    )


Arm = tuple[Point, Point, Point]


def arm_lines(fig: Figure) -> tuple[Arm, Arm]:
    """Return shoulder, elbow and wrist of the left and the right arm in the person's pose."""
    s, h = fig.shoulder - fig.arm - 2, fig.hip
    down = max(fig.waist + fig.arm, fig.chest + fig.arm * 0.7, s) + 8
    relaxed: Arm = ((s, 176), (down, 318), (max(h + 6, down - 6), 452))
    bent: Arm = ((s, 176), (down + 46, 310), (fig.waist + 2, 392))
    raised: Arm = ((s, 176), (down + 40, 262), (down + 52, 112))
    held: Arm = ((s, 176), (down + 12, 316), (34 if fig.person.prop == "bouquet" else 66, 318))
    near: Arm = ((s, 176), (down + 12, 316), (34, 318))
    pocket: Arm = ((s, 176), (down + 18, 318), (h - 12, 424))
    lap: Arm = ((s, 176), (down + 6, 326), (h * 0.56, 452))
    poses = {"hand on hip": (relaxed, bent), "wave": (relaxed, raised), "hold": (held, held),
             "hold one": (relaxed, near), "lap": (lap, lap),
             "pockets": (pocket, pocket)}  # fmt: skip
    left, right = poses.get(fig.person.pose, (relaxed, relaxed))
    flipped = tuple((-x, y) for x, y in left)
    return (flipped[0], flipped[1], flipped[2]), right


def arm_path(fig: Figure, arm: Arm, share: float = 1.0, loose: float = 0.0) -> str:
    """Return the outline of an arm, or of a sleeve over its upper `share`."""
    a = fig.arm + loose
    spine = [arm[0], arm[1], arm[2]]
    widths = [a, a * 0.86, a * 0.6 + loose * 0.4]
    if share <= 0.5:
        part = share / 0.5
        spine = [arm[0], _between(arm[0], arm[1], part / 2), _between(arm[0], arm[1], part)]
        widths = [a, a * 0.97 + loose * 0.2, a * 0.92 + loose * 0.5]
    elif share < 1:
        spine[2] = _between(arm[1], arm[2], (share - 0.5) / 0.5)
    return limb(spine, widths)


def _between(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def hand(fig: Figure, arm: Arm) -> str:
    """Return a small hand at the wrist, fingers along the forearm."""
    (x, y), size = arm[2], fig.arm * 0.25 + 11
    dx, dy = arm[2][0] - arm[1][0], arm[2][1] - arm[1][1]
    length = (dx * dx + dy * dy) ** 0.5
    ux, uy = dx / length, dy / length
    palm = limb(
        [(x - ux * 4, y - uy * 4), (x + ux * 20, y + uy * 20), (x + ux * 44, y + uy * 44)],
        (size * 0.72, size, size * 0.5),
    )
    out = 1 if x < 0 else -1
    thumb = limb(
        [(x + ux * 10, y + uy * 10), (x + ux * 24 + out * uy * 15, y + uy * 24 - out * ux * 15)],
        (size * 0.36, size * 0.3),
    )
    fingers = _fingers(x, y - 34, size) if uy < -0.6 else ""
    return fill(palm + thumb + fingers, fig.skin.base)


def _fingers(x: float, y: float, size: float) -> str:
    """Four fingers of a raised hand."""
    return "".join(
        limb([(x + t * size * 0.8, y + 12), (x + t * size * 1.15, y - 16 + 8 * t * t)], (5.5, 4.5))
        for t in (-0.8, -0.27, 0.27, 0.8)
    )


def legs(fig: Figure) -> str:
    """Return both bare legs."""
    x = fig.hip * 0.5
    spine = [(x, CROTCH - 40), (x * 0.96, KNEE), (x * 0.92, KNEE + 90), (x * 0.8, ANKLE)]
    widths = (fig.thigh, fig.calf * 1.1, fig.calf * 1.05, fig.calf * 0.52)
    d = limb(spine, widths) + limb([(-a, b) for a, b in spine], widths)
    inner = (
        f"M{x * 0.96 - 9:.0f} {KNEE - 6:.0f}q9 7 18 0M{-x * 0.96 - 9:.0f} {KNEE - 6:.0f}q9 7 18 0"
    )
    return fill(d, fig.skin.base) + stroke(inner, fig.skin.shade, 4)


def foot_x(fig: Figure) -> float:
    """Horizontal place of a foot."""
    return fig.hip * 0.4


def blade(fig: Figure) -> str:
    """Return a prosthetic lower leg in place of the right shin."""
    x = fig.hip * 0.47
    return (
        oval(x, KNEE + 12, fig.calf + 3, 30, "#39414d")
        + stroke(f"M{x:.0f} {KNEE + 30:.0f}V{ANKLE + 6:.0f}", "#aeb6c2", 13)
        + stroke(f"M{x - 3:.0f} {KNEE + 40:.0f}V{ANKLE - 10:.0f}", "#e6eaf0", 3)
    )
