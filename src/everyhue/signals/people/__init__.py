"""Rendered demo people: from a seed to a picture, a caption and exact labels."""

from everyhue.signals.people.choose import person
from everyhue.signals.people.items import SKEW_OFFSETS, DemoItem, demo_items
from everyhue.signals.people.person import Person
from everyhue.signals.people.recipes import THIN_SUPPLY
from everyhue.signals.people.scene import alt_text, draw, draw_person

__all__ = [
    "SKEW_OFFSETS", "THIN_SUPPLY", "DemoItem", "Person", "alt_text", "demo_items", "draw",
    "draw_person", "person",
]  # fmt: skip
