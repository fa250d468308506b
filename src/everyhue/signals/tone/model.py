"""The tone model: frozen, applied to one picture at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.signals.calibration import VectorScaling
from everyhue.signals.conformal import ConformalSets
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats, Mask
from everyhue.signals.probe.boosted import Boosted
from everyhue.signals.probe.select import Head as Straight
from everyhue.signals.regions import Finder, Pixels
from everyhue.signals.regions.region import checked
from everyhue.signals.thresholds import Thresholds
from everyhue.signals.tone.features import FEATURES, features_of
from everyhue.signals.tone.reading import (
    GREYSCALE,
    LOW_CONFIDENCE,
    NO_FINDER,
    NO_PERSON,
    ToneReading,
)
from everyhue.signals.tone.sight import Sight, scene_of, sight_of, without_colour

Head = Boosted | Straight
"""What turns features into log probabilities: trees, or a regression."""

CARD = (
    "This is the apparent tone in a picture, not a person's skin. Light, camera, make-up and "
    "editing change it. It says nothing of ancestry, identity or health, and nothing of anyone who "
    "looks at the picture."
)
"""What every model card says first."""


@dataclass(frozen=True, slots=True, eq=False)
class ToneModel(Fitted):
    """A fitted tone model: pixels in, ranges out. Saved as one file with a checksum.

    Parameters
    ----------
    dimension : str
        Name of the dimension.
    buckets : tuple of str, length B
        Ranges, lightest first.
    finder : str
        Name of the region finder it was fitted with; it reads with no other.
    head : Boosted, Ordinal or Multinomial
        Features to log probabilities.
    calibration : VectorScaling
        Of probabilities averaged over re-exposures, learnt on folds the head had not seen.
    sets : ConformalSets
        Learnt on people that neither had seen.
    thresholds : Thresholds
        Of nearly equal discoverability, learnt on what was said before it was learnt from.
    source : str
        Where the pictures it was fitted on come from; every report says it.
    n : int
        People it was fitted on.
    """

    kind: ClassVar[str] = "tone"
    dimension: str
    buckets: tuple[str, ...]
    finder: str
    head: Head
    calibration: VectorScaling
    sets: ConformalSets
    thresholds: Thresholds
    source: str
    n: int

    def read(self, pixels: Pixels, finder: Finder | None) -> ToneReading:
        """Return what is read of one picture.

        Parameters
        ----------
        pixels : (H, W, 3) uint8
            sRGB, upright; 256 to 512 pixels on the longest side are enough.
        finder : Finder or None
            Finds people; none is installed where it is None.

        Returns
        -------
        ToneReading
            One row a person, the surest first.

        Raises
        ------
        InputError
            For pixels of another shape, or another finder than the model was fitted with.

        Notes
        -----
        Undefined when: a person, or the whole picture, has one of `reading.REASONS`.
        Cost: the finder's, and about 2 ms a person.
        """
        given = checked(pixels)
        if finder is not None and family(finder.name) != family(self.finder):
            raise bad_value(
                "region finder", finder.name, f"{self.finder}, which the model was fitted with",
                "Fit a model with this finder: other regions are other colours.",
            )  # fmt: skip
        found = people_in(given, finder)
        if isinstance(found, str):
            return ToneReading.nothing(found, len(self.buckets))
        return self.read_sights(found)

    def read_sights(self, sights: Sequence[Sight]) -> ToneReading:
        """Return what is read of people whose pixels were taken already."""
        said = said_of_sights(sights, self.probs, len(self.buckets))
        return reading_of(sights, said, self.sets.sets(said), self.thresholds.shown(said))

    def probs(self, features: NDArray[np.float32]) -> Floats:
        """Return calibrated probabilities (n, B) of features (n, 15, d)."""
        return self.calibration.apply(averaged(self.head, features))


def averaged(head: Head, features: NDArray[np.float32]) -> Floats:
    """Return what a head says of features (n, R, d), averaged over the R re-exposures."""
    n, exposures, width = features.shape
    if width != len(FEATURES):
        raise bad_value("features", features.shape, f"shape (n, R, {len(FEATURES)})")
    said = np.exp(head.logs(features.reshape(-1, width)).astype(np.float64))
    said = said.reshape(n, exposures, -1).mean(axis=1)
    return np.asarray(said / said.sum(axis=1, keepdims=True))


def sights_of(pixels: Pixels, finder: Finder) -> list[Sight]:
    """Return what is read of each person that the finder finds."""
    regions = finder.find(pixels)
    scene = scene_of(pixels) if regions else np.zeros((0, 3), np.float32)
    return [sight_of(pixels, region, scene) for region in regions]


def people_in(pixels: Pixels, finder: Finder | None) -> list[Sight] | str:
    """Return what is read of each person in a picture, or why nothing is read of it."""
    if finder is None:
        return NO_FINDER
    sights = sights_of(pixels, finder)
    if not sights:
        return NO_PERSON
    return GREYSCALE if without_colour(pixels) else sights


def said_of_sights(
    sights: Sequence[Sight], probs: Callable[[NDArray[np.float32]], Floats], buckets: int
) -> Floats:
    """Return what is said of people (n, B); zeros for those that cannot be read."""
    said = np.zeros((len(sights), buckets))
    clear = [row for row, sight in enumerate(sights) if not sight.reason]
    if clear:
        said[clear] = probs(np.stack([features_of(sights[row]) for row in clear]))
    return said


def reading_of(sights: Sequence[Sight], said: Floats, sets: Mask, sure: Codes) -> ToneReading:
    """Return the reading of people; who could still be of any range has `LOW_CONFIDENCE`."""
    reasons, probs = [sight.reason for sight in sights], said.copy()
    for row, reason in enumerate(reasons):
        if not reason and sets[row].all() and sure[row] < 0:
            reasons[row] = LOW_CONFIDENCE
            probs[row] = 0
    whole = "" if "" in reasons else reasons[0]
    return ToneReading(probs, sets, sure, tuple(reasons), whole)


def family(finder: str) -> str:
    """Return what a finder's name begins with: finders of one family find the same regions."""
    return finder.partition("-")[0]
