"""Skin tone ranges of people in pictures: from pixels to a soft answer that may abstain."""

from everyhue.signals.tone.fit import ToneSettings, fit_tone
from everyhue.signals.tone.model import CARD, ToneModel, sights_of
from everyhue.signals.tone.reading import REASONS, ToneReading
from everyhue.signals.tone.sight import Sight

__all__ = [
    "CARD", "REASONS", "Sight", "ToneModel", "ToneReading", "ToneSettings", "fit_tone", "sights_of",
]  # fmt: skip
