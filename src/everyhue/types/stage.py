"""What one stage of a request decided, and how long a request may take."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from everyhue.errors import DeadlineError

BucketCounts = Mapping[str, Mapping[str, int]]
"""Counts per dimension and bucket; every dimension has an ``unknown`` entry."""


@dataclass(frozen=True, slots=True)
class StageOutcome:
    """The record one stage leaves; page, API, command line and replay show the same one.

    Parameters
    ----------
    stage : str
        ``"trigger"``, ``"retrieve"``, ``"refine"``, ``"rerank"`` …
    decision : str
        What was decided, as a short machine-readable word.
    why : str
        The reason, in words a person reads.
    counts_in, counts_out : mapping of str to mapping of str to int
        Candidates per dimension and bucket before and after.
    milliseconds : float, ≥ 0
        Wall time of the stage.
    failed_open : bool
        Whether the stage gave up and passed its input on unchanged.
    details : mapping
        Plain values (numbers, strings, lists, mappings) particular to the stage.
    """

    stage: str
    decision: str
    why: str
    counts_in: BucketCounts = field(default_factory=dict)
    counts_out: BucketCounts = field(default_factory=dict)
    milliseconds: float = 0.0
    failed_open: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment by which a request must be answered; kernels check it at every pick.

    Parameters
    ----------
    at : float
        `time.perf_counter` seconds.

    Examples
    --------
    >>> Deadline.after(1000).expired
    False
    """

    at: float

    @classmethod
    def after(cls, milliseconds: float) -> Deadline:
        """Return the deadline `milliseconds` from now."""
        return cls(time.perf_counter() + milliseconds / 1000)

    @property
    def expired(self) -> bool:
        """Whether the time has run out."""
        return time.perf_counter() >= self.at

    def check(self, where: str) -> None:
        """Raise `DeadlineError` when the time has run out."""
        if time.perf_counter() >= self.at:
            raise DeadlineError(f"{where}: the time for this request ran out.")
