"""An embedder in one ONNX file, run on this machine's processor."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import FileError, InputError, bad_value, missing_extra
from everyhue.signals.embedders.prepare import Preparation
from everyhue.signals.embedders.refusal import refuse_face_recognition, refuse_face_shape


class OnnxEmbedder:
    """A model file with one picture input and one output (n, d).

    Parameters
    ----------
    path : Path
        The ``.onnx`` file; ``<path>.json`` beside it may state how pictures are prepared.

    Raises
    ------
    FileError, InputError
        For a file that cannot be read or is no such model, one whose checksum is not the one
        stated, and one that recognises faces.
    MissingExtraError
        Without onnxruntime.
    """

    def __init__(self, path: Path) -> None:
        refuse_face_recognition(path.name, [path.name])
        self._session = _session(path)
        spot = self._input(path)
        side = spot.shape[2] if isinstance(spot.shape[2], int) else None
        defaults = {} if side is None else {"size": side}
        self.prepare = Preparation.beside(path, **defaults)
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if self.prepare.sha256 not in ("", self.digest):
            raise bad_value(f"sha256 of {path.name}", self.digest, self.prepare.sha256)
        self._name = spot.name
        last = self._session.get_outputs()[0].shape[-1]
        self.width: int | None = last if isinstance(last, int) else None
        self._refuse(path, side)

    @property
    def id(self) -> str:
        """Checksum of the file and of how pictures are prepared."""
        how = hashlib.sha256(f"{self.digest} {self.prepare}".encode()).hexdigest()
        return f"onnx-{how[:12]}"

    def embed(self, pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Return one vector a picture, (n, d) float32."""
        made = self._session.run(None, {self._name: self.prepare.tensor(pictures)})[0]
        rows = np.asarray(made, np.float32)
        return rows.reshape(len(pictures), -1)

    def _input(self, path: Path) -> Any:
        inputs = self._session.get_inputs()
        if len(inputs) != 1 or len(inputs[0].shape) != 4 or inputs[0].type != "tensor(float)":
            told = [(spot.name, spot.shape, spot.type) for spot in inputs]
            raise bad_value(f"inputs of {path.name}", told, "one picture: float (n, 3, h, w)")
        return inputs[0]

    def _refuse(self, path: Path, side: int | None) -> None:
        meta = self._session.get_modelmeta()
        words = [meta.graph_name, meta.producer_name, meta.domain, meta.description,
                 meta.graph_description, *map(str, meta.custom_metadata_map.items())]  # fmt: skip
        refuse_face_recognition(path.name, filter(None, words))
        stated = self.prepare.kind == "whole_picture"
        refuse_face_shape(path.name, side or self.prepare.size, self.width, stated)


def _session(path: Path) -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise missing_extra("onnx", "onnxruntime") from None
    if not path.is_file():
        raise FileError(f"{path}: there is no such file. Check the path.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one process a core; more threads would wait for each other
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no common base for what it raises
        raise InputError(f"{path}: cannot be read as ONNX ({str(error)[:160]}).") from None
