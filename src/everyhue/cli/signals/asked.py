"""What the commands about signals are asked in the same way: dimension, finder, vectors, bar."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from everyhue.errors import FileError, InputError, bad_value, unknown_name

if TYPE_CHECKING:
    from everyhue.signals.labels_file import Counted
    from everyhue.signals.running import Table
    from everyhue.signals.running.run import Progress
    from everyhue.types import Dimension

SHOWN = 10
"""Bad rows that are printed."""


def dimension_called(name: str, config: Path | None) -> Dimension:
    """Return a shipped dimension, or one that ``everyhue.toml`` declares."""
    from everyhue.cli.index import declared_dimensions
    from everyhue.signals.dimensions import SHIPPED

    known = {one.name: one for one in SHIPPED} | declared_dimensions(config)
    if name not in known:
        raise unknown_name("dimension", name, known)
    return known[name]


def pairs(option: str, values: tuple[str, ...]) -> dict[str, str]:
    """Return ``NAME=VALUE`` options as a mapping."""
    found = {}
    for value in values:
        name, mark, held = value.partition("=")
        if not (mark and name.strip() and held.strip()):
            raise bad_value(option, value, "NAME=VALUE")
        found[name.strip()] = held.strip()
    return found


def finder_asked(text: str | None, more: tuple[str, ...]) -> tuple[str | None, dict[str, Path]]:
    """Return the name and the paths of ``--finder NAME[=PATH]`` and ``--finder-path NAME=PATH``.

    Examples
    --------
    >>> finder_asked("masks=drawn", ())
    ('masks', {'folder': PosixPath('drawn')})
    """
    from everyhue.signals.regions import FINDERS

    paths = {name: Path(path) for name, path in pairs("--finder-path", more).items()}
    if text is None:
        return None, paths
    name, _, first = text.partition("=")
    if name not in FINDERS:
        raise unknown_name("region finder", name, FINDERS)
    if first and FINDERS[name][1]:
        paths.setdefault(FINDERS[name][1][0], Path(first))
    return name, paths


def cores(workers: int | None) -> int:
    """Return how many processes to use: as asked, else one a core this process may use."""
    if workers is not None:
        return workers
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


def table_asked(vectors: Path, items: Path | None) -> Table:
    """Return the vectors of a ``.npy`` or Parquet file with the names of their rows."""
    import numpy as np
    import polars

    from everyhue.signals.running import Table

    if vectors.suffix.lower() in (".parquet", ".pq"):
        return _parquet(vectors)
    try:
        held = np.load(vectors, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise FileError(f"{vectors}: cannot be read ({error.strerror or error}).") from None
    except ValueError:  # its words advise to load whatever it is, unsafely
        raise InputError(
            f"{vectors}: not a .npy file of numbers. Save an array (n, d) with numpy.save, "
            "or name a Parquet file with columns item and vector."
        ) from None
    if held.ndim != 2 or held.dtype.kind != "f":
        raise bad_value(str(vectors), (held.shape, str(held.dtype)), "numbers of shape (n, d)")
    beside = vectors.with_suffix(".items.txt")
    file = items or (beside if beside.is_file() else None)
    rows = polars.int_range(len(held), eager=True).cast(polars.String)
    names = rows if file is None else polars.Series(names_in(file), dtype=polars.String)
    if len(names) != len(held):
        raise bad_value(
            f"names in {file}", len(names), f"{len(held)}, one for each vector of {vectors.name}"
        )
    return Table(held, names)


def _parquet(path: Path) -> Table:
    import numpy as np
    import polars

    from everyhue.catalog.ingest import header_of
    from everyhue.signals.running import Table

    header = header_of(path)
    item: str | None = next((n for n in ("item", "id", "item_id") if n in header), None)
    vector: str | None = next((n for n in ("vector", "embedding") if n in header), None)
    if item is None or vector is None:
        raise bad_value(f"columns of {path}", header[:8], "item (or id) and vector (or embedding)")
    table = polars.read_parquet(path, columns=[item, vector])
    if isinstance(table.schema[vector], polars.Array):
        table = table.with_columns(polars.col(vector).arr.to_list())
    widths = table[vector].list.len().unique().to_list() if len(table) else []
    if len(widths) != 1 or not widths[0]:
        raise bad_value(f"lengths of {vector} in {path}", widths[:5], "one length for all rows")
    flat = table[vector].explode().cast(polars.Float32).to_numpy()
    rows = np.asarray(flat, np.float32).reshape(len(table), -1)
    return Table(rows, table[item].cast(polars.String))


def names_in(path: Path) -> list[str]:
    """Return item names: one a line of a text file, or the item column of a table."""
    if path.suffix.lower() in (".txt", ""):
        try:
            lines = path.read_text("utf-8-sig").split("\n")  # names may hold other line ends
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(f"{path}: the names cannot be read ({error}).") from None
        return [line.strip() for line in lines if line.strip()]
    return list(column_of(path, ("item", "id", "item_id", "image", "filename")).values())


def column_of(path: Path, names: tuple[str, ...]) -> dict[int, str]:
    """Return line to value of the first of some columns that a table has."""
    from everyhue.catalog.ingest import BadRow, header_of, rows_of

    header = header_of(path)
    column = next((name for name in names if name in header), None)
    if column is None:
        raise bad_value(f"columns of {path.name}", header[:8], f"one called {', '.join(names)}")
    held = (row for row in rows_of(path) if not isinstance(row, BadRow))
    return {row.line: str(row.values[column] or "").strip() for row in held}


def tell_bad(file: str, bad: tuple[object, ...], errors: Path | None = None) -> None:
    """Print the first bad rows, and say where all of them are."""
    for row in bad[:SHOWN]:
        why = getattr(row, "reason", None) or getattr(row, "why", "")
        click.echo(f"{file} line {getattr(row, 'line', '?')}: {why}", err=True)
    if bad:
        more = f" The first {SHOWN} are above." if len(bad) > SHOWN else ""
        hint = f" All are in {errors}." if errors else ""
        rows = "1 row" if len(bad) == 1 else f"{len(bad):,} rows"
        click.echo(f"{file}: {rows} left out.{more}{hint}", err=True)


def tell_labels(counted: Counted, dimension: Dimension | None = None) -> None:
    """Print how many items each bucket has, and why the others are unknown."""
    from rich.console import Console
    from rich.table import Table as Shown

    from everyhue.types import UNKNOWN

    words = {} if dimension is None else {one.id: one.label for one in dimension.buckets}
    n = max(1, len(counted))
    shown = Shown(box=None, pad_edge=False, show_header=False)
    for bucket, count in counted.sure.items():
        shown.add_row(words.get(bucket, bucket), f"{count:,}", f"{count / n:.1%}")
    if counted.vague:
        share = f"{counted.vague / n:.1%}"
        shown.add_row("known, not sure", f"{counted.vague:,}", share, style="dim")
    for why, count in counted.reasons.items():
        told = "unknown" if why == UNKNOWN else f"unknown: {why.replace('_', ' ')}"
        shown.add_row(told, f"{count:,}", f"{count / n:.1%}", style="dim")
    console = Console()
    (console if console.is_terminal else Console(width=100)).print(shown)


@contextmanager
def bar(words: str) -> Iterator[Progress]:
    """Show a progress bar on a terminal, and nothing elsewhere."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *parts, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    ) as shown:
        task = shown.add_task(words, total=None)

        def told(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        yield told


def write_errors(path: Path, bad: tuple[object, ...]) -> None:
    """Write bad rows as a CSV of line and reason."""
    import csv

    from everyhue.files import whole_file

    with whole_file(path) as scratch, scratch.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(["line", "reason"])
        writer.writerows(
            (getattr(row, "line", ""), getattr(row, "reason", None) or getattr(row, "why", ""))
            for row in bad
        )


def unless_asked(path: Path | None) -> Mapping[str, str]:
    """Return item to reason of a ``--abstain`` table; a column ``reason`` may be missing."""
    if path is None:
        return {}
    from everyhue.catalog.ingest import BadRow, header_of, rows_of

    header = header_of(path)
    item = next((name for name in ("item", "id", "image", "filename") if name in header), None)
    if item is None:
        raise bad_value(f"columns of {path.name}", header[:8], "item, and reason if you state one")
    held = (row.values for row in rows_of(path) if not isinstance(row, BadRow))
    return {
        str(values[item]).strip(): str(values.get("reason") or "left_out").strip()
        for values in held
    }
