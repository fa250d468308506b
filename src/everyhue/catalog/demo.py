"""The demo catalog: people drawn from seeds, their captions, exact labels and a made popularity."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from everyhue.catalog.build import Progress, Recipe, build
from everyhue.catalog.catalog import Catalog
from everyhue.catalog.demo_models import modelled
from everyhue.catalog.folder import MEDIA, exists
from everyhue.catalog.ingest import Joined
from everyhue.catalog.item import Item
from everyhue.errors import EveryhueError
from everyhue.signals.dimensions import SHIPPED
from everyhue.signals.people import DemoItem, alt_text, demo_items, draw

STAMPS = "stamps"
"""Folder, inside the catalog's, of the verdicts on models that labelled it."""

_EVERY = 50
_SAMPLE = 24


def open_demo(
    path: str | Path,
    *,
    n: int = 3200,
    seed: int = 7,
    skew: float = 1.0,
    labels: str = "exact",
    progress: Progress | None = None,
) -> Catalog:
    """Open the demo catalog in a folder; build it first where it is missing or of another make.

    Parameters
    ----------
    path, n, seed, skew, labels, progress
        As in `build_demo`.

    Returns
    -------
    Catalog
        Open.
    """
    try:
        catalog = Catalog.open(path) if exists(Path(path)) else None
    except EveryhueError:
        catalog = None
    if catalog is not None:
        held, wanted = catalog.facts, _facts(n, seed, skew)
        made = held.get("labelled", "exact") == labels
        if made and {name: held.get(name) for name in wanted} == wanted:
            return catalog
        catalog.close()
    return build_demo(path, n=n, seed=seed, skew=skew, labels=labels, progress=progress)


def build_demo(
    path: str | Path,
    *,
    n: int = 3200,
    seed: int = 7,
    skew: float = 1.0,
    labels: str = "exact",
    progress: Progress | None = None,
) -> Catalog:
    """Draw and index the demo catalog.

    Parameters
    ----------
    path : str or Path
        The folder. Pictures go to ``media`` in it, as SVG.
    n : int, ≥ 0
        How many items.
    seed : int, ≥ 0
        Which people.
    skew : float, ≥ 0
        How strongly the made popularity favours some buckets; 0 for not at all. The prior
        ``popularity`` has it, ``popularity_no_skew`` has not.
    labels : {"exact", "model"}
        Who says what a picture shows: its recipe, or models that learnt from other drawn people.
    progress : callable, optional
        Called with stage, done and total.

    Returns
    -------
    Catalog
        Open, with `Catalog.facts` saying what was made.
    """
    where = Path(path)
    items = list(demo_items(n, seed=seed, skew=skew))
    _draw_all(items, where / MEDIA, progress)
    facts = _facts(n, seed, skew)
    ready: Iterator[Item] = map(_item, items)
    if labels != "exact":
        found = modelled(items, seed, progress)
        facts |= found.facts
        for stamp in found.stamps:
            stamp.save(where / STAMPS / f"{stamp.dimension}.json")
        joined = Joined(found.files, {dimension.name: dimension for dimension in SHIPPED})
        ready = joined.all(map(_unlabelled, items))
    build(where, ready, Recipe(SHIPPED, progress=progress, facts=facts))
    return Catalog.open(where)


def _item(one: DemoItem) -> Item:
    return Item(
        one.id, one.caption, _picture(one), labels=one.labels, reasons=one.reasons,
        priors=one.popularity, present=one.present,
        attributes={**one.attributes, "alt": alt_text(one.seed)},
    )  # fmt: skip


def _unlabelled(one: DemoItem) -> Item:
    return replace(_item(one), labels={}, reasons={}, present={})


def _picture(one: DemoItem) -> str:
    return f"{one.id}.svg"


def _draw_all(items: list[DemoItem], media: Path, progress: Progress | None) -> None:
    media.mkdir(parents=True, exist_ok=True)
    for done, one in enumerate(items, 1):
        (media / _picture(one)).write_text(draw(one.seed), "utf-8")
        if progress and (done % _EVERY == 0 or done == len(items)):
            progress("pictures", done, len(items))


def _facts(n: int, seed: int, skew: float) -> dict[str, str]:
    """Say what is made, with a fingerprint of the drawing, so that a newer one draws again."""
    sample = demo_items(min(n, _SAMPLE), seed=seed, skew=skew)
    return {
        "demo": "drawn people", "items": str(n), "seed": str(seed), "skew": str(float(skew)),
        "look": _fingerprint(sample),
    }  # fmt: skip


def _fingerprint(items: Iterable[DemoItem]) -> str:
    return hashlib.sha256("".join(_looks(items)).encode()).hexdigest()[:16]


def _looks(items: Iterable[DemoItem]) -> Iterator[str]:
    return (repr(one) + draw(one.seed) for one in items)
