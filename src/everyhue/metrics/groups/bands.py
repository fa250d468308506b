"""Scores kept by part of the clusters, coarsely: what the jackknife of the AUC needs."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PARTS = 32
"""Parts of the clusters: buckets of their hash, 256 of them, folded by what is left over 32."""

BANDS = 32
"""Bands of scores: narrow at 0 and 1, where scores are dense and fine, and wide in the middle."""

BINS = 1000
"""Bins of the histogram of scores over [0, 1]."""

ENDING = "by"
"""What follows the label in the name of a count by band and part: ``posby@7``."""

_EACH_SIDE = 2.0
"""Band k of either side holds the bins from 2k² on."""


def band_column(bin_column: nw.Expr) -> nw.Expr:
    """Return the band of a bin of scores, as a whole number from 0, on any engine.

    The root of a whole number over 2 is the same everywhere: it is exact where it is whole.
    """
    from_end = nw.min_horizontal(bin_column, BINS - 1 - bin_column).cast(nw.Float64)
    spot = (from_end / _EACH_SIDE).sqrt().floor().cast(nw.Int64)
    return nw.when(bin_column < BINS // 2).then(spot).otherwise(BANDS - 1 - spot)


def part_column(bucket: nw.Expr) -> nw.Expr:
    """Return the part of a bucket of clusters."""
    return bucket % PARTS


def bands() -> Floats:
    """Return (1000, BANDS) which bin is in which band, as 0 and 1.

    Examples
    --------
    >>> bands().sum(0)[:4].tolist(), bands().sum(0)[14:18].tolist()
    ([2.0, 6.0, 10.0, 14.0], [58.0, 50.0, 50.0, 58.0])
    """
    spots = np.arange(BINS)
    near = np.floor(np.sqrt(np.minimum(spots, BINS - 1 - spots) / _EACH_SIDE)).astype(int)
    made = np.zeros((BINS, BANDS))
    made[spots, np.where(spots < BINS // 2, near, BANDS - 1 - near)] = 1.0
    return made


def name_of(side: str, band: int) -> str:
    """Return what a count of a label's rows in a band is called in a tally."""
    return f"{side}{ENDING}@{band}"


def held_in(row: Mapping[str, float], sides: tuple[str, ...]) -> Floats:
    """Return (sides · BANDS,) what a cell of a tally holds by band."""
    return np.array([row.get(name_of(side, i), 0.0) for side in sides for i in range(BANDS)])
