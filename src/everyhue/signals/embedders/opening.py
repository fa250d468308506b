"""An embedder from a path: an ONNX file or a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import FileError, bad_value
from everyhue.signals.embedders.prepare import Preparation


class Embedder(Protocol):
    """Whole pictures to vectors."""

    prepare: Preparation
    """How pictures become what the model takes."""

    width: int | None
    """Length of the vectors, where the model states it."""

    @property
    def id(self) -> str:
        """Checksum of everything that decides the vectors."""

    def embed(self, pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Return one vector a picture, (n, d) float32."""


def open_embedder(path: Path) -> Embedder:
    """Open an embedder on disk.

    Parameters
    ----------
    path : Path
        An ``.onnx`` file, or a folder with an open_clip model or a TorchScript file.

    Returns
    -------
    Embedder
        Ready. Nothing was downloaded.

    Raises
    ------
    EveryhueError
        For a path that holds no embedder, a checksum that does not fit, or a model that recognises
        faces.
    """
    if path.is_dir():
        from everyhue.signals.embedders.model_folder import FolderEmbedder

        return FolderEmbedder(path)
    if not path.exists():
        raise FileError(f"{path}: there is no such file or folder. Nothing is downloaded.")
    if path.suffix.lower() != ".onnx":
        raise bad_value("embedder", path.name, "an .onnx file, or a folder with a local model")
    from everyhue.signals.embedders.onnx_file import OnnxEmbedder

    return OnnxEmbedder(path)
