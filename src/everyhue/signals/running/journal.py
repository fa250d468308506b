"""Parts of a run on disk, so that one that was cut off goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Self

from everyhue.errors import EveryhueError
from everyhue.files import whole_file
from everyhue.signals.labels_file import scan_labels, write_frame
from everyhue.signals.labels_frame import ITEM
from everyhue.signals.picture import REASONS
from everyhue.signals.running.alone import LOCK, alone_in
from everyhue.signals.running.replacing import refuse_to_replace

if TYPE_CHECKING:
    import polars

_HEAD = "run.json"
AGAIN = (*REASONS, "no_region_finder", "no_model", "crashed", "failed")
"""Reasons of a finished file that a new run tries again: the file or the machine may be mended."""


class Journal:
    """What a run has said so far: whole parts in a folder beside the labels file.

    Parameters
    ----------
    out : Path
        The labels file.
    dimension : str
        What is labelled.
    source : str
        Ids of everything that decides the labels. Parts and labels of another source are dropped.
    keep : bool
        Keep labels of the same source that `out` holds already.
    how : str
        What else decides the rows, such as a list of items that are left out.

    Notes
    -----
    A part is written whole or not at all and its items are never looked at again, so a process that
    is killed at any moment loses at most the part it was at. `finish` joins the parts, writes the
    labels file whole, and only then removes them.
    """

    def __init__(
        self, out: Path, dimension: str, source: str, *, keep: bool = True, how: str = ""
    ) -> None:
        self.out, self.dimension = out, dimension
        self.folder = parts_of(out)
        self._identity = {"schema": 1, "dimension": dimension, "source": source, "how": how}
        if self._stated() != self._identity:
            self._clear()
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / _HEAD).exists():
            with whole_file(self.folder / _HEAD) as scratch:
                scratch.write_text(json.dumps(self._identity), "utf-8")
        self._parts = sorted(self.folder.glob("part-*.parquet"))
        self.resumed = self._names()
        self._held = self._finished(source) if keep else None
        self.kept = self.resumed[:0] if self._held is None else self._held[ITEM]

    @classmethod
    @contextmanager
    def alone(
        cls, out: Path, dimension: str, source: str, *, keep: bool = True, how: str = ""
    ) -> Iterator[Self]:
        """Yield the journal of the one run that may write `out`; parameters as above.

        Raises
        ------
        FileError
            Where another run is writing it, or it holds what a run does not replace.
        """
        with alone_in(parts_of(out)):
            refuse_to_replace(out, dimension, source)
            for scratch in out.parent.glob(f".{escape(out.name)}.????????"):
                scratch.unlink()  # of a run that was killed as it wrote
            yield cls(out, dimension, source, keep=keep, how=how)

    def _clear(self) -> None:
        for path in self.folder.glob("*"):
            if path.name != LOCK:
                path.unlink()

    def _stated(self) -> object:
        try:
            return json.loads((self.folder / _HEAD).read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def _names(self) -> polars.Series:
        """Items of the parts, in their order."""
        import polars

        if not self._parts:
            return polars.Series(ITEM, [], dtype=polars.String)
        return polars.scan_parquet(self._parts).select(ITEM).collect()[ITEM]

    def _finished(self, source: str) -> polars.DataFrame | None:
        """Rows of the labels file that this run need not make again."""
        import polars

        try:
            table, name, _ = scan_labels(self.out, self.dimension)
            why = polars.col(f"{name}:reason").fill_null("")
            mine = table.filter(polars.col(f"{name}:source") == source, ~why.is_in(AGAIN))
            return mine.join(self.resumed.to_frame().lazy(), on=ITEM, how="anti").collect()
        except (EveryhueError, polars.exceptions.PolarsError):
            return None

    @property
    def done(self) -> polars.Series:
        """Items that need not be looked at."""
        import polars

        return polars.concat([self.resumed, self.kept])

    def add(self, part: polars.DataFrame) -> None:
        """Keep one part, a table of a labels file, durably."""
        number = 1 + (int(self._parts[-1].stem.partition("-")[2]) if self._parts else 0)
        path = self.folder / f"part-{number:07d}.parquet"
        write_frame(part, path)
        self._parts.append(path)

    def finish(self, items: polars.Series) -> None:
        """Write the labels file with one row for each of `items`, in their order."""
        import polars

        tables = [] if self._held is None else [self._held.lazy()]
        if self._parts:
            tables.append(polars.scan_parquet(self._parts))
        table = polars.concat(tables, how="vertical_relaxed")
        held = table.select(ITEM).collect()[ITEM]
        write_frame(table if held.equals(items) else _in_order(table, held, items), self.out)
        self._clear()


def _in_order(
    table: polars.LazyFrame, held: polars.Series, items: polars.Series
) -> polars.DataFrame:
    """The rows of `items`, in their order; of rows of one name the first."""
    import polars

    rows = polars.DataFrame({ITEM: held}).with_row_index("row").unique(ITEM, keep="first")
    order = polars.DataFrame({ITEM: items}).join(rows, on=ITEM, maintain_order="left")
    return table.collect()[order["row"]]


def parts_of(out: Path) -> Path:
    """Return the folder of the parts of a labels file."""
    return out.with_name(f"{out.name}.parts")
