"""The answer of a re-ranker: an order, and what it cost and reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from everyhue.types.targets import TargetOutcome


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """An order of candidates with its price and its reach.

    Parameters
    ----------
    order : (m,) intp, m ≤ k
        Positions in the candidate arrays, best first; each at most once.
    gains : (m,) float64
        What each pick added to the strategy's own objective when it was picked.
    strategy : str
        Registered name.
    given_up : float, [0, 1]
        1 − (scaled relevance of the selection) / (that of the most relevant m). Lower is better.
    targets : tuple of TargetOutcome
        Wanted, got and supply of each bucket, where the strategy aims at targets.
    ties : int
        Picks that were decided by the tie rule (gain, relevance, index).
    unknown_before, unknown_after : mapping of str to float, [0, 1]
        Share of unknown items per dimension in the relevance order and in this one.
    notes : tuple of str
        What the strategy had to do that a reader should know (rank exhausted, supply short …).
    """

    order: NDArray[np.intp]
    gains: NDArray[np.float64]
    strategy: str
    given_up: float = 0.0
    targets: tuple[TargetOutcome, ...] = ()
    ties: int = 0
    unknown_before: Mapping[str, float] = field(default_factory=dict)
    unknown_after: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.order)

    @property
    def short(self) -> tuple[TargetOutcome, ...]:
        """The targets that were not reached."""
        return tuple(target for target in self.targets if target.short)
