"""One run at a time writes the parts of a labels file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from everyhue.errors import FileError

LOCK = "run.lock"


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder for this run; a folder that is left with nothing in it is removed.

    Parameters
    ----------
    folder : Path
        Made where it is not there.

    Raises
    ------
    FileError
        Where another run holds it, by its process; or where files cannot be written or locked.

    Notes
    -----
    The lock is the operating system's (`flock`): it goes with the process, however that ends, and
    processes it has started do not inherit it. A number in a file would outlive a killed run. The
    file only names the process, for the message.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp()) / "labels.parquet.parts"
    >>> with alone_in(folder), alone_in(folder):  # doctest: +ELLIPSIS
    ...     pass
    Traceback (most recent call last):
    everyhue.errors.FileError: ...another run is writing there (process ...
    >>> folder.exists()
    False
    """
    handle = _taken(folder)
    try:
        os.truncate(handle, 0)
        os.write(handle, f"{os.getpid()}".encode())
        yield
    finally:
        (folder / LOCK).unlink(missing_ok=True)  # while it is held: nobody else's can be there
        with suppress(OSError):
            folder.rmdir()
        os.close(handle)


def _taken(folder: Path) -> int:
    """The open lock file, locked and still the one in the folder."""
    while True:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:  # the run before has just removed the folder
            continue
        except OSError as error:
            raise FileError(f"{folder}: cannot be written ({error.strerror or error}).") from None
        if _locked(handle, folder):
            return handle
        os.close(handle)


def _locked(handle: int, folder: Path) -> bool:
    """Lock a file; False where the run before removed it in between."""
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        process = os.pread(handle, 20, 0).decode("ascii", "replace") or "just begun"
        os.close(handle)
        raise FileError(
            f"{folder}: another run is writing there (process {process}). Let it finish, or name "
            "another --out."
        ) from None
    except OSError as error:
        os.close(handle)
        raise FileError(
            f"{folder}: this disk cannot lock files ({error.strerror or error}), so two runs could "
            "mix their parts. Name an --out on another disk, and copy it."
        ) from None
    try:
        return os.path.samestat(os.fstat(handle), os.stat(folder / LOCK))
    except FileNotFoundError:
        return False
