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

SCHEMA = 1
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
        """Write the tally as JSON, whole or not at all."""
        body: dict[str, Any] = {"schema": self.schema, "kind": self.kind, "by": list(self.by)}
        for name in ("counts", "sums", "undefined"):
            body[name] = [
                [list(cell), dict(row)] for cell, row in sorted(getattr(self, name).items())
            ]
        with whole_file(path) as scratch:
            scratch.write_text(json.dumps(body, ensure_ascii=False, indent=1), "utf-8")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Tally:
        """Read a saved tally; raise `FileError` or `InputError` naming what is wrong."""
        try:
            body = json.loads(Path(path).read_text("utf-8"))
            tables = {n: {tuple(c): r for c, r in body[n]} for n in ("counts", "sums", "undefined")}
            loaded = cls(body["kind"], tuple(body["by"]), **tables, schema=body["schema"])
        except OSError as error:
            raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"{path}: not a tally file ({error}). Expected one written by Everyhue."
            ) from error
        if loaded.schema != SCHEMA:
            raise bad_value(
                f"schema of {path}", loaded.schema, f"{SCHEMA}", "Make the tally again."
            )
        return loaded


def _merge(
    a: Mapping[Cell, Mapping[str, Any]], b: Mapping[Cell, Mapping[str, Any]]
) -> dict[Cell, dict[str, Any]]:
    merged = {cell: dict(row) for cell, row in a.items()}
    for cell, row in b.items():
        held = merged.setdefault(cell, {})
        for name, amount in row.items():
            held[name] = held.get(name, 0) + amount
    return merged
