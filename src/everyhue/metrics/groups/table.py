"""Tables that are no good refused early."""

from __future__ import annotations

import narwhals as nw

from everyhue.errors import InputError, bad_value
from everyhue.metrics.frames import collected
from everyhue.metrics.frames.lazy import Lazy
from everyhue.metrics.groups.columns import Columns

MOST_VALUES = 500
"""Most values of one group column; more of them are hardly groups, but names or numbers."""

MOST_LABELS = 50
"""Most different labels that are looked at; more of them are a number, not a class."""

_LOOKED_AT = 100_000


def refuse_many(frame: Lazy, columns: Columns) -> None:
    """Raise for a column with too many values in the first rows, or of lists or bytes."""
    schema = frame.collect_schema()
    classes = [n for n in (columns.label, columns.prediction) if n is not None]
    for name in (*columns.by, *classes):
        if schema[name].is_nested() or schema[name] == nw.Binary:
            raise bad_value(
                f"column {name!r}", str(schema[name]), "text, numbers or true and false"
            )
    looked = frame.head(_LOOKED_AT).select(*columns.by, *classes).select(nw.all().n_unique())
    counted = collected([looked])[0].row(0, named=True)
    for name in columns.by:
        if counted[name] > MOST_VALUES:
            raise InputError(
                f"group column {name!r}: over {MOST_VALUES} different values, which is no group "
                "to compare. Choose a column of few values, or put values into bands first."
            )
    for name in classes:
        if counted[name] > MOST_LABELS:
            raise bad_value(
                f"column {name!r}", f"over {MOST_LABELS} different values", "two of them",
                "Scores go to --score with a --threshold.",
            )  # fmt: skip
