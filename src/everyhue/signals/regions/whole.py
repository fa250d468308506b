"""The whole picture as one region, for pictures that show skin and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from everyhue.signals.regions.region import AnyPicture, Pixels, Region, checked


@dataclass(frozen=True, slots=True)
class WholePicture(AnyPicture):
    """Takes every pixel for the skin of one person: for crops that an annotator or tool has made.

    It finds no people. On a photograph of a scene it reads the colour of the scene.

    Examples
    --------
    >>> [region.mask.all() for region in WholePicture().find(np.zeros((4, 4, 3), np.uint8))]
    [np.True_]
    """

    name: ClassVar[str] = "whole"
    id: ClassVar[str] = "whole"

    def find(self, pixels: Pixels) -> tuple[Region, ...]:
        """Return one region that holds every pixel."""
        return (Region(np.ones(checked(pixels).shape[:2], bool)),)
