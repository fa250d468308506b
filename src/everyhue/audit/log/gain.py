"""A stated relevance for logs that hold only positions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import unknown_name

Floats = NDArray[np.float64]

GAINS: Mapping[str, tuple[str, Callable[[Floats], Floats]]] = {
    "log2": ("1/log2(1 + position)", lambda place: 1 / np.log2(1 + place)),
    "reciprocal": ("1/position", lambda place: 1 / place),
    "linear": ("the number of places above the last one", lambda place: place.max() - place),
}
"""Name to its formula in words and as a function of positions from 1."""


def gain_of(name: str, position: Floats) -> Floats:
    """Return the relevance that a gain states for positions from 1.

    Examples
    --------
    >>> import numpy as np
    >>> gain_of("reciprocal", np.array([1.0, 4.0])).tolist()
    [1.0, 0.25]
    """
    if name not in GAINS:
        raise unknown_name("gain", name, GAINS)
    return GAINS[name][1](position)
