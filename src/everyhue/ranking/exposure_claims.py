"""Who has a claim to the exposure of the next place, and what each is owed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everyhue.ranking.exposure_state import ExposureState
from everyhue.ranking.rerank.greedy import Gains
from everyhue.ranking.rerank.problem import Floats, Problem

Amount = Mapping[str, float]
"""Exposure by bucket or creator."""


class Claims:
    """The buckets of one dimension, or the creators of one request.

    Parameters
    ----------
    name : str
        Dimension, or ``"creator"``.
    names : sequence of str, length B
        Buckets or creators.
    codes : (n,) int
        By place the index of the sure bucket, −1 for unknown.
    shares : (B,) float64, ≥ 0
        Claim of each, in any unit; 0 is none.
    worth : float, ≥ 0
        Scaled relevance that one owed top place is worth.
    state : ExposureState
        What earlier lists have shown.
    """

    def __init__(
        self, name: str, names: Sequence[str], codes: NDArray[Any], shares: Floats,
        worth: float, state: ExposureState,
    ) -> None:  # fmt: skip
        self.name, self.codes = name, codes
        self._names, self._worth = names, worth
        self._shares = shares / (shares.sum() or 1.0)
        self._got = _held(state.got.get(name, {}), names)
        self._due = _held(state.due.get(name, {}), names)

    def bonus(self) -> Floats:
        """Return by place what is owed, in scaled relevance; 0 for unknown and without a claim."""
        owed = np.where(self._shares > 0, self._due - self._got, 0)
        bonus: Floats = self._worth * np.append(owed, 0.0)[self.codes]
        return bonus

    def take(self, place: int, exposure: float) -> None:
        """Give the exposure of a place, and divide it among the claims."""
        code = self.codes[place]
        if code >= 0 and self._shares[code] > 0:
            self._got[code] += exposure
            self._due += exposure * self._shares

    def put_in(self, got: dict[str, Amount], due: dict[str, Amount]) -> None:
        """Write given and due exposure into those of all dimensions."""
        for amounts, mine in ((got, self._got), (due, self._due)):
            amounts[self.name] = {
                **amounts.get(self.name, {}), **dict(zip(self._names, mine.tolist(), strict=True)),
            }  # fmt: skip


class Owed:
    """Gain: scaled relevance and all that is owed."""

    tolerance = 1e-12

    def __init__(self, problem: Problem, claims: Sequence[Claims]) -> None:
        self._relevance = problem.relevance.copy()
        self._claims = claims
        self._before, self._rank = len(problem.shown), 0

    def gains(self) -> Gains:
        """Return relevance and what is owed by place, −inf where taken."""
        gains = self._relevance.copy()
        for claims in self._claims:
            gains += claims.bonus()
        return gains

    def bound(self) -> float:
        """Return −inf: all places are scored."""
        return -np.inf

    def grow(self) -> None:
        """Do nothing: all places are scored."""

    def settle(self, place: int) -> bool:
        """Return False: exposure is summed in float64."""
        return False

    def take(self, place: int) -> None:
        """Give a pick its exposure; picks of earlier pages had theirs."""
        self._rank += 1
        self._relevance[place] = -np.inf
        if self._rank > self._before:
            for claims in self._claims:
                claims.take(place, 1 / math.log2(1 + self._rank))

    def after(self, state: ExposureState) -> ExposureState:
        """Return the state with this list put in."""
        got, due = dict(state.got), dict(state.due)
        for claims in self._claims:
            claims.put_in(got, due)
        return ExposureState(got, due, state.requests + (not self._before), state.schema)


def _held(amounts: Mapping[str, float], names: Sequence[str]) -> Floats:
    return np.array([amounts.get(name, 0.0) for name in names], np.float64)
