"""Rules of taste: which colours, extras and clothes go together, so that every picture is whole."""

from __future__ import annotations

import dataclasses
from random import Random

from everyhue.signals.people.held import pose_for
from everyhue.signals.people.palette import BACKDROPS, CLOTH, HAIR_COLOURS, distance, lab, skin
from everyhue.signals.people.person import Person
from everyhue.signals.people.recipes import Recipe

_DARK = ("jet black", "soft black", "espresso", "dark brown")
_BROWN = (*_DARK, "chestnut", "auburn", "honey")
_FAIR = ("golden blonde", "ash blonde", "copper", "chestnut", "dark brown", "espresso")
_GREY = ("silver", "white", "salt and pepper")
_BRIGHT = ("burgundy", "rose pink", "teal", "violet", "platinum")
_FIXED_COLOURS = {
    "bridal gown": ("ivory", "white", "champagne"),
    "chef coat": ("white",),
    "lab coat": ("white",),
    "pilot uniform": ("navy",),
    "hi-vis vest": ("sky blue", "navy", "white", "charcoal"),
    "firefighter": ("charcoal", "mustard"),
    "overalls": ("denim", "olive", "terracotta"),
    "scrubs": ("teal", "sky blue", "cobalt", "sage", "burgundy", "lilac", "navy"),
    "robe": ("white", "blush", "mint", "lilac"),
    "suit": ("navy", "charcoal", "camel", "emerald", "plum", "black", "ivory", "burgundy", "teal"),
    "denim jacket": ("denim",),
}
_ANY = tuple(name for name in CLOTH if name != "denim")
_RICH = ("emerald", "marigold", "cobalt", "fuchsia", "burgundy", "red", "teal", "plum", "coral")
_TRADITIONAL = frozenset({"saree", "lehenga", "ao dai", "kaftan", "hanbok", "agbada", "sherwani"})


def hair_colours(rng: Random, tone: int, age: str) -> tuple[str, ...]:
    """Return the hair colours that may be drawn for a tone and an age."""
    if age == "older" and rng.random() < 0.75:
        return _GREY
    if age == "middle" and rng.random() < 0.15:
        return ("salt and pepper",)
    if rng.random() < 0.07:
        return _BRIGHT
    return _FAIR if tone <= 3 else _BROWN if tone <= 6 else _DARK


def extras(rng: Random, recipe: Recipe, presentation: str, age: str) -> frozenset[str]:
    """Draw glasses, jewellery, beard and the aids that are part of people's days."""
    chances = {
        "glasses": 0.34 if age == "older" else 0.13,
        "earrings": {"feminine": 0.55, "androgynous": 0.3}.get(presentation, 0.06),
        "beard": {"masculine": 0.5}.get(presentation, 0.0),
        "moustache": {"masculine": 0.1}.get(presentation, 0.0),
        "hearing aid": 0.035,
        "prosthetic arm": 0.015,
        "prosthetic leg": 0.03,
        "cane": 0.08 if age == "older" else 0.015,
        "wheelchair": 0.05,
        "vitiligo": 0.02,
        "freckles": 0.12,
        "nose stud": 0.05,
        "bindi": 0.3 if recipe.name in ("traditional", "bride") else 0.0,
    }
    found = {name for name, chance in chances.items() if rng.random() < chance}
    for name in recipe.extras:
        if name == "beard" and presentation == "feminine":
            continue
        if rng.random() < 0.75:
            found.add(name)
    return frozenset(found)


_TAILORED = {
    "blouse": "shirt", "blouse and trousers": "shirt and trousers", "off shoulder": "shirt",
    "blazer and skirt": "suit", "shirt dress": "shirt and trousers", "sun dress": "linen set",
    "top and skirt": "tee and shorts",
}  # fmt: skip
"""What people of masculine presentation wear in place of these clothes."""


def agree(one: Person, rng: Random) -> Person:
    """Return the person with colours that suit the clothes and a backdrop that sets them off."""
    if one.presentation == "masculine" and one.outfit in _TAILORED:
        one = dataclasses.replace(one, outfit=_TAILORED[one.outfit])
    if one.presentation == "masculine" and one.headwear in ("hijab", "headscarf"):
        one = dataclasses.replace(one, headwear="turban")
    if one.outfit in _FIXED_COLOURS and one.colour not in _FIXED_COLOURS[one.outfit]:
        one = dataclasses.replace(one, colour=rng.choice(_FIXED_COLOURS[one.outfit]))
    elif one.outfit in _TRADITIONAL and one.colour not in _RICH:
        one = dataclasses.replace(one, colour=rng.choice(_RICH))
    pose = "relaxed" if one.outfit == "agbada" else one.pose
    pose = "lap" if "wheelchair" in one.extras and one.framing == "full" else pose
    one = dataclasses.replace(one, pose=pose_for(one.prop, pose))
    allowed = _FIXED_COLOURS.get(one.outfit, _ANY)
    colour = _apart_from_skin(one, one.colour, allowed, rng)
    accent = _apart_from_skin(one, one.accent, _ANY, rng)
    if accent == colour:
        accent = "ivory" if colour in ("navy", "black", "charcoal", "plum") else "navy"
    one = dataclasses.replace(one, colour=colour, accent=accent)
    return dataclasses.replace(one, backdrop=_backdrop(one, rng))


def _apart_from_skin(one: Person, name: str, allowed: tuple[str, ...], rng: Random) -> str:
    """Return `name`, or a cloth colour that does not melt into the skin."""
    base = skin(one.tone, one.undertone).base
    if distance(CLOTH[name], base) > 22:
        return name
    apart = [other for other in allowed if distance(CLOTH[other], base) > 22]
    return rng.choice(apart or allowed)


def _backdrop(one: Person, rng: Random) -> str:
    """A backdrop that stands off from hair, skin and clothes alike."""
    against = [(skin(one.tone, one.undertone).base, 26.0), (CLOTH[one.colour], 18.0)]
    if not one.hair_covered:
        against.append((HAIR_COLOURS[one.hair_colour], 34.0))
    if one.companion is not None:
        against.append((skin(one.companion.tone, one.companion.undertone).base, 20.0))
        against.append((HAIR_COLOURS[one.companion.hair_colour], 24.0))

    def room(colour: str) -> float:
        near = min(distance(colour, other) - least for other, least in against)
        level = min(abs(lab(colour)[0] - lab(against[0][0])[0]), 12)
        return near + level

    ranked = sorted(BACKDROPS, key=room, reverse=True)
    good = [colour for colour in ranked if room(colour) >= 10]
    return rng.choice(good or ranked[:4])
