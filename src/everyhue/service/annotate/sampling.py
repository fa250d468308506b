"""The sample of a folder: drawn once, kept beside the votes, the same after a restart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from everyhue.errors import InputError
from everyhue.files import whole_file
from everyhue.signals.labels_file import Labelled
from everyhue.signals.picture import PictureError, read_picture
from everyhue.signals.running import pictures_in
from everyhue.signals.votes import stratified_sample

LOOKED_AT = 4
"""Pictures that are looked at for their lightness, for each one that is wanted."""

NO_LABEL = "no label"


@dataclass(frozen=True, slots=True)
class Draw:
    """What is drawn.

    Parameters
    ----------
    n : int, ≥ 1
        How many pictures are wanted.
    seed : int
        Draws.
    without : frozenset of str
        Pictures that are not asked about: those that a signal has learnt from.
    """

    n: int
    seed: int = 0
    without: frozenset[str] = frozenset()


def sample_of_folder(
    folder: Path,
    draw: Draw,
    kept: Path,
    *,
    labels: Labelled | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[str]:
    """Return the pictures to ask about, from the list at `kept` or drawn anew.

    Parameters
    ----------
    folder : Path
        The pictures.
    draw : Draw
        How many, and which not.
    kept : Path
        Text file of the sample, one name a line.
    labels : Labelled, optional
        Labels of a signal or of one's own: every bucket then has its place in the sample, and so
        has what is unknown. Otherwise strata are sub-folders and thirds of lightness.
    progress : callable
        Told while pictures are looked at.

    Raises
    ------
    InputError
        Where no file of the folder is a picture that may be asked about, and where the folder has
        none of the pictures at `kept`.
    """
    if kept.is_file():
        return _kept(folder, kept)
    n, rng = draw.n, np.random.default_rng(draw.seed)
    names = [name for name in pictures_in(folder) if name not in draw.without]
    if labels is not None:
        strata = _by_label(names, labels)
        chosen: list[str] = []
        while len(chosen) < n and names:  # files that cannot be read give their place to others
            drawn = set(stratified_sample(names, strata, n - len(chosen), rng))
            chosen += _readable(folder, sorted(drawn), progress)[0]
            left = [at for at, name in enumerate(names) if name not in drawn]
            names, strata = [names[at] for at in left], [strata[at] for at in left]
    else:
        some = [names[at] for at in rng.permutation(len(names))[: LOOKED_AT * n]]
        names, light = _readable(folder, some, progress)
        chosen = stratified_sample(names, _by_light(names, light), n, rng) if names else []
    if not chosen:
        more = ", besides those that are left out" if draw.without else ""
        raise InputError(f"{folder}: none of its files is a picture that can be read{more}.")
    with whole_file(kept) as scratch:
        scratch.write_text("".join(f"{name}\n" for name in chosen), "utf-8")
    return chosen


def _kept(folder: Path, kept: Path) -> list[str]:
    held = [line for line in kept.read_text("utf-8").splitlines() if line]
    there = [name for name in held if (folder / name).is_file()]
    if not there:
        raise InputError(
            f"{folder}: has none of the {len(held):,} pictures of {kept.name}, the sample drawn "
            "before. Name the folder it was drawn from, or another --out."
        )
    return there


def _by_label(names: Sequence[str], labels: Labelled) -> list[str]:
    rows, ids = labels.rows(), (*labels.labels.buckets, NO_LABEL)
    return [ids[labels.labels.sure[rows[name]]] if name in rows else NO_LABEL for name in names]


def _readable(
    folder: Path, names: Sequence[str], progress: Callable[[int, int], None]
) -> tuple[list[str], list[float]]:
    """Files that can be read, and how light each is."""
    good, light = [], []
    for done, name in enumerate(names, 1):
        try:
            pixels = read_picture(folder / name, longest=48).pixels
        except PictureError:
            continue
        finally:
            progress(done, len(names))
        good.append(name)
        light.append(float(pixels.mean()))
    return good, light


def _by_light(names: Sequence[str], light: Sequence[float]) -> list[str]:
    cuts = np.quantile(light, [1 / 3, 2 / 3])
    thirds = np.searchsorted(cuts, light, side="right").tolist()
    return [f"{name.rpartition('/')[0]} {third}" for name, third in zip(names, thirds, strict=True)]
