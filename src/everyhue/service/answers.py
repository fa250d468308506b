"""A response of the path as the JSON the API answers and ``everyhue search --json`` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from everyhue.catalog.snapshot import Snapshot
from everyhue.ranking.explain import LIMITS, Explanation
from everyhue.ranking.request import Hit, Response
from everyhue.service.params import request_of
from everyhue.service.state import AppState, served
from everyhue.service.wire import Answer, Page, PageParams, Shown, encode
from everyhue.types import Deadline

MEDIA = "/media/"


def answer_json(
    state: AppState, surface: str, params: PageParams, deadline: Deadline | None = None
) -> bytes:
    """Answer parameters as JSON text.

    Parameters
    ----------
    state : AppState
        What answers.
    surface : str
        ``"search"``, ``"related"`` or ``"feed"``.
    params : PageParams
        What was asked.
    deadline : Deadline, optional
        Default: the surface's time, from now.
    """
    snapshot = state.snapshot()
    response = state.respond(
        request_of(surface, params), cursor=params.cursor, snapshot=snapshot, deadline=deadline
    )
    return encode(answer_of(state, response, snapshot, params))


def answer_of(
    state: AppState, response: Response, snapshot: Snapshot, params: PageParams
) -> Answer:
    """Return the structure of an answer."""
    request, how = response.request, served(response)
    return Answer(
        surface=request.surface,
        query=request.query,
        items=_shown(state, response.hits, snapshot),
        original=_shown(state, response.original, snapshot) if params.compare else None,
        refinable=response.refinable,
        refined=request.refine,
        diversified=response.diversified,
        served=how,
        failed_open=response.failed_open,
        shadow=how == "shadow",
        holdback=how == "holdback",
        generation=response.generation,
        page=Page(
            k=request.k, first=len(request.shown) + 1, next_cursor=state.next_cursor(response)
        ),
        explanation=told(state.explain(response, snapshot)) if params.explain else None,
    )


def told(explanation: Explanation) -> Mapping[str, Any]:
    """Return an explanation with what it cannot say; its parts are encoded as they are."""
    return {
        **{name: getattr(explanation, name) for name in explanation.__dataclass_fields__},
        "limits": LIMITS,
    }


def _shown(state: AppState, hits: Sequence[Hit], snapshot: Snapshot) -> list[Shown]:
    cards = state.cards(hits, snapshot)
    return [
        Shown(
            id=hit.id, text=card.text, image=image_url(card.image), position=hit.position,
            original=hit.original, relevance=round(hit.relevance, 6), labels=hit.labels,
            why=hit.why, matches=hit.matches, attributes=card.attributes,  # type: ignore[arg-type]
        )
        for hit, card in zip(hits, cards, strict=True)
    ]  # fmt: skip


def image_url(image: str | None) -> str | None:
    """Return the address of a picture in the catalog's media folder.

    Examples
    --------
    >>> image_url("looks/a b.svg")
    '/media/looks/a%20b.svg'
    """
    return None if image is None else MEDIA + quote(image)
