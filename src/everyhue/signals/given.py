"""What signals are given, checked once and read into arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value

Codes = NDArray[np.intp]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def probabilities(values: ArrayLike, what: str = "probs", buckets: int | None = None) -> Floats:
    """Return probabilities (n, B); a row of zeros abstained, any other row sums to 1.

    Rows within 1 % of 1 are normalised; the first row that is anything else is named.

    Examples
    --------
    >>> probabilities([[.5, .505], [0, 0]]).round(3).tolist()
    [[0.498, 0.502], [0.0, 0.0]]
    """
    rows = np.array(values, np.float64, order="F")  # columns are long, rows are short
    columns = "at least 2" if buckets is None else str(buckets)
    if rows.ndim != 2 or rows.shape[1] != (buckets or max(2, rows.shape[1])):
        raise bad_value(what, rows.shape, f"shape (n, B) with B = {columns} buckets")
    sums = rows.sum(axis=1)
    fits = (rows >= 0).all(axis=1) & ((np.abs(sums - 1) <= 0.01) | (sums == 0))
    if not fits.all():
        row = int(np.argmin(fits))
        raise bad_value(f"{what}, row {row}", rows[row].tolist(), "probabilities that sum to 1")
    rows /= np.where(sums > 0, sums, 1)[:, None]
    return rows


def true_codes(values: ArrayLike, n: int, buckets: int, what: str = "truth") -> Codes:
    """Return bucket indices (n,), every one known; name the first row that is not.

    Examples
    --------
    >>> true_codes([0, 2], 2, 3).tolist()
    [0, 2]
    """
    codes = np.asarray(values)
    if codes.shape != (n,) or (n and codes.dtype.kind not in "iu"):
        raise bad_value(what, codes.shape, f"{n} bucket indices", "Leave unknown items out.")
    fits = (codes >= 0) & (codes < buckets)
    if not fits.all():
        row = int(np.argmin(fits))
        raise bad_value(
            f"{what}, row {row}", int(codes[row]), f"a bucket index from 0 to {buckets - 1}",
            "Leave unknown items out.",
        )  # fmt: skip
    return codes.astype(np.intp)


def sample(probs: ArrayLike, truth: ArrayLike) -> tuple[Floats, Codes]:
    """Return a labelled sample, checked; raise where it is empty."""
    rows = probabilities(probs)
    if not len(rows):
        raise bad_value("labelled sample", 0, "at least one row")
    return rows, true_codes(truth, len(rows), rows.shape[1])


def said_sample(probs: ArrayLike, truth: ArrayLike) -> tuple[Floats, Codes]:
    """Return the rows of a labelled sample on which the signal did not abstain."""
    rows, codes = sample(probs, truth)
    said = rows.any(axis=1)
    if not said.any():
        raise bad_value("labelled sample", 0, "at least one row that is not all zeros")
    return rows[said], codes[said]


def level_of(value: float, what: str = "level") -> float:
    """Return a number strictly between 0 and 1."""
    if not 0 < value < 1:
        raise bad_value(what, value, "a number between 0 and 1")
    return float(value)
