"""Some columns of a table under names that every engine takes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import narwhals as nw

from everyhue.errors import unknown_name
from everyhue.metrics.frames.lazy import Lazy, as_lazy


def chosen(frame: Lazy, columns: Mapping[str, str]) -> Lazy:
    """Return some columns of a frame under other names.

    What follows needs no quoting: engines read dots, backticks, patterns and upper and lower case
    in the name of a column each in their own way.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        Of any engine.
    columns : mapping of str to str
        New name, of small letters and underscores, to the name in the frame.

    Returns
    -------
    narwhals.LazyFrame
        With the new names, in their order.

    Raises
    ------
    UnknownNameError
        For a column that is not there, with the nearest name.

    Notes
    -----
    Undefined when: never. Cost: none. Source: this project.

    Examples
    --------
    >>> import polars as pl
    >>> frame = as_lazy(pl.DataFrame({"^a.b$": [1], "c": [2]}))
    >>> chosen(frame, {"label": "^a.b$"}).collect().to_native().to_dict(as_series=False)
    {'label': [1]}
    """
    names = frame.collect_schema().names()
    for name in columns.values():
        if name not in names:
            raise unknown_name("column", name, names)
    native, engine = nw.to_native(frame), frame.implementation
    if engine.is_pyspark() or engine.is_pyspark_connect():
        return as_lazy(_spark(native, names, columns))
    if engine.is_duckdb():
        return as_lazy(_duckdb(native, columns))
    # By place, since a name like ^a$ is a pattern to some.
    safe = {name: f"c{spot}" for spot, name in enumerate(names)}
    plain = frame.rename(safe)
    return plain.select(nw.col(safe[name]).alias(new) for new, name in columns.items())


def _spark(frame: Any, names: list[str], columns: Mapping[str, str]) -> Any:
    connect = "connect." if "connect" in type(frame).__module__ else ""
    f: Any = import_module(f"pyspark.sql.{connect}functions")
    plain = frame.toDF(*(f"c{spot}" for spot in range(len(names))))
    return plain.select(*(f.col(f"c{names.index(old)}").alias(new) for new, old in columns.items()))


def _duckdb(relation: Any, columns: Mapping[str, str]) -> Any:
    quoted = {new: old.replace('"', '""') for new, old in columns.items()}
    return relation.project(", ".join(f'"{old}" AS "{new}"' for new, old in quoted.items()))
