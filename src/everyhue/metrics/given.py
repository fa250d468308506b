"""What measures of one list are given, checked once and read into arrays."""

from __future__ import annotations

import operator
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value

Codes = NDArray[np.intp]
Floats = NDArray[np.float64]
Depth = TypeVar("Depth", bound=int | None)


def top_codes(sure: ArrayLike, k: int | None) -> Codes:
    """Return the first k bucket indices of a list, −1 for unknown.

    Examples
    --------
    >>> top_codes([0, -1, 1], 2).tolist()
    [0, -1]
    """
    codes = np.asarray(sure)
    if codes.ndim != 1 or (codes.size and codes.dtype.kind not in "iu"):
        raise bad_value("sure", sure, "one bucket index per item in shown order, −1 for unknown")
    return codes[: places(k)].astype(np.intp)


def bucket_counts(codes: Codes, buckets: int) -> Codes:
    """Count known items per bucket, shape (B,); refuse an index outside the buckets, by row."""
    if len(codes) and (codes.max() >= buckets or codes.min() < -1):
        row = int(np.argmax((codes >= buckets) | (codes < -1)))
        raise bad_value(f"sure, row {row}", int(codes[row]), f"bucket indices −1 to {buckets - 1}")
    return np.bincount(codes + 1, minlength=buckets + 1)[1:]


def target_shares(target: ArrayLike) -> Floats:
    """Return target shares (B,); refuse negative ones and ones that do not sum to 1."""
    shares = np.asarray(target, np.float64)
    listed = shares.tolist() if shares.ndim == 1 and shares.size >= 2 else [-1.0]
    if not (min(listed) >= 0 and abs(sum(listed) - 1) <= 1e-6):
        raise bad_value("target", target, "at least two shares ≥ 0 that sum to 1")
    return shares


def gains_of(values: ArrayLike, what: str) -> Floats:
    """Return numbers (n,) that are finite and not negative; name the first row that is not."""
    gains = np.asarray(values, np.float64)
    if gains.ndim != 1:
        raise bad_value(what, values, "one finite number ≥ 0 per item")
    fits = np.isfinite(gains) & (gains >= 0)
    if not fits.all():
        row = int(np.argmin(fits))
        raise bad_value(f"{what}, row {row}", float(gains[row]), "a finite number ≥ 0")
    return gains


def picked(order: ArrayLike, n: int, k: int | None, what: str = "order") -> Codes:
    """Return the first k candidates of an order; refuse strangers and repeats, by row."""
    rows = top_codes(order, None)
    strange = (rows < 0) | (rows >= n)
    if strange.any():
        row = int(np.argmax(strange))
        raise bad_value(f"{what}, row {row}", int(rows[row]), f"a candidate from 0 to {n - 1}")
    if len(rows) and np.bincount(rows).max() > 1:
        twice = int(np.bincount(rows).argmax())
        raise bad_value(what, twice, "every candidate at most once")
    return rows[: places(k)]


def rows_of(values: ArrayLike, what: str) -> Floats:
    """Return finite numbers (n, d), an empty list as (0, 1); name the first row that is not."""
    rows = np.asarray(values, np.float64)
    rows = rows.reshape(0, 1) if rows.shape == (0,) else rows
    if rows.ndim != 2 or not rows.shape[1]:
        raise bad_value(what, rows.shape, "shape (n, columns), one row per item")
    return _only(np.isfinite(rows), rows, what, "finite numbers")


def aspects_of(values: ArrayLike, what: str, buckets: int | None = None) -> Floats:
    """Return probabilities (n, B) in [0, 1]; name the first row with another number."""
    rows = rows_of(values, what)
    if buckets is not None and len(rows) and rows.shape[1] != buckets:
        raise bad_value(what, rows.shape, f"shape (n, {buckets}), one column per target share")
    return _only((rows >= 0) & (rows <= 1), rows, what, "numbers in [0, 1]")


def _only(fits: NDArray[np.bool_], rows: Floats, what: str, expected: str) -> Floats:
    if not fits.all():
        row = int(np.argmin(fits.all(axis=1)))
        raise bad_value(f"{what}, row {row}", rows[row].tolist(), expected)
    return rows


def log2_discount(n: int) -> Floats:
    """Return the discount 1/log2(1 + rank) for ranks 1 to n, read only.

    Examples
    --------
    >>> log2_discount(3).round(3).tolist()
    [1.0, 0.631, 0.5]
    """
    return _discounts(n.bit_length())[:n]


@lru_cache(maxsize=32)
def _discounts(bits: int) -> Floats:
    """Discounts of all ranks below 2^bits."""
    table = np.asarray(1 / np.log2(np.arange(2, 2**bits + 1)))
    table.flags.writeable = False
    return table


def places(k: Depth) -> Depth:
    """Return how many places are looked at, `None` for all; refuse less than one."""
    if k is not None and operator.index(k) < 1:
        raise bad_value("k", k, "a whole number ≥ 1")
    return k
