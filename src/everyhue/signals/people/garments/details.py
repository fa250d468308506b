"""What makes a garment itself: one function a detail, found by its name in the wardrobe."""

from __future__ import annotations

from collections.abc import Callable

from everyhue.signals.people.figure import Figure
from everyhue.signals.people.garments import drapes, prints, tailoring, workwear

_DRAWN: dict[str, Callable[[Figure, str], str]] = {
    "collar": tailoring.collar,
    "lapels": tailoring.lapels,
    "shirt front": tailoring.shirt_front,
    "bow": tailoring.bow,
    "blouse front": tailoring.blouse_front,
    "turtle": tailoring.turtle,
    "mandarin": tailoring.mandarin,
    "hood": tailoring.hood,
    "jacket": tailoring.jacket,
    "coat": tailoring.coat,
    "wrap": tailoring.wrap,
    "strap": tailoring.strap,
    "frill": tailoring.frill,
    "belt": tailoring.belt,
    "placket": tailoring.placket,
    "buttons": tailoring.buttons,
    "double buttons": tailoring.double_buttons,
    "kerchief": tailoring.kerchief,
    "knit": prints.knit,
    "stripes": prints.stripes,
    "print": prints.printed,
    "dots": prints.dots,
    "floral": prints.floral,
    "sheen": prints.sheen,
    "lace": prints.lace,
    "saree": drapes.saree,
    "lehenga": drapes.lehenga,
    "blossoms": drapes.blossoms,
    "embroidery": drapes.embroidery,
    "agbada": drapes.agbada,
    "ribbon": drapes.ribbon,
    "gold buttons": drapes.gold_buttons,
    "pocket": workwear.pocket,
    "badge": workwear.badge,
    "vest": workwear.vest,
    "wings": workwear.wings,
    "bib": workwear.bib,
    "apron": workwear.apron,
    "bands": workwear.bands,
    "pouch": prints.pouch,
}


def detail(name: str, fig: Figure, colour: str) -> str:
    """Return the drawing of a detail; nothing for one that is only a cut."""
    drawn = _DRAWN.get(name)
    return drawn(fig, colour) if drawn else ""
