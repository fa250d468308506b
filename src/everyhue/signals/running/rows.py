"""What is said of one item, and many of them as labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from everyhue.signals.given import Floats, Mask
from everyhue.signals.labels_file import Labelled
from everyhue.signals.tone import ToneReading
from everyhue.types import Labels, Provenance

SEVERAL = "several_people"
"""Reason of an item whose people differ; `present` says which buckets it shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What a signal says of one item.

    Parameters
    ----------
    probs : (B,) float64
        Zeros where the item is unknown.
    plausible : (B,) bool
        The conformal set; nothing where the item is unknown.
    sure : int
        Bucket it is shown under, −1 for none.
    reason : str
        Why it is unknown, ``""`` where it is known.
    present : (B,) bool
        Buckets that occur, where there are several people.
    each : (P, B) float64
        Estimate of each person, where there are several.
    people : int
        How many were found; −1 where nothing looked for people.
    note : str
        What was done to the picture on reading it.
    """

    probs: Floats
    plausible: Mask
    sure: int
    reason: str
    present: Mask
    each: Floats
    people: int = -1
    note: str = ""

    @classmethod
    def nothing(cls, reason: str, buckets: int, *, people: int = -1, note: str = "") -> Said:
        """Say nothing of an item, for a reason.

        Examples
        --------
        >>> Said.nothing("corrupt", 4).sure
        -1
        """
        none, never = np.zeros(buckets), np.zeros(buckets, bool)
        return cls(none, never, -1, reason, never, np.zeros((0, buckets)), people, note)


def said_of(reading: ToneReading, note: str = "") -> Said:
    """Return what a reading of people says of the picture.

    One person: that estimate. Several who are all shown under one range: the mean of their
    estimates. Otherwise the picture is unknown because of several people; each estimate and the
    ranges that occur are kept.

    Examples
    --------
    >>> said_of(ToneReading.nothing("no_person", 4)).reason
    'no_person'
    """
    people, buckets = len(reading), reading.probs.shape[1]
    if reading.reason:
        found = -1 if reading.reason == "no_region_finder" else people
        return Said.nothing(reading.reason, buckets, people=found, note=note)
    shown = set(reading.sure.tolist())
    alike = people == 1 or (len(shown) == 1 and -1 not in shown and not any(reading.reasons))
    each = reading.probs if people > 1 else np.zeros((0, buckets))
    present = reading.present if people > 1 else np.zeros(buckets, bool)
    if not alike:
        none, never = np.zeros(buckets), np.zeros(buckets, bool)
        return Said(none, never, -1, SEVERAL, present, each, people, note)
    sets = np.asarray(reading.sets.any(axis=0))
    return Said(
        reading.probs.mean(axis=0), sets, int(reading.sure[0]), "", present, each, people, note
    )


def labelled(
    items: Sequence[str],
    said: Sequence[Said],
    dimension: tuple[str, tuple[str, ...]],
    provenance: Provenance,
) -> Labelled:
    """Return what is said of items as named labels.

    Parameters
    ----------
    items : sequence of str, length n
        Names.
    said : sequence of Said, length n
        What is said of each.
    dimension : (str, tuple of str)
        Its name and bucket ids.
    provenance : Provenance
        Ids of model and calibration.
    """
    name, buckets = dimension
    shape = (len(said), len(buckets))
    probs = np.array([one.probs for one in said], np.float32).reshape(shape)
    present = np.array([one.present for one in said], bool).reshape(shape)
    reason = np.array([*(one.reason for one in said), ""], object)[:-1]
    labels = Labels(
        name, buckets, probs, np.asarray(reason == "", bool),
        np.array([one.sure for one in said], np.int16), reason,
        present if present.any() else None, provenance,
    )  # fmt: skip
    return Labelled(
        tuple(items), labels, np.array([one.plausible for one in said], bool).reshape(shape),
        np.array([one.people for one in said], np.int32),
        tuple(one.each.astype(np.float32) for one in said),
        np.array([*(one.note for one in said), ""], object)[:-1],
    )  # fmt: skip
