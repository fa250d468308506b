"""What a stream of lists has shown so far, and what it owes: a frozen value that adds up."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from everyhue.errors import FileError, InputError, bad_value
from everyhue.files import whole_file

SCHEMA = 1
DISCOUNT = "1/log2(1 + rank)"
"""Exposure of a place: 1 at the top."""

CREATOR = "creator"
"""Name under which creators are kept, beside the dimensions."""

Amounts = Mapping[str, Mapping[str, float]]
"""Dimension, or ``"creator"``, to bucket or creator to exposure, in top places."""


@dataclass(frozen=True, slots=True)
class ExposureState:
    """Cumulative exposure given and due, by dimension and bucket and by creator.

    Parameters
    ----------
    got : mapping of str to mapping of str to float, ≥ 0
        Exposure that sure items had, in top places (Σ 1/log2(1 + rank)).
    due : mapping of str to mapping of str to float, ≥ 0
        The exposure that targets gave them a claim to; the same in sum.
    requests : int, ≥ 0
        Lists shown.
    schema : int
        Version of this layout.

    Notes
    -----
    States of separate streams merge with ``+``. Whole numbers merge exactly, sums to 1e-9.

    Examples
    --------
    >>> a = ExposureState({"tone": {"deep": 1.0}}, {"tone": {"deep": 1.5}}, 3)
    >>> (a + a).owed("tone"), (a + a).requests
    ({'deep': 1.0}, 6)
    """

    got: Amounts = field(default_factory=dict)
    due: Amounts = field(default_factory=dict)
    requests: int = 0
    schema: int = SCHEMA

    def __add__(self, other: ExposureState) -> ExposureState:
        if self.schema != other.schema:
            raise bad_value("exposure state to merge", other.schema, f"schema {self.schema}")
        return ExposureState(
            _sum(self.got, other.got), _sum(self.due, other.due),
            self.requests + other.requests, self.schema,
        )  # fmt: skip

    def owed(self, dimension: str) -> dict[str, float]:
        """Return exposure due less exposure given, by bucket; above 0: too little was shown."""
        got, due = self.got.get(dimension, {}), self.due.get(dimension, {})
        return {b: due.get(b, 0.0) - got.get(b, 0.0) for b in dict.fromkeys([*due, *got])}

    def shares(self, dimension: str) -> dict[str, float]:
        """Return the cumulative share of exposure by bucket; empty before anything was shown."""
        got = self.got.get(dimension, {})
        total = sum(got.values())
        return {bucket: amount / total for bucket, amount in got.items()} if total else {}

    def kept(self, memory: float) -> ExposureState:
        """Return the state with all amounts multiplied by `memory`."""
        if memory == 1:
            return self
        got, due = _times(self.got, memory), _times(self.due, memory)
        return ExposureState(got, due, self.requests, self.schema)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the state as JSON, whole or not at all."""
        body = {"exposure": DISCOUNT, **asdict(self)}
        with whole_file(path) as scratch:
            scratch.write_text(json.dumps(body, ensure_ascii=False, indent=1), "utf-8")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> ExposureState:
        """Read a saved state; raise `FileError` or `InputError` naming what is wrong."""
        try:
            body = json.loads(Path(path).read_text("utf-8"))
            got, due = _amounts(body["got"]), _amounts(body["due"])
            loaded = cls(got, due, int(body["requests"]), body["schema"])
            discount = body["exposure"]
        except OSError as error:
            raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"{path}: not an exposure state ({error}). Expected one written by Everyhue."
            ) from error
        if (loaded.schema, discount) != (SCHEMA, DISCOUNT):
            raise bad_value(f"schema of {path}", (loaded.schema, discount), f"{SCHEMA}, {DISCOUNT}")
        return loaded


def _amounts(table: Mapping[str, Mapping[str, float]]) -> Amounts:
    held = {name: {b: float(x) for b, x in row.items()} for name, row in table.items()}
    if not all(0 <= x < float("inf") for row in held.values() for x in row.values()):
        raise ValueError("an amount that is no finite number ≥ 0")
    return held


def _sum(one: Amounts, other: Amounts) -> Amounts:
    return {
        name: _added(one.get(name, {}), other.get(name, {}))
        for name in dict.fromkeys([*one, *other])
    }


def _added(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {b: one.get(b, 0.0) + other.get(b, 0.0) for b in dict.fromkeys([*one, *other])}


def _times(amounts: Amounts, factor: float) -> Amounts:
    return {name: {b: factor * x for b, x in row.items()} for name, row in amounts.items()}
