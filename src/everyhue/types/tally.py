"""The one accumulator: a frozen, mergeable table of counts and sums."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from everyhue.errors import FileError, InputError, bad_value
from everyhue.files import whole_file
from everyhue.types.tally_file import SCHEMA, TABLES, as_text, read, written

Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Tally:
    """Counts and sums per cell that add up: ``a + b`` is the tally of both.

    Parameters
    ----------
    kind : str
        What was tallied (``"lists"``, ``"classification"`` …); only like kinds merge.
    by : tuple of str
        Names of the key parts, e.g. ``("strategy", "measure")``.
    counts : mapping of cell to mapping of str to int
        Whole numbers; merge exactly.
    sums : mapping of cell to mapping of str to float
        Moments; merge to 1e-9 relative.
    undefined : mapping of cell to mapping of str to int
        How often a cell's measure was undefined, by reason.
    schema : int
        Version of this layout, checked when merging and loading.

    Examples
    --------
    >>> a = Tally("lists", ("measure",), {("ndkl",): {"n": 2}}, {("ndkl",): {"sum": 0.5}})
    >>> (a + a).counts["ndkl",], (a + a).sums["ndkl",]
    ({'n': 4}, {'sum': 1.0})
    """

    kind: str
    by: tuple[str, ...]
    counts: Mapping[Cell, Mapping[str, int]] = field(default_factory=dict)
    sums: Mapping[Cell, Mapping[str, float]] = field(default_factory=dict)
    undefined: Mapping[Cell, Mapping[str, int]] = field(default_factory=dict)
    schema: int = SCHEMA

    def __add__(self, other: Tally) -> Tally:
        mine, theirs = (self.kind, self.by, self.schema), (other.kind, other.by, other.schema)
        if mine != theirs:
            raise bad_value("tally to merge", theirs, f"the same kind, keys and schema as {mine}")
        return Tally(
            self.kind, self.by, _merge(self.counts, other.counts), _merge(self.sums, other.sums),
            _merge(self.undefined, other.undefined), self.schema,
        )  # fmt: skip

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the tally as JSON, whole or not at all; `everyhue.types.tally_file` says how."""
        body: dict[str, Any] = {"schema": self.schema, "kind": self.kind, "by": list(self.by)}
        body |= {name: written(getattr(self, name)) for name in TABLES}
        text = as_text(body)
        with whole_file(path) as scratch:
            scratch.write_text(text, "utf-8")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Tally:
        """Read a saved tally; raise `FileError` or `InputError` naming what is wrong."""
        try:
            body = json.loads(Path(path).read_text("utf-8"))
            kind, schema = body["kind"], body["schema"]
        except OSError as error:
            raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
        except (KeyError, TypeError, ValueError) as error:
            raise _no_tally(path, error) from error
        if schema != SCHEMA:
            raise bad_value(
                f"schema of {path}", schema, f"{SCHEMA}",
                "It was written by another version: count again, or merge with that version.",
            )  # fmt: skip
        try:
            tables = {name: read(body[name]) for name in TABLES}
            return cls(kind, tuple(body["by"]), **tables, schema=schema)
        except (LookupError, TypeError, ValueError) as error:
            raise _no_tally(path, error) from error


def _no_tally(path: str | os.PathLike[str], error: Exception) -> InputError:
    return InputError(f"{path}: not a tally file ({error}). Expected one written by Everyhue.")


def _merge(
    a: Mapping[Cell, Mapping[str, Any]], b: Mapping[Cell, Mapping[str, Any]]
) -> dict[Cell, dict[str, Any]]:
    merged = {cell: dict(row) for cell, row in a.items()}
    for cell, row in b.items():
        held = merged.setdefault(cell, {})
        for name, amount in row.items():
            held[name] = held.get(name, 0) + amount
    return merged
