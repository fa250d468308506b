"""Query strings, read strictly into the structures of `everyhue.service.wire`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeVar, get_type_hints
from urllib.parse import parse_qsl

import msgspec
import msgspec.inspect

from everyhue.errors import bad_value, unknown_name
from everyhue.ranking.request import Request
from everyhue.registry import entries
from everyhue.service.problems import decoded
from everyhue.service.wire import FeedParams, PageParams, RelatedParams, SearchParams

P = TypeVar("P", bound=PageParams)
_MOST_FIELDS = 40
_FLAGS = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}


def read_params(query_string: str, kind: type[P]) -> P:
    """Read a query string.

    Parameters
    ----------
    query_string : str
        As it came, without the question mark.
    kind : type
        `SearchParams`, `RelatedParams` or `FeedParams`.

    Raises
    ------
    UnknownNameError
        For a parameter that is not known, with the nearest known one.
    InputError
        For a value that cannot be used, or a parameter that is given twice.

    Examples
    --------
    >>> read_params("q=curly+bob&k=10&refine=skin_tone:deep", SearchParams).refine
    ('skin_tone:deep',)
    """
    try:
        pairs = parse_qsl(query_string, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise bad_value("query string", len(query_string), f"{_MOST_FIELDS} parameters") from error
    table: dict[str, object] = {}
    for name, value in pairs:
        if name not in kind.__struct_fields__:
            raise unknown_name("parameter", name, kind.__struct_fields__)
        if name == "refine":
            table[name] = (*table.get(name, ()), value)  # type: ignore[misc]
        elif name in table:
            raise bad_value(name, value, "one value", "It is given twice.")
        else:
            table[name] = _flag(name, value) if name in _flags(kind) else value
            _check_choice(name, value, _choices(kind))
    return checked_params(table, kind)


def checked_params(table: Mapping[str, object], kind: type[P]) -> P:
    """Return the structure of a table of parameters; raise `InputError` naming the one refused."""
    try:
        return msgspec.convert(table, kind, strict=False)
    except msgspec.ValidationError as error:
        raise decoded(error, table) from None


@cache
def _flags(kind: type[PageParams]) -> frozenset[str]:
    return frozenset(name for name, hint in get_type_hints(kind).items() if hint is bool)


@cache
def _choices(kind: type[PageParams]) -> dict[str, tuple[str, ...]]:
    """Return the words of each parameter that takes one of a few."""
    fields = msgspec.structs.fields(kind)
    literals = ((f.name, msgspec.inspect.type_info(f.type)) for f in fields)
    return {name: words for name, info in literals if (words := _words(info))}


def _words(info: msgspec.inspect.Type) -> tuple[str, ...]:
    if isinstance(info, msgspec.inspect.LiteralType):
        return tuple(str(value) for value in info.values)
    if isinstance(info, msgspec.inspect.UnionType | msgspec.inspect.Metadata):
        parts = info.types if isinstance(info, msgspec.inspect.UnionType) else (info.type,)
        return tuple(word for part in parts for word in _words(part))
    return ()


def _check_choice(name: str, value: str, choices: Mapping[str, tuple[str, ...]]) -> None:
    if name in choices and value not in choices[name]:
        raise bad_value(name, value, " or ".join(choices[name]))


def _flag(name: str, value: str) -> bool:
    if value.lower() not in _FLAGS:
        raise bad_value(name, value, "1 or 0")
    return _FLAGS[value.lower()]


def request_of(surface: str, params: PageParams) -> Request:
    """Return the request that parameters ask for; where its list goes on is in the cursor.

    Examples
    --------
    >>> request_of("feed", FeedParams(diversify="off")).diversify
    False
    """
    return Request(
        surface=surface,
        query=params.q if isinstance(params, SearchParams) else "",
        item_id=params.id if isinstance(params, RelatedParams) else None,
        k=params.k,
        refine=chosen(params.refine),
        diversify=None if params.diversify is None else params.diversify == "on",
        locale=params.locale,
        strategy=known_strategy(params.strategy),
    )


def known_strategy(name: str | None) -> str | None:
    """Return the name of a registered re-ranker; raise with the nearest one otherwise.

    Examples
    --------
    >>> known_strategy("dpp")
    'dpp'
    """
    known = [entry.name for entry in entries("reranker")]
    if name is not None and name not in known:
        raise unknown_name("strategy", name, known)
    return name


def chosen(refine: tuple[str, ...]) -> dict[str, str]:
    """Read ``dimension:bucket`` choices; one bucket a dimension, since a choice includes.

    Examples
    --------
    >>> chosen(("skin_tone:deep", "hair_pattern:coily"))
    {'skin_tone': 'deep', 'hair_pattern': 'coily'}
    """
    choice: dict[str, str] = {}
    for word in refine:
        dimension, _, bucket = word.partition(":")
        if dimension in choice:
            raise bad_value("refine", word, f"one bucket of {dimension}", "Choose one at a time.")
        choice[dimension] = bucket
    return choice


KINDS: dict[str, type[PageParams]] = {
    "search": SearchParams, "related": RelatedParams, "feed": FeedParams,
}  # fmt: skip
"""What each surface takes."""
