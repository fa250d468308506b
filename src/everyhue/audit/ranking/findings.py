"""What an audit of rankings found, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyhue.audit.judging import GateOutcome, GroupLine
from everyhue.types import Status, Value


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """One dimension of the items, at one depth.

    Parameters
    ----------
    dimension : str
        Which.
    k : int
        Depth.
    against : str
        What the target is, in words.
    stated : bool
        Whether a person stated the target.
    target : mapping of str to Value
        Share of exposure that each bucket should have, over what was shown.
    groups : tuple of GroupLine
        Its buckets; the unknown last, where there are any.
    lists : mapping of str to Value
        List measures, the mean over requests.
    of_bucket : mapping of str to mapping of str to Value
        Measures of one bucket of a list, the mean over requests: by measure, then bucket.
    undefined : mapping of str to mapping of str to int
        Requests on which a list measure is undefined, by reason.
    unknown : Value
        Share of all exposure that items of no known bucket have.
    gap : Value
        Share of known exposure to be moved until all buckets together are on target.
    """

    dimension: str
    k: int
    against: str
    stated: bool
    target: Mapping[str, Value]
    groups: tuple[GroupLine, ...]
    lists: Mapping[str, Value]
    of_bucket: Mapping[str, Mapping[str, Value]]
    undefined: Mapping[str, Mapping[str, int]]
    unknown: Value
    gap: Value


@dataclass(frozen=True, slots=True)
class Providers:
    """How exposure is spread over providers.

    Parameters
    ----------
    column : str
        Of the provider.
    n : int
        Providers that occur in the log.
    gini, coverage : Value
        Inequality of exposure; share of them with any in the top k.
    top_share : Value
        Share of exposure of the most shown tenth.
    largest : tuple of (str, float)
        The most shown, with their share of exposure.
    """

    column: str
    n: int
    gini: Value
    coverage: Value
    top_share: Value
    largest: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """What one group was delivered, beside its share of the eligible.

    Parameters
    ----------
    by, group : tuple of str
        Columns and values.
    delivered : Value
        Its share of what was shown.
    eligible : float
        Its share of the eligible.
    ratio : Value
        Delivered over eligible.
    """

    by: tuple[str, ...]
    group: tuple[str, ...]
    delivered: Value
    eligible: float
    ratio: Value


@dataclass(frozen=True, slots=True)
class Delivery:
    """Delivery against the eligible.

    Parameters
    ----------
    lines : tuple of DeliveryLine
        By group.
    apart : Value
        Total variation: the share that would have to go to other groups.
    """

    lines: tuple[DeliveryLine, ...]
    apart: Value


@dataclass(frozen=True, slots=True)
class WorstQuery:
    """A query whose exposure is far from the target.

    Parameters
    ----------
    dimension, query : str
        Which.
    places : int
        Items shown in its top k.
    gap : float, [0, 1]
        Share of known exposure to be moved.
    share, target : mapping of str to float
        Exposure share and target by bucket.
    """

    dimension: str
    query: str
    places: int
    gap: float
    share: Mapping[str, float]
    target: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RankingFindings:
    """Everything an audit of rankings found.

    Parameters
    ----------
    by, users : tuple of str
        Dimensions of the items; columns about the request.
    ks : tuple of int
        Depths; gates are held at the first.
    rows, requests, places : int
        Rows of the log; requests; items shown in the top k.
    unit, read : str
        What intervals take as independent; how places were read.
    level : float
        Of each interval.
    dimensions : tuple of DimensionLine
        Each dimension at each depth, the first depth first.
    crossed : tuple of GroupLine
        Intersections of dimensions.
    overall : GroupLine
        All requests.
    user_groups : tuple of GroupLine
        Groups of requests.
    providers : Providers or None
        Where a provider column was named.
    delivery : Delivery or None
        Where the eligible were given.
    worst : tuple of WorstQuery
        The queries furthest from a target.
    tail_below : float or None
        Popularity below which an item is of the long tail.
    gates : tuple of GateOutcome
        Verdicts.
    status : str or None
        Of all gates.
    notes : tuple of str
        What a reader should know.
    """

    by: tuple[str, ...]
    users: tuple[str, ...]
    ks: tuple[int, ...]
    rows: int
    requests: int
    places: int
    unit: str
    read: str
    level: float
    dimensions: tuple[DimensionLine, ...]
    crossed: tuple[GroupLine, ...]
    overall: GroupLine
    user_groups: tuple[GroupLine, ...]
    providers: Providers | None = None
    delivery: Delivery | None = None
    worst: tuple[WorstQuery, ...] = ()
    tail_below: float | None = None
    gates: tuple[GateOutcome, ...] = ()
    status: Status | None = None
    notes: tuple[str, ...] = ()
