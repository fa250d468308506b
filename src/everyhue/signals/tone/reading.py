"""What is read of one picture: a soft answer for each person in it, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from everyhue.errors import bad_value
from everyhue.signals.given import Codes, Floats, Mask

NO_PERSON = "no_person"
NO_FINDER = "no_region_finder"
GREYSCALE = "greyscale"
TOO_DARK = "too_dark"
TOO_BRIGHT = "too_bright"
TOO_SMALL = "too_small"
COVERED = "covered"
LOW_CONFIDENCE = "low_confidence"

REASONS = {
    NO_PERSON: "No person was found in the picture.",
    NO_FINDER: "No region finder is installed, so that skin cannot be found.",
    GREYSCALE: "The picture has no colour: light and tone cannot be told apart.",
    TOO_DARK: "Skin is so dark in the picture that the camera recorded next to nothing of it.",
    TOO_BRIGHT: "Most of the skin is burnt out to white.",
    TOO_SMALL: "Too few pixels of skin are seen.",
    COVERED: "A person was found whose skin is covered or turned away.",
    LOW_CONFIDENCE: "Every range is still plausible.",
}
"""Each reason in words."""


@dataclass(frozen=True, slots=True, eq=False)
class ToneReading:
    """Skin tone ranges of the people found in one picture.

    Parameters
    ----------
    probs : (P, B) float64, [0, 1]
        Calibrated probabilities; rows of zeros where a person has a reason.
    sets : (P, B) bool
        Conformal sets: the ranges still plausible; every one where a person has a reason.
    sure : (P,) intp
        The range a person is shown under, at thresholds of equal discoverability; −1 for none.
    reasons : tuple of str, length P
        Why nothing is said of a person, ``""`` where something is.
    reason : str
        Why nothing is said of the whole picture, ``""`` where at least one person is read.
    """

    probs: Floats
    sets: Mask
    sure: Codes
    reasons: tuple[str, ...]
    reason: str = ""

    def __post_init__(self) -> None:
        shape = (len(self.reasons), *self.probs.shape[1:])
        if not (self.probs.shape == self.sets.shape == shape and self.sure.shape == shape[:1]):
            came = (self.probs.shape, self.sets.shape, self.sure.shape, len(self.reasons))
            raise bad_value("tone reading", came, "(P, B), (P, B), (P,) and P reasons")

    def __len__(self) -> int:
        return len(self.reasons)

    @property
    def present(self) -> Mask:
        """(B,) bool: the ranges that someone in the picture is shown under.

        Examples
        --------
        >>> ToneReading.nothing("no_person", 4).present.tolist()
        [False, False, False, False]
        """
        found = np.zeros(self.probs.shape[1], bool)
        found[self.sure[self.sure >= 0]] = True
        return found

    @classmethod
    def nothing(cls, reason: str, buckets: int) -> Self:
        """Return the reading of a picture that says nothing, for one reason."""
        empty = np.zeros((0, buckets))
        return cls(empty, empty.astype(bool), np.zeros(0, np.intp), (), reason)
