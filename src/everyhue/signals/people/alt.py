"""Words for people who listen: what a picture shows, in one plain sentence."""

from __future__ import annotations

from everyhue.signals.people.choose import person
from everyhue.signals.people.cuts import cut_words
from everyhue.signals.people.person import Person

_AIDS = ("wheelchair", "cane", "hearing aid", "prosthetic arm", "prosthetic leg", "glasses")


def alt_text(seed: int) -> str:
    """Return what a screen reader says of the picture: what is shown, not who it might be.

    Examples
    --------
    >>> alt_text(3).startswith("Illustration")
    True
    """
    return described(person(seed))


def described(one: Person) -> str:
    """Return the description of a person's picture."""
    if one.framing == "object":
        return f"Illustration of {one.prop}; no person."
    if one.framing == "hands":
        return f"Illustration of a hand: {one.caption}."
    if one.framing == "pair":
        return f"Illustration of two adults: {one.caption}."
    hair = f"head cover: {one.headwear}" if one.hair_covered else cut_words(one.pattern, one.cut)
    aids = "".join(f", {name}" for name in _AIDS if name in one.extras and _seen(one, name))
    return f"Illustration of an adult, {one.caption}: {hair}, {one.colour} {one.outfit}{aids}."


def _seen(one: Person, aid: str) -> bool:
    """Whether the framing shows an aid."""
    if aid in ("glasses", "hearing aid"):
        return True
    return one.framing == "full" or (aid == "prosthetic arm" and one.framing == "three_quarter")
