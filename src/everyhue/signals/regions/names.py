"""Region finders by name, as a command or a settings file gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from everyhue.errors import bad_value, unknown_name
from everyhue.signals.regions.masks import MaskFolder
from everyhue.signals.regions.region import Finder
from everyhue.signals.regions.tasks import MediaPipeFinder
from everyhue.signals.regions.wheel import WheelFinder
from everyhue.signals.regions.whole import WholePicture

FINDERS: dict[str, tuple[Callable[..., Finder], tuple[str, ...], tuple[str, ...]]] = {
    "masks": (MaskFolder.at, ("folder",), ()),
    "mediapipe": (MediaPipeFinder, ("detector",), ("far_detector",)),
    "mediapipe-wheel": (WheelFinder, ("folder",), ()),
    "whole": (WholePicture, (), ()),
}
"""What makes each finder, the paths it needs, and those it may have."""


def finder_called(name: str, **paths: Any) -> Finder:
    """Return the region finder of a name.

    Parameters
    ----------
    name : str
        One of `FINDERS`.
    **paths : path
        What the finder needs: ``folder`` for ``masks`` and ``mediapipe-wheel``, ``detector`` and
        optionally ``far_detector`` for ``mediapipe``. A path that is None is not given.

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
    make, needed, may = FINDERS[name]
    given = {path: value for path, value in paths.items() if value is not None}
    for path in given:
        if path not in needed + may:
            raise unknown_name(f"path of region finder {name}", path, needed + may)
    missing = [path for path in needed if path not in given]
    if missing:
        raise bad_value(f"{missing[0]} of region finder {name}", None, "a path")
    return make(**given)
