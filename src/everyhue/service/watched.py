"""Files that take effect while the service runs: the settings and the kill switch."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from everyhue.errors import EveryhueError
from everyhue.files import whole_file
from everyhue.service.settings import Settings, load_settings

SWITCH_FILE = "diversification-off"
CHECK_EVERY = 1.0
"""Seconds between two looks at a file."""

_LOG = logging.getLogger("everyhue.service")


class Glance:
    """Says when it is time to look at a file again.

    Parameters
    ----------
    every : float, seconds
        Least time between two looks.
    """

    def __init__(self, every: float = CHECK_EVERY) -> None:
        self.every = every
        self._next = 0.0

    def due(self) -> bool:
        """Return True at most once in `every` seconds."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self.every
        return True


Mark = tuple[int, int, int, int] | None


class WatchedFiles:
    """Tells by its marks whether any of some files was replaced, edited, removed or locked away.

    Parameters
    ----------
    every : float, seconds
        Least time between two looks.

    Examples
    --------
    >>> import tempfile
    >>> stamp, watched = Path(tempfile.mkdtemp()) / "stamp.json", WatchedFiles(every=0)
    >>> before = watched.marks([stamp])
    >>> _ = stamp.write_text("{}")
    >>> before == watched.marks([stamp])
    False
    """

    def __init__(self, every: float = CHECK_EVERY) -> None:
        self._glance = Glance(every)
        self._held: tuple[tuple[Path, ...], tuple[Mark, ...]] = ((), ())

    def marks(self, files: Iterable[Path]) -> tuple[Mark, ...]:
        """Return what changes when a file does, as of the last look; other files are looked at."""
        paths, due = tuple(files), self._glance.due()
        if due or paths != self._held[0]:
            self._held = (paths, tuple(_mark(path) for path in paths))
        return self._held[1]


def _mark(path: Path) -> Mark:
    try:
        facts = os.stat(path)
    except OSError:
        return None
    return facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns


class WatchedSettings:
    """The settings of a file, read again when it changes.

    Parameters
    ----------
    settings : Settings
        What was loaded at the start.
    path : path or None
        The file; ``None`` never changes.
    check : callable, optional
        Raises an `EveryhueError` for settings that cannot be used here.
    on_refused : callable, optional
        Called when an edited file cannot be used; the last good settings stay.
    every : float, seconds
        Least time between two looks.
    """

    def __init__(
        self,
        settings: Settings,
        path: str | os.PathLike[str] | None = None,
        check: Callable[[Settings], object] = lambda _: None,
        on_refused: Callable[[], None] = lambda: None,
        every: float = CHECK_EVERY,
    ) -> None:
        self._settings = settings
        self._path = None if path is None else Path(path)
        self._check, self._refused = check, on_refused
        self._glance = Glance(every)
        self._stamp = self._stat()

    @property
    def current(self) -> Settings:
        """The settings as the file has them now."""
        if self._path is not None and self._glance.due():
            self._look()
        return self._settings

    def _stat(self) -> tuple[int, int] | None:
        try:
            facts = os.stat(self._path) if self._path is not None else None
        except OSError:
            return None
        return None if facts is None else (facts.st_mtime_ns, facts.st_size)

    def _look(self) -> None:
        stamp = self._stat()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            settings = load_settings(self._path)
            self._check(settings)
            self._settings = settings
            _LOG.info("settings read again from %s", self._path)
        except EveryhueError as error:
            self._refused()
            _LOG.error("settings not changed: %s", error)


class Switch:
    """The kill switch of a catalog: a file in its folder that turns diversification off.

    Parameters
    ----------
    folder : path or None
        The catalog's folder; ``None`` is always on.
    every : float, seconds
        Least time between two looks.

    Examples
    --------
    >>> import tempfile
    >>> switch = Switch(tempfile.mkdtemp())
    >>> switch.turn(on=False, why="launch review")
    >>> switch.why_off
    'launch review'
    """

    def __init__(self, folder: str | os.PathLike[str] | None, every: float = CHECK_EVERY) -> None:
        self._file = None if folder is None else Path(folder) / SWITCH_FILE
        self._glance = Glance(every)
        self._on = True

    @property
    def on(self) -> bool:
        """Whether diversification may run, as the file said at the last look."""
        if self._file is not None and self._glance.due():
            self._on = not self._file.exists()
        return self._on

    @property
    def why_off(self) -> str | None:
        """The reason given when it was turned off; ``None`` while it is on. Reads the file."""
        try:
            return None if self._file is None else self._file.read_text("utf-8").strip()
        except FileNotFoundError:
            return None

    def turn(self, *, on: bool, why: str = "") -> None:
        """Turn diversification on or off for every process that serves this catalog."""
        if self._file is None:
            return
        if on:
            self._file.unlink(missing_ok=True)
            return
        with whole_file(self._file) as scratch:
            scratch.write_text(why, "utf-8")
