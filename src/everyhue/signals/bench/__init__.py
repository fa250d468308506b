"""The test bench: drawn people before a camera in the world, with exact labels and skin masks.

It proves plumbing and parity between ranges. How well a signal reads photographs of people it
cannot say: that is for an audit sample of the operator's own.
"""

from everyhue.signals.bench.camera import Camera, any_camera, gains, taken
from everyhue.signals.bench.portrait import SOURCE, Portrait, portrait, sitter
from everyhue.signals.bench.raster import rasterised
from everyhue.signals.bench.swatch import nearest_swatch

__all__ = [
    "SOURCE", "Camera", "Portrait", "any_camera", "gains", "nearest_swatch", "portrait",
    "rasterised", "sitter", "taken",
]  # fmt: skip
