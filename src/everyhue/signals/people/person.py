"""One demo person: everything that decides a picture, and the exact labels that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyhue.signals.people.cuts import SHORT
from everyhue.signals.people.palette import RANGES

DIMENSIONS = ("skin_tone", "hair_pattern", "body_type")
"""Dimensions on which a demo picture carries an exact label, or a reason for having none."""

COVERING = frozenset(
    {"hijab", "headwrap", "headscarf", "turban", "towel", "surgical cap", "chef hat", "hard hat",
     "helmet"}
)  # fmt: skip
"""Headwear under which no hair shows, so that its pattern is unknown with reason ``covered``."""

HATS = frozenset({"sun hat", "beanie", "cap", "beret", "pilot cap", "fila"})
"""Hats under which long hair shows and short hair does not."""


@dataclass(frozen=True, slots=True)
class Person:
    """A demo person, decided by a seed alone.

    Parameters
    ----------
    seed : int
        The seed that decides everything.
    topic, recipe, framing : str
        Subject, the recipe of its caption, and how much of the person is seen
        (``portrait``, ``three_quarter``, ``full``, ``hands``, ``pair``, ``object``).
    presentation, age : str
        ``feminine``, ``masculine`` or ``androgynous``; ``young``, ``middle`` or ``older`` adult.
    tone, undertone : int, str
        Monk tone 1–10, and the hue of its undertone.
    pattern, cut, hair_colour : str
        Hair as drawn; `pattern` is drawn and labelled only where it is seen.
    body : str
        Body type range as drawn.
    headwear, outfit, colour, accent, fabric : str
        Clothes; ``""`` for no headwear.
    makeup, lips, nails : str
        Looks.
    extras : frozenset of str
        Glasses, jewellery, beard, hearing aid, cane, wheelchair, prosthetic …
    prop, pose, backdrop, light : str
        Scene.
    occupation : str
        ``""`` for none.
    caption : str
        Words people search with.
    companion : Person or None
        The second person of a pair.

    Examples
    --------
    >>> from everyhue.signals.people import person
    >>> person(12).seed
    12
    """

    seed: int
    topic: str
    recipe: str
    framing: str
    presentation: str
    age: str
    tone: int
    undertone: str
    pattern: str
    cut: str
    hair_colour: str
    body: str
    headwear: str
    outfit: str
    colour: str
    accent: str
    fabric: str
    makeup: str
    lips: str
    nails: str
    extras: frozenset[str]
    prop: str
    pose: str
    backdrop: str
    light: str
    occupation: str
    caption: str
    companion: Person | None = None

    @property
    def skin_tone(self) -> str:
        """Skin tone range as drawn."""
        return RANGES[self.tone - 1]

    @property
    def cloth_colour(self) -> str:
        """Name of the colour of the top."""
        return self.accent if self.recipe == "scarves" else self.colour

    @property
    def scarf_colour(self) -> str:
        """Name of the colour of what is worn on the head; the one a scarf's caption names."""
        return self.colour if self.recipe == "scarves" else self.accent

    @property
    def hair_covered(self) -> bool:
        """Whether headwear hides all hair."""
        return self.headwear in COVERING or (self.headwear in HATS and self.cut in SHORT)

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why a dimension has no label, for those that have none."""
        if self.framing == "object":
            return dict.fromkeys(DIMENSIONS, "no_person")
        if self.framing == "hands":
            return {"hair_pattern": "not_visible", "body_type": "not_visible"}
        if self.framing == "pair":
            several = "several_people"
            return {"skin_tone": several, "hair_pattern": several, "body_type": "not_visible"}
        hair = {"hair_pattern": "covered"} if self.hair_covered else {}
        return hair | ({"body_type": "not_visible"} if self.framing == "portrait" else {})

    @property
    def labels(self) -> Mapping[str, str | None]:
        """The bucket of each dimension, none where `reasons` says why."""
        drawn = {
            "skin_tone": self.skin_tone,
            "hair_pattern": self.pattern,
            "body_type": self.body,
        }
        return {name: None if name in self.reasons else drawn[name] for name in DIMENSIONS}

    @property
    def present(self) -> Mapping[str, tuple[str, ...]]:
        """Every bucket that is seen in a picture of several people; empty for one person."""
        if self.companion is None:
            return {}
        both = (self, self.companion)
        tones = tuple(sorted({one.skin_tone for one in both}))
        hair = tuple(sorted({one.pattern for one in both if not one.hair_covered}))
        return {"skin_tone": tones, "hair_pattern": hair}
