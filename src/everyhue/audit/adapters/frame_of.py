"""A path or the name of a table, opened by the engine that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Literal

import narwhals as nw

from everyhue.errors import unknown_name
from everyhue.metrics.frames import as_lazy
from everyhue.metrics.frames.lazy import Lazy

Engine = Literal["polars", "duckdb", "spark"]

ENGINES: tuple[Engine, ...] = ("polars", "duckdb", "spark")
"""What can count; the first is the default."""


def frame_of(path: str, engine: str = "polars", *, numbers: Sequence[str] = ()) -> Lazy:
    """Return a path as a lazy frame; nothing but names of columns is read.

    Parameters
    ----------
    path : str
        Parquet, CSV, TSV or JSON Lines: a file, a folder or a pattern. On Spark also the name of
        a table that its catalog knows, such as ``db.table``.
    engine : {"polars", "duckdb", "spark"}
        What is to count.
    numbers : sequence of str
        Columns of a CSV file that hold numbers. All others stay text as it is written, so that
        007 is no 7.

    Returns
    -------
    narwhals.LazyFrame
        Of that engine.

    Raises
    ------
    FileError, InputError, UnknownNameError, MissingExtraError
        For a path that is not there, another format, an unknown engine or column, or an engine
        that is not installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("zip,score\\n007,0.5\\n")
    >>> frame_of(str(path), numbers=["score"]).collect().rows()
    [('007', 0.5)]
    """
    if engine not in ENGINES:
        raise unknown_name("engine", engine, ENGINES)
    frame, text = import_module(f"everyhue.audit.adapters.{engine}").opened(path)
    held = as_lazy(frame)
    if not text or not numbers:
        return held
    names = held.collect_schema().names()
    for name in numbers:
        if name not in names:
            raise unknown_name("column", name, names)
    return _with_numbers(held, numbers)


def _with_numbers(frame: Lazy, numbers: Sequence[str]) -> Lazy:
    engine = frame.implementation
    if engine.is_pyspark() or engine.is_pyspark_connect():
        from everyhue.audit.adapters.spark import with_numbers

        return as_lazy(with_numbers(nw.to_native(frame), numbers))
    return frame.with_columns(nw.col(name).cast(nw.Float64) for name in numbers)
