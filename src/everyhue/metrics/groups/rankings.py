"""Measures of shown items and of lists, by bucket and by group of requests, as ratios of sums."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.groups.mean import Mean
from everyhue.metrics.groups.rates import Rate
from everyhue.metrics.groups.ratio import Ratio
from everyhue.metrics.inference.five_sums import FiveSums
from everyhue.registry import find, register


def _by_weight(measure: Ratio, cells: Cells) -> FiveSums:
    """Return sums whose interval holds where a few clusters have most of the rows.

    Queries are asked very unequally often. Clusters count by their weight, (Σn)² / Σn² (Carter,
    Schnepel and Steigerwald 2017), and the variance is that of leaving one out: each residual is
    divided by 1 − n/Σn.
    """
    five = Ratio.five(measure, cells)
    if cells.clusters is None or five.kk is None or five.nn is None or five.kn is None:
        return five
    kc, nc = cells.clusters @ cells.mask(measure.of), cells.clusters @ cells.mask(measure.among)
    with np.errstate(invalid="ignore", divide="ignore"):
        units = np.where(five.nn > 0, five.n * five.n / five.nn, 0.0)
        left = kc - five.ratio[:, None] * nc
        alone = np.where(nc < five.n[:, None], left / (1 - nc / five.n[:, None]), left)
    more = np.nan_to_num((alone * alone - left * left).sum(1))
    return replace(five, units=np.minimum(units, five.units), kk=five.kk + more)


@dataclass(frozen=True, slots=True)
class Share(Rate):
    """A share whose clusters count by their weight. See `Ratio` for its parts."""

    def five(self, cells: Cells) -> FiveSums:
        """Return the sums per cell that its estimate and interval are made of."""
        return _by_weight(self, cells)


@dataclass(frozen=True, slots=True)
class Signed(Mean):
    """A mean whose clusters count by their weight. See `Ratio` for its parts."""

    def five(self, cells: Cells) -> FiveSums:
        """Return the sums per cell that its estimate and interval are made of."""
        return _by_weight(self, cells)


@dataclass(frozen=True, slots=True)
class Amount(Signed):
    """As `Signed`, and never negative: its lower bound is not either."""

    def bounds(self, five: FiveSums, level: ArrayLike) -> tuple[Floats, Floats]:
        """Return bounds of every cell, each at `level`."""
        low, high = Mean.bounds(self, five, level)
        return np.maximum(low, 0.0), high


_DISCOUNT = "exposure is 1/log2(1 + place)"

ITEM_MEASURES: dict[str, Ratio] = {
    one.name: one
    for one in (
        Share("exposure_share", ("exposure",), ("exposure_known",), "known items shown", "none"),
        Share("places_share", ("places",), ("places_known",), "known items shown", "none"),
        Share("click_rate", ("clicks",), ("places",), "items shown", "none"),
        Amount("clicks_per_exposure", ("clicks",), ("exposure",), "items shown", "none"),
        Amount("gain_per_exposure", ("gain",), ("exposure",), "items shown", "none"),
        Amount("exposure_to_target", ("exposure",), ("aimed",), "known items shown", "none"),
    )
}
"""Measures of the buckets of items. The first two compare with a target, not with each other."""

SHARED = ("exposure_known", "places_known", "delivered_known")
"""Sums over all known buckets or groups, the same in every cell."""

OF_ALL = (*SHARED, "aimed")
"""Sums whose rows are those of all known buckets or groups, in every cell."""

DELIVERY = Share("delivery_share", ("delivered",), ("delivered_known",), "items shown", "none")

LIST_NAMES = (
    "ndkl", "infeasible_index", "min_skew_at_k", "max_skew_at_k", "awrf", "exposure_gap",
    "unknown_places",
)  # fmt: skip

_YES_OR_NO = ("div_at_k", "requests_with_click")
_MEANS = (
    *LIST_NAMES, "ndcg", "reciprocal_rank", "list_length", "popularity_arp", "popularity_aplt",
)  # fmt: skip
_SIGNED = ("min_skew_at_k",)


def _of_lists(name: str, better: str) -> Ratio:
    if name in _YES_OR_NO:
        return Share(name, (name,), (f"{name}_n",), "requests that have it", better)
    made = Signed if name in _SIGNED else Amount
    return made(name, (name,), (f"{name}_n",), "requests that have it", better)


_BETTER = {
    "ndkl": "lower", "infeasible_index": "lower", "max_skew_at_k": "lower", "exposure_gap": "lower",
    "list_length": "none", "popularity_arp": "none", "popularity_aplt": "none",
    "unknown_places": "none",
}  # fmt: skip

REQUEST_MEASURES: dict[str, Ratio] = {
    name: _of_lists(name, _BETTER.get(name, "higher")) for name in (*_YES_OR_NO, *_MEANS)
}
"""Measures of whole lists, by group of requests; those of buckets are of a dimension."""

OF_DIMENSION = ("div_at_k", *LIST_NAMES)
"""Those of `REQUEST_MEASURES` that are taken once for each dimension of the items."""

_FACTS = {
    "exposure_share": ("Share of a bucket in the exposure of all known items.", "[0, 1]"),
    "places_share": ("Share of a bucket in the known places of the top k.", "[0, 1]"),
    "click_rate": ("Share of a bucket's shown items that were clicked.", "[0, 1]"),
    "clicks_per_exposure": ("Clicks of a bucket over its exposure.", "[0, inf)"),
    "gain_per_exposure": ("Relevance of a bucket's shown items over its exposure.", "[0, inf)"),
    "exposure_to_target": ("Exposure of a bucket over what its target asks for.", "[0, inf)"),
    "delivery_share": ("Share of a group in all that was shown to known groups.", "[0, 1]"),
    "requests_with_click": ("Share of requests with a click in the top k.", "[0, 1]"),
    "unknown_places": (
        "Mean over requests of the share of places without a known bucket.",
        "[0, 1]",
    ),
    "list_length": ("Mean number of items shown in the top k.", "[0, inf)"),
}


def _register(measure: Ratio, source: str) -> None:
    summary, span = _FACTS.get(measure.name, ("", ""))
    shares = isinstance(measure, Rate) or measure.name == "unknown_places"
    unit = "share" if shares else "ratio of sums"
    if not summary:  # a measure of one list: its own facts hold
        entry = find("list_measure", measure.name)
        span = "[0, 1]" if entry.range == "{0, 1}" else entry.range
        summary, source = f"Mean over requests of {measure.name}.", entry.source
        unit = unit if shares else entry.unit
    register(
        "group_measure", measure.name, summary=summary, range=span, direction=measure.better,
        unit=unit, undefined_when=f"the cell has no {measure.rows}", source=source,
    )(measure)  # fmt: skip


for _one in ITEM_MEASURES.values():
    _register(_one, f"Singh, Joachims 2018, as sums over requests; {_DISCOUNT}")
for _one in REQUEST_MEASURES.values():
    _register(_one, "this project")
_register(DELIVERY, "Ali et al. 2019, Discrimination through Optimization, as a share of a group")
