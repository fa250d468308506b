"""Which column holds what: as asked for, else found by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from everyhue.errors import InputError, bad_value, unknown_name
from everyhue.types import Dimension

ID_NAMES = ("id", "item_id", "sku", "product_id", "image_id")
TEXT_NAMES = ("text", "caption", "title", "name", "description")
IMAGE_NAMES = ("image", "image_path", "picture", "file", "filename")
VECTOR_NAMES = ("vector", "embedding")


@dataclass(frozen=True, slots=True)
class Asked:
    """Columns a person named; what is left out is found by name.

    Parameters
    ----------
    id, image, vector : str or None
        Column names.
    text : tuple of str
        Columns whose words are joined.
    labels : mapping of str to str
        Dimension → column.
    probs : mapping of str to str
        Dimension → ``bucket:column,bucket:column`` or the prefix of the columns' names.
    priors : mapping of str to str
        Prior → column.
    attributes : tuple of str
        Columns passed through.
    """

    id: str | None = None
    text: tuple[str, ...] = ()
    image: str | None = None
    vector: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    probs: Mapping[str, str] = field(default_factory=dict)
    priors: Mapping[str, str] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Columns that were found, each of them in the file.

    Parameters
    ----------
    id : str
        Column of the ids.
    text : tuple of str
        Columns whose words are joined.
    image, vector : str or None
        Columns, where there are any.
    labels : mapping of str to str
        Dimension → column of bucket ids.
    probs : mapping of str to tuple of str
        Dimension → column of each bucket's probability, in the order of its buckets.
    priors : mapping of str to str
        Prior → column.
    attributes : tuple of str
        Columns passed through.
    """

    id: str
    text: tuple[str, ...]
    image: str | None
    vector: str | None
    labels: Mapping[str, str]
    probs: Mapping[str, tuple[str, ...]]
    priors: Mapping[str, str]
    attributes: tuple[str, ...]

    @property
    def dimensions(self) -> set[str]:
        """Names of the dimensions that have a column."""
        return {*self.labels, *self.probs}


def resolve(header: Sequence[str], asked: Asked, dimensions: Mapping[str, Dimension]) -> ColumnMap:
    """Find the columns of a catalog in a file's header.

    Parameters
    ----------
    header : sequence of str
        The file's columns.
    asked : Asked
        Columns a person named.
    dimensions : mapping of str to Dimension
        Declared dimensions. One with a column of its name, or a column ``<name>:<bucket>`` or
        ``<name>_<bucket>`` for every bucket, is found without being named.

    Returns
    -------
    ColumnMap
        Columns that are in the file.

    Raises
    ------
    UnknownNameError
        For a column, dimension or bucket that does not exist, with the nearest one.
    InputError
        Where no column holds the ids, or neither text nor vectors.

    Examples
    --------
    >>> found = resolve(["sku", "title", "price"], Asked(priors={"popularity": "price"}), {})
    >>> found.id, found.text, found.image
    ('sku', ('title',), None)
    """
    for column in _named(asked):
        if column not in header:
            raise unknown_name("column", column, header)
    for name in (*asked.labels, *asked.probs):
        if name not in dimensions:
            raise unknown_name("dimension", name, dimensions)
    text = asked.text or tuple(filter(None, [_first(header, TEXT_NAMES)]))
    vector = asked.vector or _first(header, VECTOR_NAMES)
    if not text and vector is None:
        raise _missing("text", TEXT_NAMES, header)
    probs = {name: _asked_probs(header, dimensions[name], how) for name, how in asked.probs.items()}
    probs |= _found_probs(header, _unasked(dimensions, asked))
    labels = {name: name for name in dimensions if name in header and name not in probs}
    found = ColumnMap(
        asked.id or _first(header, ID_NAMES) or "", text,
        asked.image or _first(header, IMAGE_NAMES), vector, labels | dict(asked.labels), probs,
        asked.priors, asked.attributes,
    )  # fmt: skip
    if not found.id:
        raise _missing("id", ID_NAMES, header)
    return found


def _unasked(dimensions: Mapping[str, Dimension], asked: Asked) -> list[Dimension]:
    named = {*asked.labels, *asked.probs}
    return [dimension for dimension in dimensions.values() if dimension.name not in named]


def _named(asked: Asked) -> list[str]:
    single = [name for name in (asked.id, asked.image, asked.vector) if name is not None]
    return [*single, *asked.text, *asked.labels.values(), *asked.priors.values(), *asked.attributes]


def _first(header: Sequence[str], names: Sequence[str]) -> str | None:
    held = {column.casefold(): column for column in reversed(header)}
    return next((held[name] for name in names if name in held), None)


def _missing(what: str, names: Sequence[str], header: Sequence[str]) -> InputError:
    return bad_value(
        f"columns of the file: no {what}", list(header), f"one called {', '.join(names)}",
        f"Name it: --{what} COLUMN.",
    )  # fmt: skip


def _asked_probs(header: Sequence[str], dimension: Dimension, how: str) -> tuple[str, ...]:
    if ":" not in how:
        columns = {bucket: how + bucket for bucket in dimension.ids}
    else:
        pairs = [pair.partition(":") for pair in how.split(",")]
        columns = {bucket.strip(): column.strip() for bucket, _, column in pairs}
    for bucket, column in columns.items():
        dimension.bucket(bucket)
        if column not in header:
            raise unknown_name("column", column, header)
    missing = [bucket for bucket in dimension.ids if bucket not in columns]
    if missing:
        raise bad_value(
            f"probabilities of {dimension.name}", how, f"a column for {', '.join(missing)} too"
        )
    return tuple(columns[bucket] for bucket in dimension.ids)


def _found_probs(
    header: Sequence[str], dimensions: Sequence[Dimension]
) -> dict[str, tuple[str, ...]]:
    found = {}
    for dimension in dimensions:
        for mark in (":", "_"):
            columns = tuple(f"{dimension.name}{mark}{bucket}" for bucket in dimension.ids)
            if set(columns) <= set(header):
                found[dimension.name] = columns
    return found
