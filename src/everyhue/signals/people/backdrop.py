"""What is behind a person, and the light over the scene."""

from __future__ import annotations

from random import Random

from everyhue.signals.people.palette import lab, shift
from everyhue.signals.people.person import Person
from everyhue.signals.people.svg import box, fill, oval, stroke

_LIGHTS = {
    "warm": ("#ffb04a", 0.26, "#ff7a3c", 0.06), "cool": ("#7db4ff", 0.17, "#2f4f9c", 0.1),
    "bright": ("#ffffff", 0.26, "#ffffff", 0.0), "dim": ("#1a1430", 0.03, "#140f28", 0.3),
}  # fmt: skip


def backdrop(one: Person) -> str:
    """Return a coloured ground with one large quiet shape."""
    rng = Random(f"{one.seed}:backdrop")
    colour = one.backdrop
    other = shift(
        colour,
        7 if lab(colour)[0] < 78 else -6,
        rng.choice((-2, 4, 8)),
        rng.choice((-24, -10, 12, 26)),
    )
    shape = rng.choice((_disc, _arch, _hill, _leaves, _window, _rays, _blobs, _plain, _plain))
    floor = _floor(colour) if one.framing == "full" else ""
    return box(0, 0, 400, 500, colour) + shape(other, rng) + floor


def light(one: Person, key: str) -> str:
    """Return the light over the whole scene; nothing where it is even."""
    found = _LIGHTS.get(one.light)
    if found is None:
        return ""
    near, a, far, b = found
    return (
        f'<linearGradient id="{key}l" x2=".8" y2="1"><stop stop-color="{near}" stop-opacity="{a}"/>'
        f'<stop offset=".55" stop-color="{near}" stop-opacity="{a * 0.2:.2f}"/>'
        f'<stop offset="1" stop-color="{far}" stop-opacity="{b}"/></linearGradient>'
        + box(0, 0, 400, 500, f"url(#{key}l)")
    )


def _floor(colour: str) -> str:
    return box(0, 446, 400, 54, shift(colour, -8, 2)) + oval(
        200, 476, 110, 9, shift(colour, -17, 2)
    )


def _plain(colour: str, rng: Random) -> str:
    return oval(200, 230, 250, 250, colour, 'opacity=".45"')


def _disc(colour: str, rng: Random) -> str:
    return oval(rng.choice((200, 120, 280)), rng.choice((200, 170)), 165, 165, colour)


def _arch(colour: str, rng: Random) -> str:
    return fill("M58 500V210a142 142 0 0 1 284 0V500Z", colour)


def _hill(colour: str, rng: Random) -> str:
    return fill("M0 330C90 250 170 300 240 268S360 200 400 236V500H0Z", colour) + oval(
        316, 96, 46, 46, shift(colour, 8)
    )


def _leaves(colour: str, rng: Random) -> str:
    text = ""
    for x, turn, size in ((30, 24, 1.0), (372, -20, 1.15), (86, 8, 0.7)):
        leaf = "".join(
            fill(
                f"M0 {-k * 46}Q{s * 46} {-k * 46 - 44} {s * 92} {-k * 46 - 40}"
                f"Q{s * 50} {-k * 46 + 6} 0 {-k * 46}Z",
                colour,
            )
            for k in range(5)
            for s in (-1, 1)
        )
        text += (
            f'<g transform="translate({x} 520) rotate({turn}) '
            f'scale({size})">{leaf}{stroke("M0 0V-220", colour, 5)}</g>'
        )
    return text


def _window(colour: str, rng: Random) -> str:
    panes = "".join(box(x, y, 92, 118, colour) for x in (36, 138) for y in (44, 172))
    return f'<g transform="skewY(-6) translate(70 40)" opacity=".8">{panes}</g>'


def _rays(colour: str, rng: Random) -> str:
    return fill("".join(f"M200 210L{x} {y}L{x2} {y2}Z" for x, y, x2, y2 in (
        (-60, -40, 60, -60), (150, -60, 250, -60), (340, -60, 470, -30), (480, 120, 480, 240),
        (-80, 130, -80, 250),
        (480, 380, 420, 560), (-80, 380, -10, 560))), colour)  # fmt: skip


def _blobs(colour: str, rng: Random) -> str:
    return (
        fill("M-20 60C60 -20 170 40 150 130S20 250 -30 190Z", colour)
        + fill("M420 300C340 260 270 330 300 420S400 520 440 470Z", colour)
        + oval(330, 86, 34, 34, colour)
    )
