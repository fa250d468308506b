"""One item: its picture, and what its labels say or why they say nothing."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.catalog.snapshot import Snapshot
from everyhue.service.web.cards import alt_of, image_href
from everyhue.service.web.wording import percent, reason_words
from everyhue.types import Dimension, Labels, Provenance

_SHOWN_FROM = 0.05


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One dimension of one item.

    Parameters
    ----------
    dimension : str
        What a person reads.
    words : str
        The label, or that it is not known.
    colours : tuple of str
        Swatch beside the label.
    source : str
        Who labelled it, or why it is unknown.
    known : bool
        Whether anything is known.
    """

    dimension: str
    words: str
    colours: tuple[str, ...]
    source: str
    known: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """What the item page shows."""

    id: str
    text: str
    image: str | None
    alt: str
    labels: tuple[LabelRow, ...]
    attributes: tuple[tuple[str, str], ...]


def item_view(held: Snapshot, item_id: str, *, drawn: bool) -> ItemView:
    """Return the view of a live item.

    Parameters
    ----------
    held : Snapshot
        The catalog.
    item_id : str
        Which item.
    drawn : bool
        Whether the catalog is the demo, whose labels come from the drawing itself.

    Raises
    ------
    UnknownNameError
        For an item that is not there.
    """
    row = held.row(item_id)
    card = held.cards([row])[0]
    labels = tuple(
        label_row(held.dimensions[name], held.labels[name], row, drawn=drawn)
        for name in held.dimensions
    )
    shown = tuple(
        (name.replace("_", " ").capitalize(), value.replace("_", " "))
        for name, value in card.attributes.items()
        if name not in ("alt", "seed")
    )
    return ItemView(card.id, card.text, image_href(card.image), alt_of(card), labels, shown)


def label_row(dimension: Dimension, labels: Labels, row: int, *, drawn: bool) -> LabelRow:
    """Return one label of one item, in words."""
    if not labels.known[row]:
        why = f"Unknown, because {reason_words(str(labels.reason[row]))}."
        return LabelRow(dimension.label, "Not known", (), why, known=False)
    source = f"As labelled by {_source(labels.provenance, drawn)}."
    sure = int(labels.sure[row])
    if sure < 0:
        return LabelRow(dimension.label, _soft(dimension, labels, row), (), source, known=True)
    bucket = dimension.buckets[sure]
    colours = tuple((bucket.swatch or "").split())
    return LabelRow(dimension.label, bucket.label, colours, source, known=True)


def _soft(dimension: Dimension, labels: Labels, row: int) -> str:
    """Write the likely buckets of a label that is not sure."""
    likely = sorted(
        (
            (float(p), bucket.label)
            for p, bucket in zip(labels.probs[row], dimension.buckets, strict=True)
        ),
        reverse=True,
    )
    return "Not sure: " + ", ".join(
        f"{name} {percent(p)}" for p, name in likely if p >= _SHOWN_FROM
    )


def _source(provenance: Provenance, drawn: bool) -> str:
    if drawn:
        return "the drawing itself, which is exact"
    if provenance.source == "operator":
        return "this catalog's operator"
    return f"the model {provenance.source}"
