"""How pixels are brought into the shape a model takes, as a sidecar file states it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import InputError, bad_value, unknown_name
from everyhue.signals.picture import LONGEST

CHOICES = {
    "layout": ("nchw", "nhwc"), "resize": ("shortest", "squash"), "filter": ("bicubic", "bilinear"),
}  # fmt: skip
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


@dataclass(frozen=True, slots=True)
class Preparation:
    """Pixels to tensor: a square of `size`, scaled, normalised; as torchvision and open_clip do it.

    Parameters
    ----------
    size : int, pixels
        Side of the square.
    mean, std : tuple of float
        Taken off, and divided by, after bytes became 0 to 1.
    layout : {"nchw", "nhwc"}
        Order of the axes.
    resize : {"shortest", "squash"}
        The shorter side to `size` and of the other the middle; or both sides to `size`.
    filter : {"bicubic", "bilinear"}
        How pixels between pixels are found, smoothed where the picture becomes smaller.
    kind : str
        ``"whole_picture"`` where the operator states what the model takes.
    sha256 : str
        What the model file must hash to, where stated.

    Examples
    --------
    >>> Preparation(size=8).tensor([np.zeros((16, 24, 3), np.uint8)]).shape
    (1, 3, 8, 8)
    """

    size: int = 224
    mean: tuple[float, ...] = IMAGENET[0]
    std: tuple[float, ...] = IMAGENET[1]
    layout: str = "nchw"
    resize: str = "shortest"
    filter: str = "bicubic"
    kind: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.size <= 2048:
            raise bad_value("size of an embedder", self.size, "1 to 2048 pixels")
        if len(self.mean) != 3 or len(self.std) != 3 or min(self.std) <= 0:
            raise bad_value("mean and std", (self.mean, self.std), "three numbers each, std > 0")
        for name, known in CHOICES.items():
            if getattr(self, name) not in known:
                raise bad_value(name, getattr(self, name), " or ".join(map(repr, known)))

    @classmethod
    def beside(cls, model: Path, **defaults: Any) -> Self:
        """Read ``<model>.json`` where it is; `defaults` hold for what it does not state.

        Raises
        ------
        InputError, UnknownNameError
            For a sidecar that is no JSON object, or states what is not known.
        """
        sidecar = model.with_name(f"{model.name}.json")
        if not sidecar.is_file():
            return cls(**defaults)
        try:
            stated = json.loads(sidecar.read_text("utf-8"))
        except ValueError as error:
            raise InputError(f"{sidecar}: not valid JSON ({error}).") from None
        if not isinstance(stated, dict):
            raise bad_value(str(sidecar), type(stated).__name__, "a JSON object")
        known = [spot.name for spot in fields(cls)]
        for name in stated:
            if name not in known:
                raise unknown_name(f"key in {sidecar.name}", name, known)
        made = {**defaults, **stated}
        for name in ("mean", "std"):
            if name in made:
                made[name] = tuple(float(part) for part in made[name])
        return cls(**made)

    @property
    def longest(self) -> int:
        """Longest side to read a picture with, so that it is not made larger again, pixels."""
        return max(LONGEST, 2 * self.size)

    def tensor(self, pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Return pictures (H, W, 3) as one batch, float32."""
        rows = np.stack([self._square(picture) for picture in pictures])
        scaled = rows.astype(np.float32) / 255
        made = (scaled - np.array(self.mean, np.float32)) / np.array(self.std, np.float32)
        return np.ascontiguousarray(made.transpose(0, 3, 1, 2) if self.layout == "nchw" else made)

    def _square(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        from PIL import Image

        size, how = self.size, Image.Resampling[self.filter.upper()]
        if self.resize == "squash":
            return np.asarray(Image.fromarray(pixels).resize((size, size), how), np.uint8)
        image = Image.fromarray(_no_strip(pixels))
        short = min(image.size)
        wide, high = (int(size * side / short) for side in image.size)
        left, top = round((wide - size) / 2), round((high - size) / 2)
        made = image.resize((wide, high), how).crop((left, top, left + size, top + size))
        return np.asarray(made, np.uint8)


def _no_strip(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle of a strip, whose ends are cut off anyway and would cost memory.

    Examples
    --------
    >>> [_no_strip(np.zeros((10, wide, 3), np.uint8)).shape[1] for wide in (30, 3000)]
    [30, 80]
    """
    height, width = pixels.shape[:2]
    most = 8 * min(height, width)
    top, left = max(0, (height - most) // 2), max(0, (width - most) // 2)
    return pixels[top : top + most, left : left + most]
