"""The same sight under other exposures and casts, so that a reading rests on none of them."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

Light = NDArray[np.float32]
"""Linear light: (…, 3) float32, 0 to 1, red, green, blue."""

STOPS = (-0.5, -0.25, 0.0, 0.25, 0.5)
"""Exposures in stops."""

CASTS = ((1.0, 1.0, 1.0), (1.09, 1.0, 0.87), (0.93, 1.0, 1.12))
"""Gains of red, green and blue: as it came, warmer, cooler."""

GAINS: Light = np.array(
    [[2.0**stop * gain for gain in cast] for stop, cast in product(STOPS, CASTS)], np.float32
)
"""(15, 3): every exposure under every cast."""

AS_IT_CAME = STOPS.index(0.0) * len(CASTS)
"""The row of `GAINS` that changes nothing."""

_LINEAR = np.arange(256, dtype=np.float64) / 255
_LINEAR = np.where(_LINEAR <= 0.04045, _LINEAR / 12.92, ((_LINEAR + 0.055) / 1.055) ** 2.4)
LINEAR: Light = _LINEAR.astype(np.float32)
"""Linear light of each sRGB byte."""


def re_exposed(light: Light) -> Light:
    """Return (15, n, 3): linear light of (n, 3) under every gain, clipped as a camera clips.

    Examples
    --------
    >>> re_exposed(np.full((1, 3), .5, np.float32))[AS_IT_CAME].tolist()
    [[0.5, 0.5, 0.5]]
    """
    return np.asarray(np.minimum(light[None] * GAINS[:, None], 1), np.float32)
