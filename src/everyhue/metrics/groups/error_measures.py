"""Measures of predicted numbers: errors, explained spread, correlation, by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.groups.numbers import SUM_NAMES
from everyhue.metrics.groups.smooth import BELOW_ONE, FISHER, LOG, PLAIN, Linear, Scale, Smooth
from everyhue.registry import register

Sums = Mapping[str, Floats]
Made = Callable[[Sums], tuple[Floats, dict[str, Floats]]]
"""Sums by name to estimates and to slopes by name."""


def _linear(of: Made) -> Linear:
    def linear(cells: Cells) -> tuple[Floats, Floats]:
        cells.mask(SUM_NAMES)
        with np.errstate(invalid="ignore", divide="ignore"):
            estimate, slopes = of(dict(zip(SUM_NAMES, cells.sums.T, strict=True)))
        none = np.zeros(len(cells))
        slope = np.stack([slopes.get(name, none) for name in SUM_NAMES], 1)
        return np.where(np.isfinite(estimate), estimate, np.nan), slope

    return linear


def _mean(*parts: str) -> Linear:
    def of(s: Sums) -> tuple[Floats, dict[str, Floats]]:
        mean = sum((s[part] for part in parts), np.zeros_like(s["n"])) / s["n"]
        # What is shifted has no spread: only what is left counts, and the shift is added after.
        return mean + ("d" in parts) * s["shift"] / s["n"], {
            **dict.fromkeys(parts, 1 / s["n"]), "n": -mean / s["n"],
        }  # fmt: skip

    return _linear(of)


def _rmse(s: Sums) -> tuple[Floats, dict[str, Floats]]:
    root = np.sqrt(s["ee"] / s["n"])
    return root, {"ee": 1 / s["n"] / 2 / root, "n": -root / 2 / s["n"]}


def _apart(s: Sums) -> tuple[Floats, dict[str, Floats]]:
    """Σ(d − mean d)², with its slopes; 0 where it is rounding only."""
    mean = s["d"] / s["n"]
    spread = s["dd"] - mean * s["d"]
    spread = np.where(spread > 1e-12 * s["dd"], spread, 0.0)
    return spread, {"dd": np.ones_like(mean), "d": -2 * mean, "n": mean * mean}


def _r_squared(s: Sums) -> tuple[Floats, dict[str, Floats]]:
    spread, slopes = _apart(s)
    lost = s["ee"] / spread
    made = {name: lost / spread * slope for name, slope in slopes.items()}
    return 1 - lost, {**made, "ee": -1 / spread}


def _correlation(s: Sums) -> tuple[Floats, dict[str, Floats]]:
    n, a, q = s["n"], s["d"] / s["n"], (s["d"] + s["e"]) / s["n"]
    spread, by_label = _apart(s)
    squares = s["dd"] + 2 * s["de"] + s["ee"]
    other = squares - q * q * n
    other = np.where(other > 1e-12 * squares, other, 0.0)
    both = s["dd"] + s["de"] - a * q * n
    root = np.sqrt(spread * other)
    value = both / root
    one = np.ones_like(n)
    by_both = {"dd": one, "de": one, "d": -(a + q), "e": -a, "n": a * q}
    by_other = {"dd": one, "de": 2 * one, "ee": one, "d": -2 * q, "e": -2 * q, "n": q * q}
    made = {
        name: by_both.get(name, 0 * one) / root
        - value / 2 * (by_label.get(name, 0 * one) / spread + by_other[name] / other)
        for name in by_other
    }
    return np.clip(value, -1, 1), made


_ROWS = "rows"
_TABLE: tuple[tuple[str, str, str, Linear, Scale, str, str, str], ...] = (
    ("mean_error", _ROWS, "none", _mean("e"), PLAIN,
     "Mean of prediction minus label; above 0 is too high.", "(-inf, inf)", "label"),
    ("mean_absolute_error", _ROWS, "lower", _mean("abs"), PLAIN,
     "Mean distance of prediction and label.", "[0, inf)", "label"),
    ("mean_squared_error", _ROWS, "lower", _mean("ee"), PLAIN,
     "Mean squared distance of prediction and label.", "[0, inf)", "label²"),
    ("rmse", _ROWS, "lower", _linear(_rmse), LOG,
     "Root of the mean squared error.", "[0, inf)", "label"),
    ("r_squared", "spread of labels", "higher", _linear(_r_squared), BELOW_ONE,
     "1 minus the squared error over that of the cell's own mean label.", "(-inf, 1]", "score"),
    ("correlation", "spread of labels or of predictions", "higher", _linear(_correlation), FISHER,
     "Pearson's correlation of label and prediction.", "[-1, 1]", "score"),
    ("mean_prediction", _ROWS, "none", _mean("d", "e"), PLAIN,
     "Mean of what was predicted.", "(-inf, inf)", "label"),
    ("mean_label", _ROWS, "none", _mean("d"), PLAIN,
     "Mean of what was true.", "(-inf, inf)", "label"),
)  # fmt: skip

ERRORS = {row[0]: Smooth(row[0], (), ("n",), row[1], row[2], row[3], row[4]) for row in _TABLE}
"""Measures of predicted numbers, by name."""

for _name, _rows, _better, *_, _summary, _range, _unit in _TABLE:
    register(
        "group_measure", _name, summary=_summary, range=_range, direction=_better, unit=_unit,
        undefined_when=f"the cell has no {_rows}", source="Cochran 1977, ch. 6, for the interval",
    )(ERRORS[_name])  # fmt: skip
