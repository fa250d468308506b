"""Hands, close up."""

from __future__ import annotations

from everyhue.signals.people.person import Person


def hands(one: Person, key: str) -> str:
    """Return one hand."""
    return ""
