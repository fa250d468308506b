"""What a path names: one file, those of a folder, or those that match a pattern."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from everyhue.errors import FileError, bad_value

Format = Literal["parquet", "csv", "json"]

ENDINGS: dict[str, Format] = {
    ".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".tsv": "csv", ".jsonl": "json",
    ".ndjson": "json",
}  # fmt: skip
"""How names of files end, and what is in them."""


@dataclass(frozen=True, slots=True)
class Source:
    """Files that are read as one table.

    Parameters
    ----------
    files : tuple of str
        At least one; addresses such as ``s3://…`` as they came.
    format : {"parquet", "csv", "json"}
        What is in all of them.
    folder : str or None
        The folder that was named, where parts of paths like ``day=1`` are columns.
    """

    files: tuple[str, ...]
    format: Format
    folder: str | None = None

    def delimiter(self) -> str:
        """Return what separates the columns of a CSV file: the most frequent sign of line one."""
        with Path(self.files[0]).open(encoding="utf-8-sig") as handle:
            return max(",;\t|", key=handle.readline().count)


def source_of(path: str) -> Source:
    """Return the files that a path names.

    Parameters
    ----------
    path : str
        A file, a folder, a pattern with ``*``, ``?`` or ``**``, or an address with a scheme, which
        is left to the engine. In a folder, names that start with ``_`` or ``.`` are no data.

    Raises
    ------
    FileError, InputError
        Where there is no such file, or none that can be read, or several formats.

    Examples
    --------
    >>> source_of("s3://bucket/day=1/part.parquet").format
    'parquet'
    """
    if "://" in path:
        return Source((path,), ENDINGS.get(Path(path).suffix.lower(), "parquet"))
    if Path(path).is_dir():
        return Source(*_listed(path, _within(Path(path))), str(Path(path)))
    if Path(path).exists():
        return Source(*_listed(path, [path]))
    if glob.has_magic(path):
        return Source(*_listed(path, sorted(glob.glob(path, recursive=True))))
    raise FileError(f"{path}: there is no such file. Check the path.")


def _within(folder: Path) -> list[str]:
    found = [file for file in folder.rglob("*") if file.suffix.lower() in ENDINGS]
    shown = [
        str(file) for file in found
        if file.is_file() and not any(p[0] in "._" for p in file.relative_to(folder).parts)
    ]  # fmt: skip
    return sorted(shown)


def _listed(path: str, files: list[str]) -> tuple[tuple[str, ...], Format]:
    endings = {Path(file).suffix.lower() for file in files}
    known = f"names that end in {', '.join(ENDINGS)}"
    if not files:
        raise FileError(f"{path}: no file there. Expected {known}.")
    if endings - set(ENDINGS):
        raise bad_value("file", Path(files[0]).name, known)
    formats = {ENDINGS[ending] for ending in endings}
    if len(formats) > 1:
        raise bad_value(f"files of {path}", sorted(endings), "one format", "Name a pattern: *.csv")
    return tuple(files), formats.pop()
