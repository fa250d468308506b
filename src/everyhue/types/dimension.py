"""What content can be described by: a dimension and its buckets, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from everyhue.errors import bad_value, unknown_name

UNKNOWN = "unknown"
"""The word for "no sure bucket". It is never a bucket and no rule aims at it."""

Offer = Literal["always", "query", "off"]
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Bucket:
    """One value of a dimension, with the words and the picture a person sees.

    Parameters
    ----------
    id : str
        Lower-case identifier, used in URLs and files.
    label : str
        What a person reads.
    swatch : str or None
        Colours as ``"#rrggbb #rrggbb"``; always shown beside the label, never alone.
    icon : str or None
        Name of a drawn icon.
    description : str
        One respectful sentence.
    """

    id: str
    label: str
    swatch: str | None = None
    icon: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A declared way to describe content.

    Parameters
    ----------
    name : str
        Lower-case identifier (``skin_tone``).
    label : str
        What a person reads (``Skin tone range``).
    buckets : tuple of Bucket
        At least two, ids unique, none called ``unknown``.
    ordered : bool
        Whether neighbouring buckets are more alike than distant ones.
    topics : tuple of str
        Where it applies: the subjects (``beauty``, ``hair`` …) on which a trigger may use it.
    offer : {"always", "query", "off"}
        When a refinement may be offered: on every request, when the query is about one of
        `topics`, or never.
    note : str
        What the labels cannot say, shown where the refinement is offered.

    Raises
    ------
    InputError
        For a malformed name, fewer than two buckets, a repeated id or a bucket called ``unknown``.

    Examples
    --------
    >>> price = Dimension("price", "Price band", (Bucket("low", "Low"), Bucket("high", "High")))
    >>> price.ids
    ('low', 'high')
    """

    name: str
    label: str
    buckets: tuple[Bucket, ...]
    ordered: bool = False
    topics: tuple[str, ...] = ()
    offer: Offer = "query"
    note: str = ""

    def __post_init__(self) -> None:
        ids = [bucket.id for bucket in self.buckets]
        if not _NAME.fullmatch(self.name):
            raise bad_value("dimension name", self.name, "lower-case letters, digits and _")
        if len(ids) < 2 or len(set(ids)) != len(ids):
            raise bad_value(f"buckets of {self.name}", ids, "at least two different ids")
        if UNKNOWN in ids:
            raise bad_value(
                f"buckets of {self.name}",
                ids,
                "no bucket called 'unknown'",
                "Leave the label empty.",
            )
        if self.offer not in ("always", "query", "off"):
            raise bad_value(f"offer of {self.name}", self.offer, '"always", "query" or "off"')

    @property
    def ids(self) -> tuple[str, ...]:
        """Bucket ids in their declared order."""
        return tuple(bucket.id for bucket in self.buckets)

    def bucket(self, bucket_id: str) -> Bucket:
        """Return the bucket called `bucket_id`; raise with the nearest name otherwise."""
        for bucket in self.buckets:
            if bucket.id == bucket_id:
                return bucket
        raise unknown_name(f"bucket of {self.name}", bucket_id, self.ids)
