"""Words people search with, and what a picture must show when its caption says so."""

from __future__ import annotations

from typing import Any

from everyhue.signals.people.cuts import EARS_FREE, PATTERN_WORDS, cut_words
from everyhue.signals.people.person import COVERING, Person
from everyhue.signals.people.recipes import OBJECT_CAPTIONS, Recipe

_SHOWN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("hard hat", {"headwear": "hard hat"}),
    ("hi-vis", {"outfit": "hi-vis vest"}),
    ("engineer on site", {"outfit": "hi-vis vest", "headwear": "hard hat"}),
    ("software engineer", {"outfit": "sweater", "headwear": "", "prop": "laptop"}),
    ("reading plans", {"prop": "blueprint"}),
    ("blazer", {"outfit": "blazer and skirt"}),
    ("straw hat", {"headwear": "sun hat"}),
    ("beret", {"headwear": "beret"}),
    ("beanie and", {"headwear": "beanie"}),
    ("with beanie", {"headwear": "beanie"}),
    ("with clipboard", {"prop": "clipboard"}),
    ("with stethoscope", {"prop": "stethoscope"}),
    ("red lipstick", {"lips": "red"}),
    ("plum lipstick", {"lips": "plum"}),
    ("glossy lips", {"lips": "nude"}),
    ("rosy lips", {"lips": "coral"}),
    ("liner", {"makeup": "liner"}),
    ("smoky", {"makeup": "smoky"}),
    ("glitter", {"makeup": "shimmer"}),
    ("colourful", {"makeup": "colour"}),
    ("shimmer", {"makeup": "shimmer"}),
    ("glam", {"makeup": "soft glam"}),
    ("hijab", {"headwear": "hijab"}),
    ("headscarf", {"headwear": "headscarf"}),
    ("headwrap", {"headwear": "headwrap"}),
    ("face mask", {"prop": "face mask"}),
    ("cream", {"prop": "cream on cheek"}),
    ("serum", {"prop": "serum"}),
    ("with flowers", {"prop": "flowers in hair"}),
    ("with veil", {"prop": "veil"}),
    ("sparkly clips", {"prop": "hair clips"}),
    ("bouquet", {"prop": "bouquet"}),
    ("boutonniere", {"prop": "boutonniere"}),
    ("bridal lehenga", {"outfit": "lehenga", "colour": "red"}),
    ("red saree", {"outfit": "saree", "colour": "red"}),
    ("hoodie", {"outfit": "hoodie"}),
    ("denim jacket", {"outfit": "denim jacket"}),
    ("coat outfit", {"outfit": "coat", "colour": "camel"}),
    ("winter coat", {"outfit": "coat"}),
    ("knit sweater", {"outfit": "sweater and trousers"}),
    ("jumpsuit", {"outfit": "jumpsuit"}),
    ("gym outfit", {"outfit": "gym set"}),
    ("running outfit", {"outfit": "gym set"}),
    ("denim on denim", {"outfit": "denim jacket"}),
    ("wrap dress", {"outfit": "wrap dress"}),
    ("midi dress", {"outfit": "midi dress"}),
    ("sherwani", {"outfit": "sherwani"}),
    ("agbada", {"outfit": "agbada"}),
    ("men's kaftan", {"outfit": "kaftan"}),
    ("linen shirt", {"outfit": "shirt and trousers"}),
    ("men's casual", {"outfit": "shirt and trousers"}),
    ("men's {colour} suit", {"outfit": "suit"}),
    ("tailored", {"outfit": "suit"}),
    ("skirt", {"outfit": "top and skirt"}),
    ("with sleeves", {"outfit": "wrap dress"}),
    ("long wedding", {"outfit": "gown"}),
    ("long {colour} dress", {"outfit": "gown"}),
    ("french tip", {"nails": "french"}),
    ("silver ring", {"nails": "silver"}),
)  # fmt: skip
"""A caption that holds these words makes the picture show this."""

_WORN = {
    "beard": "beard", "glasses": "glasses", "earrings": "earrings", "hoop": "hoops",
    "fringe": "fringe", "bangs": "fringe", "side part": "side part", "beads": "beads",
}  # fmt: skip
"""A caption that holds the word adds the extra."""


def templates(one: Person, recipe: Recipe) -> tuple[str, ...]:
    """Return the caption templates that this person may carry."""
    if one.framing == "object":
        return OBJECT_CAPTIONS[one.prop]
    if recipe.name == "curly_bob" and one.pattern == "protective":
        return ("curly bob braids", "curly bob with box braids", "short curly bob braids")
    barred = _barred(one)
    true = tuple(text for text in recipe.captions if not any(word in text for word in barred))
    return true or recipe.captions[:1]


_TRUE_FOR = {
    "side part": {"bob", "lob", "long", "half up"},
    "bangs": {"bob", "lob", "long"},
    "fringe": {"bob", "lob", "long"},
    "beads": {"box braids", "bob", "twists", "locs"},
    "middle part": {"box braids", "bob", "twists"},
    "long braids": {"box braids"},
    "half up": {"half up"},
    "updo": {"bun", "braided bun", "puff"},
    "fade": {"fade", "skin fade"},
    "earrings": EARS_FREE,
    "hoop": EARS_FREE,
}
"""Words about hair that are true of some cuts only."""


def _barred(one: Person) -> tuple[str, ...]:
    """Words that would be untrue of this picture."""
    barred = tuple(word for word, cuts in _TRUE_FOR.items() if one.cut not in cuts)
    if one.hair_covered:
        barred = ("side part", "bangs", "fringe")
    if one.pattern == "shaved_bald":
        barred += ("wash day", "{hair_colour}")
    if one.pattern in ("protective", "coily"):
        barred += ("side part", "bangs", "fringe")
    if one.headwear in COVERING and one.headwear != "hard hat":
        barred += ("hard hat", "on site")
    return barred if one.presentation == "masculine" else (*barred, "beard", "for men", "men's")


def shown_by(template: str, one: Person) -> dict[str, Any]:
    """Return the traits that a caption template calls for, beyond those of `one`."""
    found: dict[str, Any] = {}
    for words, traits in _SHOWN:
        if words in template:
            found |= {name: value for name, value in traits.items() if name not in found}
    if one.framing in ("hands", "object"):
        return {name: value for name, value in found.items() if name == "nails"}
    worn = {extra for word, extra in _WORN.items() if word in template}
    return found | {"extras": one.extras | worn}


def fill(template: str, one: Person) -> str:
    """Return the caption: the template with this person's words.

    Examples
    --------
    >>> from everyhue.signals.people import person
    >>> fill("{colour} coat", person(1)).endswith(" coat")
    True
    """
    text = template.format(
        colour=one.colour,
        accent=one.accent,
        fabric=one.fabric,
        outfit=one.outfit,
        nails=one.nails,
        hair_colour=one.hair_colour,
        pattern=one.pattern,
        pattern_words=PATTERN_WORDS[one.pattern],
        cut_words=cut_words(one.pattern, one.cut),
    )
    return text.replace("hair hair", "hair")
