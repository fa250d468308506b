"""One item of a catalog, as an operator hands it over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from everyhue.errors import bad_value, unknown_name
from everyhue.types import Dimension

MAX_ID = 512
"""Longest item id, in characters."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """What is known of one item.

    Parameters
    ----------
    id : str
        The operator's id: unique, 1 to 512 characters.
    text : str
        The words it can be found by.
    image : str or None
        Path inside the catalog's media folder.
    vector : sequence of float or None
        Its place in the operator's own embedding space; any length but one for all items.
    labels : mapping of str to (str, sequence of float or None)
        Per dimension: a bucket id, or a probability for each bucket, or ``None`` for unknown.
    reasons : mapping of str to str
        Why a dimension is unknown (``{"hair_pattern": "covered"}``).
    priors : mapping of str to float, [0, 1]
        Query-independent scores such as popularity.
    attributes : mapping of str to str
        Further columns, passed through to the page.
    present : mapping of str to sequence of str
        Every bucket that occurs, for items that show several people.
    sure : mapping of str to str or None
        The bucket that counts as sure, or ``None`` for none, where a signal has decided that; by
        default one with a probability of at least .8.

    Examples
    --------
    >>> Item("a1", "Curly bob", labels={"hair_pattern": "curly"}).text
    'Curly bob'
    """

    id: str
    text: str = ""
    image: str | None = None
    vector: Sequence[float] | None = None
    labels: Mapping[str, str | Sequence[float] | None] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    priors: Mapping[str, float] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    present: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sure: Mapping[str, str | None] = field(default_factory=dict)


def checked(item: Item, dimensions: Mapping[str, Dimension]) -> Item:
    """Return `item` when it can be stored.

    Parameters
    ----------
    item : Item
        Any item.
    dimensions : mapping of str to Dimension
        The declared dimensions.

    Returns
    -------
    Item
        The same item.

    Raises
    ------
    InputError
        For an id that is empty or too long, a path that leaves the media folder, probabilities
        that do not sum to 1, a prior outside [0, 1], a vector with other than finite numbers.
    UnknownNameError
        For a dimension or bucket that is not declared.

    Examples
    --------
    >>> checked(Item("a1"), {}).id
    'a1'
    """
    if not isinstance(item.id, str) or not 1 <= len(item.id) <= MAX_ID:
        raise bad_value("id", item.id, f"1 to {MAX_ID} characters")
    if item.image is not None:
        inner_path(item.image)
    for name, value in item.labels.items():
        _check_label(_dimension(name, dimensions), value)
    for name, buckets in item.present.items():
        for bucket in buckets:
            _dimension(name, dimensions).bucket(bucket)
    for name, single in item.sure.items():
        if single is not None:
            _dimension(name, dimensions).bucket(single)
    for name, prior in item.priors.items():
        if not 0 <= prior <= 1:
            raise bad_value(f"prior {name}", prior, "a number in [0, 1]")
    if item.vector is not None and not np.isfinite(np.asarray(item.vector, np.float64)).all():
        raise bad_value("vector", list(item.vector)[:4], "finite numbers")
    return item


def inner_path(path: str) -> str:
    """Return `path` when it is relative and stays inside its folder; raise `InputError` otherwise.

    Examples
    --------
    >>> inner_path("looks/0001.svg")
    'looks/0001.svg'
    """
    parts = path.replace("\\", "/").split("/")
    if not path or ".." in parts or parts[0] == "" or ":" in parts[0] or "\0" in path:
        raise bad_value("image", path, "a relative path inside the images folder")
    return "/".join(part for part in parts if part not in ("", "."))


def _dimension(name: str, dimensions: Mapping[str, Dimension]) -> Dimension:
    if name not in dimensions:
        raise unknown_name("dimension", name, dimensions)
    return dimensions[name]


def _check_label(dimension: Dimension, value: str | Sequence[float] | None) -> None:
    if isinstance(value, str):
        dimension.bucket(value)
    elif value is not None:
        _check_probabilities(dimension, np.asarray(value, np.float64))


def _check_probabilities(dimension: Dimension, probs: np.ndarray) -> None:
    wanted = f"{len(dimension.buckets)} probabilities that sum to 1"
    if probs.shape != (len(dimension.buckets),) or not np.isfinite(probs).all():
        raise bad_value(dimension.name, probs.tolist(), wanted)
    if (probs < 0).any() or not (probs.sum() == 0 or abs(probs.sum() - 1) <= 0.01):
        raise bad_value(dimension.name, probs.tolist(), wanted)
