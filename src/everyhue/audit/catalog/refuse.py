"""Tables that are no good, refused with one message."""

from __future__ import annotations

import narwhals as nw

from everyhue.audit.catalog.columns import CatalogColumns
from everyhue.audit.catalog.passes import BAD, ROWS, Passes, with_all_said
from everyhue.audit.catalog.said import Said
from everyhue.errors import InputError, bad_value
from everyhue.metrics.frames import collected
from everyhue.metrics.frames.lazy import Lazy
from everyhue.metrics.groups.table import MOST_VALUES

MOST_TOGETHER_CELLS = 20_000
"""Most intersections that are counted."""

_LOOKED_AT = 100_000


def refuse_many(frame: Lazy, columns: CatalogColumns) -> None:
    """Raise for columns that are not what they should be, from the first rows."""
    schema = frame.collect_schema()
    listed = [*columns.by, *(one.column for one in columns.said if one.column is not None)]
    for name in listed:
        if schema[name].is_nested() or schema[name] == nw.Binary:
            raise bad_value(
                f"column {name!r}", str(schema[name]), "text, numbers or true and false"
            )
    for one in columns.said:
        for name in one.probs:
            if not (schema[name].is_numeric() or schema[name] in (nw.String, nw.Unknown)):
                raise bad_value(f"column {name!r}", str(schema[name]), "probabilities")
    if listed:
        looked = frame.head(_LOOKED_AT).select(*dict.fromkeys(listed)).select(nw.all().n_unique())
        for name, many in collected([looked])[0].row(0, named=True).items():
            _refuse_values(name, many)


def _refuse_values(name: str, many: int) -> None:
    if many > MOST_VALUES:
        raise InputError(
            f"column {name!r}: over {MOST_VALUES} different values, which are no groups to "
            "compare. Choose a column of few values, or put values into bands first."
        )


def refuse_rows(frame: Lazy, columns: CatalogColumns, made: Passes) -> None:
    """Raise for rows that cannot be used, once all are counted."""
    whole = made.whole.row(0, named=True)
    if not whole[ROWS]:
        raise InputError("The table has no row. Check that it is whole.")
    for one in columns.said:
        if whole.get(f"{BAD} {one.name}"):
            raise _bad_probabilities(frame, columns, one, whole[f"{BAD} {one.name}"])
    for (_, column), grouped in made.labels.items():
        if column:
            _refuse_values(column, grouped[column].n_unique())
    for (names, column), grouped in made.joint.items():
        if grouped.height > MOST_TOGETHER_CELLS:
            raise InputError(
                f"columns {', '.join([*names, *([column] if column else [])])}: over "
                f"{MOST_TOGETHER_CELLS:,} intersections. Choose fewer dimensions, or put values "
                "into bands first."
            )
    for one in columns.said:
        if one.column is not None:
            _refuse_values(one.column, made.labels[one.name, ""][one.column].n_unique())
    if columns.id is not None and whole["@null"]:
        raise bad_value(f"id in {columns.id!r}", f"{whole['@null']:,} empty", "one in every row")
    if columns.id is not None and whole["@ids"] < whole[ROWS]:
        raise _twice(frame, columns.id, whole[ROWS] - whole["@ids"])
    if columns.cluster is not None and any(
        grouped["@cluster"].null_count() for grouped in made.labels.values()
    ):
        raise bad_value(
            f"cluster in {columns.cluster!r}", None, "a value in every row",
            "Give items that belong to nobody a value of their own.",
        )  # fmt: skip


def _bad_probabilities(frame: Lazy, columns: CatalogColumns, one: Said, many: int) -> InputError:
    shown = [*([columns.id] if columns.id else []), *one.probs]
    first = with_all_said(frame, columns).filter(nw.col(f"{BAD} {one.name}")).select(*shown)
    row = collected([first.head(1)])[0].row(0, named=True)
    return bad_value(
        f"probabilities of {one.name} in {many:,} rows, one of them",
        row,
        "numbers in [0, 1] that sum to 1, or all 0 where nothing is known",
    )


def _twice(frame: Lazy, column: str, many: int) -> InputError:
    found = frame.group_by(column).agg(nw.len().alias(ROWS)).filter(nw.col(ROWS) > 1)
    least = collected([found.select(nw.col(column).min().alias("id"))])[0].item()
    return bad_value(
        f"id in {column!r}",
        f"{least} more than once ({many:,} rows too many)",
        "every id once",
        "Keep one row an item, or name another column: --id COLUMN.",
    )
