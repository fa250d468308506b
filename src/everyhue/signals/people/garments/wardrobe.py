"""What each outfit is made of: neckline, sleeves, bottom, and details, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outfit:
    """One outfit; `under` is the colour of the bottom: a name, ``same`` or ``accent``."""

    neck: str
    sleeve: float
    bottom: str
    under: str = "dark"
    details: tuple[str, ...] = ()
    loose: float = 3.0
    shoes: str = "flat"


OUTFITS = {
    "tee": Outfit("crew", 0.34, "trousers", "denim", shoes="sneaker"),
    "shirt": Outfit("collar", 1.0, "trousers", "dark", ("placket",)),
    "sweater": Outfit("crew", 1.0, "trousers", "denim", ("knit",), 6, "sneaker"),
    "turtleneck": Outfit("turtle", 1.0, "trousers", "dark"),
    "blouse": Outfit("bow", 1.0, "trousers", "dark", (), 7),
    "v neck": Outfit("v", 0.4, "trousers", "denim"),
    "tank top": Outfit("tank", 0.0, "trousers", "denim"),
    "off shoulder": Outfit("off", 0.0, "long skirt", "same", ("frill",)),
    "robe": Outfit("wrap", 1.0, "long skirt", "same", ("belt",), 10),
    "suit": Outfit("lapels", 1.0, "trousers", "same", ("shirt front", "buttons"), 6, "dress"),
    "blazer and skirt": Outfit("lapels", 1.0, "pencil", "accent", ("blouse front",), 6, "heel"),
    "blouse and trousers": Outfit("bow", 1.0, "wide trousers", "accent", (), 7, "heel"),
    "shirt dress": Outfit("collar", 0.5, "a-line", "same", ("placket", "belt"), 5),
    "sun dress": Outfit("strap", 0.0, "a-line", "same", ("dots",), 3, "sandal"),
    "tee and shorts": Outfit("crew", 0.36, "shorts", "accent", ("stripes",), 4, "sneaker"),
    "top and skirt": Outfit("strap", 0.0, "midi", "accent", ("floral",), 3, "sandal"),
    "linen set": Outfit("collar", 0.4, "wide trousers", "same", ("placket",), 7, "sandal"),
    "hoodie": Outfit("hood", 1.0, "wide trousers", "accent", ("pouch",), 11, "sneaker"),
    "denim jacket": Outfit("jacket", 1.0, "trousers", "accent", ("seams",), 8, "sneaker"),
    "tee and trousers": Outfit("crew", 0.44, "wide trousers", "accent", ("print",), 8, "sneaker"),
    "sweater and trousers": Outfit("turtle", 1.0, "trousers", "accent", ("knit",), 8, "boot"),
    "shirt and trousers": Outfit("collar", 0.72, "trousers", "accent", ("placket",), 5),
    "coat": Outfit("coat", 1.0, "long coat", "same", ("scarf",), 10, "boot"),
    "jumpsuit": Outfit("v", 0.42, "wide trousers", "same", ("belt",), 5, "heel"),
    "gym set": Outfit("tank", 0.0, "leggings", "accent", ("side stripe",), 2, "sneaker"),
    "slip dress": Outfit("strap", 0.0, "midi", "same", ("sheen",), 2, "heel"),
    "wrap dress": Outfit("wrap", 0.6, "midi", "same", ("belt", "sheen"), 4, "heel"),
    "a-line dress": Outfit("scoop", 0.3, "a-line", "same", ("belt",), 3, "heel"),
    "gown": Outfit("sweetheart", 0.0, "gown", "same", ("sheen",), 2, "heel"),
    "midi dress": Outfit("square", 0.5, "midi", "same", ("belt", "sheen"), 4, "heel"),
    "bridal gown": Outfit("sweetheart", 0.9, "ball gown", "same", ("lace",), 2, "heel"),
    "saree": Outfit("scoop", 0.34, "gown", "same", ("saree",), 2, "sandal"),
    "lehenga": Outfit("scoop", 0.4, "ball gown", "same", ("lehenga",), 2, "sandal"),
    "ao dai": Outfit("mandarin", 1.0, "ao dai", "same", ("blossoms",), 3, "heel"),
    "kaftan": Outfit("kaftan", 0.9, "kaftan", "same", ("embroidery",), 18, "sandal"),
    "hanbok": Outfit("hanbok", 1.0, "hanbok", "accent", ("ribbon",), 12),
    "agbada": Outfit("crew", 0.8, "agbada", "same", ("agbada", "embroidery"), 8),
    "sherwani": Outfit("mandarin", 1.0, "sherwani", "same", ("gold buttons",), 5, "dress"),
    "scrubs": Outfit("v", 0.44, "trousers", "same", ("pocket", "badge"), 7, "sneaker"),
    "hi-vis vest": Outfit("crew", 1.0, "trousers", "navy", ("vest",), 6, "boot"),
    "chef coat": Outfit("mandarin", 0.9, "trousers", "charcoal", ("double buttons", "kerchief"), 8),
    "pilot uniform": Outfit("lapels", 1.0, "trousers", "same", ("shirt front", "wings"), 5,
    "dress"),
    "lab coat": Outfit("lapels", 1.0, "lab coat", "same", ("shirt front", "pocket"), 8),
    "overalls": Outfit("crew", 0.5, "wide trousers", "same", ("bib",), 5, "boot"),
    "apron": Outfit("crew", 0.7, "trousers", "denim", ("apron",), 4, "sneaker"),
    "firefighter": Outfit("turtle", 1.0, "wide trousers", "same", ("bands",), 12, "boot"),
}  # fmt: skip
"""Outfit name → what it is made of."""
