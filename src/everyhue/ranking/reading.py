"""What the words of a request say: topics, named buckets, and reasons to offer nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from everyhue.ranking.packs import ALONE_ROLES, BLOCKING_ROLES, NAMING_ROLES, Packs
from everyhue.ranking.phrases import Match
from everyhue.ranking.safety import SAFETY_ROLES, blocked_for
from everyhue.ranking.tokens import query_tokens

_STRONG = frozenset({"words", "names"})
_WEAK = frozenset({"weak", "weak_names"})
_HELPING = _STRONG | _WEAK | {"company", "person"}
_HIDING = _STRONG | {"unless"}
_HIDDEN_BY_WORDS = frozenset({"muted_by", "child", *BLOCKING_ROLES, *ALONE_ROLES})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words say, before any dimension is looked at.

    Parameters
    ----------
    topics : tuple of str
        Topics of appearance that were found.
    quiet : tuple of str
        Topics found that only diversify.
    named : mapping of str to tuple of str
        Dimension to the buckets that the words name; an empty tuple leaves the bucket open.
    child : bool
        Whether the words are about children.
    blocked : str or None
        Why nothing may be offered.
    """

    topics: tuple[str, ...]
    quiet: tuple[str, ...]
    named: Mapping[str, tuple[str, ...]]
    child: bool
    blocked: str | None


def read(query: str, locale: str, packs: Packs, context: Collection[str] = ()) -> Reading:
    """Read a query with rule packs.

    Where phrases overlap: one of ``unless`` hides all that it covers (but not the same phrase as a
    word of another topic), and a longer word of a topic hides a reason to mute or block that lies
    within it (*cat eye* is not about a cat).

    Parameters
    ----------
    query : str
        The words.
    locale : str
        Their language; an empty one reads all.
    packs : Packs
        What is known of words.
    context : collection of str
        Topics known from elsewhere.

    Examples
    --------
    >>> from everyhue.ranking.packs import load_packs
    >>> read("curly bob", "", load_packs()).named
    {'hair_pattern': ('curly',)}
    >>> read("bob dylan", "", load_packs()).topics
    ()
    """
    matches = _matches(query, locale, packs)
    found = {topic for topic in (*packs.topics, *packs.quiet) if _has(topic, matches)}
    strong = any(m.entry.role in _STRONG and m.entry.topic in found for m in matches)
    topics = tuple(topic for topic in packs.topics if topic in found or topic in context)
    return Reading(
        topics,
        tuple(topic for topic in packs.quiet if topic in found),
        _named(matches) if topics else {},
        any(match.entry.role == "child" for match in matches),
        blocked_for(matches, about_appearance=strong and bool(topics)),
    )


def _matches(query: str, locale: str, packs: Packs) -> list[Match]:
    """Return what counts: in the languages read, and not hidden by a longer phrase."""
    spoken, own = packs.spoken(locale), locale[:2].casefold()
    found = [
        _settled(match, own)
        for match in packs.index.find(query_tokens(query))
        if match.entry.language in spoken or match.entry.role in SAFETY_ROLES
    ]
    hiding = [match for match in found if match.entry.role in _HIDING]
    return [match for match in found if not any(_hides(other, match) for other in hiding)]


def _settled(match: Match, own: str) -> Match:
    """Make a local word strong in its own language; elsewhere it may mean something else."""
    if match.entry.role != "local":
        return match
    role = "words" if match.entry.language == own else "weak"
    return Match(match.start, match.end, replace(match.entry, role=role))


def _hides(longer: Match, match: Match) -> bool:
    role = longer.entry.role
    if role == "unless":
        return _excepts(longer, match)
    return role in _STRONG and match.entry.role in _HIDDEN_BY_WORDS and match.within(longer)


def _excepts(unless: Match, match: Match) -> bool:
    """Return whether `unless` hides a match; another topic's word for the very same stays."""
    covered = unless.start <= match.start and match.end <= unless.end
    same = (match.start, match.end) == (unless.start, unless.end)
    other = match.entry.topic not in ("", unless.entry.topic) and unless.entry.topic != ""
    kept = same and other and match.entry.role in _STRONG
    return covered and match.entry.role != "unless" and not kept


def _has(topic: str, matches: Sequence[Match]) -> bool:
    """Return whether a topic is there: by a word enough alone, or by a weak one in company."""
    if any(m.entry.role == "muted_by" and m.entry.topic in (topic, "") for m in matches):
        return False
    own = [match for match in matches if match.entry.topic == topic]
    if any(match.entry.role in _STRONG for match in own):
        return True
    return any(match.entry.role in _WEAK and _accompanied(match, matches) for match in own)


def _accompanied(weak: Match, matches: Sequence[Match]) -> bool:
    return any(m.entry.role in _HELPING and not m.overlaps(weak) for m in matches)


def _named(matches: Sequence[Match]) -> dict[str, tuple[str, ...]]:
    """Return the buckets named per dimension; a longer name hides one within it."""
    names = [match for match in matches if match.entry.role in NAMING_ROLES]
    named: dict[str, tuple[str, ...]] = {}
    for match in names:
        dimension, bucket = match.entry.dimension, match.entry.bucket
        held = named.setdefault(dimension, ())
        hidden = any(o.entry.dimension == dimension and match.within(o) for o in names)
        if bucket and bucket not in held and not hidden:
            named[dimension] = (*held, bucket)
    return named
