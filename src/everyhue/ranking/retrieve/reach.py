"""How far retrieval reaches."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """How many candidates are fetched, and over which dimensions.

    Parameters
    ----------
    depth : int, ≥ 1
        Rows fetched overall by each of text and vector.
    per_bucket : int, ≥ 1
        Rows fetched for each bucket.
    dimensions : tuple of str
        Dimensions whose buckets are fetched.
    """

    depth: int
    per_bucket: int
    dimensions: tuple[str, ...]
