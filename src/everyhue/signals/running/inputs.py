"""The files of a folder, each of which gets an answer."""

from __future__ import annotations

import os
from pathlib import Path

from everyhue.errors import FileError, bad_value


def pictures_in(folder: Path) -> list[str]:
    """Return every file of a folder and its sub-folders, as sorted relative paths.

    Whatever a file is called, it gets an answer, and so does a link that leads nowhere. Hidden
    files and folders are passed over, and links to folders are not followed.

    Raises
    ------
    FileError
        Where there is no such folder.
    InputError
        For a folder without files.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("b.jpg", "a.jpg", ".hidden"):
    ...     (folder / name).touch()
    >>> pictures_in(folder)
    ['a.jpg', 'b.jpg']
    """
    if not folder.is_dir():
        raise FileError(f"{folder}: there is no such folder. Check the path.")
    found: list[str] = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        near = Path(where).relative_to(folder)
        found += [(near / name).as_posix() for name in names if not name.startswith(".")]
    kept = sorted(name for name in found if _is_asked(folder / name))
    if not kept:
        raise bad_value(f"files in {folder}", 0, "at least one picture")
    return kept


def _is_asked(path: Path) -> bool:
    """Whether a path is a file, or a link to one that is gone; no device, pipe or socket is."""
    return path.is_file() or (path.is_symlink() and not path.exists())
