"""What a replay found, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from everyhue.types import Tally, Value


@dataclass(frozen=True, slots=True)
class QueryLine:
    """One query in one dimension: now, and after each strategy.

    Parameters
    ----------
    query, surface, locale, query_class, dimension : str
        Which.
    requests : int
        Logged requests with it.
    missing : tuple of str
        Buckets that candidates show but the logged top k never does; none where it shows nothing
        that is known.
    shown : mapping of str to mapping of str to float
        Mean places per bucket (and ``unknown``) in the top k, by strategy; ``"logged"`` is now.
    supply : mapping of str to float
        Mean candidates per bucket (and ``unknown``).
    missed : mapping of str to float
        Mean number of supplied buckets missing from the top k, by strategy.
    gap : mapping of str to mapping of str to float
        Mean exposure gap by target set, then strategy.
    target : mapping of str to mapping of str to float
        Mean target share by target set, then bucket.
    """

    query: str
    surface: str
    locale: str
    query_class: str
    dimension: str
    requests: int
    missing: tuple[str, ...]
    shown: Mapping[str, Mapping[str, float]]
    supply: Mapping[str, float]
    missed: Mapping[str, float]
    gap: Mapping[str, Mapping[str, float]]
    target: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class SupplyCell:
    """How many candidates of one bucket the requests of one class had.

    Parameters
    ----------
    query_class, locale, dimension, bucket : str
        Which; ``bucket`` may be ``"unknown"``.
    requests : int
        Requests of the class.
    candidates : float, ≥ 0
        Mean candidates of the bucket per request.
    none : Value, [0, 1]
        Share of requests without any: ranking cannot show what is not there.
    """

    query_class: str
    locale: str
    dimension: str
    bucket: str
    requests: int
    candidates: float
    none: Value


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """What one strategy does at one setting of `diversity`.

    Parameters
    ----------
    surface, strategy : str
        Which.
    diversity : float, [0, 1]
        The setting.
    div : Value
        Div@k, the mean over dimensions.
    relevance : Value
        nDCG against the logged scores.
    """

    surface: str
    strategy: str
    diversity: float
    div: Value
    relevance: Value


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The setting the rule picks for one surface.

    Parameters
    ----------
    surface, strategy : str
        Which.
    diversity : float, [0, 1]
        The setting.
    div, relevance : Value
        What it reaches and keeps.
    attainable, now : Value
        Div@k that supply allows, and that of the log.
    reached : bool
        Whether it reaches the stated part of the attainable Div@k; if not, it is the best there is.
    """

    surface: str
    strategy: str
    diversity: float
    div: Value
    relevance: Value
    attainable: Value
    now: Value
    reached: bool


@dataclass(frozen=True, slots=True)
class TriggerLine:
    """Whether one class of queries would gain from diversification in one dimension.

    Parameters
    ----------
    surface, query_class, dimension : str
        Which; an empty class is all queries of the surface.
    requests : int
        Requests of the class.
    now, attainable : Value
        Div@k of the log, and what supply allows.
    benefit : Value
        Share of requests whose candidates show every bucket while the logged top k does not.
    advised : bool
        Whether the lower bound of `benefit` reaches the stated share.
    """

    surface: str
    query_class: str
    dimension: str
    requests: int
    now: Value
    attainable: Value
    benefit: Value
    advised: bool


@dataclass(frozen=True, slots=True)
class Latency:
    """Time a strategy took per request, on this machine, in milliseconds."""

    n: int
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Failure:
    """Requests on which a strategy failed, so that the logged order stood, and the first reason."""

    requests: int
    first: str


@dataclass(frozen=True, slots=True)
class MovedAway:
    """Queries that a strategy moves away from a target it does not aim at, or cannot reach.

    Parameters
    ----------
    strategy, dimension, target : str
        Which.
    queries : tuple of str
        Those whose exposure gap to the target grew.
    gained : tuple of str
        Those among them that now show a bucket they missed: more Div@k, further from the target.
    of : int
        Queries compared.
    """

    strategy: str
    dimension: str
    target: str
    queries: tuple[str, ...]
    gained: tuple[str, ...]
    of: int


@dataclass(frozen=True, slots=True)
class ReplayFindings:
    """Everything a replay found.

    Parameters
    ----------
    k : int
        Depth of the headline numbers.
    ks : tuple of int
        All depths in the tally.
    requests, queries, candidates : int
        Size of the log.
    surfaces, locales, strategies, targets : tuple of str
        What occurs, strategies in the order they were given.
    dimensions : mapping of str to tuple of str
        Dimension to its buckets.
    tally : Tally
        Of kind ``"lists"``, by `everyhue.audit.replaying.measuring.BY`.
    worst : tuple of QueryLine
        By dimension, the queries that miss the most buckets that are there, worst first.
    supply : tuple of SupplyCell
        The supply map.
    frontier : tuple of FrontierPoint
        The sweep over `diversity`.
    suggestions : tuple of Suggestion
        One per surface.
    trigger : tuple of TriggerLine
        By surface, class and dimension.
    moved_away : tuple of MovedAway
        Where targets compete.
    latency : mapping of str to Latency
        By strategy.
    failures : mapping of str to Failure
        By strategy; only those that failed.
    unknown_reasons : mapping of str to mapping of str to int
        Dimension to reason to unknown candidates.
    short : int
        Requests with no more candidates than places: strategies could only reorder them.
    notes : tuple of str
        What a reader should know about how the log was read.
    """

    k: int
    ks: tuple[int, ...]
    requests: int
    queries: int
    candidates: int
    surfaces: tuple[str, ...]
    locales: tuple[str, ...]
    strategies: tuple[str, ...]
    targets: tuple[str, ...]
    dimensions: Mapping[str, tuple[str, ...]]
    tally: Tally
    worst: tuple[QueryLine, ...] = ()
    supply: tuple[SupplyCell, ...] = ()
    frontier: tuple[FrontierPoint, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    trigger: tuple[TriggerLine, ...] = ()
    moved_away: tuple[MovedAway, ...] = ()
    latency: Mapping[str, Latency] = field(default_factory=dict)
    failures: Mapping[str, Failure] = field(default_factory=dict)
    unknown_reasons: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    short: int = 0
    notes: tuple[str, ...] = ()
