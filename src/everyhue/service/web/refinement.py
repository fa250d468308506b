"""The refinement bar: dimensions with their choices, each a plain form button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyhue.ranking.request import Response
from everyhue.service.web.address import Address
from everyhue.types import Dimension


@dataclass(frozen=True, slots=True)
class Choice:
    """One bucket that may be chosen: a name, and a picture that never stands alone."""

    key: str
    value: str
    label: str
    colours: tuple[str, ...]
    icon: str | None
    pressed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One dimension of the bar, with the rest of the state its form carries along."""

    name: str
    label: str
    note: str
    choices: tuple[Choice, ...]
    carried: tuple[tuple[str, str], ...]
    chosen: str | None


def groups(
    response: Response, dimensions: Mapping[str, Dimension], address: Address
) -> tuple[Group, ...]:
    """Return the dimensions that this response may be refined by."""
    return tuple(
        _group(dimensions[name], buckets, address) for name, buckets in response.refinable.items()
    )


def _group(dimension: Dimension, buckets: tuple[str, ...], address: Address) -> Group:
    chosen = address.refine.get(dimension.name)
    others = {name: value for name, value in address.refine.items() if name != dimension.name}
    return Group(
        dimension.name,
        dimension.label,
        dimension.note,
        tuple(_choice(dimension, bucket, bucket == chosen) for bucket in buckets),
        tuple(address.pairs(refine=others)),
        None if chosen is None else dimension.bucket(chosen).label,
    )


def _choice(dimension: Dimension, bucket_id: str, pressed: bool) -> Choice:
    """Make a button; pressing a pressed one sends no choice, which clears it."""
    bucket = dimension.bucket(bucket_id)
    key = f"{dimension.name}:{bucket_id}"
    return Choice(
        key,
        "" if pressed else key,
        bucket.label,
        tuple((bucket.swatch or "").split()),
        bucket.icon,
        pressed,
    )
