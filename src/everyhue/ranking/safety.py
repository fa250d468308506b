"""When a query must not be helped by labels of appearance: slurs, exclusion, targeting and more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from everyhue.ranking.packs import ALONE_ROLES, BLOCKING_ROLES, GRAMMAR_ROLES, NAMING_ROLES
from everyhue.ranking.phrases import Match

SAFETY_ROLES = frozenset({*BLOCKING_ROLES, *ALONE_ROLES, *GRAMMAR_ROLES})
"""Roles that count in every language, whatever the locale says."""

_NEAR = 2
"""Tokens between a word and the person it is about."""
_FILLERS = 4
"""Tokens between a negation and what it excludes, at most."""


def blocked_for(matches: Sequence[Match], *, about_appearance: bool) -> str | None:
    """Return why nothing may be offered, gravest reason first, or ``None``.

    Parameters
    ----------
    matches : sequence of Match
        What the packs found in a query.
    about_appearance : bool
        Whether the query has an appearance topic by a word that is enough alone.

    Returns
    -------
    str or None
        ``"slur"``, ``"children"``, ``"sexual"``, ``"crime"``, ``"health"``, ``"targeting"`` or
        ``"exclusion"``.
    """
    roles = {match.entry.role for match in matches}
    if "slur" in roles:
        return "slur"
    kinds = {role for role in BLOCKING_ROLES if role in roles}
    kinds |= {m.entry.role.removesuffix("_alone") for m in _alone(matches, about_appearance)}
    if "child" in roles and ("child_body" in roles or "sexual" in kinds):
        return "children"
    for kind in BLOCKING_ROLES:
        if kind in kinds:
            return kind
    traits = _traits(matches)
    if "audience" in roles and traits:
        return "targeting"
    return "exclusion" if any(_excluded(trait, matches) for trait in traits) else None


def _alone(matches: Sequence[Match], about_appearance: bool) -> list[Match]:
    """Return what blocks where it is about a person, or where nothing else is the subject."""
    people = [m for m in matches if m.entry.role == "person" or m.entry.topic == "people"]
    looks = [m for m in matches if _is_look(m)]
    return [
        match
        for match in matches
        if match.entry.role in ALONE_ROLES
        and (
            not about_appearance
            or any(_near(match, person) for person in people)
            or any(_touches(match, look) for look in looks)
        )
    ]


def _is_look(match: Match) -> bool:
    """Return whether a match says how people look, by a trait or by the name of a bucket."""
    return match.entry.role == "trait" or match.entry.role in NAMING_ROLES


def _near(a: Match, b: Match) -> bool:
    return b.start - a.end < _NEAR and a.start - b.end < _NEAR


def _touches(a: Match, b: Match) -> bool:
    return a.end == b.start or b.end == a.start


def _traits(matches: Sequence[Match]) -> list[Match]:
    """Return the words for how people look: traits, names of buckets, colours of people."""
    found = [m for m in matches if _is_look(m)]
    people = [m for m in matches if m.entry.role == "person"]
    alone = _lone_colours(matches, people)
    for colour in (m for m in matches if m.entry.role == "colour"):
        if alone(colour):
            found.append(colour)
        for person in people:
            if _touches(colour, person):
                spot = min(colour.start, person.start), max(colour.end, person.end)
                found.append(Match(*spot, colour.entry))
    return found


def _lone_colours(matches: Sequence[Match], people: Sequence[Match]) -> Callable[[Match], bool]:
    """Tell colours meant of people without naming them: "brides not blonde", "white only"."""
    ends = {person.end for person in people}
    denied = {m.end for m in matches if m.entry.role == "negation" and m.start in ends}
    denied |= {m.end for m in matches if m.entry.role == "operator"}
    alone = {m.start for m in matches if m.entry.role == "only"}
    things = {m.end for m in matches if m.entry.role == "words"}
    return lambda colour: (
        colour.start in denied or (colour.end in alone and colour.start not in things)
    )


def _excluded(trait: Match, matches: Sequence[Match]) -> bool:
    """Return whether a negation stands before the trait, or its like after it."""
    before, after = {"negation", "operator"}, {"after"}
    if _of_people(trait):
        before, after = before | {"only"}, after | {"only"}
    if trait.entry.role == "about":
        after |= {"negation", "operator"}
    skipped = {m.start: m.end for m in matches if m.entry.role in ("filler", "person", "colour")}
    ends = {end: start for start, end in skipped.items()}
    return _meets(trait.start, ends, _spots(matches, before, lambda m: m.end)) or _meets(
        trait.end, skipped, _spots(matches, after, lambda m: m.start)
    )


def _of_people(trait: Match) -> bool:
    """Return whether "only …" shuts others out: it does of people, not of a hair style."""
    return trait.entry.role in ("trait", "colour") or trait.entry.dimension == "skin_tone"


def _spots(
    matches: Iterable[Match], roles: set[str], side: Callable[[Match], int]
) -> frozenset[int]:
    return frozenset(side(match) for match in matches if match.entry.role in roles)


def _meets(spot: int, skipped: dict[int, int], goals: frozenset[int]) -> bool:
    """Walk from `spot` over words that may stand between, and say whether a goal is reached."""
    for _ in range(_FILLERS):
        if spot in goals:
            return True
        if spot not in skipped:
            return False
        spot = skipped[spot]
    return spot in goals
