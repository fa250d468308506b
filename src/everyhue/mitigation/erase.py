"""A concept taken out of vectors with the least change, so that no linear model finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Means and products of vectors and concepts that add up: ``a + b`` is that of all rows.

    Parameters
    ----------
    n : int
        Rows.
    mean : (d + k,) float
        Of vector and concept side by side.
    products : (d + k, d + k) float
        Σ of products of their distances from the mean.
    d : int
        Length of a vector.

    Examples
    --------
    >>> x, z = np.eye(4), np.array([1.0, 1.0, 0.0, 0.0])
    >>> eraser = (Moments.of(x[:2], z[:2]) + Moments.of(x[2:], z[2:])).eraser()
    >>> clean = eraser(x)
    >>> round(float(abs(np.cov(clean[:, 0], z)[0, 1])), 12)
    0.0
    """

    n: int
    mean: Floats
    products: Floats
    d: int

    @classmethod
    def of(cls, x: ArrayLike, z: ArrayLike) -> Self:
        """Read vectors (n, d) and concepts (n,) or (n, k): a class as 0 and 1 in a column each.

        Raises
        ------
        InputError
            For other shapes, or numbers that are not finite.
        """
        vectors, concepts = np.asarray(x, float), np.asarray(z, float)
        concepts = concepts[:, None] if concepts.ndim == 1 else concepts
        if vectors.ndim != 2 or concepts.ndim != 2 or len(vectors) != len(concepts):
            raise bad_value(
                "x and z", (vectors.shape, concepts.shape), "shapes (n, d) and (n,) or (n, k)"
            )
        both = np.concatenate([vectors, concepts], 1)
        if not np.isfinite(both).all():
            raise bad_value("x and z", "NaN or infinity", "finite numbers")
        mean = both.mean(0) if len(both) else np.zeros(both.shape[1])
        apart = both - mean
        return cls(len(both), mean, apart.T @ apart, vectors.shape[1])

    def __add__(self, other: Moments) -> Moments:
        if (self.d, len(self.mean)) != (other.d, len(other.mean)):
            raise bad_value(
                "moments to add", (other.d, len(other.mean)), (self.d, len(self.mean)).__repr__()
            )
        n = self.n + other.n
        if not n:
            return self
        # Chan, Golub and LeVeque 1983: no difference of large sums.
        step = other.mean - self.mean
        products = self.products + other.products
        products = products + np.outer(step, step) * (self.n * other.n / n)
        return Moments(n, self.mean + step * (other.n / n), products, self.d)

    def eraser(self, floor: float = 1e-10) -> Eraser:
        """Return what takes the concept out: r(x) = x − W⁺ P W (x − μ).

        W whitens the vectors, and P projects on what of W Σxz is left. Of all maps after which no
        linear model tells the concept, this one moves vectors least.

        Parameters
        ----------
        floor : float, > 0
            Directions whose spread is below this part of the largest count as none.

        Notes
        -----
        Undefined when: never; without rows nothing is taken out. Cost: O(d³).
        Source: Belrose et al. 2023, theorem 4.3.
        """
        d, n = self.d, max(self.n, 1)
        inner, cross = self.products[:d, :d] / n, self.products[:d, d:] / n
        size, ways = np.linalg.eigh((inner + inner.T) / 2)
        held = size > floor * max(float(size.max(initial=0.0)), 1e-300)
        ways, root = ways[:, held], np.sqrt(size[held])
        left, strength, _ = np.linalg.svd((ways / root).T @ cross, full_matrices=False)
        kept = left[:, strength > 1e-12 * max(float(strength.max(initial=0.0)), 1e-300)]
        return Eraser(self.mean[:d], (ways * root) @ kept, kept.T @ (ways / root).T)


@dataclass(frozen=True, slots=True, eq=False)
class Eraser:
    """Takes a concept out of vectors: x − out · into · (x − mean).

    Parameters
    ----------
    mean : (d,) float
        Of the vectors it was made from; it stays where it is.
    out : (d, k) float
        Where the concept is taken out.
    into : (k, d) float
        How it is found.
    """

    mean: Floats
    out: Floats
    into: Floats

    def __call__(self, x: ArrayLike) -> Floats:
        """Return vectors (n, d) without the concept."""
        vectors = np.asarray(x, float)
        if vectors.ndim != 2 or vectors.shape[1] != len(self.mean):
            raise bad_value("x", vectors.shape, f"vectors of length {len(self.mean)}, (n, d)")
        cleaned: Floats = vectors - ((vectors - self.mean) @ self.into.T) @ self.out.T
        return cleaned
