"""What a query lets us do: which dimensions may be refined, which are diversified, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from everyhue.ranking.packs import Packs, load_packs
from everyhue.ranking.reading import Reading, read
from everyhue.types import Dimension, StageOutcome

BODY_DIMENSIONS = frozenset({"body_type"})
"""Dimensions that are never used where the words are about children."""

_BLOCKED = {
    "slur": "The words contain a slur",
    "sexual": "The words are sexual",
    "crime": "The words are about crime",
    "health": "The words are about health",
    "children": "The words are about children's bodies",
    "exclusion": "The words ask to leave people out",
    "targeting": "The words are about targeting people",
}


@dataclass(frozen=True, slots=True)
class TriggerDecision:
    """What the trigger allows for one request.

    Parameters
    ----------
    topics : tuple of str
        Of the packs' topics (``beauty``, ``hair``, ``fashion``, ``wedding``), those found.
    refinable : tuple of str
        Dimensions that may be offered as refinement.
    diversified : tuple of str
        Dimensions that are diversified.
    named : mapping of str to tuple of str
        Dimension to the buckets that the words name (``box braids`` names ``protective``). An
        empty tuple: the words speak of the dimension and leave open which bucket they mean.
    blocked : str or None
        ``"slur"``, ``"crime"``, ``"sexual"``, ``"health"``, ``"children"``, ``"exclusion"`` or
        ``"targeting"``: nothing is offered, and no dimension of appearance is diversified.
    why : str
        One to three plain sentences.
    """

    topics: tuple[str, ...]
    refinable: tuple[str, ...]
    diversified: tuple[str, ...]
    named: Mapping[str, tuple[str, ...]]
    blocked: str | None
    why: str


def decide(
    query: str,
    *,
    surface: str = "search",
    locale: str = "",
    dimensions: Mapping[str, Dimension],
    packs: Packs | None = None,
    context: Sequence[str] = (),
) -> TriggerDecision:
    """Decide from the words of a request which dimensions may be refined and diversified.

    A dimension is used when the query has one of its topics; one that is offered always and has no
    topics is used on every request. A bucket that the words name is not diversified against them.
    Where the words are about children, nothing about appearance is offered.

    Parameters
    ----------
    query : str
        The words typed; on *related*, the text of the item; empty on a feed.
    surface : str
        ``"search"``, ``"related"``, ``"feed"`` or an operator's own.
    locale : str
        Language of the query (``"pt-BR"``): it is read in that language and in English. An empty
        one reads all languages. What blocks is read in all languages always.
    dimensions : mapping of str to Dimension
        The declared dimensions by name.
    packs : Packs, optional
        Rule packs; the shipped ones where left out.
    context : sequence of str
        Topics known from elsewhere, such as those of the items on a feed.

    Returns
    -------
    TriggerDecision
        Topics, dimensions, named buckets, and the reason in words.

    Notes
    -----
    Nothing about the person asking is read or kept. Cost: below 0.1 ms for a usual query.

    Examples
    --------
    >>> from everyhue.signals import SHIPPED
    >>> known = {dimension.name: dimension for dimension in SHIPPED}
    >>> decide("box braids with beads", dimensions=known).refinable
    ('skin_tone', 'hair_pattern')
    >>> decide("box braids with beads", dimensions=known).diversified
    ('skin_tone',)
    >>> print(decide("only white women hairstyles", dimensions=known).why)
    The words ask to leave people out, so nothing about appearance is offered or mixed.
    """
    packs = packs or load_packs()
    reading = read(query, locale, packs, context)
    spoken = () if surface == "related" else tuple(reading.named)
    everywhere = surface == "feed" and not query.strip()
    used = [dimension for dimension in dimensions.values() if dimension.offer != "off"]
    refinable = [d for d in used if _refinable(d, reading)]
    mixed = [
        d
        for d in used
        if d.name not in spoken and _mixable(d, reading)
        and (everywhere or _meant(d, reading, packs))
    ]  # fmt: skip
    return TriggerDecision(
        reading.topics,
        tuple(dimension.name for dimension in refinable),
        tuple(dimension.name for dimension in mixed),
        {name: buckets for name, buckets in reading.named.items() if name in dimensions},
        reading.blocked,
        _why(reading, refinable, mixed, [dimensions[n] for n in spoken if n in dimensions]),
    )


def outcome(decision: TriggerDecision, milliseconds: float) -> StageOutcome:
    """Return the record that the trigger leaves.

    Parameters
    ----------
    decision : TriggerDecision
        What was decided.
    milliseconds : float, ≥ 0
        Wall time.

    Examples
    --------
    >>> outcome(TriggerDecision((), (), (), {}, None, "No topic."), 0.1).decision
    'nothing'
    """
    details = {
        "topics": list(decision.topics),
        "refinable": list(decision.refinable),
        "diversified": list(decision.diversified),
        "named": {name: list(buckets) for name, buckets in decision.named.items()},
        "blocked": decision.blocked,
    }
    word = _word(decision)
    return StageOutcome("trigger", word, decision.why, milliseconds=milliseconds, details=details)


def _word(decision: TriggerDecision) -> str:
    if decision.blocked:
        return "blocked"
    if decision.refinable:
        return "offered"
    return "diversified" if decision.diversified else "nothing"


def _refinable(dimension: Dimension, reading: Reading) -> bool:
    """Return whether a dimension may be offered; one with topics is about appearance."""
    if reading.blocked or (reading.child and dimension.topics):
        return False
    return dimension.offer == "always" or not set(dimension.topics).isdisjoint(reading.topics)


def _mixable(dimension: Dimension, reading: Reading) -> bool:
    """Return whether nothing forbids to diversify a dimension."""
    if reading.blocked and dimension.topics:
        return False
    return not (reading.child and dimension.name in BODY_DIMENSIONS)


def _meant(dimension: Dimension, reading: Reading, packs: Packs) -> bool:
    """Return whether the words make it sensible to diversify a dimension."""
    topics = {*reading.topics, *reading.quiet}
    if dimension.offer == "always" or not topics.isdisjoint(dimension.topics):
        return True
    return any(dimension.name in packs.quiet[topic] for topic in reading.quiet)


def _why(
    reading: Reading,
    refinable: Sequence[Dimension],
    mixed: Sequence[Dimension],
    spoken: Sequence[Dimension],
) -> str:
    if reading.blocked:
        return f"{_BLOCKED[reading.blocked]}, so nothing about appearance is offered or mixed."
    told = [_about(reading, refinable)]
    if spoken:
        told.append(f"They speak of {_labels(spoken)} themselves, so that is left as it comes.")
    if mixed:
        told.append(f"Results are mixed by {_labels(mixed)}.")
    if reading.child and reading.topics:
        told.append("For pictures of children, refining by appearance is not offered.")
    return " ".join(told)


def _about(reading: Reading, refinable: Sequence[Dimension]) -> str:
    offer = f", so refining by {_labels(refinable)} is offered" if refinable else ""
    if reading.topics:
        return f"This is about {_listed(reading.topics)}{offer}."
    if reading.quiet:
        return f"The words are about {_listed(reading.quiet)}, not about appearance{offer}."
    return f"The words are not about appearance{offer}."


def _labels(dimensions: Sequence[Dimension]) -> str:
    return _listed([dimension.label.lower() for dimension in dimensions])


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
