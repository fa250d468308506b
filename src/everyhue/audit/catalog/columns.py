"""Which columns of a catalog or a table say what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from everyhue.audit.catalog.said import Said
from everyhue.catalog.ingest.mapping import ID_NAMES
from everyhue.errors import InputError, bad_value, unknown_name
from everyhue.signals.labels_file import PARTS
from everyhue.signals.labels_frame import ITEM
from everyhue.types import Dimension
from everyhue.types.labels import SURE_AT

KIND = "catalog"
"""First word of the tally's kind; the rest names the columns, so that only like tallies merge."""

CATEGORY_NAMES = ("category", "query_class", "topic", "class", "product_type")
REASON = "reason"
SURE = "sure"
"""``dimension:reason`` is the column of why an item is unknown, ``dimension:sure`` that of the
bucket it is shown under; neither is a bucket."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person named; what is left out is found by name.

    Parameters
    ----------
    id, category, cluster : str or None
        Columns: of ids; of what an item is about; of whose item it is.
    labels : mapping of str to str
        Dimension, and its column of bucket ids.
    by : tuple of str
        Columns by whose values the unknown is compared.
    sure_at : float, (0.5, 1]
        Probability from which the favoured bucket counts as sure.
    """

    id: str | None = None
    labels: Mapping[str, str] | None = None
    by: tuple[str, ...] = ()
    category: str | None = None
    cluster: str | None = None
    sure_at: float = SURE_AT


@dataclass(frozen=True, slots=True)
class CatalogColumns:
    """How a table of items is read: one row per item.

    Parameters
    ----------
    said : tuple of Said
        The dimensions.
    id : str or None
        Column of ids, which come once each; not checked without.
    by : tuple of str
        Columns by whose values the unknown and the supply are shown; the category among them.
    category : str or None
        Column whose values intersections of dimensions are crossed with.
    cluster : str or None
        Column that tells whose item it is, where items of one source are alike.
    sure_at : float, (0.5, 1]
        Probability from which the favoured bucket counts as sure.

    Raises
    ------
    InputError
        Without a dimension, or for `sure_at` outside its range.

    Examples
    --------
    >>> CatalogColumns((Said("hair", "hair"),), by=("topic",)).kind
    'catalog of hair by topic, sure at 0.8'
    """

    said: tuple[Said, ...]
    id: str | None = None
    by: tuple[str, ...] = ()
    category: str | None = None
    cluster: str | None = None
    sure_at: float = SURE_AT

    def __post_init__(self) -> None:
        if not self.said:
            raise bad_value("dimensions", (), "at least one", "Name one: --label hair=COLUMN.")
        if not 0.5 < self.sure_at <= 1:
            raise bad_value("sure_at", self.sure_at, "a probability in (0.5, 1]")
        taken = [one.column for one in self.said]
        for name in self.by:
            if name in taken:
                raise bad_value("by", name, "a column that is no dimension of its own")

    @property
    def names(self) -> tuple[str, ...]:
        """The dimensions."""
        return tuple(one.name for one in self.said)

    @property
    def named(self) -> list[str]:
        """All columns that are read."""
        single = [name for name in (self.id, self.cluster) if name is not None]
        return [*single, *self.by, *(name for one in self.said for name in one.named)]

    @property
    def kind(self) -> str:
        """What the tally of these columns is called."""
        by = f" by {', '.join(self.by)}" if self.by else ""
        more = f", clusters {self.cluster}" if self.cluster else ""
        more += f", across {self.category}" if self.category else ""
        return f"{KIND} of {', '.join(self.names)}{by}{more}, sure at {self.sure_at:g}"

    def within(self, known: Collection[str]) -> None:
        """Raise `UnknownNameError` with the nearest name for a column that is not there."""
        for name in self.named:
            if name not in known:
                raise unknown_name("column", name, known)


