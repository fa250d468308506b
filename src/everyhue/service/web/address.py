"""What a page's address says: every state of the page is a link that works without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams

from everyhue.errors import bad_value
from everyhue.ranking.request import Request

PAGE_SIZE = 24
"""Results on a page: fills rows of 2, 3, 4 and 6."""


@dataclass(frozen=True, slots=True)
class Address:
    """One state of a page of results.

    Parameters
    ----------
    surface : str
        ``"search"``, ``"related"`` or ``"feed"``.
    query : str
        The words typed.
    item_id : str or None
        The item whose relatives are shown.
    refine : mapping of str to str
        The person's own choice.
    diversify : bool or None
        ``None`` takes the surface's default.
    strategy : str or None
        Re-ranker in place of the surface's.
    level : bool
        Whether the demo's popularity is taken without its made skew.
    compare : bool
        Whether both orders are shown.
    cursor : str or None
        Where the list goes on.

    Examples
    --------
    >>> Address(query="curly bob", refine={"skin_tone": "deep"}).href(compare=True)
    '/search?q=curly+bob&refine=skin_tone%3Adeep&view=compare'
    """

    surface: str = "search"
    query: str = ""
    item_id: str | None = None
    refine: Mapping[str, str] = field(default_factory=dict)
    diversify: bool | None = None
    strategy: str | None = None
    level: bool = False
    compare: bool = False
    cursor: str | None = None

    @property
    def path(self) -> str:
        """The path of the page, without its query."""
        if self.item_id is not None:
            return f"/item/{quote(self.item_id, safe='')}"
        return "/" if self.surface == "feed" else "/search"

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """Return names and values of this state with `changes`; any change goes to page 1."""
        new = replace(self, **{"cursor": None, **changes})
        found = [("q", new.query)] if new.surface == "search" else []
        found += [("refine", f"{name}:{bucket}") for name, bucket in new.refine.items()]
        if new.diversify is not None:
            found.append(("diversify", "on" if new.diversify else "off"))
        optional = (
            ("strategy", new.strategy), ("skew", "0" if new.level else None),
            ("view", "compare" if new.compare else None), ("cursor", new.cursor),
        )  # fmt: skip
        return found + [(name, value) for name, value in optional if value]

    def href(self, **changes: Any) -> str:
        """Return the link to this state with `changes`."""
        pairs = self.pairs(**changes)
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def request(self) -> Request:
        """Return what this state asks; comparing needs the diverse order."""
        return Request(
            surface=self.surface, query=self.query, item_id=self.item_id, k=PAGE_SIZE,
            refine=dict(self.refine), diversify=True if self.compare else self.diversify,
            strategy=self.strategy,
        )  # fmt: skip


def read_address(surface: str, query: QueryParams, item_id: str | None = None) -> Address:
    """Read a state from the query of a URL.

    Raises
    ------
    InputError
        For a malformed `refine` or `diversify`.
    """
    return Address(
        surface=surface,
        query=query.get("q", "").strip() if surface == "search" else "",
        item_id=item_id,
        refine=dict(_choice(text) for text in query.getlist("refine") if text),
        diversify=_switch(query.get("diversify", "")),
        strategy=query.get("strategy") or None,
        level=query.get("skew") == "0",
        compare=query.get("view") == "compare",
        cursor=query.get("cursor") or None,
    )


def _choice(text: str) -> tuple[str, str]:
    name, colon, bucket = text.partition(":")
    if not (name and colon and bucket):
        raise bad_value("refine", text, "dimension:bucket, such as skin_tone:deep")
    return name, bucket


def _switch(text: str) -> bool | None:
    if text not in ("", "on", "off"):
        raise bad_value("diversify", text, '"on" or "off"')
    return None if text == "" else text == "on"
