"""A stated vector set for hair: where edges run in a portrait, and how strong they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.signals.bench.camera import any_camera, taken
from everyhue.signals.bench.portrait import portrait, sitter
from everyhue.signals.dimensions import HAIR_PATTERN
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats
from everyhue.signals.regions import Pixels

WIDTH, CELL, TURNS = 128, 8, 8
DIMENSIONS = 192


@dataclass(frozen=True, slots=True, eq=False)
class HairVectors(Fitted):
    """The main directions of edge pictures, learnt without labels.

    Parameters
    ----------
    middle : (D,) float64
        Mean edge picture.
    axes : (D, d) float64
        Directions of most variance.
    """

    kind: ClassVar[str] = "hair_vectors"
    middle: Floats
    axes: Floats

    def vectors(self, edges: NDArray[np.float32]) -> Floats:
        """Return vectors (n, d) of edge pictures (n, D)."""
        if edges.ndim != 2 or edges.shape[1] != len(self.middle):
            raise bad_value("edges", edges.shape, f"shape (n, {len(self.middle)})")
        return np.asarray((edges - self.middle) @ self.axes)


def fit_hair_vectors(edges: NDArray[np.float32], dimensions: int = DIMENSIONS) -> HairVectors:
    """Learn the directions of most variance of edge pictures (n, D).

    Notes
    -----
    Cost: one eigendecomposition of min(n, D). Source: principal components (Pearson 1901).
    """
    middle = edges.mean(axis=0, dtype=np.float64)
    apart = edges - middle
    _, axes = np.linalg.eigh(apart.T @ apart / len(edges))
    return HairVectors(middle, axes[:, ::-1][:, :dimensions].copy())


def edge_picture(pixels: Pixels) -> NDArray[np.float32]:
    """Return strengths of edges in each cell by direction, flat float32.

    Cells are 8 by 8 pixels, directions 8 over half a turn; square roots, so that strong edges do
    not outweigh all others.

    Notes
    -----
    Cost: about 2 ms at 128 by 160 pixels. Source: histograms of oriented gradients (Dalal, Triggs
    2005), without blocks.
    """
    grey = pixels.astype(np.float32).mean(axis=2) / 255
    down, across = np.gradient(grey)
    strength = np.hypot(down, across)
    turn = np.arctan2(down, across) % np.pi / np.pi * TURNS
    rows, columns = (size // CELL for size in grey.shape)
    spot = np.add.outer(np.arange(rows * CELL) // CELL * columns, np.arange(columns * CELL) // CELL)
    held = (slice(rows * CELL), slice(columns * CELL))
    place = spot * TURNS + np.minimum(turn[held].astype(np.intp), TURNS - 1)
    sums = np.bincount(place.ravel(), strength[held].ravel(), rows * columns * TURNS)
    return np.sqrt(sums / CELL**2).astype(np.float32)


def hair_roll(seeds: Sequence[int]) -> tuple[NDArray[np.float32], Codes]:
    """Return edge pictures of photographs and their patterns; covered hair is left out.

    Notes
    -----
    Cost: about 30 ms a photograph.
    """
    edges, patterns = [], []
    for seed in seeds:
        rng = np.random.default_rng([seed, 6])
        one = sitter(seed, int(rng.integers(1, 11)))
        if one.hair_covered:
            continue
        pixels = taken(portrait(seed, one.tone, WIDTH).pixels, any_camera(rng), rng)
        edges.append(edge_picture(pixels))
        patterns.append(HAIR_PATTERN.ids.index(one.pattern))
    return np.stack(edges), np.array(patterns, np.intp)
