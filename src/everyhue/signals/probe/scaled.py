"""Vectors moved to mean 0 and unit size for learning, and weights moved back for applying."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from everyhue.signals.given import Codes, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """Vectors to learn from: rows = (vectors − middle) / size, one size for all columns."""

    rows: Floats
    middle: Floats
    size: float

    @classmethod
    def of(cls, vectors: Floats) -> Scaled:
        """Scale vectors (n, d)."""
        middle = vectors.mean(axis=0)
        apart = vectors - middle
        size = float(np.sqrt((apart**2).mean())) or 1.0
        return cls(apart / size, middle, size)

    def back(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return weights for plain vectors and what they add for the middle."""
        plain = weights / self.size
        return plain, self.middle @ plain


def item_weights(codes: Codes, buckets: int, balance: float) -> Floats:
    """Return weights (n,) that sum to 1: 0 = every item the same, 1 = every bucket the same."""
    counts = np.maximum(1, np.bincount(codes, minlength=buckets))
    heavy = counts[codes] ** -float(balance)
    return np.asarray(heavy / heavy.sum())
