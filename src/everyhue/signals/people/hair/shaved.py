"""Shaved and bald heads: the shape of the skull, light on it, a shadow of hair."""

from __future__ import annotations

from everyhue.signals.people.hair import shapes
from everyhue.signals.people.head import Head
from everyhue.signals.people.svg import fill, oval, scatter, smooth, stroke


def tile(head: Head) -> str:
    """Return nothing: this hair needs no texture tile."""
    return ""


def back(head: Head) -> str:
    """Return nothing: there is no hair behind the head."""
    return ""


def front(head: Head) -> str:
    """Return light on a bald crown, or the short shadow of a buzz cut."""
    return _shine(head) if head.person.cut == "bald" else _buzz(head)


def _shine(head: Head) -> str:
    return oval(-18, -72, 20, 8, head.skin.light, 'opacity=".9" transform="rotate(-14 -18 -72)"')


def _buzz(head: Head) -> str:
    outline = shapes.cap(head, 1.5, -2)
    dots = "".join(f"M{x:.0f} {y:.0f}h.1" for x, y in scatter(outline, 8.5, head.rng))
    opacity = ".62" if head.person.cut == "buzz" else ".5"
    top = ""
    if head.person.cut == "skin fade":
        w = head.width
        top = fill(
            smooth(
                [
                    (0, -93),
                    (w * 0.62, -84),
                    (w - 3, -56),
                    (w * 0.6, -56),
                    (0, -62),
                    (-w * 0.6, -56),
                    (-w + 3, -56),
                    (-w * 0.62, -84),
                ]
            ),
            head.hair,
            'opacity=".6"',
        )
    return (
        fill(smooth(outline), head.hair, f'opacity="{opacity}"')
        + top
        + stroke(dots, head.hair, 1.8, 'opacity=".8"')
    )
