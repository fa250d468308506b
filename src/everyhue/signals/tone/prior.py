"""A cold start: tone ranges from published limits alone, before anyone has labelled anything."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from everyhue.errors import bad_value
from everyhue.signals.dimensions import SKIN_TONE
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats, Mask, level_of, probabilities
from everyhue.signals.regions import Finder, Pixels
from everyhue.signals.regions.region import checked
from everyhue.signals.tone.exposures import GAINS
from everyhue.signals.tone.features import FEATURES
from everyhue.signals.tone.model import people_in, reading_of, said_of_sights
from everyhue.signals.tone.reading import ToneReading
from everyhue.signals.tone.sight import Sight
from everyhue.types import Provenance
from everyhue.types.labels import SURE_AT

UNCALIBRATED = "uncalibrated"
"""What stands for a calibration on labels that have none."""

ANGLES = (41.0, 10.0, -30.0)
"""Typology angles, in degrees, between the four ranges: three of the five published limits."""

YELLOWNESS = (12.3, 18.9)
"""Smallest and largest published mean b* of facial skin."""

EXPOSURE = 1.0
"""Stops by which a picture may be lighter or darker than a right exposure."""

CAST = 3.0
"""L* by which a mild colour cast may move skin, at most."""

LIMITS = (
    "These labels come from an uncalibrated prior: published limits between classes of skin "
    "colour, and how far light moves lightness. No picture of anyone and no label went into it, "
    "so its probabilities and sets are nominal: nothing shows that 80 % is right 8 times in 10.",
    "It errs with the light. One stop of exposure moves lightness by 10 to 22 units, more than a "
    "middle range is wide: people in dim pictures are read as deeper than they are, people in "
    "bright ones as lighter. So it never shows anyone under the two middle ranges.",
    "It is there so that every picture has an answer and an audit can begin, and for no more. Fit "
    "a model on labels of your own pictures: `everyhue signals train skin_tone`.",
)
"""What must be said of its labels wherever they are judged."""

_LUMA = (0.2126, 0.7152, 0.0722)


class Uncalibrated:
    """What a prior has in place of a calibration."""

    id = UNCALIBRATED


@dataclass(frozen=True, slots=True, eq=False)
class TonePrior(Fitted):
    """A tone model that nothing was learnt for. It reads with any finder, and is never calibrated.

    P(at most range k) = σ((t − cut_k) / softness), t = `stops_of` the robust lightness, averaged
    over 15 re-exposures.

    Parameters
    ----------
    dimension : str
        Name of the dimension.
    buckets : tuple of str, length B
        Ranges, lightest first.
    cuts : (B − 1,) float64
        Falling, in stops of light below white.
    softness : float, > 0
        Scale of the logistic curve, in stops.
    shown_at : float, (.5, 1)
        Probability from which a person is shown under a range.
    alpha : float, (0, 1)
        Nominal share of people whose set misses their range; half of it on either side.
    source : str
        Where it comes from; every report says it.
    """

    kind: ClassVar[str] = "tone_prior"
    calibration: ClassVar[Uncalibrated] = Uncalibrated()
    dimension: str
    buckets: tuple[str, ...]
    cuts: Floats
    softness: float
    shown_at: float
    alpha: float
    source: str

    def __post_init__(self) -> None:
        if self.cuts.shape != (len(self.buckets) - 1,) or not (np.diff(self.cuts) < 0).all():
            raise bad_value("cuts", self.cuts.tolist(), f"{len(self.buckets) - 1} falling numbers")
        if not (self.softness > 0 and 0.5 < self.shown_at < 1):
            raise bad_value("softness and shown_at", (self.softness, self.shown_at), "> 0, (.5, 1)")
        level_of(self.alpha, "alpha")

    def read(self, pixels: Pixels, finder: Finder | None) -> ToneReading:
        """Return what is read of one picture, as `ToneModel.read` does, with any finder."""
        found = people_in(checked(pixels), finder)
        if isinstance(found, str):
            return ToneReading.nothing(found, len(self.buckets))
        return self.read_sights(found)

    def read_sights(self, sights: Sequence[Sight]) -> ToneReading:
        """Return what is read of people whose pixels were taken already."""
        said = said_of_sights(sights, self.probs, len(self.buckets))
        return reading_of(sights, said, self.sets(said), self.shown(said))

    def probs(self, features: NDArray[np.float32]) -> Floats:
        """Return nominal probabilities (n, B) of features (n, 15, d); only lightness is read."""
        lightness = 25.0 * (features[..., FEATURES.index("lightness")] + 2.0)
        reached = expit((stops_of(lightness)[..., None] - self.cuts) / self.softness).mean(axis=1)
        return np.diff(reached, axis=1, prepend=0, append=1)

    def sets(self, probs: ArrayLike) -> Mask:
        """Return (n, B) bool: ranges between the quantiles alpha/2 and 1 − alpha/2.

        A run of neighbours, with a nominal share of 1 − alpha. Nominal: no conformal set exists
        without labels.
        """
        rows = probabilities(probs, buckets=len(self.buckets))
        lighter = np.cumsum(rows, axis=1)
        held = (lighter > self.alpha / 2) & (lighter - rows < 1 - self.alpha / 2)
        held[~rows.any(axis=1)] = True
        return np.asarray(held)

    def shown(self, probs: ArrayLike) -> Codes:
        """Return (n,) the range each person is shown under, −1 for none."""
        rows = probabilities(probs, buckets=len(self.buckets))
        return np.where(rows.max(axis=1) >= self.shown_at, rows.argmax(axis=1), -1)


@cache
def cold_start() -> TonePrior:
    """Return the prior that reads skin tone where no model is named.

    Cuts. The classes of skin colour (Chardon 1991; Del Bino and Bernerd 2013) end at typology
    angles of 55, 41, 28, 10 and −30°. Very light and light are taken as our first range,
    intermediate and tan as the second, brown as the third, dark as the fourth: cuts at 41, 10 and
    −30°. That is a choice that keeps the order, not a published equivalence to Monk tones; there is
    none. An angle is a lightness once b* is known: L* = 50 + b* · tan(angle), with b* the middle of
    published means of facial skin, 12.3 to 18.9. That gives L* of 63.6, 52.8 and 41.0.

    Softness. On t = 3·log₂((L* + 16)/116), the light of a grey in stops below white, exposure is a
    shift, and a stop moves L* by (L* + 16) · ln 2 / 3 about: 10 at L* 27, 22 at L* 79, as was
    measured. The variance of t that is not of skin is the sum of: exposure, ± 1 stop, 1/3; a
    mild cast, ± 3 L*; b*, ± 3.3 at the cut where it weighs most. Each is even over its span, so its
    variance is a third of its square; L* is turned to stops at the cut where that gives most. Less
    the variance that averaging over re-exposures adds already (.125), so that nothing counts twice.
    The logistic curve of that variance v has the scale √(3 v) / π. Both are rounded to 4
    places, so that every machine gives the prior the same id.

    Shown from P ≥ .8, the level from which a label counts as sure everywhere here. The two middle
    ranges are .6 and .8 stops wide, and what light does has a standard deviation of .6: they never
    reach it. Sets are nominal at 90 %.

    Returns
    -------
    TonePrior
        The same each time; its id is on every label that it makes.

    Notes
    -----
    Undefined when: as `ToneModel`. Cost: of one person 1 ms, for the features.
    Source: Chardon, Cretois, Hourseau 1991; Del Bino, Bernerd 2013, table 1. Means of b*: clusters
    of 120 faces, 12.3 to 18.9 (*A proposed shade guide for human facial skin*, IADR 2009, abstract
    120461); Han, Choi, Son 2006 give 17.1 for 600 Koreans, which lies within. Movement of L* by
    light: measured for this project on rendered people. Its own composition.

    Examples
    --------
    >>> prior = cold_start()
    >>> lightness_of(prior.cuts).round(1).tolist(), prior.softness
    ([63.6, 52.8, 41.0], 0.2665)
    """
    tangents = np.tan(np.radians(ANGLES))
    at = 50 + np.mean(YELLOWNESS) * tangents
    cuts = stops_of(at)
    stop = (at + 16) * math.log(2) / 3  # L* of one stop, at each cut
    spans = (EXPOSURE, CAST / stop.min(), np.abs(np.ptp(YELLOWNESS) / 2 * tangents / stop).max())
    rest = sum(float(span) ** 2 / 3 for span in spans) - float(np.var(np.log2(GAINS @ _LUMA)))
    return TonePrior(
        SKIN_TONE.name, SKIN_TONE.ids, cuts.round(4), round(math.sqrt(3 * rest) / math.pi, 4),
        SURE_AT, 0.1, "An uncalibrated prior from published limits; no picture of anyone.",
    )  # fmt: skip


def is_prior(provenance: Provenance) -> bool:
    """Say whether labels come from a prior that was never calibrated.

    Examples
    --------
    >>> is_prior(Provenance("tone_prior-1@masks", "uncalibrated")), is_prior(Provenance("operator"))
    (True, False)
    """
    return provenance.calibration == UNCALIBRATED


def stops_of(lightness: ArrayLike) -> Floats:
    """Return 3·log₂((L* + 16)/116): the light of a grey in stops below white.

    Exact for L* ≥ 8; below, CIELAB is straight and this still rises with L*.

    Examples
    --------
    >>> stops_of([100., 49.5, 9.]).round(2).tolist()
    [0.0, -2.47, -6.64]
    """
    return np.asarray(3 * np.log2((np.asarray(lightness, np.float64) + 16) / 116))


def lightness_of(stops: ArrayLike) -> Floats:
    """Return L*; the inverse of `stops_of`."""
    return np.asarray(116 * 2 ** (np.asarray(stops, np.float64) / 3) - 16)
