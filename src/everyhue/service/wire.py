"""What goes over HTTP, as msgspec structures: the reference and the decoder are the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from msgspec import Meta, Struct

from everyhue.ranking.request import MAX_K, MAX_SHOWN

Served = Literal["diversified", "original", "failed_open", "shadow", "holdback", "switched_off"]
Choice = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*:.+$", examples=["skin_tone:deep"])]
Text = Annotated[str, Meta(max_length=500)]
Count = Annotated[int, Meta(ge=1, le=MAX_K)]
Share = Annotated[float, Meta(ge=0, le=1)]
Id = Annotated[str, Meta(min_length=1, max_length=512)]


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that came in: unknown names are refused."""


class PageParams(Strict, frozen=True, kw_only=True):
    """Parameters that every list takes."""

    k: Annotated[Count, Meta(description="Results on this page.")] = 50
    cursor: Annotated[
        str | None,
        Meta(description="next_cursor of the page before; every other parameter stays as it was."),
    ] = None
    refine: Annotated[
        tuple[Choice, ...],
        Meta(description="A person's own choice, dimension:bucket; at most one per dimension."),
    ] = ()
    diversify: Annotated[
        Literal["on", "off"] | None, Meta(description="Default: as the surface is set.")
    ] = None
    strategy: Annotated[str | None, Meta(description="Re-ranker for this request.")] = None
    locale: Annotated[
        str, Meta(max_length=35, description="Language of the words (en, de …); empty tries all.")
    ] = ""
    compare: Annotated[bool, Meta(description="1 adds the page in its original order.")] = False
    explain: Annotated[bool, Meta(description="0 leaves the explanation out.")] = True


class SearchParams(PageParams, frozen=True, kw_only=True):
    """``GET /v1/search``."""

    q: Annotated[Text, Meta(min_length=1, description="The words typed.")]


class RelatedParams(PageParams, frozen=True, kw_only=True):
    """``GET /v1/related``."""

    id: Annotated[Id, Meta(description="The item whose relatives are wanted.")]


class FeedParams(PageParams, frozen=True, kw_only=True):
    """``GET /v1/feed``."""


class Shown(Struct, frozen=True, kw_only=True):
    """One result."""

    id: str
    text: str
    image: str | None = None
    position: Annotated[int, Meta(description="Place on this page, from 1.")]
    original: Annotated[int, Meta(description="Place by relevance among what was not shown yet.")]
    relevance: float
    labels: Mapping[str, str]
    why: Literal["relevance", "diversity", "refinement", "refill"]
    matches: Annotated[bool, Meta(description="A sure match of every refinement.")] = True
    attributes: Mapping[str, str] = {}


class Page(Struct, frozen=True, kw_only=True):
    """Where this page stands."""

    k: int
    first: Annotated[int, Meta(description="Place of the first result in the whole list.")]
    next_cursor: Annotated[
        str | None,
        Meta(description=f"null at the end; no page starts beyond result {MAX_SHOWN}."),
    ]


class Answer(Struct, frozen=True, kw_only=True):
    """The answer of search, related and feed."""

    surface: str
    query: str
    items: list[Shown]
    original: Annotated[list[Shown] | None, Meta(description="With compare=1.")] = None
    refinable: Annotated[
        Mapping[str, tuple[str, ...]], Meta(description="Dimensions and buckets that are offered.")
    ]
    refined: Mapping[str, str]
    diversified: tuple[str, ...]
    served: Served
    failed_open: bool
    shadow: bool
    holdback: bool
    generation: int
    page: Page
    explanation: Annotated[Mapping[str, Any] | None, Meta(description="Left out by explain=0.")]


LabelIn = str | list[float] | None


class Candidate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One candidate of an outside ranker."""

    id: Id
    score: float
    vector: Annotated[
        list[float] | str | None,
        Meta(description="Numbers, or base64 of little-endian float32."),
    ] = None
    labels: Annotated[
        dict[str, LabelIn],
        Meta(description="Per dimension a bucket, or a probability for each bucket, or null."),
    ] = {}


class RerankBody(Strict, frozen=True, kw_only=True):
    """``POST /v1/rerank``."""

    candidates: list[Candidate]
    k: Annotated[Annotated[int, Meta(ge=1)] | None, Meta(description="Default: all.")] = None
    surface: Annotated[str, Meta(description="Whose settings apply.")] = "search"
    query: Annotated[
        Text | None,
        Meta(
            description="Lets the trigger decide what is diversified, as search does. Without it "
            "every dimension that is labelled is."
        ),
    ] = None
    locale: Annotated[str, Meta(max_length=35)] = ""
    dimensions: Annotated[
        list[str] | None, Meta(description="Diversify only these, in place of all labelled.")
    ] = None
    strategy: str | None = None
    diversity: Share | msgspec.UnsetType | None = msgspec.UNSET
    keep: Share | msgspec.UnsetType | None = msgspec.UNSET
    targets: Annotated[
        dict[str, dict[str, Share]],
        Meta(description="Per dimension the wanted share of each bucket; default: equal."),
    ] = {}
    shown: Annotated[
        list[str],
        Meta(
            max_length=MAX_SHOWN,
            description="Ids on earlier pages, in order: not repeated, and the mix goes on.",
        ),
    ] = []
    explain: bool = True


class Placed(Struct, frozen=True, kw_only=True):
    """One place of a re-ranked list."""

    id: str
    position: int
    original: Annotated[int, Meta(description="Place by score among what was not shown yet.")]


class TargetTold(Struct, frozen=True, kw_only=True):
    """What one bucket wanted, got and could have had."""

    dimension: str
    bucket: str
    wanted: int
    got: int
    supply: int


class Reranked(Struct, frozen=True, kw_only=True):
    """The answer of ``POST /v1/rerank``."""

    order: Annotated[list[str], Meta(description="Ids, best first.")]
    moved: Annotated[list[Placed], Meta(description="Those that stand elsewhere than by score.")]
    diversified: tuple[str, ...]
    targets: list[TargetTold]
    given_up: Share
    served: Served
    failed_open: bool
    shadow: bool
    holdback: bool
    explanation: Mapping[str, Any] | None


class ItemBody(Strict, frozen=True, kw_only=True):
    """One item to add or change, whole."""

    id: Id
    text: str = ""
    image: Annotated[str | None, Meta(description="Path inside the media folder.")] = None
    vector: list[float] | None = None
    labels: dict[str, LabelIn] = {}
    reasons: Annotated[
        dict[str, str], Meta(description="Why a dimension is unknown: covered, not visible …")
    ] = {}
    priors: dict[str, Share] = {}
    attributes: dict[str, str] = {}
    present: dict[str, list[str]] = {}


class ItemsBody(Strict, frozen=True, kw_only=True):
    """``POST /v1/items``: all of them, or none."""

    items: Annotated[list[ItemBody], Meta(min_length=1, max_length=10_000)]


class Changed(Struct, frozen=True, kw_only=True):
    """What a change did."""

    changed: Annotated[int, Meta(description="Items that were added, changed or taken down.")]
    generation: int


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An error, after RFC 9457 (``application/problem+json``)."""

    title: str
    status: int
    message: str
    field: Annotated[str | None, Meta(description="Where it is wrong.")] = None
    value: Annotated[Any, Meta(description="What came.")] = None
    expected: str | None = None


def _plain(value: object) -> object:
    """Let NumPy numbers and arrays be written as JSON."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise NotImplementedError(type(value))


_ENCODER = msgspec.json.Encoder(enc_hook=_plain)


def encode(value: object) -> bytes:
    """Return the JSON text of a structure."""
    return _ENCODER.encode(value)
