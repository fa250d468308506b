"""Masks that the operator supplies: skin as annotators or another tool have drawn it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import FileError, bad_value, missing_extra
from everyhue.signals.given import Mask
from everyhue.signals.regions.region import AnyPicture, Pixels, Region, checked

MOST_PEOPLE = 32
"""Grey levels of one mask file that are read as people, the largest areas first."""


@dataclass(frozen=True, slots=True, eq=False)
class SuppliedMasks(AnyPicture):
    """Masks held in memory, one a person.

    Parameters
    ----------
    masks : sequence of (H, W) bool
        Of the size of the picture, or of another size: then it is stretched, by nearest pixel.
    parts : sequence of mapping, optional
        Patches of each mask, as `Region` has them.

    Examples
    --------
    >>> finder = SuppliedMasks([np.eye(4, dtype=bool)])
    >>> finder.find(np.zeros((8, 8, 3), np.uint8))[0].mask.sum()
    np.int64(16)
    """

    name: ClassVar[str] = "masks"
    masks: Sequence[Mask]
    parts: Sequence[dict[str, Mask]] = field(default_factory=tuple)

    @property
    def id(self) -> str:
        """The name: what masks say is data, not a model."""
        return "masks"

    def find(self, pixels: Pixels) -> tuple[Region, ...]:
        """Return the masks as regions, stretched to the picture."""
        size = checked(pixels).shape[:2]
        parts = self.parts or [{} for _ in self.masks]
        return tuple(
            Region(_stretched(mask, size), 1.0, {k: _stretched(m, size) for k, m in own.items()})
            for mask, own in zip(self.masks, parts, strict=True)
        )


@dataclass(frozen=True, slots=True)
class MaskFolder:
    """A folder of mask files: for ``photos/a.jpg`` the file ``a.png`` in the folder.

    Black is no skin; each grey level above is one person. A picture without a mask file shows no
    person.

    Parameters
    ----------
    folder : path
        Where the mask files are.
    """

    name: ClassVar[str] = "masks"
    folder: Path

    @classmethod
    def at(cls, folder: str | os.PathLike[str]) -> Self:
        """Return the folder, checked."""
        if not Path(folder).is_dir():
            raise FileError(f"{folder}: no such folder. Expected a folder of mask files (PNG).")
        return cls(Path(folder))

    @property
    def id(self) -> str:
        """The name, and a checksum over the names and sizes of the mask files."""
        listed = sorted((p.name, p.stat().st_size) for p in self.folder.glob("*.png"))
        return f"masks-{hashlib.sha256(repr(listed).encode()).hexdigest()[:12]}"

    def for_picture(self, path: str | os.PathLike[str]) -> SuppliedMasks:
        """Return the masks of one picture."""
        file = self.folder / f"{Path(path).stem}.png"
        return SuppliedMasks(people_of(_grey(file)) if file.exists() else ())

    def find(self, pixels: Pixels) -> tuple[Region, ...]:
        """Refuse: a mask belongs to a file, so ask `for_picture` first."""
        raise bad_value("picture", checked(pixels).shape, "a file", "Ask for_picture(path) first.")


def people_of(grey: NDArray[np.uint8]) -> tuple[Mask, ...]:
    """Return one mask for each grey level above 0, the largest areas first.

    Examples
    --------
    >>> [int(m.sum()) for m in people_of(np.array([[0, 255], [255, 128]], np.uint8))]
    [2, 1]
    """
    sizes = np.bincount(grey.ravel(), minlength=256)
    sizes[0] = 0
    levels = [int(v) for v in np.argsort(-sizes, kind="stable")[:MOST_PEOPLE] if sizes[v]]
    return tuple(grey == level for level in levels)


def _grey(file: Path) -> NDArray[np.uint8]:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise missing_extra("pictures", "pillow") from error
    try:
        with Image.open(file) as image:
            return np.asarray(image.convert("L"), np.uint8)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise FileError(f"{file}: not a picture that can be read ({error}).") from error


def _stretched(mask: Mask, size: tuple[int, ...]) -> Mask:
    """The mask at another size, by nearest pixel."""
    given = np.asarray(mask, bool)
    if given.shape == size:
        return given
    rows, columns = (
        (np.arange(new) * old // new) for new, old in zip(size, given.shape, strict=True)
    )
    return np.asarray(given[np.ix_(rows, columns)])
