"""The sums an interval of a ratio is made of, where rows are weighted or clustered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FiveSums:
    """Per cell: rows, units, and the sums over units of the ratio Σk / Σn.

    Parameters
    ----------
    rows : (G,) float
        Rows in the denominator.
    units : (G,) float or int
        Independent units: rows, or clusters.
    k, n : (G,) float
        Σk and Σn.
    kk, nn, kn : (G,) float or None
        Σk², Σn² and Σkn; ``None`` where every unit is one unweighted row.
    """

    rows: Floats
    units: Floats | NDArray[np.int64]
    k: Floats
    n: Floats
    kk: Floats | None = None
    nn: Floats | None = None
    kn: Floats | None = None

    @classmethod
    def of_estimate(
        cls, rows: Floats, units: Floats | NDArray[np.int64], estimate: Floats, variance: Floats
    ) -> Self:
        """Return sums whose ratio and variance are the given ones, for estimates that are no ratio.

        NaN where an estimate is undefined.
        """
        known = np.isfinite(estimate)
        n = np.where(known, rows, 0.0)
        units = np.asarray(units, float)
        with np.errstate(invalid="ignore", divide="ignore"):
            kk = np.where(units > 1, variance * n * n * (units - 1.0) / units, np.nan)
        none = np.zeros_like(n)
        return cls(rows, units, np.where(known, estimate, 0.0) * n, n, kk, none, none)

    @property
    def ratio(self) -> Floats:
        """Σk / Σn; NaN where Σn is 0."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.n > 0, self.k / self.n, np.nan)

    def variance(self) -> Floats:
        """Return the variance of the ratio by linearization; NaN for fewer than two units.

        var = U / (U − 1) · (Σk² − 2rΣkn + r²Σn²) / (Σn)²   (Cochran 1977, eq. 6.13)
        """
        r = self.ratio
        if self.kk is None or self.nn is None or self.kn is None:
            with np.errstate(invalid="ignore", divide="ignore"):
                return np.where(self.n > 0, r * (1 - r) / self.n, np.nan)
        left = np.maximum(0.0, self.kk - 2 * r * self.kn + r * r * self.nn)
        with np.errstate(invalid="ignore", divide="ignore"):
            scale = self.units / (self.units - 1.0) / (self.n * self.n)
            return np.where(self.units > 1, scale * left, np.nan)

    def effective(self, level: ArrayLike) -> tuple[Floats, Floats]:
        """Return k and n of the independent rows that would say as much (Korn and Graubard 1998).

        n* = r(1 − r) / var · (z / t)², t with U − 1 degrees of freedom, at most the rows there
        are. Where r is 0 or 1, or there is one unit, n* = (Σn)² / Σn².
        """
        if self.nn is None:
            return self.k, self.n
        from scipy.special import ndtri, stdtrit

        r, upper = self.ratio, (1 + np.asarray(level, float)) / 2
        with np.errstate(invalid="ignore", divide="ignore"):
            kish = np.where(self.n > 0, self.n * self.n / self.nn, 0.0)
            shrink = (ndtri(upper) / stdtrit(np.maximum(self.units - 1.0, 1.0), upper)) ** 2
            n = r * (1 - r) / self.variance() * shrink
        n = np.where(np.isfinite(n) & (r > 0) & (r < 1), n, kish)
        n = np.minimum(n, self.rows)
        return np.where(self.n > 0, r * n, 0.0), np.where(self.n > 0, n, 0.0)
