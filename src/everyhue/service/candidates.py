"""Candidates of an outside ranker as arrays."""

from __future__ import annotations

import binascii
import struct
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value, unknown_name
from everyhue.service.wire import Candidate, LabelIn
from everyhue.types import Dimension, Labels


def vectors_of(candidates: Sequence[Candidate]) -> NDArray[np.float32] | None:
    """Return (n, d) float32; candidates without a vector get zeros, ``None`` when all lack one.

    Raises
    ------
    InputError
        For vectors of different length, a number that is not finite, or text that is not base64.

    Examples
    --------
    >>> vectors_of([Candidate(id="a", score=1, vector=[1, 0]), Candidate(id="b", score=1)]).tolist()
    [[1.0, 0.0], [0.0, 0.0]]
    """
    given = [candidate.vector for candidate in candidates]
    width = next((_width(row, v) for row, v in enumerate(given) if v is not None), None)
    if width is None:
        return None
    if all(isinstance(vector, str) for vector in given):
        matrix = _from_text(given, width)  # type: ignore[arg-type]
    else:
        matrix = _from_mixed(given, width)
    if not np.isfinite(matrix.sum()):
        row = int(np.flatnonzero(~np.isfinite(matrix).all(axis=1))[0])
        raise bad_value(f"candidates[{row}].vector", matrix[row].tolist()[:4], "finite numbers")
    return matrix


def _width(row: int, vector: list[float] | str) -> int:
    width = len(_decode(row, vector)) // 4 if isinstance(vector, str) else len(vector)
    if width == 0:
        raise bad_value(f"candidates[{row}].vector", vector, "at least one number")
    return width


def _decode(row: int, text: str) -> bytes:
    try:
        raw = binascii.a2b_base64(text, strict_mode=True)
    except (binascii.Error, ValueError):
        raw = b"?"
    if len(raw) % 4:
        raise bad_value(
            f"candidates[{row}].vector", text, "numbers, or base64 of little-endian float32"
        )
    return raw


def _from_text(given: Sequence[str], width: int) -> NDArray[np.float32]:
    rows = [_decode(row, text) for row, text in enumerate(given)]
    for row, raw in enumerate(rows):
        if len(raw) != 4 * width:
            raise _wrong_width(row, len(raw) // 4, width)
    return np.frombuffer(b"".join(rows), "<f4").reshape(len(rows), width).astype(np.float32)


def _from_mixed(given: Sequence[list[float] | str | None], width: int) -> NDArray[np.float32]:
    rows = [
        vector if isinstance(vector, list) else _numbers(row, vector, width)
        for row, vector in enumerate(given)
    ]
    lengths = [len(vector) for vector in rows]
    if lengths.count(width) < len(lengths):
        row = next(row for row, length in enumerate(lengths) if length != width)
        raise _wrong_width(row, lengths[row], width)
    # Packing is twice as fast as np.array here; what float32 cannot hold becomes inf, and is told.
    pack = struct.Struct(f"<{width}d").pack
    matrix = np.frombuffer(b"".join([pack(*vector) for vector in rows]), "<f8")
    with np.errstate(over="ignore"):
        return matrix.astype(np.float32).reshape(len(rows), width)


def _numbers(row: int, vector: str | None, width: int) -> list[float]:
    if vector is None:
        return [0.0] * width
    numbers: list[float] = np.frombuffer(_decode(row, vector), "<f4").tolist()
    return numbers


def _wrong_width(row: int, came: int, width: int) -> Exception:
    return bad_value(f"candidates[{row}].vector", came, f"{width} numbers, as in the first one")


def labels_of(
    candidates: Sequence[Candidate], dimensions: Mapping[str, Dimension]
) -> dict[str, Labels]:
    """Return labels per dimension that any candidate is labelled in.

    Raises
    ------
    UnknownNameError
        For a dimension or a bucket that is not declared.
    InputError
        For probabilities that do not sum to 1.

    Examples
    --------
    >>> from everyhue.signals.dimensions import SKIN_TONE
    >>> deep = Candidate(id="a", score=1, labels={"skin_tone": "deep"})
    >>> held = labels_of([deep, Candidate(id="b", score=1)], {"skin_tone": SKIN_TONE})
    >>> held["skin_tone"].sure.tolist()
    [3, -1]
    """
    names = dict.fromkeys(name for candidate in candidates for name in candidate.labels)
    for name in names:
        if name not in dimensions:
            raise unknown_name("dimension in labels", name, dimensions)
    return {
        name: _labels([candidate.labels.get(name) for candidate in candidates], dimensions[name])
        for name in names
    }


def _labels(values: Sequence[LabelIn], dimension: Dimension) -> Labels:
    if not any(isinstance(value, list) for value in values):
        return Labels.from_hard(values, dimension)  # type: ignore[arg-type]
    column = {bucket: i for i, bucket in enumerate(dimension.ids)}
    matrix = np.zeros((len(values), len(column)), np.float32)
    for row, value in enumerate(values):
        if isinstance(value, list):
            if len(value) != len(column):
                raise bad_value(f"candidates[{row}].labels.{dimension.name}", value,
                                f"{len(column)} probabilities")  # fmt: skip
            matrix[row] = value
        elif value:
            matrix[row, column[dimension.bucket(value).id]] = 1
    return Labels.from_matrix(matrix, dimension)
