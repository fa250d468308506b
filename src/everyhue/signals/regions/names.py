"""Region finders by name, as a command or a settings file gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from everyhue.errors import bad_value, unknown_name
from everyhue.signals.regions.masks import MaskFolder
from everyhue.signals.regions.region import Finder
from everyhue.signals.regions.whole import WholePicture

FINDERS: dict[str, tuple[Callable[..., Finder], tuple[str, ...]]] = {
    "masks": (MaskFolder.at, ("folder",)),
    "whole": (WholePicture, ()),
}
"""What makes each finder, and the paths it is given."""


def finder_called(name: str, **paths: Any) -> Finder:
    """Return the region finder of a name.

    Parameters
    ----------
    name : str
        One of `FINDERS`.
    **paths : path
        What the finder needs: ``folder`` for ``masks``.

    Returns
    -------
    Finder
        Ready to use. Nothing is downloaded.

    Raises
    ------
    UnknownNameError
        For a name, or a path, that is not known.
    InputError
        For a path that is missing.
    MissingExtraError
        Where the finder needs a package that is not installed.

    Examples
    --------
    >>> finder_called("whole").id
    'whole'
    """
    if name not in FINDERS:
        raise unknown_name("region finder", name, FINDERS)
    make, known = FINDERS[name]
    for path in paths:
        if path not in known:
            raise unknown_name(f"path of region finder {name}", path, known)
    missing = [path for path in known if paths.get(path) is None]
    if missing:
        raise bad_value(f"{missing[0]} of region finder {name}", None, "a path")
    return make(**paths)
