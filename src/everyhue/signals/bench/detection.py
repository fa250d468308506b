"""Counterfactual people: is the same person found whatever their tone?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from everyhue.signals.bench.camera import any_camera, taken
from everyhue.signals.bench.line import Line
from everyhue.signals.bench.portrait import portrait
from everyhue.signals.bench.shot import WIDTH
from everyhue.signals.intervals import share_of, widest_gap
from everyhue.signals.regions import Finder

TONES = range(1, 11)


def detection_lines(finder: Finder, seeds: Iterable[int]) -> Iterator[Line]:
    """Yield the detection rate of every tone, and the largest difference.

    Each seed is one person before one camera, drawn ten times with nothing but the tone changed.

    Notes
    -----
    Cost: about 0.4 s a seed.
    """
    found, n = np.zeros(len(TONES)), 0
    for seed in seeds:
        n += 1
        for place, tone in enumerate(TONES):
            rng = np.random.default_rng([seed, 9])
            pixels = taken(portrait(seed, tone, WIDTH).pixels, any_camera(rng), rng)
            found[place] += bool(finder.find(pixels))
    for place, tone in enumerate(TONES):
        yield Line("detection rate", f"tone {tone}", share_of(float(found[place]), n))
    gap = widest_gap(found, np.full(len(TONES), float(n)))
    yield Line("detection rate, largest difference of tones", "", gap, most=0.02)
