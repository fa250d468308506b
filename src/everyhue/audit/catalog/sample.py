"""Items whose true bucket somebody looked at: what a signal says of each bucket, counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import narwhals as nw

from everyhue.audit.catalog.columns import CatalogColumns
from everyhue.audit.catalog.count import ABSTAINED, SAMPLE, SURE_BIN, said_in
from everyhue.audit.catalog.passes import BAD, BIN, FAVOURED, keys_of, with_all_said
from everyhue.audit.catalog.said import Said
from everyhue.errors import InputError, bad_value, unknown_name
from everyhue.metrics.frames import as_lazy, collected
from everyhue.metrics.frames.lazy import Lazy
from everyhue.types.tally import Cell

if TYPE_CHECKING:
    import polars as pl

PARTS, GIVEN, FOUND, UNREAD = "parts", "given", "found", "without a true bucket"
TRUE = "true_"
"""``true_hair`` may hold the true bucket of *hair* where a column *hair* holds what was said."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Items with a true bucket, for one or more dimensions.

    Parameters
    ----------
    rows : polars.DataFrame
        A row an item: the id column of the catalog, and a column ``true_<dimension>`` or
        ``<dimension>`` of true buckets. What the signal says comes from the catalog by id, or from
        columns ``<dimension>:<bucket>`` of the sample itself, for items that are not in it.

    Examples
    --------
    >>> import polars as pl
    >>> rows = pl.DataFrame({"id": ["a", "b"], "hair": ["coily", "straight"]})
    >>> Sample(rows).truth_of(Said("hair", "hair"))
    'hair'
    """

    rows: pl.DataFrame

    def truth_of(self, one: Said) -> str | None:
        """Return the column of true buckets, or ``None``."""
        named = (TRUE + one.name, one.name)
        return next((name for name in named if name in self.rows.columns), None)

    def counted(self, frame: Lazy, columns: CatalogColumns) -> dict[Cell, dict[str, int]]:
        """Return the cells of a tally that the sample makes.

        Raises
        ------
        InputError, UnknownNameError
            For a sample without true buckets, without ids, with an id twice, of other items, or
            with words that are no bucket.
        """
        held = [one for one in columns.said if self.truth_of(one) is not None]
        if not held:
            raise unknown_name(
                "dimension of the sample", ", ".join(self.rows.columns), columns.names
            )
        mark = sha256(self.rows.write_csv().encode()).hexdigest()[:12]
        cells: dict[Cell, dict[str, int]] = {}
        for one in held:
            own = bool(one.probs) and set(one.probs) <= set(self.rows.columns)
            said = self._own(columns, one) if own else self._looked_up(frame, columns, one)
            cells |= self._cells(one, said, mark, own)
        return cells

    def _cells(
        self, one: Said, said: list[tuple[str, str, int]], mark: str, own: bool
    ) -> dict[Cell, dict[str, int]]:
        about = {GIVEN: self.rows.height, FOUND: len(said), UNREAD: 0, PARTS: 1}
        cells: dict[Cell, dict[str, int]] = {}
        for word, favoured, place in said:
            true, _ = one.read(word)
            if true is None:
                about[UNREAD] += 1
                continue
            if one.probs and true not in one.buckets:
                raise unknown_name(f"bucket of {one.name} in the sample", true, one.buckets)
            held = cells.setdefault((SAMPLE, one.name, mark, true, favoured), {})
            held[str(place)] = held.get(str(place), 0) + 1
            if own:  # the same items whatever catalog is looked at: merging must not double them
                held[PARTS] = 1
        return cells | {(SAMPLE, one.name, mark, "", ""): about}

    def _own(self, columns: CatalogColumns, one: Said) -> list[tuple[str, str, int]]:
        truth = self.truth_of(one)
        one = replace(one, sure=None)  # what counts here is how probable the favoured bucket is
        alone = CatalogColumns((one,), sure_at=columns.sure_at)
        ready = with_all_said(as_lazy(self.rows), alone)
        return _said(one, truth or "", ready, columns)

    def _looked_up(
        self, frame: Lazy, columns: CatalogColumns, one: Said
    ) -> list[tuple[str, str, int]]:
        if columns.id is None or columns.id not in self.rows.columns:
            raise unknown_name("id column of the sample", columns.id or "id", self.rows.columns)
        truth, ids = self.truth_of(one) or "", self._ids(columns.id)
        wanted = frame.with_columns(nw.col(columns.id).cast(nw.String).alias("@id"))
        wanted = with_all_said(wanted.filter(nw.col("@id").is_in(list(ids))), columns)
        keys = [*keys_of(one), *([f"{BIN} {one.name}"] if one.probs else [])]
        found = collected([wanted.select("@id", *keys)])[0]
        if not found.height:
            raise InputError(
                f"sample: none of its {len(ids):,} ids is in the catalog. Check the column "
                f"{columns.id!r} of both."
            )
        words = self.rows[truth].to_list()
        return [(words[ids[row["@id"]]], *_place(one, row)) for row in found.iter_rows(named=True)]

    def _ids(self, column: str) -> dict[str, int]:
        import polars as pl

        listed = self.rows[column].cast(pl.String).to_list()
        ids = {name: spot for spot, name in enumerate(listed)}
        if len(ids) < len(listed):
            twice = next(name for name in ids if listed.count(name) > 1)
            raise bad_value(f"id in {column!r} of the sample", twice, "every id once")
        return ids


def _said(
    one: Said, truth: str, ready: Lazy, columns: CatalogColumns
) -> list[tuple[str, str, int]]:
    shown = [truth, f"{BAD} {one.name}", *keys_of(one), f"{BIN} {one.name}"]
    found = collected([ready.select(*dict.fromkeys(shown))])[0]
    if found[f"{BAD} {one.name}"].any():
        row = int(found[f"{BAD} {one.name}"].arg_true()[0])
        raise bad_value(
            f"probabilities of {one.name} in the sample", f"row {row + 1}",
            "numbers in [0, 1] that sum to 1",
        )  # fmt: skip
    return [(row[truth], *_place(one, row)) for row in found.iter_rows(named=True)]


def _place(one: Said, row: Mapping[str, Any]) -> tuple[str, int]:
    """The favoured bucket and the bin of its probability."""
    if not one.probs:
        return said_in(one, row)[0] or ABSTAINED, SURE_BIN
    spot = row[f"{FAVOURED} {one.name}"]
    return (one.buckets[spot], row[f"{BIN} {one.name}"]) if spot >= 0 else (ABSTAINED, SURE_BIN)
