"""Labels as ``everyhue signals`` stored them, where a file holds such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from everyhue.errors import bad_value
from everyhue.signals.labels_file import PARTS, Labelled, dimensions_in, labelled_of
from everyhue.signals.labels_frame import ITEM

if TYPE_CHECKING:
    from everyhue.audit.log.items import LabelsAsked


def stored_labels(path: Path, header: Sequence[str], asked: LabelsAsked) -> Mapping[str, Labelled]:
    """Return the labels of each dimension that a file of signals holds; of any other file, none.

    A dimension for which a person named a column is read from there.

    Raises
    ------
    InputError
        For buckets that are not those declared.
    """
    if path.suffix.lower() not in (".parquet", ".pq") or ITEM not in header:
        return {}
    names = set(header)
    found = {
        name: buckets
        for name, buckets in dimensions_in(header).items()
        if name not in asked.columns and {f"{name}:{part}" for part in PARTS} <= names
    }
    return {name: _one(path, name, buckets, asked) for name, buckets in found.items()}


def _one(path: Path, name: str, buckets: tuple[str, ...], asked: LabelsAsked) -> Labelled:
    import polars

    declared = asked.dimensions.get(name)
    ids = buckets if declared is None else declared.ids
    if set(ids) != set(buckets):
        raise bad_value(
            f"buckets of {name} in {path.name}", buckets, f"those declared: {ids}",
            "Label again, or change everyhue.toml.",
        )  # fmt: skip
    columns = [ITEM, *(f"{name}:{part}" for part in (*buckets, *PARTS))]
    return labelled_of(polars.read_parquet(path, columns=columns), name, ids)
