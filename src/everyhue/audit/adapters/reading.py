"""What engines raise, as one message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from everyhue.errors import EveryhueError, InputError

_ENGINES = {"polars", "narwhals", "duckdb", "_duckdb", "pyarrow", "pyspark", "py4j", "grpc"}


@contextmanager
def reading(path: str) -> Iterator[None]:
    """Turn what an engine raises while it opens or counts `path` into one `InputError`.

    Engines are lazy, so that a broken file is noticed only while it is counted.

    Examples
    --------
    >>> import polars as pl
    >>> with reading("a.csv"):
    ...     pl.DataFrame({"a": ["x"]}).cast(pl.Int8)
    Traceback (most recent call last):
    ...
    everyhue.errors.InputError: a.csv: cannot be read (conversion from `str` to `i8` failed ...
    """
    try:
        yield
    except EveryhueError:
        raise
    except Exception as error:
        if not _of_engine(error):
            raise
        raise InputError(
            f"{path}: cannot be read ({_told(error)}). Check that it is whole, and that columns of "
            "numbers hold numbers."
        ) from None


def _of_engine(error: Exception) -> bool:
    rooms = {kind.__module__.split(".")[0] for kind in type(error).__mro__}
    return bool(rooms & _ENGINES) or isinstance(error, OSError | UnicodeDecodeError)


def _told(error: Exception) -> str:
    """The lines that say why: the first, what DuckDB could not do, or the last cause in Java."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    causes = [line.partition("Caused by: ")[2] for line in lines if "Caused by: " in line]
    failed = [line for line in lines[1:] if "Could not" in line]
    said = causes[-1:] or [lines[0], *failed[:1]]
    return ": ".join(line.strip().rstrip(".") for line in said)[:300]
