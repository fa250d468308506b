"""What we can say about content: dimensions, labels, and the renderer of demo people."""

from everyhue.signals.dimensions import (
    BODY_TYPE,
    HAIR_PATTERN,
    SHIPPED,
    SKIN_TONE,
    dimension_from_table,
)
from everyhue.signals.people import DemoItem, demo_items, draw

__all__ = [
    "BODY_TYPE", "HAIR_PATTERN", "SHIPPED", "SKIN_TONE", "DemoItem", "demo_items",
    "dimension_from_table", "draw",
]  # fmt: skip
