"""What a run must not write over: labels that running it again would not bring back."""

from __future__ import annotations

from pathlib import Path

from everyhue.errors import FileError, InputError
from everyhue.signals.labels_file import sources_in
from everyhue.signals.tone import TonePrior
from everyhue.types import Provenance

NO_MODEL = "no_model"
"""Source of labels where no model was named and there is no prior."""


def refuse_to_replace(out: Path, dimension: str, source: str) -> None:
    """Raise where a run would replace labels that are worth more than its own.

    Labels of another model are replaced: so a corpus is labelled again. What people said is not,
    nor labels of another dimension, nor a folder or a file of something else; nor, by a run
    without a model of its own, labels of a model.

    Parameters
    ----------
    out : Path
        Where the run would write.
    dimension : str
        What it labels.
    source : str
        Ids of what decides its labels.

    Raises
    ------
    FileError
        Naming what is in the way, and what to do.
    """
    if not out.exists():
        return
    if out.is_dir():  # such as Spark writes; a file cannot take its place
        raise FileError(f"{out}: is a folder. Name a file in it: --out {out / 'labels.parquet'}")
    try:
        held = sources_in(out)
    except InputError:
        raise _in_the_way(out, "is there and holds no labels") from None
    sources = [one for found in held.values() for one in found]
    if all(map(_stands_in, sources)):
        return
    if any(Provenance(one).by_people for one in sources):
        raise _in_the_way(out, "holds labels that people gave")
    if held.keys() - {dimension}:
        raise _in_the_way(out, f"holds labels of {', '.join(held.keys() - {dimension})}")
    if _stands_in(source):
        raise _in_the_way(out, "holds labels of a model, and none was named", "Name --model, or s")


def _stands_in(source: str) -> bool:
    """Whether labels come from no model: of the prior, or only reasons."""
    return source.startswith((NO_MODEL, f"{TonePrior.kind}-"))


def _in_the_way(out: Path, what: str, first: str = "S") -> FileError:
    return FileError(
        f"{out}: {what}; this run would write over it. {first}tate another --out, or move the file."
    )
