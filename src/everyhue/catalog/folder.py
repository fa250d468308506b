"""A catalog on disk: numbered databases, and one small file that says which of them counts.

A new catalog is built beside the old one; replacing the pointer is the only step that shows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from everyhue.errors import FileError
from everyhue.files import whole_file

POINTER = "CURRENT"
MEDIA = "media"
_NUMBERED = re.compile(r"catalog-(\d+)\.sqlite")


def current(folder: Path) -> Path:
    """Return the database that counts; raise `FileError` where there is no catalog."""
    try:
        return folder / (folder / POINTER).read_text("utf-8").strip()
    except OSError:
        raise _no_catalog(folder) from None


def exists(folder: Path) -> bool:
    """Whether `folder` holds a catalog."""
    return (folder / POINTER).exists()


def pointer_stamp(folder: Path) -> tuple[int, int]:
    """Return what changes whenever the pointer is replaced; about 2 µs."""
    try:
        stat = os.stat(folder / POINTER)
    except OSError:
        raise _no_catalog(folder) from None
    return stat.st_ino, stat.st_mtime_ns


def _no_catalog(folder: Path) -> FileError:
    return FileError(
        f"{folder}: got no catalog there, expected a folder made by `everyhue index`. "
        "Make one: everyhue index items.csv --out my.catalog."
    )


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Let one writer in at a time; the system frees the lock of a process that dies."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def scratch_database(folder: Path) -> Iterator[Path]:
    """Yield a name to build under; what is left of it, or of builds that died, is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".building-*"):
        if not _lives(int(left.name.split("-")[1])):
            left.unlink(missing_ok=True)
    scratch = folder / f".building-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        yield scratch
    finally:
        for left in folder.glob(scratch.name + "*"):
            left.unlink(missing_ok=True)


def publish(folder: Path, scratch: Path) -> None:
    """Make `scratch` the database that counts, then remove the ones before it."""
    older = [path for path in folder.iterdir() if _NUMBERED.match(path.name)]
    last = max((int(_NUMBERED.match(path.name)[1]) for path in older), default=0)  # type: ignore[index]
    target = folder / f"catalog-{last + 1:06d}.sqlite"
    _flush(scratch)
    scratch.rename(target)
    _flush(folder)
    with whole_file(folder / POINTER) as pointer:
        pointer.write_text(target.name + "\n", "utf-8")
    _flush(folder)
    for path in older:
        path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
