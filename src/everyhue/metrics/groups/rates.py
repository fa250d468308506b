"""The rates of a group: one outcome's share among others, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from numpy.typing import ArrayLike

from everyhue.errors import unknown_name
from everyhue.metrics.groups.cells import NAMES, Cells, Floats
from everyhue.metrics.groups.names import ALIASES
from everyhue.metrics.groups.ratio import Ratio
from everyhue.metrics.inference.five_sums import FiveSums
from everyhue.metrics.inference.shares import clopper_pearson
from everyhue.registry import entries, register


@dataclass(frozen=True, slots=True)
class Rate(Ratio):
    """A share: the rows with the outcomes `of`, among those with the outcomes `among`.

    Its bounds are Clopper–Pearson's. See `Ratio` for its parts.
    """

    def bounds(self, five: FiveSums, level: ArrayLike) -> tuple[Floats, Floats]:
        """Return bounds of every cell, each at `level`: [0, 1] for a cell without rows."""
        return clopper_pearson(*five.effective(level), level)

    def method(self, cells: Cells) -> str:
        """Return how an interval of these cells is made."""
        return "Clopper–Pearson"


_POSITIVE, _NEGATIVE = ("tp", "fn"), ("fp", "tn")
_SELECTED, _REJECTED = ("tp", "fp"), ("fn", "tn")

RATES = {
    rate.name: rate
    for rate in (
        Rate("selection_rate", _SELECTED, NAMES, "rows", "none"),
        Rate("prevalence", _POSITIVE, NAMES, "rows", "none"),
        Rate("accuracy", ("tp", "tn"), NAMES, "rows", "higher"),
        Rate("error_rate", ("fp", "fn"), NAMES, "rows", "lower"),
        Rate("true_positive_rate", ("tp",), _POSITIVE, "positive rows", "higher"),
        Rate("false_negative_rate", ("fn",), _POSITIVE, "positive rows", "lower"),
        Rate("true_negative_rate", ("tn",), _NEGATIVE, "negative rows", "higher"),
        Rate("false_positive_rate", ("fp",), _NEGATIVE, "negative rows", "lower"),
        Rate("positive_predictive_value", ("tp",), _SELECTED, "selected rows", "higher"),
        Rate("false_discovery_rate", ("fp",), _SELECTED, "selected rows", "lower"),
        Rate("negative_predictive_value", ("tn",), _REJECTED, "rows not selected", "higher"),
        Rate("false_omission_rate", ("fn",), _REJECTED, "rows not selected", "lower"),
    )
}
"""All rates by name."""

for _rate in RATES.values():
    register(
        "group_measure", _rate.name,
        summary=f"Share of {' + '.join(_rate.of)} among {' + '.join(_rate.among)}.",
        range="[0, 1]", direction=_rate.better, unit="share of rows",
        undefined_when=f"the cell has no {_rate.rows}", source="folklore",
    )(_rate)  # fmt: skip


def rate_called(name: str) -> Rate:
    """Return a rate by its name, or by its name in one of the peers.

    Raises
    ------
    UnknownNameError
        With the nearest name.

    Examples
    --------
    >>> rate_called("recall").name, rate_called("pprev").name
    ('true_positive_rate', 'selection_rate')
    """
    known = _known()
    if name.casefold() not in known:
        raise unknown_name("measure", name, RATES)
    return RATES[known[name.casefold()]]


def measure_called(name: str) -> Ratio:
    """Return any registered measure of cells by name: a rate, a mean, a share of exposure.

    Raises
    ------
    UnknownNameError
        With the nearest name.

    Examples
    --------
    >>> measure_called("tpr").name
    'true_positive_rate'
    """
    if name.casefold() in _known():
        return rate_called(name)
    known = {entry.name: entry.item for entry in entries("group_measure")}
    if name.casefold() not in known:
        raise unknown_name("measure", name, known)
    measure: Ratio = known[name.casefold()]
    return measure


@cache
def _known() -> dict[str, str]:
    return {name: name for name in RATES} | {
        alias.name.casefold(): alias.canonical for alias in ALIASES if alias.canonical in RATES
    }
