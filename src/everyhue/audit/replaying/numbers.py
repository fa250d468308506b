"""The numbers of a replay by name, and the words they are told in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from everyhue.audit.replaying.findings import ReplayFindings
from everyhue.audit.replaying.measuring import BY, LOGGED
from everyhue.metrics import marginal, mean
from everyhue.types import Dimension, Tally, Value


@dataclass(frozen=True, eq=False)
class Numbers:
    """Looks up means over all surfaces, at the headline depth.

    Parameters
    ----------
    found : ReplayFindings
        The findings.
    dimensions : mapping of str to Dimension
        For the words of dimensions and buckets.
    """

    found: ReplayFindings
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)

    @cached_property
    def tally(self) -> Tally:
        """The tally with surfaces pooled."""
        return marginal(self.found.tally, [part for part in BY if part != "surface"])

    def mean(
        self, strategy: str, measure: str, dimension: str = "", bucket: str = "", target: str = ""
    ) -> Value:
        """Return the mean over requests with its interval."""
        cell = (strategy, measure, dimension, bucket, target, str(self.found.k))
        return mean(self.tally, cell)

    def div(self, strategy: str) -> float | None:
        """Return Div@k, the mean over dimensions."""
        values = [self.mean(strategy, "div_at_k", name) for name in self.found.dimensions]
        defined = [value.estimate for value in values if value.estimate is not None]
        return sum(defined) / len(defined) if defined else None

    @cached_property
    def best(self) -> str | None:
        """The strategy of the highest Div@k; among equals, that of the highest nDCG."""
        ranked = [
            (self.div(name) or 0.0, self.mean(name, "ndcg").estimate or 0.0, -i, name)
            for i, name in enumerate(self.found.strategies)
        ]
        return max(ranked)[3] if ranked else None

    def nearest(self, target: str, dimension: str) -> str | None:
        """Return the strategy of the smallest exposure gap to a target set."""
        gaps = [
            (value.estimate, i, name)
            for i, name in enumerate(self.found.strategies)
            if (value := self.mean(name, "exposure_gap", dimension, "", target)).estimate
            is not None
        ]
        return min(gaps)[2] if gaps else None

    def unknown_moves(self, dimension: str) -> dict[str, float]:
        """Return by how much each strategy moves the exposure of unknown items."""
        before = self.mean(LOGGED, "unknown_exposure", dimension).estimate or 0.0
        return {
            name: (self.mean(name, "unknown_exposure", dimension).estimate or 0.0) - before
            for name in self.found.strategies
        }

    def label(self, dimension: str) -> str:
        """Return a dimension in words."""
        held = self.dimensions.get(dimension)
        return held.label if held else dimension

    def bucket(self, dimension: str, bucket: str) -> str:
        """Return a bucket in words."""
        held = self.dimensions.get(dimension)
        known = held is not None and bucket in held.ids
        words = held.bucket(bucket).label if held and known else bucket
        return words[:1].upper() + words[1:]
