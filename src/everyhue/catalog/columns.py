"""Stored records as arrays, and how a later state grows out of an earlier one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.snapshot import Rows
from everyhue.catalog.store import Record
from everyhue.types import Dimension, Labels

Priors = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The columns of `n` rows that rankings read; vectors apart, they are copied on a change.

    Parameters
    ----------
    keys, ids, alive, labels, priors
        As in `Snapshot`.
    """

    keys: NDArray[np.int64]
    ids: NDArray[np.object_]
    alive: NDArray[np.bool_]
    labels: dict[str, Labels]
    priors: Priors

    @classmethod
    def of(cls, records: Sequence[Record], dimensions: Mapping[str, Dimension]) -> Columns:
        """Read the columns of `records`."""
        return cls(
            np.fromiter((record.key for record in records), np.int64, len(records)),
            _objects([record.id for record in records]),
            np.fromiter((not record.taken_down for record in records), bool, len(records)),
            labels_of([record.labels for record in records], dimensions),
            priors_of([record.priors for record in records]),
        )

    def with_rows(self, rows: Rows, new: Columns, size: int) -> Columns:
        """Return columns of `size` rows in which `rows` hold the values of `new`."""
        return Columns(
            _patched(self.keys, rows, new.keys, size),
            _patched(self.ids, rows, new.ids, size),
            _patched(self.alive, rows, new.alive, size),
            {
                name: _patched_labels(held, rows, new.labels[name], size)
                for name, held in self.labels.items()
            },
            _patched_priors(self.priors, rows, new.priors, size),
        )


def labels_of(raw: Sequence[str], dimensions: Mapping[str, Dimension]) -> dict[str, Labels]:
    """Return the labels of stored items; equal texts, which are common, are read once."""
    places: dict[str, int] = {}
    rows = np.fromiter((places.setdefault(text, len(places)) for text in raw), np.intp, len(raw))
    tables = [msgspec.json.decode(text) for text in places]
    return {name: _labels(tables, dimension).take(rows) for name, dimension in dimensions.items()}


def priors_of(raw: Sequence[str]) -> Priors:
    """Return the priors of stored items by name, 0 where an item has none."""
    priors: Priors = {}
    for row, text in enumerate(raw):
        if text != "{}":
            for name, value in msgspec.json.decode(text).items():
                if name not in priors:
                    priors[name] = np.zeros(len(raw), np.float32)
                priors[name][row] = value
    return priors


def _labels(tables: Sequence[Mapping[str, Any]], dimension: Dimension) -> Labels:
    name, ids = dimension.name, dimension.ids
    probs = np.zeros((len(tables), len(ids)), np.float32)
    for row, table in enumerate(tables):
        given = table.get("labels", {}).get(name)
        if isinstance(given, str):
            probs[row, ids.index(given)] = 1
        elif given is not None:
            probs[row] = given
    labels = Labels.from_matrix(probs, dimension)
    for row, table in enumerate(tables):
        if name in table.get("sure", {}):
            single = table["sure"][name]
            labels.sure[row] = -1 if single is None else ids.index(single)
    for row in np.flatnonzero(~labels.known).tolist():
        labels.reason[row] = tables[row].get("reasons", {}).get(name) or "missing"
    return replace(labels, present=_present(tables, dimension))


def _present(tables: Sequence[Mapping[str, Any]], dimension: Dimension) -> NDArray[np.bool_] | None:
    listed = [table.get("present", {}).get(dimension.name) for table in tables]
    if not any(listed):
        return None
    present = np.zeros((len(tables), len(dimension.ids)), bool)
    for row, buckets in enumerate(listed):
        for bucket in buckets or ():
            present[row, dimension.ids.index(bucket)] = True
    return present


def _patched(held: NDArray[Any], rows: Rows, new: NDArray[Any], size: int) -> NDArray[Any]:
    grown = np.zeros((size, *held.shape[1:]), held.dtype)
    grown[: len(held)] = held
    grown[rows] = new
    return grown


def _patched_labels(held: Labels, rows: Rows, new: Labels, size: int) -> Labels:
    present = None
    if held.present is not None or new.present is not None:
        present = _patched(_all_present(held), rows, _all_present(new), size)
    return Labels(
        held.dimension, held.buckets, _patched(held.probs, rows, new.probs, size),
        _patched(held.known, rows, new.known, size), _patched(held.sure, rows, new.sure, size),
        _patched(held.reason, rows, new.reason, size), present, held.provenance,
    )  # fmt: skip


def _all_present(labels: Labels) -> NDArray[np.bool_]:
    return np.zeros(labels.probs.shape, bool) if labels.present is None else labels.present


def _patched_priors(held: Priors, rows: Rows, new: Priors, size: int) -> Priors:
    priors: Priors = {}
    for name in {**held, **new}:
        before = held.get(name, np.zeros(0, np.float32))
        priors[name] = _patched(before, rows, new.get(name, np.zeros(len(rows), np.float32)), size)
    return priors


def _objects(values: Sequence[str]) -> NDArray[np.object_]:
    array = np.empty(len(values), object)
    array[:] = values
    return array
