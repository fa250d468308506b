"""The same person under other light: how often does the range change?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from everyhue.signals.bench.camera import Camera, taken
from everyhue.signals.bench.line import Line
from everyhue.signals.bench.portrait import Portrait, portrait
from everyhue.signals.bench.shot import WIDTH
from everyhue.signals.intervals import share_of
from everyhue.signals.regions import Finder
from everyhue.signals.tone import ToneModel

PLAIN = Camera(noise=0.01)
CHANGES = {
    "one stop darker": Camera(stops=-1, noise=0.01),
    "one stop brighter": Camera(stops=1, noise=0.01),
    "2,800 K half corrected": Camera(2800, 0.5, noise=0.01),
    "9,500 K half corrected": Camera(9500, 0.5, noise=0.01),
}
"""Light that a person is seen under, beside plain light."""


def flip_lines(model: ToneModel, finder: Finder | None, seeds: Iterable[int]) -> Iterator[Line]:
    """Yield, tone by tone and change by change, how often a sure range turns into another.

    Those that turn unsure are told by the next line: they are not shown wrongly, they are not
    shown.

    Notes
    -----
    Cost: about 1.5 s a seed.
    """
    said = np.array(
        [[_said(model, finder, portrait(seed, tone, WIDTH), seed) for tone in range(1, 11)]
         for seed in seeds]
    )  # fmt: skip
    plain = said[..., 0]
    for tone in range(1, 11):
        for place, change in enumerate(CHANGES, 1):
            before, after = plain[:, tone - 1], said[:, tone - 1, place]
            sure = before >= 0
            flipped = int((sure & (after >= 0) & (after != before)).sum())
            lost = int((sure & (after < 0)).sum())
            n, none = int(sure.sum()), "nobody is sure in plain light"
            yield Line(f"range flips, {change}", f"tone {tone}", share_of(flipped, n, empty=none))
            yield Line(f"turns unsure, {change}", f"tone {tone}", share_of(lost, n, empty=none))


def _said(model: ToneModel, finder: Finder | None, drawn: Portrait, seed: int) -> list[int]:
    """The sure range in plain light and under every change, −1 for none."""
    found = []
    for camera in (PLAIN, *CHANGES.values()):
        pixels = taken(drawn.pixels, camera, np.random.default_rng([seed, 4]))
        sure = model.read(pixels, finder or drawn.masks).sure
        found.append(int(sure[0]) if len(sure) else -1)
    return found
