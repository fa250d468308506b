"""Which column of a log holds what: as asked for, else found by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from everyhue.errors import InputError, bad_value, unknown_name

NAMES: Mapping[str, tuple[str, ...]] = {
    "query": ("query", "q", "search_term", "search_query", "keyword", "keywords", "term"),
    "request": (
        "request_id",
        "request",
        "search_id",
        "impression_id",
        "list_id",
        "qid",
        "query_id",
    ),
    "item": ("item_id", "item", "doc_id", "docid", "document_id", "product_id", "image_id", "id"),
    "position": ("position", "rank", "pos", "place", "slot"),
    "score": ("score", "relevance", "model_score", "similarity", "relevance_score"),
    "clicks": ("clicks", "click", "clicked", "is_click"),
    "surface": ("surface", "placement"),
    "locale": ("locale", "lang", "language", "market"),
    "query_class": ("query_class", "class", "topic", "category"),
}
"""Names a column is found by, in any case; the first one that is there."""

OPTIONS = {"query_class": "class"}
"""Options that are not called like their field."""


@dataclass(frozen=True, slots=True)
class LogColumns:
    """Columns of a log; ``None`` where there is none, or where it is to be found by name.

    Parameters
    ----------
    query, request, item, position, score, clicks, surface, locale, query_class : str or None
        Column names. ``request`` tells requests apart that ask the same; without it, rows of one
        query, surface and locale are one request.
    """

    query: str | None = None
    request: str | None = None
    item: str | None = None
    position: str | None = None
    score: str | None = None
    clicks: str | None = None
    surface: str | None = None
    locale: str | None = None
    query_class: str | None = None

    def named(self) -> dict[str, str]:
        """Return the columns there are, by what they hold."""
        held = {spot.name: getattr(self, spot.name) for spot in fields(self)}
        return {name: column for name, column in held.items() if column is not None}


def find_columns(header: Sequence[str], asked: LogColumns) -> LogColumns:
    """Find the columns of a log in its header.

    Parameters
    ----------
    header : sequence of str
        The file's columns.
    asked : LogColumns
        Columns a person named; they are taken as they are.

    Returns
    -------
    LogColumns
        Columns that are in the file.

    Raises
    ------
    UnknownNameError
        For a named column that is not there, with the nearest one.
    InputError
        Without a column for the items, or without one for queries or requests.

    Examples
    --------
    >>> find_columns(["Query", "doc_id", "rank"], LogColumns()).named()
    {'query': 'Query', 'item': 'doc_id', 'position': 'rank'}
    """
    for column in asked.named().values():
        if column not in header:
            raise unknown_name("column of the log", column, header)
    taken = set(asked.named().values())
    free = {column.casefold(): column for column in reversed(header) if column not in taken}
    found = LogColumns(
        **{
            spot.name: getattr(asked, spot.name) or _first(free, spot.name)
            for spot in fields(asked)
        }
    )
    if found.item is None:
        raise _missing("item", header)
    if found.query is None and found.request is None:
        raise _missing("query", header)
    return found


def _first(free: Mapping[str, str], what: str) -> str | None:
    return next((free[name] for name in NAMES[what] if name in free), None)


def _missing(what: str, header: Sequence[str]) -> InputError:
    return bad_value(
        f"columns of the log: no {what}", list(header), f"one called {', '.join(NAMES[what])}",
        f"Name it: --{OPTIONS.get(what, what)} COLUMN.",
    )  # fmt: skip
