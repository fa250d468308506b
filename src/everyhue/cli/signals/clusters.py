"""Whose item it is: a column of the file of labels, for splits that keep people together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from everyhue.errors import bad_value, unknown_name


def clusters_in(path: Path, column: str, items: Collection[str]) -> dict[str, str]:
    """Return item to cluster, of a file of labels or votes.

    The column that names the items is the one in which most of them are found, since layouts differ
    in what they call it. A row without a cluster says nothing.

    Raises
    ------
    UnknownNameError, InputError
        For a column that is not there, or an item with two clusters, naming it.
    """
    from everyhue.catalog.annotated.layouts import read_rows
    from everyhue.catalog.ingest import BadRow

    header, read = read_rows(path)
    if column not in header:
        raise unknown_name(f"--cluster, column of {path.name}", column, header)
    rows = [row.values for row in read if not isinstance(row, BadRow)]
    named = _item_column(rows, [name for name in header if name != column], items)
    found: dict[str, str] = {}
    for values in rows:
        item, cluster = _text(values.get(named)), _text(values.get(column))
        if cluster and found.setdefault(item, cluster) != cluster:
            raise bad_value(
                f"{column} of {item}", sorted({found[item], cluster}), "one, the same in every row"
            )
    return found


def _item_column(
    rows: Sequence[Mapping[str, Any]], names: Sequence[str], items: Collection[str]
) -> str:
    known = set(items)
    hits = Counter({n: sum(_text(values.get(n)) in known for values in rows) for n in names})
    name, count = hits.most_common(1)[0] if hits else ("", 0)
    if not count:
        raise bad_value("columns with --cluster", list(names), "one that names the labelled items")
    return name


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
