"""Photographs of drawn people: from a seed to pixels, truth, and what is read of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from everyhue.signals.bench.camera import Camera, any_camera, taken
from everyhue.signals.bench.portrait import Portrait, portrait
from everyhue.signals.given import Codes
from everyhue.signals.people.palette import RANGES
from everyhue.signals.regions import Finder, Pixels
from everyhue.signals.tone import Sight, sights_of

WIDTH = 200
TONES: tuple[tuple[int, ...], ...] = tuple(
    tuple(tone for tone in range(1, 11) if RANGES[tone - 1] == name)
    for name in dict.fromkeys(RANGES)
)
"""Monk tones of each range."""

RANGE_OF = tuple(next(b for b, held in enumerate(TONES) if tone in held) for tone in range(1, 11))
"""Range of each Monk tone."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One photograph of a drawn person.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        Through the camera and its JPEG.
    drawn : Portrait
        Who was before it, and where their skin is.
    camera : Camera
        What took it.
    """

    pixels: Pixels
    drawn: Portrait
    camera: Camera

    def sight(self, finder: Finder | None) -> Sight | None:
        """Return what is read of the surest person found, with exact masks where finder is None."""
        found = sights_of(self.pixels, finder or self.drawn.masks)
        return found[0] if found else None


@dataclass(frozen=True, slots=True, eq=False)
class Roll:
    """Many photographs, read: no pixels are kept.

    Parameters
    ----------
    sights : tuple of Sight or None, length n
        What is read of each; none where nobody was found.
    truth : (n,) intp
        Range of each person.
    tones : (n,) intp
        Monk tone of each.
    facts : dict of str to n words
        Hair pattern, light and clothing of each, for intersections.
    """

    sights: tuple[Sight | None, ...]
    truth: Codes
    tones: Codes
    facts: dict[str, tuple[str, ...]]


def shot(
    seed: int, tone: int | None = None, camera: Camera | None = None, *, width: int = WIDTH
) -> Shot:
    """Take one photograph; the seed decides what is not given.

    Ranges come in turn with the seed, so that any run of seeds has them in equal numbers.

    Examples
    --------
    >>> [shot(seed).drawn.range for seed in range(4)]
    [0, 1, 2, 3]
    """
    rng = np.random.default_rng([seed, 5])
    tones = TONES[seed % 4]
    own = int(tones[rng.integers(len(tones))])
    drawn = portrait(seed, own if tone is None else tone, width)
    used = any_camera(rng) if camera is None else camera
    return Shot(taken(drawn.pixels, used, rng), drawn, used)


def roll(seeds: Sequence[int], finder: Finder | None, *, width: int = WIDTH) -> Roll:
    """Take and read one photograph a seed; with exact masks where finder is None.

    Notes
    -----
    Cost: about 40 ms each, 60 ms with exact masks.
    """
    sights, codes, facts = [], [], []
    for seed in seeds:
        one = shot(seed, width=width)
        sights.append(one.sight(finder))
        codes.append((one.drawn.range, one.drawn.person.tone))
        facts.append(_facts(one))
    light = _thirds([float(fact[1]) for fact in facts])
    named = {
        "hair": tuple(fact[0] for fact in facts),
        "light": light,
        "clothing": tuple(fact[2] for fact in facts),
    }
    truth, tones = np.array(codes, np.intp).reshape(-1, 2).T
    return Roll(tuple(sights), truth, tones, named)


def _facts(one: Shot) -> tuple[str, str, str]:
    """Hair pattern or covered, mean brightness, and whether cloth is about the head."""
    who = one.drawn.person
    hair = "covered" if who.hair_covered else who.pattern
    return hair, str(float(one.pixels.mean())), "headwear" if who.headwear else "none"


def _thirds(values: list[float]) -> tuple[str, ...]:
    """The darkest, middle and brightest third."""
    edges = np.quantile(values, [1 / 3, 2 / 3]) if values else np.zeros(2)
    return tuple(("dark", "middle", "bright")[int(k)] for k in np.searchsorted(edges, values))
