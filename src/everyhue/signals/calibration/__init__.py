"""Calibration: probabilities that mean what they say, and how far they are from it."""

from everyhue.signals.calibration.isotonic import Isotonic, fit_isotonic
from everyhue.signals.calibration.reliability import Reliability, reliability, top_label
from everyhue.signals.calibration.temperature import Temperature, fit_temperature
from everyhue.signals.calibration.vector import VectorScaling, fit_vector

Calibration = Temperature | VectorScaling | Isotonic
"""Anything fitted here; `apply` is pure, and rows of zeros (abstained) stay as they are."""

__all__ = [
    "Calibration", "Isotonic", "Reliability", "Temperature", "VectorScaling", "fit_isotonic",
    "fit_temperature", "fit_vector", "reliability", "top_label",
]  # fmt: skip
