"""Finds the entries of rule packs in a query: words, phrases, parts of compounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from everyhue.errors import bad_value
from everyhue.ranking.inflect import inflected
from everyhue.ranking.tokens import query_tokens

_DIGITS = str.maketrans("013457", "oieast")
_GROUP = re.compile(r"\(([^()]*)\)")
_JOINED = 7
_REST = 2
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What one phrase of a pack says when it is found.

    Parameters
    ----------
    topic : str
        Topic of its pack, empty where it belongs to none.
    role : str
        What it does there: ``"words"``, ``"weak"``, ``"unless"`` …
    language : str
        Two letters.
    dimension, bucket : str
        What it names, for the roles that name.
    """

    topic: str
    role: str
    language: str
    dimension: str = ""
    bucket: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found at tokens `start` to `end` (exclusive)."""

    start: int
    end: int
    entry: Entry

    def overlaps(self, other: Match) -> bool:
        """Return whether the two share a token."""
        return self.start < other.end and other.start < self.end

    def within(self, other: Match) -> bool:
        """Return whether this one lies inside a longer one."""
        longer = other.end - other.start > self.end - self.start
        return longer and other.start <= self.start and self.end <= other.end


@dataclass(slots=True, eq=False)
class _Node:
    """A place in the tree of phrases: what ends here, and what may follow."""

    entries: list[Entry] = field(default_factory=list)
    after: dict[str, _Node] = field(default_factory=dict)


class PhraseIndex:
    """Entries by their words, whatever form the words take.

    Parameters
    ----------
    pairs : iterable of (str, Entry)
        Phrases as written in a pack, with what they say. ``(a|b)`` stands for either, an empty
        choice for nothing; ``haar*`` and ``*frisur`` for compounds that begin or end so.

    Raises
    ------
    InputError
        For a phrase without words, or an asterisk elsewhere than at one end of a single word.

    Notes
    -----
    Cost: a query of n tokens takes O(n) look-ups, about 10 µs for five words.

    Examples
    --------
    >>> index = PhraseIndex([("box (braid|twist)", Entry("hair", "words", "en"))])
    >>> [(m.start, m.end) for m in index.find(["long", "box", "braids"])]
    [(1, 3)]
    """

    def __init__(self, pairs: Iterable[tuple[str, Entry]]) -> None:
        self._forms: dict[str, tuple[str, ...]] = {}
        self._root = _Node()
        self._heads: dict[str, list[Entry]] = {}
        self._tails: dict[str, list[Entry]] = {}
        for text, entry in pairs:
            for phrase in alternatives(text):
                self._add(phrase, entry)
        self._head_sizes = sorted({len(part) for part in self._heads})
        self._tail_sizes = sorted({len(part) for part in self._tails})

    def find(self, tokens: Sequence[str]) -> list[Match]:
        """Return every match of every entry, by where it starts; matches may overlap."""
        lemmas = [self._lemmas(token) for token in tokens]
        found: list[Match] = []
        for start, token in enumerate(tokens):
            _walk(self._root, lemmas, start, start, found)
            if len(token) > _REST:
                found.extend(Match(start, start + 1, entry) for entry in self._compounds(token))
        return found

    def _lemmas(self, token: str) -> tuple[str, ...]:
        """Return the words that `token` may be; digits among letters may stand for letters."""
        known = self._forms.get(token)
        if known is None and not token.isdigit() and not token.isalpha():
            known = self._forms.get(token.translate(_DIGITS))
        return known or ()

    def _compounds(self, token: str) -> Iterator[Entry]:
        for size in self._head_sizes:
            if size + _REST <= len(token):
                yield from self._heads.get(token[:size], ())
        for size in self._tail_sizes:
            if size + _REST <= len(token):
                yield from self._tails.get(token[-size:], ())

    def _add(self, phrase: str, entry: Entry) -> None:
        for spelling in {phrase, phrase.translate(_UMLAUTS)}:
            words = query_tokens(spelling.replace("*", ""))
            if not words:
                raise bad_value("phrase of a rule pack", phrase, "at least one word")
            if "*" in phrase:
                self._add_part(spelling, words, entry)
            else:
                self._add_words(words, entry)

    def _add_part(self, phrase: str, words: list[str], entry: Entry) -> None:
        first, last = phrase.startswith("*"), phrase.endswith("*")
        if len(words) > 1 or first == last or phrase.count("*") > 1:
            expected = 'one word with an asterisk at one end, such as "haar*" or "*frisur"'
            raise bad_value("phrase of a rule pack", phrase, expected)
        self._add_words(words, entry)
        parts, ends = (self._tails, inflected(words[0], entry.language)) if first else (
            self._heads, {words[0]})  # fmt: skip
        for part in ends:
            parts.setdefault(part, []).append(entry)

    def _add_words(self, words: list[str], entry: Entry) -> None:
        node = self._root
        for place, word in enumerate(words):
            node = node.after.setdefault(self._lemma(word, entry.language, place > 0), _Node())
        node.entries.append(entry)
        joined = "".join(words)
        if len(words) == 2 and min(map(len, words)) > 2 and len(joined) >= _JOINED:
            self._add_words([joined], entry)

    def _lemma(self, word: str, language: str, later: bool) -> str:
        """Return the key of a word, and note its forms; later words may be adjectives."""
        lemma = f"{language}{'~' if later else ':'}{word}"
        if lemma not in self._forms.get(word, ()):
            for form in inflected(word, language, gender=later):
                self._forms[form] = (*self._forms.get(form, ()), lemma)
        return lemma


def alternatives(text: str) -> Iterator[str]:
    """Yield the phrases that `text` with choices in brackets stands for.

    Examples
    --------
    >>> list(alternatives("(short|long|) hair"))
    ['short hair', 'long hair', ' hair']
    """
    group = _GROUP.search(text)
    if group is None:
        yield text
        return
    for choice in group[1].split("|"):
        yield from alternatives(text[: group.start()] + choice + text[group.end() :])


def _walk(
    node: _Node, lemmas: list[tuple[str, ...]], start: int, spot: int, found: list[Match]
) -> None:
    """Follow the tree from `node` along the tokens from `spot`, noting what ends on the way."""
    if node.entries:
        found.extend(Match(start, spot, entry) for entry in node.entries)
    if spot < len(lemmas):
        for lemma in lemmas[spot]:
            after = node.after.get(lemma)
            if after is not None:
                _walk(after, lemmas, start, spot + 1, found)
