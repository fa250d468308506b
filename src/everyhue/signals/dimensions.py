"""The dimensions that ship, and how a person declares one of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from everyhue.errors import bad_value, unknown_name
from everyhue.types import Bucket, Dimension

SKIN_TONE = Dimension(
    "skin_tone",
    "Skin tone range",
    (
        Bucket("light", "Light", "#f6ede4 #f3e7db #f7ead0"),
        Bucket("light_medium", "Light–medium", "#eadaba #d7bd96"),
        Bucket("medium_deep", "Medium–deep", "#a07e56 #825c43"),
        Bucket("deep", "Deep", "#604134 #3a312a #292420"),
    ),
    ordered=True,
    topics=("beauty", "hair", "fashion", "wedding"),
    note="The apparent tone in a picture, which light and camera change; not a person's skin.",
)
"""Four ranges of the Monk Skin Tone scale: 1–3, 4–5, 6–7 and 8–10."""

HAIR_PATTERN = Dimension(
    "hair_pattern",
    "Hair pattern",
    (
        Bucket("protective", "Protective", icon="protective"),
        Bucket("coily", "Coily", icon="coily"),
        Bucket("curly", "Curly", icon="curly"),
        Bucket("wavy", "Wavy", icon="wavy"),
        Bucket("straight", "Straight", icon="straight"),
        Bucket("shaved_bald", "Shaved or bald", icon="shaved_bald"),
    ),
    topics=("beauty", "hair", "wedding"),
    note="How hair looks in a picture. Covered hair, or hair outside the picture, is not labelled.",
)
"""Six patterns; covered or not visible is *unknown* with that reason, never "straight"."""

BODY_TYPE = Dimension(
    "body_type",
    "Body type range",
    (
        Bucket("straight_size", "Straight size", icon="straight_size"),
        Bucket("mid_size", "Mid size", icon="mid_size"),
        Bucket("plus_size", "Plus size", icon="plus_size"),
        Bucket("extended_size", "Extended plus size", icon="extended_size"),
    ),
    ordered=True,
    topics=("fashion", "wedding"),
    note="Fashion's own words for how clothes are cut. It says nothing about health or weight.",
)
"""Four ranges in the words of size-inclusive fashion; never labelled on pictures of children."""

SHIPPED: tuple[Dimension, ...] = (SKIN_TONE, HAIR_PATTERN, BODY_TYPE)
"""The dimensions that need no declaration."""

_KEYS = ("label", "buckets", "ordered", "topics", "offer", "note", "audited")
_BUCKET_KEYS = ("id", "label", "swatch", "icon", "description")


def dimension_from_table(name: str, table: Mapping[str, Any]) -> Dimension:
    """Make a dimension from its TOML table.

    Parameters
    ----------
    name : str
        Lower-case identifier.
    table : mapping
        ``buckets`` (a list of ids, or of tables with ``id`` and ``label``) and, optionally,
        ``label``, ``ordered``, ``topics``, ``offer``, ``note``; ``audited`` is for the service.

    Returns
    -------
    Dimension
        The declared dimension.

    Raises
    ------
    UnknownNameError
        For a key that is not known, with the nearest known one.
    InputError
        For missing or malformed buckets.

    Examples
    --------
    >>> dimension_from_table("price", {"buckets": ["low", "high"], "offer": "always"}).label
    'Price'
    """
    _known_keys(f"dimension {name}", table, _KEYS)
    rows = table.get("buckets")
    if not isinstance(rows, list):
        raise bad_value(f"buckets of {name}", rows, 'a list such as ["low", "high"]')
    return Dimension(
        name,
        str(table.get("label") or _title(name)),
        tuple(_bucket(name, row) for row in rows),
        ordered=bool(table.get("ordered", False)),
        topics=tuple(table.get("topics", ())),
        offer=table.get("offer", "query"),
        note=str(table.get("note", "")),
    )


def _bucket(name: str, row: object) -> Bucket:
    if isinstance(row, str):
        return Bucket(row, _title(row))
    if not isinstance(row, Mapping) or "id" not in row:
        raise bad_value(f"bucket of {name}", row, "an id or a table with an id")
    _known_keys(f"bucket of {name}", row, _BUCKET_KEYS)
    return Bucket(**{"label": _title(str(row["id"])), **row})


def _known_keys(what: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise unknown_name(f"key of {what}", key, known)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