def columns_of(
    header: Sequence[str],
    asked: Asked,
    declared: Mapping[str, Dimension],
    also: Collection[str] = (),
) -> CatalogColumns:
    """Find what a header says.

    Parameters
    ----------
    header : sequence of str
        Columns of the table.
    asked : Asked
        What was named.
    declared : mapping of str to Dimension
        Dimensions whose buckets are known.
    also : collection of str
        Columns that are dimensions too, though not declared: those with a target.

    Raises
    ------
    UnknownNameError, InputError
        For a column that is not there, or a table without ids or dimensions.

    Examples
    --------
    >>> found = columns_of(["id", "Race", "hair:a", "hair:b"], Asked(), {}, also=["Race"])
    >>> [(one.name, one.column or one.probs) for one in found.said]
    [('hair', ('hair:a', 'hair:b')), ('Race', 'Race')]
    """
    labels = dict(asked.labels or {})
    for name in (*labels.values(), *asked.by, asked.category, asked.cluster, asked.id):
        if name is not None and name not in header:
            raise unknown_name("column", name, header)
    found = _with_probs(header, declared, stored=asked.sure_at == SURE_AT)
    hard = {name: name for name in (*declared, *also) if name in header and name not in found}
    for name, column in (hard | labels).items():
        found[name] = _hard(name, column, declared)
    if not found:
        raise InputError(
            f"No dimension among the columns {', '.join(header)}. Name one (--label hair=COLUMN), "
            "or have columns of probabilities called dimension:bucket."
        )
    taken = {column for one in found.values() for column in one.named}
    category = asked.category or _first([h for h in header if h not in taken], CATEGORY_NAMES)
    by = tuple(dict.fromkeys([*asked.by, *([category] if category else [])]))
    return CatalogColumns(
        tuple(found.values()), asked.id or _id_of(header), by, category, asked.cluster,
        asked.sure_at,
    )  # fmt: skip


def _with_probs(
    header: Sequence[str], declared: Mapping[str, Dimension], *, stored: bool
) -> dict[str, Said]:
    """Dimensions with a column for each bucket; of a labels file with what it holds as sure."""
    held: dict[str, dict[str, str]] = {}
    for column in header:
        name, mark, bucket = column.partition(":")
        if mark and name and bucket:
            held.setdefault(name, {})[bucket] = column
    found = {}
    for name, columns in held.items():
        beside = {part: columns.pop(part) for part in _parts(columns, declared.get(name))}
        if len(columns) > 1:
            said = _soft(name, columns, beside.get(REASON), declared)
            found[name] = replace(said, sure=beside.get(SURE)) if stored else said
    return found


def _parts(columns: Mapping[str, str], dimension: Dimension | None) -> list[str]:
    """What stands beside the buckets of a labels file; alone, only the reason does."""
    buckets = () if dimension is None else dimension.ids
    parts = PARTS if SURE in columns else (REASON,)
    return [part for part in parts if part in columns and part not in buckets]


def _soft(
    name: str, columns: Mapping[str, str], reason: str | None, declared: Mapping[str, Dimension]
) -> Said:
    if name not in declared:
        return Said(name, None, tuple(columns.values()), tuple(columns), reason)
    dimension = declared[name]
    for bucket in columns:
        dimension.bucket(bucket)
    missing = [bucket for bucket in dimension.ids if bucket not in columns]
    if missing:
        raise bad_value(
            f"probabilities of {name}", list(columns), f"a column for {', '.join(missing)} too"
        )
    return Said.of(dimension, probs=tuple(columns[b] for b in dimension.ids), reason=reason)


def _hard(name: str, column: str, declared: Mapping[str, Dimension]) -> Said:
    return Said.of(declared[name], column=column) if name in declared else Said(name, column)


def _id_of(header: Sequence[str]) -> str:
    found = _first(header, (*ID_NAMES, ITEM))
    if found is None:
        raise bad_value(
            "columns of the table: no id", list(header), f"one called {', '.join(ID_NAMES)}",
            "Name it: --id COLUMN.",
        )  # fmt: skip
    return found


def _first(header: Sequence[str], names: Sequence[str]) -> str | None:
    held = {column.casefold(): column for column in reversed(header)}
    return next((held[name] for name in names if name in held), None)
