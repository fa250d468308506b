"""Where skin is in a picture: one region a person, and what finds them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.signals.given import Mask

Pixels = NDArray[np.uint8]
"""A picture: (H, W, 3) uint8, sRGB, upright."""


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """The skin of one person in one picture. It lives as long as the picture is read.

    Parameters
    ----------
    mask : (H, W) bool
        Where skin is seen; may be empty where a person was found whose skin is not.
    confidence : float, [0, 1]
        How sure the finder is that this is a person.
    parts : mapping of str to (H, W) bool
        Patches within the mask that light reaches differently, such as ``forehead`` and ``cheeks``.
    """

    mask: Mask
    confidence: float = 1.0
    parts: Mapping[str, Mask] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, mask in {"mask": self.mask, **self.parts}.items():
            if mask.ndim != 2 or mask.shape != self.mask.shape or mask.dtype != bool:
                raise bad_value(f"{name} of region", (mask.shape, str(mask.dtype)), "(H, W) bool")
        if not 0 <= self.confidence <= 1:
            raise bad_value("confidence of region", self.confidence, "a number in [0, 1]")


class Finder(Protocol):
    """What finds the skin of people in a picture."""

    @property
    def name(self) -> str:
        """Name, as `finder_called` knows it."""

    @property
    def id(self) -> str:
        """Name and checksum of everything that decides what it finds."""

    def find(self, pixels: Pixels) -> tuple[Region, ...]:
        """Return one region for each person found, the surest first; none is an answer too."""

    def for_picture(self, path: str | os.PathLike[str]) -> Finder:
        """Return the finder to use for one file; itself unless it depends on the file."""


class AnyPicture:
    """A finder that looks at pixels alone, so that it is the same for every file."""

    __slots__ = ()

    def for_picture(self, path: str | os.PathLike[str]) -> Self:
        """Return itself."""
        del path
        return self


def checked(pixels: Pixels) -> Pixels:
    """Return a picture, checked."""
    given = np.asarray(pixels)
    if given.ndim != 3 or given.shape[2] != 3 or given.dtype != np.uint8 or not given.size:
        raise bad_value("picture", (given.shape, str(given.dtype)), "(H, W, 3) uint8, sRGB")
    return given
