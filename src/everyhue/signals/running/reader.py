"""Files in, what is said of them out: never an exception, always a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from everyhue.errors import EveryhueError, MissingExtraError, bad_value, unknown_name
from everyhue.signals.dimensions import SHIPPED
from everyhue.signals.embedders import Embedder, open_embedder
from everyhue.signals.fitted import Fitted
from everyhue.signals.picture import PictureError, read_picture
from everyhue.signals.probe import Probe
from everyhue.signals.regions import Finder, finder_called
from everyhue.signals.running.replacing import NO_MODEL
from everyhue.signals.running.rows import Said, said_of
from everyhue.signals.tone import ToneModel, TonePrior, cold_start
from everyhue.signals.tone.model import family
from everyhue.signals.trained import TrainedSignal
from everyhue.types import Dimension, Labels, Provenance

FAILED = "failed"
"""Reason of a file on which our own code failed; the note says how."""


class Reader(Protocol):
    """What labels the files of a folder."""

    dimension: tuple[str, tuple[str, ...]]
    """Name of the dimension, and its bucket ids."""

    provenance: Provenance
    """Ids of everything that decides the labels."""

    def read(self, folder: Path, names: Sequence[str]) -> list[Said]:
        """Return what is said of each file."""


@dataclass(frozen=True, slots=True)
class ReaderSpec:
    """How to make a reader; small and picklable, so that every process makes its own.

    Parameters
    ----------
    model : path or None
        A file written by ``everyhue signals train``; without one an uncalibrated prior reads skin
        tone, and every file is answered with a reason otherwise.
    finder : str or None
        Name of a region finder, for a skin tone model.
    paths : mapping of str to path
        What the finder needs.
    embedder : path or None
        ONNX file or local model folder, for a signal on vectors.
    signal : str or None
        Name of the dimension, where the model must be of one.
    """

    model: Path | None
    finder: str | None = None
    paths: Mapping[str, Path] = field(default_factory=dict)
    embedder: Path | None = None
    signal: str | None = None

    def open(self) -> Reader:
        """Load the model and what it needs.

        Raises
        ------
        EveryhueError
            For a file that is no model, or a model that needs a finder or an embedder it has not.
        """
        finder = None if self.finder is None else finder_called(self.finder, **self.paths)
        if self.model is None:
            dimension = dimension_named(self.signal)
            return ToneReader(cold_start(), finder) if _has_prior(dimension) else NoModel(dimension)
        model = load_model(self.model)
        if self.signal not in (None, model.dimension):
            raise bad_value("signal", self.signal, f"{model.dimension}, as {self.model.name} has")
        if isinstance(model, ToneModel):
            return ToneReader(model, finder)
        if self.embedder is None:
            raise bad_value(
                f"{self.model.name} with pictures", "a signal on vectors", "an embedder",
                "Name one with --embedder, or pass the vectors with --vectors.",
            )  # fmt: skip
        return VectorReader(model, open_embedder(self.embedder))


class NoModel:
    """Answers every file without a model: with what is wrong with it, or with what is missing."""

    def __init__(self, dimension: Dimension) -> None:
        self.dimension = (dimension.name, dimension.ids)
        self.provenance = Provenance(NO_MODEL)

    def read(self, folder: Path, names: Sequence[str]) -> list[Said]:
        """Return a reason for each file."""
        return [self._one(folder / name) for name in names]

    def _one(self, path: Path) -> Said:
        try:
            note = " ".join(read_picture(path).notes)
        except PictureError as error:
            return Said.nothing(error.reason, len(self.dimension[1]))
        return Said.nothing(NO_MODEL, len(self.dimension[1]), note=note)


class ToneReader:
    """Skin tone of people in pictures."""

    def __init__(self, model: ToneModel | TonePrior, finder: Finder | None) -> None:
        if isinstance(model, ToneModel) and finder and family(finder.name) != family(model.finder):
            raise bad_value(
                "--finder", finder.name, f"{model.finder}, which the model was fitted with",
                "Other regions are other colours: name that finder, or fit with this one.",
            )  # fmt: skip
        self.model, self.finder = model, finder
        self.dimension = (model.dimension, model.buckets)
        found = "no_finder" if finder is None else finder.id
        self.provenance = Provenance(f"{model.id}@{found}", model.calibration.id)

    def read(self, folder: Path, names: Sequence[str]) -> list[Said]:
        """Return what is said of each file."""
        return [self._one(folder / name) for name in names]

    def _one(self, path: Path) -> Said:
        buckets = len(self.model.buckets)
        try:
            picture = read_picture(path)
            finder = None if self.finder is None else self.finder.for_picture(path)
            return said_of(self.model.read(picture.pixels, finder), " ".join(picture.notes))
        except PictureError as error:
            return Said.nothing(error.reason, buckets)
        except MissingExtraError:
            raise
        except Exception as error:
            return Said.nothing(FAILED, buckets, note=_told(error))


class VectorReader:
    """Any trait that a signal on vectors was taught, through an embedder."""

    def __init__(self, model: TrainedSignal, embedder: Embedder) -> None:
        if embedder.width is not None and embedder.width != model.width:
            raise bad_value(
                f"vectors of {embedder.id}", f"length {embedder.width}",
                f"length {model.width}, as the model was trained on", "Use the same embedder.",
            )  # fmt: skip
        self.model, self.embedder = model, embedder
        self.dimension = (model.dimension, model.buckets)
        self.provenance = Provenance(f"{model.id}@{embedder.id}", model.probe.calibration.id)

    def read(self, folder: Path, names: Sequence[str]) -> list[Said]:
        """Return what is said of each file; pictures of a call are embedded together."""
        buckets = len(self.model.buckets)
        said: list[Said | None] = []
        pixels, notes = [], []
        for name in names:
            try:
                picture = read_picture(folder / name, longest=self.embedder.prepare.longest)
            except PictureError as error:
                said.append(Said.nothing(error.reason, buckets))
            else:
                said.append(None)
                pixels.append(picture.pixels)
                notes.append(" ".join(picture.notes))
        made = iter(self._embedded(pixels, notes))
        return [next(made) if one is None else one for one in said]

    def _embedded(self, pixels: list[np.ndarray], notes: list[str]) -> list[Said]:
        if not pixels:
            return []
        try:
            labels, sets = self.model.read(self.embedder.embed(pixels))
        except EveryhueError:
            raise
        except Exception as error:
            nothing = Said.nothing(FAILED, len(self.model.buckets), note=_told(error))
            return [nothing] * len(pixels)
        return said_of_labels(labels, sets, notes)


def said_of_labels(labels: Labels, sets: np.ndarray, notes: Sequence[str]) -> list[Said]:
    """Return labels of single items, one by one."""
    none, never = np.zeros((0, len(labels.buckets))), np.zeros(len(labels.buckets), bool)
    return [
        Said(labels.probs[row].astype(np.float64), sets[row], int(labels.sure[row]),
             str(labels.reason[row]), never, none, -1, note)
        for row, note in enumerate(notes)
    ]  # fmt: skip


def _has_prior(dimension: Dimension) -> bool:
    return dimension.name == cold_start().dimension


def dimension_named(name: str | None) -> Dimension:
    """Return a shipped dimension; without a name that of skin tone."""
    known = {dimension.name: dimension for dimension in SHIPPED}
    if name is not None and name not in known:
        raise unknown_name("signal", name, known)
    return known[name or "skin_tone"]


def load_model(path: Path) -> ToneModel | TrainedSignal:
    """Return a saved signal; a bare probe becomes one without thresholds.

    Raises
    ------
    FileError, InputError
        For a file that cannot be read, or holds no signal.
    """
    model = Fitted.load(path)
    if isinstance(model, Probe):
        return TrainedSignal(model.dimension, model.buckets, model, None, None, "a bare probe")
    if not isinstance(model, ToneModel | TrainedSignal):
        raise bad_value(f"kind of {path}", model.kind, "a model of `everyhue signals train`")
    return model


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
