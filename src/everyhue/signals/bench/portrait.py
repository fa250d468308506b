"""Portraits of drawn people with exact labels and exact skin masks."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from everyhue.signals.bench.raster import rasterised
from everyhue.signals.given import Mask
from everyhue.signals.people import Person, draw_person, person
from everyhue.signals.people.palette import RANGES, skin
from everyhue.signals.people.scene import WIDTH
from everyhue.signals.regions import Pixels, SuppliedMasks
from everyhue.signals.tone.sight import PARTS

SOURCE = "drawn people of the test bench, no photograph of anyone"
"""Where the pictures come from; every report says it."""

WALL_SHARE = 0.3
"""Share of portraits before a wall of some skin's colour."""

_BOXES = {"forehead": ((-34, -62, 34, -30),), "cheeks": ((-50, 6, -24, 38), (24, 6, 50, 38))}
"""Patches in head units: left, top, right, bottom."""

_PLACE = (200.0, 226.0, 1.22)
"""Where the head is in the picture, and its scale."""


@dataclass(frozen=True, eq=False)
class Portrait:
    """A picture of one drawn person, in even light, and all that is true of it.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        sRGB.
    svg : str
        As it was drawn.
    person : Person
        Who was drawn.
    """

    pixels: Pixels
    svg: str
    person: Person

    @cached_property
    def skin(self) -> Mask:
        """(H, W) bool: where skin is seen, lips and eyes left out.

        It is where the picture changes when the colours of skin do; drawing it again takes 20 ms.
        """
        other = rasterised(_swapped(self.svg, self.person), self.pixels.shape[1])
        return _changed(self.pixels, other)

    @property
    def parts(self) -> dict[str, Mask]:
        """Patches of the skin, each (H, W) bool."""
        return {name: self.skin & _patch(name, self.skin.shape) for name in PARTS}

    @property
    def range(self) -> int:
        """Index of the skin tone range, 0 lightest."""
        return tuple(dict.fromkeys(RANGES)).index(self.person.skin_tone)

    @property
    def masks(self) -> SuppliedMasks:
        """The finder that knows this picture's skin."""
        return SuppliedMasks((self.skin,), (self.parts,))


def sitter(seed: int, tone: int) -> Person:
    """Return the person that `seed` decides, with a tone of their own, framed as a portrait.

    The light of the scene is even: the camera brings the light. Nothing but the tone depends on
    `tone`, a fair share of light eyes at tones 1–4 excepted.

    Examples
    --------
    >>> one = sitter(5, 9)
    >>> one.tone, one.framing, one.light
    (9, 'portrait', 'even')
    """
    rng = np.random.default_rng([seed, 77])
    one, place = person(seed), seed
    while one.framing in ("object", "hands", "pair") or one.headwear == "helmet":
        place += 1_000_003
        one = person(place)
    wall = one.backdrop
    if rng.random() < WALL_SHARE:
        wall = skin(int(rng.integers(1, 11)), "warm").base
    changed = {"tone": tone, "framing": "portrait", "light": "even", "backdrop": wall}
    return dataclasses.replace(one, companion=None, **changed)  # type: ignore[arg-type]


def portrait(seed: int, tone: int, width: int = 200) -> Portrait:
    """Return the portrait of `sitter(seed, tone)`, `width` by 1.25 `width` pixels.

    Notes
    -----
    Cost: about 25 ms.
    """
    one = sitter(seed, tone)
    svg = draw_person(one)
    return Portrait(rasterised(svg, width), svg, one)


def _swapped(svg: str, one: Person) -> str:
    """The same picture with skin, not lips or lines, in other colours."""
    own, other = skin(one.tone, one.undertone), skin(1 if one.tone > 5 else 10, one.undertone)
    for name in ("base", "shade", "light", "palm"):
        svg = svg.replace(getattr(own, name), getattr(other, name))
    return svg


def _changed(one: Pixels, other: Pixels) -> Mask:
    apart = np.abs(one.astype(np.int16) - other).max(axis=2)
    return np.asarray(apart >= 0.5 * np.percentile(apart[apart > 8], 75) if apart.any() else False)


def _patch(name: str, shape: tuple[int, ...]) -> Mask:
    """The boxes of a patch, on the picture."""
    found = np.zeros(shape, bool)
    x, y, scale = _PLACE
    to = shape[1] / WIDTH
    for left, top, right, bottom in _BOXES[name]:
        rows = slice(round((y + top * scale) * to), round((y + bottom * scale) * to))
        found[rows, round((x + left * scale) * to) : round((x + right * scale) * to)] = True
    return found
