"""A page of results, ready for its template."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.catalog.snapshot import Snapshot
from everyhue.ranking.request import Response
from everyhue.registry import entries
from everyhue.service.demo import level_path
from everyhue.service.state import AppState
from everyhue.service.web.address import Address
from everyhue.service.web.cards import CardView, card_views, original_views
from everyhue.service.web.refinement import Group, groups
from everyhue.service.web.why import WhyView, why_view
from everyhue.service.web.wording import counted, strategy_order, strategy_words
from everyhue.types import UNKNOWN


@dataclass(frozen=True, slots=True)
class Strategy:
    """One re-ranker of the menu."""

    name: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ResultsView:
    """What the template shows of one answer.

    Parameters
    ----------
    address : Address
        The state of the page.
    sure, refill : tuple of CardView
        Sure matches of the person's choice (everything where there is none), and what fills up.
    original : tuple of CardView
        The order by relevance, for comparing.
    groups : tuple of Group
        The refinement bar.
    strategies : tuple of Strategy
        Re-rankers to choose from.
    why : WhyView
        The panel.
    known : str
        What is known of these results; empty where no look is at stake.
    offer : str
        Why nothing may be refined; empty where something may.
    announcement : str
        What a screen reader is told after a change.
    diverse : bool
        Whether the diverse order is wanted on this page.
    diversified : bool
        Whether it was served.
    failed_open : bool
        Whether it was wanted, and late or broken.
    more : str or None
        Link to the next page.
    generation : int
        Generation of the catalog that answered.
    """

    address: Address
    sure: tuple[CardView, ...]
    refill: tuple[CardView, ...]
    original: tuple[CardView, ...]
    groups: tuple[Group, ...]
    strategies: tuple[Strategy, ...]
    why: WhyView
    known: str
    offer: str
    announcement: str
    diverse: bool
    diversified: bool
    failed_open: bool
    more: str | None
    generation: int

    @property
    def cards(self) -> tuple[CardView, ...]:
        """All results of this page, in order."""
        return self.sure + self.refill


def answer_page(state: AppState, address: Address) -> ResultsView:
    """Answer the state of a page by the one path, and arrange the answer."""
    held = state.snapshot()
    path = level_path(state.settings.path) if address.level else None
    response = state.respond(address.request(), cursor=address.cursor, snapshot=held, path=path)
    return _view(state, address, response, held)


def _view(state: AppState, address: Address, response: Response, held: Snapshot) -> ResultsView:
    served = card_views(response.hits, state.cards(response.hits, held), held)
    places = {hit.key: hit.position for hit in response.hits}
    original = original_views(response.original, state.cards(response.original, held), held, places)
    texts = {card.id: card.text for card in served}
    explanation = state.explain(response, held)
    surface = state.settings.path.surface(response.request.surface)
    return ResultsView(
        address=address,
        sure=tuple(card for card in served if card.matches),
        refill=tuple(card for card in served if not card.matches),
        original=original if address.compare else (),
        groups=groups(response, held.dimensions, address),
        strategies=_strategies(address.strategy or surface.strategy),
        why=why_view(explanation, held.dimensions, texts),
        known=_known(response, held),
        offer="" if response.refinable or not response.hits else response.outcomes[0].why,
        announcement=_announcement(address, response),
        diverse=surface.diversify if address.diversify is None else address.diversify,
        diversified=response.selection is not None,
        failed_open=response.failed_open,
        more=_more(state, address, response),
        generation=response.generation,
    )


def _strategies(chosen: str) -> tuple[Strategy, ...]:
    return tuple(
        Strategy(entry.name, strategy_words(entry.name), entry.name == chosen)
        for entry in sorted(entries("reranker"), key=lambda one: strategy_order(one.name))
    )


def _more(state: AppState, address: Address, response: Response) -> str | None:
    cursor = state.next_cursor(response)
    return None if cursor is None else address.href(cursor=cursor)


def _known(response: Response, held: Snapshot) -> str:
    """Count the results with a sure label, where a dimension may be refined or is mixed."""
    names = dict.fromkeys((*response.refinable, *response.diversified))
    total = len(response.hits)
    counts = tuple(
        f"{held.dimensions[name].label.lower()} "
        f"{sum(hit.labels[name] != UNKNOWN for hit in response.hits)} of {total}"
        for name in names
        if total
    )
    return (
        f"Known on this page: {', '.join(counts)}. What is not known stays in the list."
        if counts
        else ""
    )


def _announcement(address: Address, response: Response) -> str:
    found = counted(len(response.hits), "result")
    if not address.refine or not response.hits:
        return f"{found} on this page."
    sure = sum(hit.matches for hit in response.hits)
    return f"{found} on this page, {counted(sure, 'sure match', 'sure matches')} of your choice."
