"""The whole picture of a seed: backdrop, person, things, light."""

from __future__ import annotations

from xml.sax.saxutils import escape

from everyhue.signals.people.choose import person
from everyhue.signals.people.palette import CLOTH, HAIR_COLOURS, skin
from everyhue.signals.people.person import Person


def draw(seed: int) -> str:
    """Return the SVG text of the picture that `seed` decides."""
    one = person(seed)
    tone = skin(one.tone, one.undertone)
    hair = (
        ""
        if one.framing in ("hands", "object")
        else (f'<circle cx="200" cy="190" r="85" fill="{HAIR_COLOURS[one.hair_colour]}"/>')
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500" role="img">'
        f"<title>{escape(one.caption)}</title><desc>{escape(alt_text(seed))}</desc>"
        f'<rect width="400" height="500" fill="{one.backdrop}"/>{hair}'
        f'<path d="M60 500C60 380 120 330 200 330S340 380 340 500Z" fill="{CLOTH[one.colour]}"/>'
        f'<ellipse cx="200" cy="215" rx="62" ry="85" fill="{tone.base}"/></svg>'
    )


def alt_text(seed: int) -> str:
    """Return what a screen reader says of the picture: what is shown, not who it might be."""
    return _alt(person(seed))


def _alt(one: Person) -> str:
    return f"Illustration: {one.caption}."
