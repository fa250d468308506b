"""Rule packs: what the trigger knows of words, read from TOML."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from everyhue.errors import FileError, InputError, bad_value, unknown_name
from everyhue.ranking.phrases import Entry, PhraseIndex

LANGUAGES = ("en", "es", "pt", "fr", "de", "ja")
"""Languages of the shipped packs; a pack may bring another."""

TOPIC_ROLES = ("words", "weak", "local", "company", "unless", "muted_by")
"""What a list of phrases does for the topic of its pack."""

NAMING_ROLES = ("names", "weak_names", "about")
"""What tables by dimension do: name a bucket, or speak of a dimension without naming one."""

BLOCKING_ROLES = ("slur", "sexual", "crime", "health", "targeting")
"""What a phrase is reason enough to block for, gravest first."""

ALONE_ROLES = ("sexual_alone", "crime_alone", "health_alone")
"""The same, unless the query has an appearance topic and the phrase is not about a person."""

GRAMMAR_ROLES = (
    "child", "child_body", "audience", "person", "trait", "colour", "negation", "operator", "only",
    "after", "filler",
)  # fmt: skip
"""Parts of the sentences that exclude, target or speak of children."""

ROLES = (*TOPIC_ROLES, *BLOCKING_ROLES, *ALONE_ROLES, *GRAMMAR_ROLES)
_PACK_KEYS = ("topic", "diversify_only", "dimensions")


@dataclass(frozen=True, slots=True, eq=False)
class Packs:
    """All packs, ready to be asked.

    Parameters
    ----------
    topics : tuple of str
        Topics on which refinements may be offered, in the order of the packs.
    quiet : mapping of str to tuple of str
        Topics that only diversify, with the dimensions they diversify.
    languages : tuple of str
        Languages that occur.
    index : PhraseIndex
        Finds the phrases of all packs.
    """

    topics: tuple[str, ...]
    quiet: Mapping[str, tuple[str, ...]]
    languages: tuple[str, ...]
    index: PhraseIndex

    def spoken(self, locale: str) -> frozenset[str]:
        """Return the languages to read a query in: its own and English, or all for no locale."""
        language = locale.replace("_", "-").split("-")[0].casefold()
        return frozenset((language, "en") if language else self.languages)


@dataclass(slots=True)
class _Shelf:
    """What the files read so far add up to."""

    topics: list[str] = field(default_factory=list)
    quiet: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pairs: list[tuple[str, Entry]] = field(default_factory=list)


def load_packs(folder: str | os.PathLike[str] | None = None) -> Packs:
    """Return the shipped packs, with those of an operator's own folder added.

    Parameters
    ----------
    folder : path, optional
        Folder of further ``*.toml`` files. A pack on a shipped topic adds to it; a pack on a new
        topic is offered with the dimensions that list the topic.

    Returns
    -------
    Packs
        Read once for each folder and kept; restart to read changed files.

    Raises
    ------
    FileError
        For a folder or file that cannot be read.
    InputError
        For a file that is not TOML, or a key or phrase that is malformed.

    Notes
    -----
    Cost: about 0.35 s the first time.

    Examples
    --------
    >>> load_packs().topics
    ('beauty', 'hair', 'fashion', 'wedding')
    """
    return _load(None if folder is None else Path(folder).resolve())


@cache
def _load(folder: Path | None) -> Packs:
    shelf = _Shelf()
    for name, text in (*_shipped(), *_own(folder)):
        _shelve(shelf, name, _parsed(name, text))
    languages = tuple(dict.fromkeys(entry.language for _, entry in shelf.pairs))
    return Packs(tuple(shelf.topics), shelf.quiet, languages, PhraseIndex(shelf.pairs))


SHIPPED = ("beauty", "hair", "fashion", "wedding", "people", "elsewhere", "safety")
"""The shipped packs, in the order in which their topics are named."""


def _shipped() -> Iterator[tuple[str, str]]:
    """Yield the shipped files: a folder for each pack, a file in it for each language."""
    rules = files("everyhue.ranking") / "rules"
    for name in SHIPPED:
        for part in sorted((rules / name).iterdir(), key=_language_order):
            yield f"rules/{name}/{part.name}", part.read_text("utf-8")


def _language_order(part: Traversable) -> int:
    return LANGUAGES.index(part.name.removesuffix(".toml"))


def _own(folder: Path | None) -> Iterator[tuple[str, str]]:
    if folder is None:
        return
    if not folder.is_dir():
        raise FileError(f"{folder}: is not a folder. Give the folder that holds the rule packs.")
    for path in sorted(folder.glob("*.toml")):
        try:
            yield str(path), path.read_text("utf-8")
        except OSError as error:
            raise FileError(f"{path}: cannot be read ({error.strerror}).") from error


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: is not TOML ({error}).") from error


def _shelve(shelf: _Shelf, name: str, pack: Mapping[str, Any]) -> None:
    topic = str(pack.get("topic", ""))
    if pack.get("diversify_only"):
        shelf.quiet[topic] = tuple(pack.get("dimensions", ()))
    elif topic and topic not in shelf.topics:
        shelf.topics.append(topic)
    for key, table in pack.items():
        if isinstance(table, Mapping) and len(key) == 2:
            shelf.pairs.extend(_entries(name, topic, key, table))
        elif key not in _PACK_KEYS:
            raise unknown_name(f"key of {name}", key, (*_PACK_KEYS, *LANGUAGES))


def _entries(
    name: str, topic: str, language: str, table: Mapping[str, Any]
) -> Iterator[tuple[str, Entry]]:
    for role, value in table.items():
        if role in NAMING_ROLES:
            yield from _naming(name, Entry(topic, role, language), value)
        elif role in ROLES:
            for phrase in _phrases(f"{role} of {language} in {name}", value):
                yield phrase, Entry(topic, role, language)
        else:
            raise unknown_name(f"key of {language} in {name}", role, (*ROLES, *NAMING_ROLES))


def _naming(name: str, entry: Entry, table: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    """Read ``names`` (dimension → bucket → phrases) or ``about`` (dimension → phrases)."""
    for dimension, value in table.items():
        buckets = value if isinstance(value, Mapping) else {"": value}
        for bucket, phrases in buckets.items():
            what = f"{entry.role}.{dimension} of {entry.language} in {name}"
            for phrase in _phrases(what, phrases):
                yield phrase, Entry(entry.topic, entry.role, entry.language, dimension, bucket)


def _phrases(what: str, value: object) -> list[str]:
    """Split one text at commas and line ends, or take a list as it is."""
    if isinstance(value, str):
        return [phrase for line in value.splitlines() for phrase in _split(line)]
    if isinstance(value, list) and all(isinstance(phrase, str) for phrase in value):
        return value
    raise bad_value(what, value, "phrases with commas between them, or a list of phrases")


def _split(line: str) -> list[str]:
    return [phrase for part in line.split(",") if (phrase := part.strip())]
