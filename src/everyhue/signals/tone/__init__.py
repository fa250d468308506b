"""Skin tone ranges of people in pictures: from pixels to a soft answer that may abstain."""

from everyhue.signals.tone.fit import ToneSettings, fit_tone
from everyhue.signals.tone.model import CARD, ToneModel, sights_of
from everyhue.signals.tone.prior import TonePrior, cold_start, is_prior
from everyhue.signals.tone.reading import REASONS, ToneReading
from everyhue.signals.tone.sight import Sight

__all__ = [
    "CARD", "REASONS", "Sight", "ToneModel", "TonePrior", "ToneReading", "ToneSettings",
    "cold_start", "fit_tone", "is_prior", "sights_of",
]  # fmt: skip
