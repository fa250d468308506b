"""One result as the page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from everyhue.catalog.snapshot import Card, Snapshot
from everyhue.ranking.request import Hit
from everyhue.service.web.wording import why_words
from everyhue.types import UNKNOWN


@dataclass(frozen=True, slots=True)
class Place:
    """Where a result stands against the other order; always words, never colour alone.

    Parameters
    ----------
    arrow : str
        ``"↑"``, ``"↓"``, ``"="`` or ``"·"``.
    words : str
        The same in words.
    tone : str
        Class for styling: ``up``, ``down``, ``same``, ``gone``.
    """

    arrow: str
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class CardView:
    """What the template shows of one result.

    Parameters
    ----------
    id, href, text : str
        Identifier, link of its page, caption.
    image, alt : str or None, str
        Address of its picture, and what a screen reader says of it.
    position : int
        Place on this page, from 1.
    matches : bool
        Whether it is a sure match of the person's choice.
    labels : tuple of str
        Sure labels in words.
    place : Place
        Where it stands against the other order.
    why : str
        Why it stands here, in words.
    framing : str
        How the demo picture is framed, for the landing page.
    """

    id: str
    href: str
    text: str
    image: str | None
    alt: str
    position: int
    matches: bool
    labels: tuple[str, ...]
    place: Place
    why: str
    framing: str


def card_views(hits: Sequence[Hit], cards: Sequence[Card], held: Snapshot) -> tuple[CardView, ...]:
    """Return the views of `hits`, in order; each says where it stood by relevance."""
    return tuple(
        _view(hit, card, held, moved(hit.position, hit.original))
        for hit, card in zip(hits, cards, strict=True)
    )


def original_views(
    hits: Sequence[Hit], cards: Sequence[Card], held: Snapshot, served: Mapping[int, int]
) -> tuple[CardView, ...]:
    """Return the views of the order by relevance; each says where it went on the served page."""
    return tuple(
        _view(hit, card, held, went(position, served.get(hit.key)), position)
        for position, (hit, card) in enumerate(zip(hits, cards, strict=True), start=1)
    )


def item_href(item_id: str) -> str:
    """Return the address of an item's page."""
    return f"/item/{quote(item_id, safe='')}"


def image_href(image: str | None) -> str | None:
    """Return the address of a picture in the catalog's media folder."""
    return None if image is None else f"/media/{quote(image)}"


def alt_of(card: Card) -> str:
    """Return what a screen reader says of a picture: its own words, else its caption."""
    return card.attributes.get("alt") or card.text


def moved(position: int, original: int) -> Place:
    """Say how a served result moved against the order by relevance.

    Examples
    --------
    >>> moved(3, 20).words, moved(5, 2).words, moved(1, 1).words
    ('up 17, from 20', 'down 3, from 2', 'same place')
    """
    if position == original:
        return Place("=", "same place", "same")
    up = original > position
    words = f"{'up' if up else 'down'} {abs(original - position)}, from {original}"
    return Place("↑" if up else "↓", words, "up" if up else "down")


def went(position: int, now: int | None) -> Place:
    """Say where a result of the order by relevance stands on the served page.

    Examples
    --------
    >>> went(4, 9).words, went(4, None).words
    ('now 9', 'on a later page')
    """
    if now is None:
        return Place("·", "on a later page", "gone")
    if now == position:
        return Place("=", "same place", "same")
    return Place("↑" if now < position else "↓", f"now {now}", "up" if now < position else "down")


def _view(
    hit: Hit, card: Card, held: Snapshot, place: Place, position: int | None = None
) -> CardView:
    return CardView(
        id=card.id,
        href=item_href(card.id),
        text=card.text,
        image=image_href(card.image),
        alt=alt_of(card),
        position=position or hit.position,
        matches=hit.matches,
        labels=_labels(hit, held),
        place=place,
        why=why_words(hit.why),
        framing=card.attributes.get("framing", ""),
    )


def _labels(hit: Hit, held: Snapshot) -> tuple[str, ...]:
    return tuple(
        held.dimensions[name].bucket(bucket).label
        for name, bucket in hit.labels.items()
        if bucket != UNKNOWN
    )
