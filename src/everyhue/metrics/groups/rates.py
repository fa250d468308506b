"""The rates of a group: one outcome's share among others, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import unknown_name
from everyhue.metrics.groups.cells import NAMES, Cells
from everyhue.metrics.groups.names import ALIASES
from everyhue.metrics.inference.five_sums import FiveSums
from everyhue.registry import register


@dataclass(frozen=True, slots=True)
class Rate:
    """A share: the rows with the outcomes `of`, among those with the outcomes `among`.

    Parameters
    ----------
    name : str
        Canonical name.
    of, among : tuple of str
        Outcomes; `of` is part of `among`.
    rows : str
        What `among` is in words, for the reason why a rate is undefined.
    better : str
        ``"higher"``, ``"lower"`` or ``"none"``.
    """

    name: str
    of: tuple[str, ...]
    among: tuple[str, ...]
    rows: str
    better: str

    def five(self, cells: Cells) -> FiveSums:
        """Return the sums per cell that its estimate and interval are made of.

        Units are rows; with clusters, hash buckets that hold a row of `among`.
        """
        of, among = _mask(self.of), _mask(self.among)
        rows = cells.rows @ among
        k, n = cells.sums @ of, cells.sums @ among
        if cells.clusters is not None:
            kc, nc = cells.clusters @ of, cells.clusters @ among
            units = (nc > 0).sum(1)
            return FiveSums(rows, units, k, n, (kc * kc).sum(1), (nc * nc).sum(1), (kc * nc).sum(1))
        if cells.squares is not None:
            kk, nn = cells.squares @ of, cells.squares @ among
            return FiveSums(rows, rows, k, n, kk, nn, kk)
        return FiveSums(rows, rows, k, n)


def _mask(names: tuple[str, ...]) -> NDArray[np.float64]:
    return np.array([float(name in names) for name in NAMES])


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


@cache
def _known() -> dict[str, str]:
    return {name: name for name in RATES} | {
        alias.name.casefold(): alias.canonical for alias in ALIASES if alias.canonical in RATES
    }
