"""The pictures of a folder as one table of vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import InputError
from everyhue.signals.embedders.opening import Embedder
from everyhue.signals.picture import PictureError, read_picture

BATCH = 16


def vectors_of(
    embedder: Embedder,
    folder: Path,
    names: Sequence[str],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[NDArray[np.float32], dict[str, str]]:
    """Return vectors (n, d) of files, zeros where there is none, and why there is none.

    Raises
    ------
    InputError
        Where no file gives a vector.
    """
    made: dict[str, NDArray[np.float32]] = {}
    failed: dict[str, str] = {}
    longest = embedder.prepare.longest
    for start in range(0, len(names), BATCH):
        pixels = {}
        for name in names[start : start + BATCH]:
            try:
                pixels[name] = read_picture(folder / name, longest=longest).pixels
            except PictureError as error:
                failed[name] = error.reason
        if pixels:
            made |= dict(zip(pixels, embedder.embed(list(pixels.values())), strict=True))
        progress(min(start + BATCH, len(names)), len(names))
    if not made:
        raise InputError(f"{folder}: no file of it gives a vector ({next(iter(failed.values()))}).")
    width = len(next(iter(made.values())))
    rows = np.zeros((len(names), width), np.float32)
    for at, name in enumerate(names):
        if name in made:
            rows[at] = made[name]
    return rows, failed
