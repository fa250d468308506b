"""Things: glasses, jewellery, veils, flowers, and what people hold."""

from __future__ import annotations

from everyhue.signals.people.figure import Figure
from everyhue.signals.people.head import Head


def far(head: Head) -> str:
    """Return what lies behind the hair."""
    return ""


def worn(head: Head) -> str:
    """Return jewellery, glasses and aids worn on the head."""
    return ""


def near(head: Head) -> str:
    """Return what lies over hair and hat."""
    return ""


def held(fig: Figure) -> str:
    """Return what the person holds."""
    return ""
