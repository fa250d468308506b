"""What training leaves behind: vectors in, labels out; one file with a checksum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.signals.conformal import LOW_CONFIDENCE
from everyhue.signals.fitted import Fitted
from everyhue.signals.given import Codes, Floats, Mask
from everyhue.signals.probe import NO_VECTOR, Probe
from everyhue.signals.thresholds import Thresholds
from everyhue.types import Labels, Provenance

SEEN = "seen"
"""Class of items in which the trait can be seen, in the probe that decides that."""

ALWAYS = ("child",)
"""Reasons that count as soon as they are plausible; others only where *seen* is not."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainedSignal(Fitted):
    """A probe with thresholds of equal discoverability and, where votes taught it, reasons.

    Parameters
    ----------
    dimension : str
        Name of the dimension.
    buckets : tuple of str, length B
        Bucket ids.
    probe : Probe
        Vectors to calibrated probabilities and conformal sets.
    seen : Probe or None
        Vectors to *seen*, or a reason why not; none where votes gave too few reasons.
    thresholds : Thresholds or None
        Of equal discoverability; none where no choice kept the precision floor. Then an item is
        sure where its set is a single bucket.
    source : str
        Where vectors and labels come from; every report says it.
    """

    kind: ClassVar[str] = "signal"
    dimension: str
    buckets: tuple[str, ...]
    probe: Probe
    seen: Probe | None
    thresholds: Thresholds | None
    source: str

    @property
    def width(self) -> int:
        """Length of the vectors it was learnt on."""
        return len(self.probe.head.weights)

    def label(self, vectors: ArrayLike) -> Labels:
        """Return labels: sure, known, or unknown with a reason."""
        return self.read(vectors)[0]

    def read(self, vectors: ArrayLike) -> tuple[Labels, Mask]:
        """Return labels and the conformal sets behind them.

        Parameters
        ----------
        vectors : (n, d) array_like
            As it was learnt on; a row of zeros is no vector.

        Returns
        -------
        labels : Labels
            Sure at the thresholds; unknown with ``low_confidence``, ``no_vector`` or one of the
            reasons it was taught.
        sets : (n, B) bool
            Plausible buckets; none where an item is unknown.

        Notes
        -----
        Cost: one product or two of (n, d) by (d, B); about a million 256-d rows a second.
        """
        probs = self.probe.probs(vectors)
        sets = self.probe.sets.sets(probs)
        sure = self._sure(probs, sets)
        reason = self._reasons(vectors, probs, sets.all(axis=1) & (sure < 0))
        known = np.asarray(reason == "", bool)
        probs[~known], sets[~known] = 0, False
        labels = Labels(
            self.dimension, self.buckets, probs, known, np.where(known, sure, -1).astype(np.int16),
            reason, None, Provenance(self.id, self.probe.calibration.id),
        )  # fmt: skip
        return labels, sets

    def _sure(self, probs: NDArray[np.float32], sets: Mask) -> Codes:
        if self.thresholds is not None:
            return self.thresholds.shown(probs)
        return np.where(sets.sum(axis=1) == 1, sets.argmax(axis=1), -1)

    def _reasons(
        self, vectors: ArrayLike, probs: NDArray[np.float32], vague: Mask
    ) -> NDArray[np.object_]:
        reason = np.full(len(probs), "", object)
        reason[vague] = LOW_CONFIDENCE
        if self.seen is not None:
            hidden = unseen(self.seen, self.seen.probs(vectors).astype(np.float64))
            taught = np.array(["", *self.seen.buckets[1:]], object)
            reason[hidden > 0] = taught[hidden[hidden > 0]]
        reason[~probs.any(axis=1)] = NO_VECTOR
        return reason


def unseen(seen: Probe, probs: Floats) -> Codes:
    """Return (n,) the reason for which the trait cannot be seen, by its place; 0 for none.

    A reason counts where *seen* is not plausible and the reason is; those in `ALWAYS` count as soon
    as they are plausible. What is plausible is a conformal set, so that at most a stated share of
    the items with a reason are missed.
    """
    plausible = seen.sets.sets(probs)
    said = probs.any(axis=1)
    likely = np.where(plausible, probs, -1.0)
    likely[:, 0] = -1
    found = np.where(said & ~plausible[:, 0], likely.argmax(axis=1), 0)
    for reason in ALWAYS:
        if reason in seen.buckets:
            spot = seen.buckets.index(reason)
            found[said & plausible[:, spot]] = spot
    return found
