"""The demo catalog: items with captions, exact labels and a popularity whose skew is made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from everyhue.errors import bad_value
from everyhue.signals.people.choose import person, stream
from everyhue.signals.people.person import DIMENSIONS, Person

SKEW_OFFSETS: Mapping[str, Mapping[str, float]] = {
    "skin_tone": {"light": 0.9, "light_medium": 0.35, "medium_deep": -0.45, "deep": -0.8},
    "hair_pattern": {
        "straight": 0.7, "wavy": 0.45, "curly": 0.0, "shaved_bald": -0.25, "coily": -0.45,
        "protective": -0.45,
    },
    "body_type": {
        "straight_size": 0.75, "mid_size": 0.2, "plus_size": -0.4, "extended_size": -0.55,
    },
}  # fmt: skip
"""What the made skew adds to an item's log-odds of popularity, per bucket, at ``skew=1``."""

_SPREAD = 0.9
_STUDIOS = (
    "studio marigold", "north window", "paper lantern", "kin & colour", "atelier amara",
    "blue door", "saffron street", "halo & hue", "the long table", "mira makes", "otis draws",
    "lumen house", "fig & fern", "casa rosa", "tidepool", "second sunday",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoItem:
    """One item of the demo catalog.

    Parameters
    ----------
    id, seed : str, int
        Identifier, and the seed its picture is drawn from.
    caption : str
        Words people search with.
    labels : mapping of dimension to bucket id or None
        Exact labels, none where unknown.
    reasons : mapping of dimension to str
        Why a label is unknown.
    present : mapping of dimension to bucket ids
        Every bucket seen in a picture of several people, else empty.
    popularity : mapping
        ``popularity`` with the made skew and ``popularity_no_skew`` without, both in [0, 1].
    attributes : mapping
        Topic, framing, occupation, price band, and an invented creator.
    """

    id: str
    seed: int
    caption: str
    labels: Mapping[str, str | None]
    reasons: Mapping[str, str]
    present: Mapping[str, tuple[str, ...]]
    popularity: Mapping[str, float]
    attributes: Mapping[str, str]


def demo_items(n: int = 3200, *, seed: int = 7, skew: float = 1.0) -> Iterator[DemoItem]:
    """Yield the demo catalog: `n` items that differ only by their seeds.

    Popularity is ``1 / (1 + exp(−(z + skew · Σ offset)))`` with ``z`` normal and the offsets of
    `SKEW_OFFSETS`. The skew is *made*: it stands for the feedback loops of real catalogs.

    Parameters
    ----------
    n : int, ≥ 0
        How many items.
    seed : int, ≥ 0
        Which catalog.
    skew : float, ≥ 0
        How much of the stated offsets is applied; 0 for none.

    Yields
    ------
    DemoItem
        Items ``p00000``, ``p00001`` …; a longer catalog begins with the shorter one.

    Raises
    ------
    InputError
        For a negative `n`, `seed` or `skew`.

    Notes
    -----
    Cost: about 0.2 ms an item. Nothing is drawn; see `draw`.

    Examples
    --------
    >>> [item.id for item in demo_items(2)]
    ['p00000', 'p00001']
    """
    for name, value in (("n", n), ("seed", seed), ("skew", skew)):
        if not (value >= 0 and math.isfinite(value)):
            raise bad_value(name, value, "a finite number ≥ 0")
    return (_item(index, seed * 1_000_000 + index, skew) for index in range(n))


def _item(index: int, seed: int, skew: float) -> DemoItem:
    one = person(seed)
    return DemoItem(
        id=f"p{index:05d}",
        seed=seed,
        caption=one.caption,
        labels=one.labels,
        reasons=one.reasons,
        present=one.present,
        popularity=_popularity(one, skew),
        attributes=_attributes(one),
    )


def _popularity(one: Person, skew: float) -> dict[str, float]:
    base = stream(one.seed, "popularity").gauss(-0.3, _SPREAD)
    return {
        "popularity": _logistic(base + skew * sum(_offset(one, name) for name in DIMENSIONS)),
        "popularity_no_skew": _logistic(base),
    }


def _offset(one: Person, dimension: str) -> float:
    """Mean offset of the buckets that are seen; 0 where nothing is known."""
    label = one.labels[dimension]
    seen = one.present.get(dimension, ()) if label is None else (label,)
    return sum(SKEW_OFFSETS[dimension][bucket] for bucket in seen) / max(len(seen), 1)


def _logistic(z: float) -> float:
    return round(1 / (1 + math.exp(-z)), 6)


def _attributes(one: Person) -> dict[str, str]:
    rng = stream(one.seed, "attributes")
    found = {
        "topic": one.topic,
        "framing": one.framing,
        "creator": rng.choice(_STUDIOS),
        "price_band": rng.choice(("low", "medium", "high")),
    }
    return found | ({"occupation": one.occupation} if one.occupation else {})
