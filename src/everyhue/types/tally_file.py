"""A tally on disk: JSON, with large tables as packed columns.

Version 2: ``schema``, ``kind``, ``by``, and the tables ``counts``, ``sums`` and ``undefined``. A
small table is a list of ``[cell, {name: number}]``. A large one is an object: ``cells`` holds, for
each key part, its values and which of them every cell has; ``names`` the names of numbers; ``cell``
and ``name`` say where each of ``values`` belongs. Packed columns are 32-bit whole numbers or 64-bit
numbers, little-endian, the first byte of all, then the second and so on, deflated, as base64.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

SCHEMA = 2
"""Version of the layout of a tally, checked when merging and loading."""

TABLES = ("counts", "sums", "undefined")
PLAIN = 2_000
"""Most numbers of a table that is written out for a reader."""

Cell = tuple[str, ...]
Table = Mapping[Cell, Mapping[str, Any]]


def written(table: Table) -> Any:
    """Return a table as what JSON can hold.

    Examples
    --------
    >>> written({("a",): {"tp": 3}})
    [[['a'], {'tp': 3}]]
    """
    rows = sorted(table.items())
    if sum(len(row) for _, row in rows) <= PLAIN:
        return [[list(cell), dict(row)] for cell, row in rows]
    names = sorted({name for _, row in rows for name in row})
    place = {name: spot for spot, name in enumerate(names)}
    values = [value for _, row in rows for value in row.values()]
    whole = all(isinstance(value, int) for value in values)
    return {
        "cells": [_keys(part) for part in zip(*(cell for cell, _ in rows), strict=True)],
        "names": names,
        "cell": _packed(np.repeat(np.arange(len(rows)), [len(row) for _, row in rows]), "<i4"),
        "name": _packed([place[name] for _, row in rows for name in row], "<i4"),
        "whole": whole,
        "values": _packed(values, "<i8" if whole else "<f8"),
    }


def read(held: Any) -> dict[Cell, dict[str, Any]]:
    """Return the table that `written` made; raise `ValueError` for one that is broken.

    Examples
    --------
    >>> table = {(str(i),): {"sum": i / 7} for i in range(9_000)}
    >>> read(json.loads(json.dumps(written(table)))) == table
    True
    """
    if isinstance(held, list):
        return {tuple(cell): row for cell, row in held}
    cells = list(zip(*(_of_keys(part) for part in held["cells"]), strict=True))
    table: dict[Cell, dict[str, Any]] = {cell: {} for cell in cells}
    spots, names = _unpacked(held["cell"], "<i4"), _unpacked(held["name"], "<i4")
    values = _unpacked(held["values"], "<i8" if held["whole"] else "<f8")
    listed: list[str] = held["names"]
    for spot, name, value in zip(spots, names, values, strict=True):
        table[cells[spot]][listed[name]] = value
    return table


def as_text(body: Mapping[str, Any]) -> str:
    """Return the whole file; small tables have a line for each cell."""
    lines = [f"{json.dumps(name)}: {_lines(part)}" for name, part in body.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _lines(part: Any) -> str:
    if not (isinstance(part, list) and part and isinstance(part[0], list)):
        return json.dumps(part, ensure_ascii=False)
    return "[\n " + ",\n ".join(json.dumps(row, ensure_ascii=False) for row in part) + "\n]"


def _keys(part: tuple[str, ...]) -> dict[str, Any]:
    values = sorted(set(part))
    place = {value: spot for spot, value in enumerate(values)}
    return {"values": values, "of": _packed([place[value] for value in part], "<i4")}


def _of_keys(part: Mapping[str, Any]) -> list[str]:
    return [part["values"][spot] for spot in _unpacked(part["of"], "<i4")]


def _packed(numbers: Any, kind: str) -> str:
    held: NDArray[Any] = np.ascontiguousarray(np.asarray(numbers, kind))
    columns = held.view(np.uint8).reshape(len(held), -1).T  # like bytes side by side: half as long
    return b64encode(zlib.compress(columns.tobytes(), 6)).decode()


def _unpacked(text: str, kind: str) -> list[Any]:
    size = np.dtype(kind).itemsize
    try:
        held = np.frombuffer(zlib.decompress(b64decode(text, validate=True)), np.uint8)
    except zlib.error as error:
        raise ValueError(f"a packed column is broken: {error}") from None
    made: list[Any] = np.ascontiguousarray(held.reshape(size, -1).T).view(kind).ravel().tolist()
    return made
