"""Parts of a run on disk, so that one that was cut off goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from everyhue.errors import EveryhueError
from everyhue.files import whole_file
from everyhue.signals.labels_file import ITEM, Labelled, read_labels
from everyhue.signals.picture import REASONS
from everyhue.signals.running.alone import LOCK, alone_in

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
        self.resumed = {item for part in self._parts for item in read_labels(part).items}
        self._held = self._finished(source) if keep else None
        self.kept = set() if self._held is None else set(self._held.items)

    @classmethod
    @contextmanager
    def alone(
        cls, out: Path, dimension: str, source: str, *, keep: bool = True, how: str = ""
    ) -> Iterator[Self]:
        """Yield the journal of the one run that may write `out`; parameters as above.

        Raises
        ------
        FileError
            Where another run is writing it.
        """
        with alone_in(parts_of(out)):
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

    def _finished(self, source: str) -> Labelled | None:
        """Rows of the labels file that this run need not make again."""
        try:
            held = read_labels(self.out, self.dimension)
        except EveryhueError:
            return None
        if held.labels.provenance.source != source:
            return None
        rows = [
            row
            for row, (item, why) in enumerate(zip(held.items, held.labels.reason, strict=True))
            if why not in AGAIN and item not in self.resumed
        ]
        return held.take(rows)

    @property
    def done(self) -> set[str]:
        """Items that need not be looked at."""
        return self.resumed | self.kept

    def add(self, part: Labelled) -> None:
        """Keep one part, durably."""
        number = 1 + (int(self._parts[-1].stem.partition("-")[2]) if self._parts else 0)
        path = self.folder / f"part-{number:07d}.parquet"
        part.save(path)
        self._parts.append(path)

    def finish(self, items: Sequence[str]) -> Labelled:
        """Write the labels file with one row for each of `items`, in their order."""
        import polars

        tables = [polars.read_parquet(path) for path in self._parts]
        if self._held is not None:
            tables.insert(0, self._held.frame())
        order = polars.DataFrame({ITEM: list(items)}, schema={ITEM: polars.String})
        table = order.join(_joined(tables), on=ITEM, how="inner", maintain_order="left")
        with whole_file(self.out) as scratch:
            table.write_parquet(scratch)
        self._clear()
        return read_labels(self.out, self.dimension)


def parts_of(out: Path) -> Path:
    """Return the folder of the parts of a labels file."""
    return out.with_name(f"{out.name}.parts")


def _joined(tables: Sequence[polars.DataFrame]) -> polars.DataFrame:
    import polars

    return polars.concat(tables).unique(ITEM, keep="first", maintain_order=True)
