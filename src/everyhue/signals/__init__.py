"""What we can say about content: dimensions and labels.

The renderer of demo people is `everyhue.signals.people`; it is not imported here, since only the
demo needs it.
"""

from everyhue.signals.dimensions import (
    BODY_TYPE,
    HAIR_PATTERN,
    SHIPPED,
    SKIN_TONE,
    dimension_from_table,
)

__all__ = ["BODY_TYPE", "HAIR_PATTERN", "SHIPPED", "SKIN_TONE", "dimension_from_table"]
