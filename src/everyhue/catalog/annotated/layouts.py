"""The layouts that labels come in: who said what of which item, row by row."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from everyhue.catalog.annotated.words import Words
from everyhue.catalog.ingest.lines import BadRow, GoodRow, header_of, rows_of
from everyhue.errors import EveryhueError, FileError, InputError, bad_value, unknown_name

ITEM_NAMES = (
    "item", "item_id", "id", "image", "image_id", "image_path", "file", "filename", "file_name",
    "path", "photo", "picture", "sku", "product_id",
)  # fmt: skip
VALUE_NAMES = ("bucket", "label", "value", "monk", "mst", "monk_skin_tone", "monk_scale", "tone")
WHO_NAMES = (
    "annotator", "annotator_id", "rater", "rater_id", "worker", "worker_id", "labeler", "labeller",
)  # fmt: skip
_WIDE = re.compile(r"(annotator|rater|worker|labell?er)[ _-]?[0-9a-z]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that one annotator said.

    Parameters
    ----------
    line : int
        Row of the file.
    item : str
        The item.
    who : str
        The annotator, or the data set where it names none.
    word : str
        A bucket id or a reason.
    person : str
        Which person of the picture, ``""`` where labels are of the picture.
    """

    line: int
    item: str
    who: str
    word: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class AskedColumns:
    """Columns a person named; what is left out is found by name."""

    item: str | None = None
    value: str | None = None
    annotator: str | None = None

    def check(self, header: Sequence[str]) -> None:
        """Raise for a column that is not there, with the nearest one."""
        for spot in fields(self):
            column = getattr(self, spot.name)
            if column is not None and column not in header:
                raise unknown_name("column", column, header)


Rows = Iterator[Heard | BadRow]


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout: how it is recognised, how it is read, and what its labels are of.

    Parameters
    ----------
    fits : callable
        Whether a header is of this layout, for a dimension.
    hear : callable
        A row to what was said in it.
    note : str
        What must be known of such labels.
    """

    fits: Callable[[Sequence[str], Words, AskedColumns], bool]
    hear: Callable[[GoodRow, Words, AskedColumns], Iterator[Heard]]
    note: str = ""


def read_rows(path: Path) -> tuple[list[str], Iterator[GoodRow | BadRow]]:
    """Return the header and the rows of a file; a ``.json`` file holds a list of objects."""
    if path.suffix.lower() != ".json":
        return header_of(path), rows_of(path)
    try:
        held = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise InputError(f"{path}: not valid JSON ({error}).") from None
    if not isinstance(held, list) or not all(isinstance(row, dict) for row in held):
        raise bad_value(str(path), type(held).__name__, "a JSON list of objects")
    names = dict.fromkeys(name for row in held for name in row)
    return list(names), (GoodRow(line, row) for line, row in enumerate(held, 1))


def heard(path: Path, words: Words, asked: AskedColumns, layout: str | None = None) -> Rows:
    """Yield what annotators said, and the rows that cannot be used.

    Raises
    ------
    FileError, InputError, UnknownNameError
        For a file that cannot be read or whose layout is none of `LAYOUTS`.
    """
    header, rows = read_rows(path)
    how = LAYOUTS[layout or recognised(header, words, asked)]
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            yield from list(how.hear(row, words, asked))
        except EveryhueError as error:
            yield BadRow(row.line, str(error))


def recognised(header: Sequence[str], words: Words, asked: AskedColumns) -> str:
    """Return the name of the layout of a header.

    Examples
    --------
    >>> from everyhue.signals import SKIN_TONE
    >>> recognised(["subject_name", "image_ID", "MST"], Words(SKIN_TONE), AskedColumns())
    'mst-e'
    """
    asked.check(header)
    for name, layout in LAYOUTS.items():
        if layout.fits(header, words, asked):
            return name
    raise bad_value(
        "columns of the file", list(header),
        f"an item and a label (or {words.dimension.name}), or a known layout: {', '.join(LAYOUTS)}",
        "Name them: everyhue signals import FILE --item COLUMN --value COLUMN.",
    )  # fmt: skip


def _item(value: Any) -> str:
    item = "" if value is None else str(value).strip()
    if not item:
        raise bad_value("item", value, "an id or a file name")
    return item


def first_of(header: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the first of some names that a header has, in any case."""
    held = {column.casefold(): column for column in reversed(header)}
    return next((held[name] for name in names if name in held), None)


# MST-E: one row a picture, with the Monk tone of the person who is in it.


def _fits_mst_e(header: Sequence[str], words: Words, asked: AskedColumns) -> bool:
    return asked == AskedColumns() and {"image_ID", "MST"} <= set(header)


def _hear_mst_e(row: GoodRow, words: Words, asked: AskedColumns) -> Iterator[Heard]:
    folder = str(row.values.get("subject_name") or "").strip()
    item = _item(row.values["image_ID"])
    place = f"{folder}/{item}" if folder else item
    yield Heard(row.line, place, "mst-e", words.read(row.values["MST"]))


# FACET: one row a person, with the number of annotators who chose each value.

_HAIR = {
    "coily": "coily", "curly": "curly", "wavy": "wavy", "straight": "straight",
    "dreadlocks": "protective", "bald": "shaved_bald", "na": "not_visible",
}  # fmt: skip


def _facet_columns(words: Words) -> dict[str, str]:
    """Column to bucket or reason."""
    if words.dimension.name == "hair_pattern":
        return {f"hairtype_{name}": bucket for name, bucket in _HAIR.items()}
    tones = {f"skin_tone_{tone}": words.monk(tone) for tone in range(1, 11)}
    return {**tones, "skin_tone_na": "not_visible"}


