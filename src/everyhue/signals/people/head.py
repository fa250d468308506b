"""The measures of one head: face shape, features, and the inks it is drawn with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from random import Random

from everyhue.signals.people.cuts import EARS_FREE
from everyhue.signals.people.palette import HAIR_COLOURS, Skin, lab, shift, skin
from everyhue.signals.people.person import Person
from everyhue.signals.people.svg import Points, both

_SHAPES = {
    "oval": (56, 45, 86, 17), "round": (60, 52, 81, 20), "square": (57, 52, 84, 23),
    "heart": (58, 42, 85, 13), "long": (54, 45, 90, 17), "diamond": (57, 44, 86, 14),
}  # fmt: skip
"""Half-width at the cheeks, half-width of the jaw, depth and half-width of the chin."""

_FULLER = {"straight_size": 0.0, "mid_size": 1.5, "plus_size": 4.0, "extended_size": 6.5}
_EYES = ("almond", "round", "monolid", "hooded", "upturned", "downturned")
_IRIS_DARK = ("#2b1a14", "#3a2318", "#4a2d1c", "#26181a")
_IRIS_LIGHT = ("#4f7186", "#5e7a55", "#6a4a2c", "#7a5a33", "#3e5c6e", "#4a2d1c")


@dataclass(frozen=True)
class Head:
    """A person's head in its own units: about 116 wide, chin near y = 85, crown near y = −92."""

    person: Person
    key: str
    rng: Random
    width: float
    jaw: float
    chin: float
    chin_width: float
    eyes: str
    iris: str
    nose: float
    lips: float
    mouth: float
    smile: str
    brow: str

    @cached_property
    def skin(self) -> Skin:
        """Colours of the skin."""
        return skin(self.person.tone, self.person.undertone)

    @cached_property
    def hair(self) -> str:
        """Base colour of the hair."""
        return HAIR_COLOURS[self.person.hair_colour]

    @cached_property
    def hair_light(self) -> str:
        """Colour of lit strands: clearly lighter, warmer on dark hair."""
        return shift(self.hair, 13 if lab(self.hair)[0] < 60 else 7, 4)

    @cached_property
    def hair_dark(self) -> str:
        """Colour of strands in shade."""
        return shift(self.hair, -7 if lab(self.hair)[0] < 30 else -13, 3)

    @property
    def near(self) -> bool:
        """Whether the head is large enough in the picture for its finest marks."""
        return self.person.framing in ("portrait", "pair")

    @property
    def ears_shown(self) -> bool:
        """Whether the ears are free of hair and cloth."""
        if self.person.hair_covered:
            return self.person.headwear not in ("hijab", "headscarf", "helmet")
        return self.person.cut in EARS_FREE

    @cached_property
    def outline(self) -> Points:
        """Face and skull, from the crown around."""
        w, j = self.width, self.jaw
        return both([
            (0, -93), (w * 0.5, -86), (w - 6, -60), (w + 1, -22), (w - 1, 20),
            (j, 54), (self.chin_width + 8, self.chin - 8), (self.chin_width * 0.4, self.chin),
        ])  # fmt: skip


def head_of(one: Person, key: str) -> Head:
    """Return the head that the person's seed decides; `key` makes ids unique in a page."""
    rng = Random(f"{one.seed}:{key[-1]}:face")
    width, jaw, chin, chin_width = _SHAPES[rng.choice(tuple(_SHAPES))]
    fuller = _FULLER[one.body] if one.framing not in ("portrait", "pair") else rng.choice((0, 2, 5))
    strong = {"masculine": 4.0, "androgynous": 1.5}.get(one.presentation, 0.0)
    return Head(
        person=one,
        key=key,
        rng=rng,
        width=width + fuller * 0.6 + strong * 0.3,
        jaw=jaw + fuller * 1.1 + strong,
        chin=chin + strong * 0.4,
        chin_width=chin_width + fuller * 0.8 + strong,
        eyes=rng.choice(_EYES),
        iris=_iris(one, key, rng.choice(_IRIS_DARK)),
        nose=rng.uniform(9.5, 16.5) + strong * 0.3,
        lips=rng.uniform(0.75, 1.4) - strong * 0.05,
        mouth=rng.uniform(17, 21.5) + strong * 0.3,
        smile=rng.choices(("closed", "open", "soft"), (0.46, 0.28, 0.26))[0],
        brow=rng.choice(("arch", "soft", "straight", "full")),
    )


def _iris(one: Person, key: str, dark: str) -> str:
    """The colour of the eyes, from a stream of its own: features stay when only tone changes."""
    rng = Random(f"{one.seed}:{key[-1]}:iris")
    return rng.choice(_IRIS_LIGHT) if one.tone <= 4 and rng.random() < 0.6 else dark
