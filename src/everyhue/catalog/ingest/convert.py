"""From the cells of a row to an item, forgiving about spelling and strict about meaning."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from everyhue.catalog.ingest.lines import BadRow, GoodRow
from everyhue.catalog.ingest.mapping import ColumnMap
from everyhue.catalog.item import Item, checked
from everyhue.errors import EveryhueError, bad_value, unknown_name
from everyhue.types import Dimension

REASONS = (
    "covered", "not_visible", "no_person", "several_people", "child", "abstained", "not_labelled",
    "unclear",
)  # fmt: skip
"""Words in a label column that mean *unknown*, with that reason."""

SEVERAL = "several_people"
_BLANK = {"", "unknown", "none", "null", "nan", "n/a", "na", "missing"}
_JOINTS = re.compile(r"[\s_\-‐-―/]+")


class Converter:
    """Turns rows into items, one after the other.

    Parameters
    ----------
    columns : ColumnMap
        Which column holds what.
    dimensions : mapping of str to Dimension
        The declared dimensions.

    Notes
    -----
    A label is accepted in any case and with any joint (``Light-medium``, ``light medium``), by
    bucket id or wording, as long as only one bucket fits. ``deep|light`` is an item that shows
    both: unknown, because of several people.

    Examples
    --------
    >>> from everyhue.catalog.ingest import Asked, resolve
    >>> row = GoodRow(2, {"id": "a1", "title": "Curly bob"})
    >>> convert = Converter(resolve(["id", "title"], Asked(), {}), {})
    >>> [item.text for item in convert.all([row, row])]
    ['Curly bob']
    >>> convert.rejected[0].reason
    "id: 'a1' was on line 2 already."
    """

    def __init__(self, columns: ColumnMap, dimensions: Mapping[str, Dimension]) -> None:
        self.rejected: list[BadRow] = []
        self._columns = columns
        self._dimensions = dimensions
        self._buckets = {name: spellings(dimension) for name, dimension in dimensions.items()}
        self._lines: dict[str, int] = {}
        self._width: int | None = None

    @property
    def accepted(self) -> int:
        """How many rows became items."""
        return len(self._lines)

    def all(self, rows: Iterator[GoodRow | BadRow] | Sequence[GoodRow | BadRow]) -> Iterator[Item]:
        """Yield the items of the good rows; the others gather in `rejected`."""
        for row in rows:
            if isinstance(row, BadRow):
                self.rejected.append(row)
                continue
            try:
                item = checked(self._item(row.values), self._dimensions)
                self._keep(item, row.line)
            except EveryhueError as error:
                self.rejected.append(BadRow(row.line, str(error)))
            else:
                yield item

    def _keep(self, item: Item, line: int) -> None:
        """Refuse what is fine by itself but does not fit the rows before."""
        if item.id in self._lines:
            raise EveryhueError(f"id: {item.id!r} was on line {self._lines[item.id]} already.")
        if item.vector is not None:
            width = self._width or len(item.vector)
            if len(item.vector) != width:
                raise bad_value("length of vector", len(item.vector), f"{width}, as before")
            self._width = width
        self._lines[item.id] = line

    def _item(self, values: Mapping[str, Any]) -> Item:
        columns = self._columns
        labels, reasons, present = self._labels(values)
        return Item(
            id=_text(values.get(columns.id)),
            text=" ".join(filter(None, (_text(values.get(name)) for name in columns.text))),
            image=_text(values.get(columns.image)) or None if columns.image else None,
            vector=read_vector(values.get(columns.vector)) if columns.vector else None,
            labels=labels,
            reasons=reasons,
            priors=_priors(values, columns.priors),
            attributes={name: _text(values.get(name)) for name in columns.attributes},
            present=present,
        )

    def _labels(
        self, values: Mapping[str, Any]
    ) -> tuple[dict[str, Any], dict[str, str], dict[str, list[str]]]:
        labels: dict[str, Any] = {}
        reasons: dict[str, str] = {}
        present: dict[str, list[str]] = {}
        for name, column in self._columns.labels.items():
            found = self._label(name, _text(values.get(column)))
            if isinstance(found, list):
                present[name], labels[name], reasons[name] = found, None, SEVERAL
            elif found in REASONS and found not in self._dimensions[name].ids:
                labels[name], reasons[name] = None, found
            else:
                labels[name] = found
        for name, columns in self._columns.probs.items():
            labels[name] = _probabilities(name, [values.get(column) for column in columns])
        return labels, reasons, present

    def _label(self, name: str, word: str) -> str | list[str] | None:
        """Return a bucket, a reason, several buckets, or ``None`` for blank."""
        found = self._spelled(name, word)
        if found is not None:
            return found
        if plain_spelling(word) in REASONS:
            return plain_spelling(word)
        if word.casefold() in _BLANK:
            return None
        if "|" in word:
            return [self._bucket(name, part) for part in word.split("|")]
        return self._bucket(name, word)

    def _bucket(self, name: str, word: str) -> str:
        found = self._spelled(name, word)
        if found is None:
            raise unknown_name(name, word, (*self._dimensions[name].ids, *REASONS))
        return found

    def _spelled(self, name: str, word: str) -> str | None:
        buckets = self._buckets[name]
        return buckets.get(word) or buckets.get(plain_spelling(word))


def plain_spelling(word: str) -> str:
    """Return a word without case and with ``_`` for every joint.

    Examples
    --------
    >>> plain_spelling(" Light–Medium ")
    'light_medium'
    """
    return _JOINTS.sub("_", word.strip().casefold()).strip("_")


def spellings(dimension: Dimension) -> dict[str, str]:
    """Return plain spelling → bucket id, for ids and wordings that mean one bucket only."""
    found: dict[str, set[str]] = {}
    for bucket in dimension.buckets:
        for word in (bucket.id, bucket.label):
            found.setdefault(plain_spelling(word), set()).add(bucket.id)
    exact = {bucket.id: bucket.id for bucket in dimension.buckets}
    return {word: next(iter(ids)) for word, ids in found.items() if len(ids) == 1} | exact


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return str(value).strip()


def _number(what: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise bad_value(what, value, "a number") from None
    if not math.isfinite(number):
        raise bad_value(what, value, "a finite number")
    return number


def read_vector(value: Any) -> list[float] | None:
    """Return the numbers of a cell, a list or text such as ``[0.1, 0.2]``; ``None`` for blank."""
    if isinstance(value, str):
        value = value.strip().strip("[]").replace(",", " ").split()
    if value is None or len(value) == 0:
        return None
    return [_number("vector", part) for part in value]


def _priors(values: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, float]:
    cells = {name: values.get(column) for name, column in columns.items()}
    return {
        name: _number(f"prior {name}", cell) for name, cell in cells.items() if _text(cell) != ""
    }


def _probabilities(name: str, cells: Sequence[Any]) -> list[float] | None:
    if all(_text(cell) == "" for cell in cells):
        return None
    return [_number(f"probability of {name}", cell or 0) for cell in cells]