def _fits_facet(header: Sequence[str], words: Words, asked: AskedColumns) -> bool:
    if words.dimension.name not in ("skin_tone", "hair_pattern") or asked != AskedColumns():
        return False
    return {"person_id", "filename", *_facet_columns(words)} <= set(header)


def _hear_facet(row: GoodRow, words: Words, asked: AskedColumns) -> Iterator[Heard]:
    item, person = _item(row.values["filename"]), _item(row.values["person_id"])
    said = {column: _count(column, row.values) for column in _facet_columns(words)}
    number = 0
    for column, bucket in _facet_columns(words).items():
        word = "covered" if bucket == "not_visible" and _scarf(row.values, words) else bucket
        for _ in range(said[column]):
            number += 1
            yield Heard(row.line, item, f"facet-{number}", word, person)
    if not number:
        yield Heard(row.line, item, "facet-1", "not_visible", person)


def _count(column: str, values: Mapping[str, Any]) -> int:
    cell = values.get(column)
    try:
        count = int(float(cell or 0))
    except ValueError:
        raise bad_value(column, cell, "a number of annotators") from None
    if not 0 <= count <= 100:
        raise bad_value(column, cell, "a number of annotators, 0 to 100")
    return count


def _scarf(values: Mapping[str, Any], words: Words) -> bool:
    if words.dimension.name != "hair_pattern":
        return False
    return str(values.get("has_headscarf") or "0").strip() not in ("", "0", "0.0", "False")


# Casual Conversations v2: one object a video, with the Monk scale of the person who speaks.


def _fits_ccv2(header: Sequence[str], words: Words, asked: AskedColumns) -> bool:
    known = {"subject_id", "video_name", "monk_skin_tone"}
    return asked == AskedColumns() and words.dimension.name == "skin_tone" and known <= set(header)


def _hear_ccv2(row: GoodRow, words: Words, asked: AskedColumns) -> Iterator[Heard]:
    held = row.values["monk_skin_tone"]
    if not isinstance(held, Mapping) or "scale" not in held:
        raise bad_value("monk_skin_tone", held, '{"scale": "scale 5", "confidence": "high"}')
    unsure = str(held.get("confidence", "")).strip().casefold() == "low"
    word = "unknown" if unsure else words.read(held["scale"])
    yield Heard(row.line, _item(row.values["video_name"]), "ccv2", word)


# Votes as the annotation page writes them: item, annotator, dimension, bucket.


def _fits_votes(header: Sequence[str], words: Words, asked: AskedColumns) -> bool:
    known = {"item", "annotator", "dimension", "bucket"}
    return asked == AskedColumns() and known <= set(header)


def _hear_votes(row: GoodRow, words: Words, asked: AskedColumns) -> Iterator[Heard]:
    if row.values["dimension"] == words.dimension.name:
        who = _item(row.values["annotator"])
        yield Heard(row.line, _item(row.values["item"]), who, words.read(row.values["bucket"]))


# One column an annotator.


def _wide(header: Sequence[str]) -> list[str]:
    return [n for n in header if _WIDE.fullmatch(n) and n.casefold() not in WHO_NAMES]


def _fits_wide(header: Sequence[str], words: Words, asked: AskedColumns) -> bool:
    item = asked.item or first_of(header, ITEM_NAMES)
    return asked.value is None and item is not None and len(_wide(header)) >= 2


def _hear_wide(row: GoodRow, words: Words, asked: AskedColumns) -> Iterator[Heard]:
    header = list(row.values)
    item = _item(row.values[asked.item or first_of(header, ITEM_NAMES) or ""])
    for column in _wide(header):
        if str(row.values[column] or "").strip():
            yield Heard(row.line, item, column, words.read(row.values[column]))


# One label a row, with or without who said it.


def _value_column(header: Sequence[str], words: Words, asked: AskedColumns) -> str | None:
    names = (words.dimension.name, *VALUE_NAMES)
    return asked.value or first_of(header, names)


def _fits_plain(header: Sequence[str], words: Words, asked: AskedColumns) -> bool:
    item = asked.item or first_of(header, ITEM_NAMES)
    return item is not None and _value_column(header, words, asked) is not None


def _hear_plain(row: GoodRow, words: Words, asked: AskedColumns) -> Iterator[Heard]:
    header = list(row.values)
    column = _value_column(header, words, asked) or ""
    who = asked.annotator or first_of(header, WHO_NAMES)
    item = _item(row.values[asked.item or first_of(header, ITEM_NAMES) or ""])
    name = "operator" if who is None else _item(row.values[who])
    yield Heard(row.line, item, name, words.read(row.values[column]))


_PERSON = (
    "One label a person, the same in every light: it says how the person was seen over all, not "
    "the apparent tone in each picture. Do not calibrate on it alone."
)

LAYOUTS: dict[str, Layout] = {
    "mst-e": Layout(_fits_mst_e, _hear_mst_e, _PERSON),
    "facet": Layout(
        _fits_facet, _hear_facet,
        "Counts of anonymous annotators, kept as votes; annotators of two rows are not the same.",
    ),
    "ccv2": Layout(
        _fits_ccv2, _hear_ccv2, f"{_PERSON} Labels of low confidence are unknown."
    ),
    "votes": Layout(_fits_votes, _hear_votes),
    "wide": Layout(_fits_wide, _hear_wide),
    "plain": Layout(_fits_plain, _hear_plain),
}  # fmt: skip
"""By name, the most particular first."""
