"""From a seed to a person: every choice drawn from the seed alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import TypeVar

from everyhue.signals.people import captions, looks
from everyhue.signals.people.cuts import cuts_for
from everyhue.signals.people.jobs import occupation_recipes
from everyhue.signals.people.palette import CLOTH, RANGES, UNDERTONES
from everyhue.signals.people.person import Person
from everyhue.signals.people.recipes import (
    BEAUTY,
    FASHION,
    HAIR,
    OBJECTS,
    PEOPLE,
    THIN_SUPPLY,
    WEDDING,
    Recipe,
)

T = TypeVar("T")
RECIPES = (*HAIR, *BEAUTY, *FASHION, *WEDDING, *occupation_recipes(), *PEOPLE, *OBJECTS)
"""Every recipe, in a fixed order."""

_RECIPE_WEIGHTS = {recipe.name: recipe.weight for recipe in RECIPES}
_BY_NAME = {recipe.name: recipe for recipe in RECIPES}
_RANGE_TONES = {
    name: tuple(tone for tone in range(1, 11) if RANGES[tone - 1] == name)
    for name in dict.fromkeys(RANGES)
}
_COLOURS = tuple(name for name in CLOTH if name != "denim")
_LIGHTS = {"even": 0.42, "warm": 0.22, "cool": 0.13, "bright": 0.14, "dim": 0.09}
_POSES = {"relaxed": 0.3, "hand on hip": 0.3, "wave": 0.1, "pockets": 0.3}


def pick(rng: Random, weights: Mapping[T, float]) -> T:
    """Draw a key in proportion to its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def stream(seed: int, name: str) -> Random:
    """Return a stream of its own for one trait, so that traits do not move one another."""
    return Random(f"{seed}:{name}")


@lru_cache(maxsize=8192)
def person(seed: int) -> Person:
    """Return the person that `seed` decides.

    Examples
    --------
    >>> person(5) == person(5)
    True
    """
    recipe = _BY_NAME[pick(stream(seed, "recipe"), _RECIPE_WEIGHTS)]
    one = _drawn(seed, recipe, "one")
    if recipe.topic == "people":
        other = _captioned(_drawn(seed, recipe, "other"), recipe)
        one = dataclasses.replace(one, companion=other)
    return _captioned(one, recipe)


def _captioned(one: Person, recipe: Recipe) -> Person:
    """Choose the caption, make the picture show what it says, and fill in its words."""
    rng = stream(one.seed, "caption")
    template = rng.choice(captions.templates(one, recipe))
    one = looks.agree(dataclasses.replace(one, **captions.shown_by(template, one)), rng)
    return dataclasses.replace(one, caption=captions.fill(template, one))


def _drawn(seed: int, recipe: Recipe, who: str) -> Person:
    """Draw every trait; the caption comes last."""
    rng = stream(seed, who)
    presentation, age = pick(rng, recipe.presentations), pick(rng, recipe.ages)
    tone = _tone(rng, recipe)
    pattern = pick(rng, _thinned(recipe, "hair_pattern", recipe.patterns))
    colours = recipe.hair_colours or looks.hair_colours(rng, tone, age)
    headwear = pick(rng, recipe.headwear) if recipe.headwear else ""
    return Person(
        seed=seed,
        topic=recipe.topic,
        recipe=recipe.name,
        framing=pick(rng, recipe.framings),
        presentation=presentation,
        age=age,
        tone=tone,
        undertone=rng.choice(tuple(UNDERTONES)),
        pattern=pattern,
        cut=rng.choice(cuts_for(pattern, recipe.cuts, presentation)),
        hair_colour=rng.choice(colours),
        body=pick(rng, _thinned(recipe, "body_type", recipe.bodies)),
        headwear=headwear,
        outfit=rng.choice(recipe.outfits),
        colour=rng.choice(_COLOURS),
        accent=rng.choice(_COLOURS),
        fabric=rng.choice(("satin", "silk", "linen", "chiffon", "velvet", "cotton", "lace")),
        makeup=rng.choice(recipe.makeup) if presentation != "masculine" else "bare",
        lips=rng.choice(recipe.lips) if recipe.lips else "",
        nails=rng.choice(("red", "coral", "sage", "lilac", "nude", "black", "gold", "cobalt")),
        extras=looks.extras(rng, recipe, presentation, age),
        prop=rng.choice(recipe.props),
        pose=pick(rng, _POSES),
        backdrop="",
        light=pick(rng, _LIGHTS),
        occupation=recipe.name if recipe.topic == "occupation" else "",
        caption="",
    )


def _tone(rng: Random, recipe: Recipe) -> int:
    """Draw a range first and a tone within it, so that ranges are equal in supply."""
    if recipe.tones:
        return rng.choice(recipe.tones)
    ranges = _thinned(recipe, "skin_tone", dict.fromkeys(_RANGE_TONES, 1.0))
    return rng.choice(_RANGE_TONES[pick(rng, ranges)])


def _thinned(recipe: Recipe, dimension: str, weights: Mapping[str, float]) -> dict[str, float]:
    """Weights with the supply holes of `THIN_SUPPLY` applied."""
    rare = {
        bucket: factor
        for (name, of, bucket), factor in THIN_SUPPLY.items()
        if name == recipe.name and of == dimension
    }
    return {bucket: weight * rare.get(bucket, 1.0) for bucket, weight in weights.items()}
