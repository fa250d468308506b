"""How a surface answers: frozen settings of the one path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from everyhue.errors import bad_value, unknown_name

SURFACES = ("search", "related", "feed")
"""The surfaces that ship; an operator may add others."""


@dataclass(frozen=True, slots=True)
class SurfaceConfig:
    """Settings of one surface.

    Parameters
    ----------
    diversify : bool
        Whether diversification is on by default here.
    strategy : str
        Registered re-ranker, e.g. ``"dpp"``, ``"mmr"``, ``"round_robin"``.
    diversity : float or None, [0, 1]
        0 = pure relevance, 1 = the stated targets or pure repulsion; ``None`` = the textbook form.
    keep : float or None, [0, 1]
        Relevance floor: least share of the summed relevance that stays. The strategy lowers its
        diversity, request by request, until this holds.
    retrieval : str
        Registered retrieval strategy: ``"bucketized"``, ``"strong_or"`` or ``"over_fetch"``.
    depth, per_bucket : int, ≥ 1
        Candidates fetched overall, and for each bucket of each diversified dimension.
    dimensions : tuple of str or None
        Dimensions that may be diversified here; ``None`` = all that the trigger allows.
    weights : mapping of str to float, ≥ 0
        Weight of a dimension (or ``"vectors"``) in similarity; 1 where unstated.
    prior, prior_weight : str or None, float ≥ 0
        Query-independent score that is added to relevance, and how much.
    deadline_ms : float, > 0
        Time for the whole request; when it runs out people get the original order.
    shadow : bool
        Compute and log the diversified order, serve the original.
    holdback : float, [0, 1]
        Share of requests that keep the original order, for measurement.
    """

    diversify: bool = True
    strategy: str = "dpp"
    diversity: float | None = 0.6
    keep: float | None = 0.9
    retrieval: str = "bucketized"
    depth: int = 200
    per_bucket: int = 50
    dimensions: tuple[str, ...] | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    prior: str | None = None
    prior_weight: float = 0.0
    deadline_ms: float = 250.0
    shadow: bool = False
    holdback: float = 0.0

    def __post_init__(self) -> None:
        for name in ("diversity", "keep", "holdback"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 1:
                raise bad_value(name, value, "a number in [0, 1]")
        for name in ("depth", "per_bucket"):
            if getattr(self, name) < 1:
                raise bad_value(name, getattr(self, name), "a whole number ≥ 1")
        if self.deadline_ms <= 0:
            raise bad_value("deadline_ms", self.deadline_ms, "milliseconds > 0")
        if self.prior_weight < 0:
            raise bad_value("prior_weight", self.prior_weight, "a number ≥ 0")


@dataclass(frozen=True, slots=True)
class PathConfig:
    """Settings of the whole path.

    Parameters
    ----------
    surfaces : mapping of str to SurfaceConfig
        By surface name.
    enabled : bool
        The kill switch: ``False`` serves the original order everywhere.
    rules : Path or None
        Folder of rule packs that are added to the shipped ones.
    """

    surfaces: Mapping[str, SurfaceConfig] = field(
        default_factory=lambda: {name: SurfaceConfig() for name in SURFACES}
    )
    enabled: bool = True
    rules: Path | None = None

    def surface(self, name: str) -> SurfaceConfig:
        """Return the settings of a surface; raise with the nearest name otherwise."""
        if name not in self.surfaces:
            raise unknown_name("surface", name, self.surfaces)
        return self.surfaces[name]
