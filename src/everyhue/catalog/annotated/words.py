"""What an annotator wrote, as a bucket or a reason: spellings, Monk numbers, a map of one's own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from everyhue.catalog.ingest.convert import plain_spelling, spellings
from everyhue.errors import InputError, unknown_name
from everyhue.signals import SKIN_TONE
from everyhue.signals.votes import REASONS
from everyhue.types import UNKNOWN, Dimension

MONK = (0, 0, 0, 1, 1, 2, 2, 3, 3, 3)
"""Range of each Monk tone: 1–3 light, 4–5 light–medium, 6–7 medium–deep, 8–10 deep."""

_MONK = re.compile(r"(?:(?:monk|mst|scale|tone|skin|e|_)+)?0?(10|[1-9])(?:_0)?")
_FITZPATRICK = re.compile(
    r"(?:fitzpatrick|fst|type|skin|_)+(?:iii|ii|iv|vi|v|i|[1-6])|iii|ii|iv|vi"
)
_BLANK = {"", "n_a", "na", "nan", "none", "null", "not_applicable", "missing", UNKNOWN}


class Words:
    """Turns a cell into a bucket id or a reason.

    Parameters
    ----------
    dimension : Dimension
        What is labelled.
    own : mapping of str to str, optional
        A person's own words, to bucket ids or reasons.

    Raises
    ------
    UnknownNameError
        For an own word that is mapped to neither a bucket nor a reason.

    Examples
    --------
    >>> words = Words(SKIN_TONE)
    >>> [words.read(cell) for cell in ("Light–medium", "MST 9", "scale 5", "4.0", "too dark", "")]
    ['light_medium', 'deep', 'light_medium', 'light_medium', 'too_dark', 'unknown']
    """

    def __init__(self, dimension: Dimension, own: Mapping[str, str] | None = None) -> None:
        self.dimension = dimension
        self._known = spellings(dimension)
        self._own = {}
        for word, bucket in (own or {}).items():
            if bucket not in dimension.ids and bucket not in REASONS:
                raise unknown_name(f"bucket of {dimension.name}", bucket, self._words())
            self._own[plain_spelling(word)] = bucket

    def read(self, cell: object) -> str:
        """Return a bucket id or a reason.

        Raises
        ------
        InputError, UnknownNameError
            For a word that means neither; Fitzpatrick types are not turned into tones.
        """
        word = plain_spelling(str(cell).replace(".", "_") if cell is not None else "")
        if word in self._own:
            return self._own[word]
        if str(cell) in self._known or word in self._known:
            return self._known.get(str(cell)) or self._known[word]
        if word in REASONS:
            return word
        if word in _BLANK:
            return UNKNOWN
        if self.dimension.name == SKIN_TONE.name:
            return self._tone(str(cell), word)
        raise unknown_name(self.dimension.name, str(cell), self._words())

    def monk(self, tone: int) -> str:
        """Return the range of a Monk tone, 1 to 10.

        Examples
        --------
        >>> Words(SKIN_TONE).monk(6)
        'medium_deep'
        """
        return self.dimension.ids[MONK[tone - 1]]

    def _tone(self, cell: str, word: str) -> str:
        found = _MONK.fullmatch(word)
        negative = cell.strip().startswith(("-", "−"))
        if found and not negative and self.dimension.ids == SKIN_TONE.ids:
            return self.monk(int(found[1]))
        if _FITZPATRICK.fullmatch(word):
            raise InputError(
                f"skin_tone: {cell!r} is a Fitzpatrick type, which says how skin reacts to sun, "
                "not how it looks. Use a Monk scale column, or decide yourself with --map."
            )
        raise unknown_name("skin_tone", cell, (*self._words(), "Monk 1 to 10"))

    def _words(self) -> tuple[str, ...]:
        return (*self.dimension.ids, *REASONS)
