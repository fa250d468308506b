"""The test bench: drawn people before a camera in the world, with exact labels and skin masks.

It proves plumbing and parity between ranges. How well a signal reads photographs of people it
cannot say: that is for an audit sample of the operator's own.
"""

from everyhue.signals.bench.camera import Camera, any_camera, gains, taken
from everyhue.signals.bench.line import Line
from everyhue.signals.bench.portrait import SOURCE, Portrait, portrait, sitter
from everyhue.signals.bench.proof import Proof, Sizes, prove, tone_model
from everyhue.signals.bench.raster import rasterised
from everyhue.signals.bench.shot import Roll, Shot, roll, shot
from everyhue.signals.bench.swatch import nearest_swatch
from everyhue.signals.bench.tone import card_of, labels_of

__all__ = [
    "SOURCE", "Camera", "Line", "Portrait", "Proof", "Roll", "Shot", "Sizes", "any_camera",
    "card_of", "gains", "labels_of", "nearest_swatch", "portrait", "prove", "rasterised", "roll",
    "shot", "sitter", "taken", "tone_model",
]  # fmt: skip
