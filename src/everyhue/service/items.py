"""Items added, changed and taken down while the service runs."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.catalog.item import Item, checked
from everyhue.errors import EveryhueError, unknown_name
from everyhue.service.state import AppState
from everyhue.service.wire import Changed, ItemBody, encode


def upsert_json(state: AppState, bodies: Sequence[ItemBody]) -> bytes:
    """Add or change items, all or none, and return what was done as JSON text.

    Raises
    ------
    InputError, UnknownNameError
        For an item that cannot be stored, naming its place.
    """
    dimensions = state.catalog.snapshot().dimensions
    items = []
    for place, body in enumerate(bodies):
        try:
            items.append(checked(_item(body), dimensions))
        except EveryhueError as error:
            raise _placed(error, place) from error
    changed = state.catalog.apply(upserts=items)
    return encode(Changed(changed=changed, generation=state.catalog.snapshot().generation))


def take_down_json(state: AppState, item_id: str) -> bytes:
    """Take one item down; what was stored of it is erased.

    Raises
    ------
    UnknownNameError
        For an item that is not there.
    """
    changed = state.catalog.apply(take_down=[item_id])
    if not changed:
        raise unknown_name("item", item_id, ())
    return encode(Changed(changed=changed, generation=state.catalog.snapshot().generation))


def _item(body: ItemBody) -> Item:
    return Item(**{name: getattr(body, name) for name in body.__struct_fields__})


def _placed(error: EveryhueError, place: int) -> EveryhueError:
    """Say which item an error is about."""
    where = f"items[{place}]"
    told = type(error)(f"{where}: {error}")
    return told.about(f"{where}.{error.field}", error.came, error.expected)
