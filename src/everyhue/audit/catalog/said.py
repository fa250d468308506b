"""Where a table says what its items show, and how a word of it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyhue.catalog.ingest.convert import REASONS, SEVERAL, plain_spelling, spellings
from everyhue.errors import bad_value, unknown_name
from everyhue.metrics.frames import word_of
from everyhue.types import UNKNOWN, Dimension

BLANK = frozenset({"", UNKNOWN, "none", "null", "nan", "n/a", "na", "missing"})
MISSING_LABEL = "missing"
NOT_SURE = "not sure enough"


@dataclass(frozen=True, slots=True)
class Said:
    """One dimension of a table.

    Parameters
    ----------
    name : str
        Of the dimension.
    column : str or None
        Column of bucket ids; ``None`` where there are probabilities.
    probs : tuple of str
        Columns of the probability of each bucket, in the order of `buckets`.
    buckets : tuple of str
        Declared ids, in order; empty where the values of `column` are the buckets.
    reason : str or None
        Column of why an item is unknown.
    spelled : mapping of str to str
        Plain spelling of a declared bucket, and its id.
    sure : str or None
        Column of the sure bucket beside probabilities, where what made them decided that.
    """

    name: str
    column: str | None = None
    probs: tuple[str, ...] = ()
    buckets: tuple[str, ...] = ()
    reason: str | None = None
    spelled: Mapping[str, str] | None = None
    sure: str | None = None

    @classmethod
    def of(cls, dimension: Dimension, **columns: str | tuple[str, ...] | None) -> Said:
        """Read a declared dimension from columns."""
        ids = dimension.ids
        return cls(dimension.name, buckets=ids, spelled=spellings(dimension), **columns)  # type: ignore[arg-type]

    @property
    def named(self) -> list[str]:
        """All columns that are read."""
        single = [name for name in (self.column, self.reason, self.sure) if name is not None]
        return [*single, *self.probs]

    def read(self, word: object) -> tuple[str | None, str]:
        """Return the bucket that a word means, or ``None`` and the reason.

        Raises
        ------
        UnknownNameError
            For a word that is no bucket of a declared dimension, with the nearest one.

        Examples
        --------
        >>> from everyhue.signals.dimensions import HAIR_PATTERN
        >>> hair = Said.of(HAIR_PATTERN, column="hair")
        >>> hair.read("Coily"), hair.read("covered"), hair.read(None)
        (('coily', ''), (None, 'covered'), (None, 'missing'))
        """
        text = (word_of(word) or "").strip()
        if self.spelled is None:
            blank = text.casefold() in BLANK
            return (None, MISSING_LABEL) if blank else (text, "")
        plain = plain_spelling(text)
        found = self.spelled.get(text) or self.spelled.get(plain)
        if found is not None:
            return found, ""
        if text.casefold() in BLANK:
            return None, MISSING_LABEL
        return None, self._reason(text, plain)

    def _reason(self, text: str, plain: str) -> str:
        if plain in REASONS:
            return plain
        if "|" in text:
            return SEVERAL
        raise unknown_name(f"bucket of {self.name}", text, (*self.buckets, *REASONS))

    def within(self, bucket: str, where: str) -> None:
        """Raise for a bucket that this dimension cannot have."""
        if self.spelled is not None and bucket not in self.buckets:
            raise unknown_name(f"bucket of {self.name} in {where}", bucket, self.buckets)
        if not bucket:
            raise bad_value(f"bucket of {self.name} in {where}", bucket, "a word")
