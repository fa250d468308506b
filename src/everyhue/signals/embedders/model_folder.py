"""An embedder in a local folder: an open_clip model, or a TorchScript file. Both need torch.

A ``.pt2`` file of ``torch.export``, which follows TorchScript, is not taken: torch reads parts of
it with ``pickle``, which runs whatever code is in it. Export such a model to ONNX instead.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import FileError, InputError, bad_value, missing_extra
from everyhue.signals.embedders.prepare import Preparation
from everyhue.signals.embedders.refusal import refuse_face_recognition, refuse_face_shape

SUMS = "SHA256SUMS"
OPEN_CLIP, SCRIPT = "open_clip_config.json", "model.pt"


class FolderEmbedder:
    """A folder with ``open_clip_config.json`` and weights, or with ``model.pt`` (TorchScript).

    Every file must be listed in ``SHA256SUMS`` with its checksum, as ``sha256sum`` writes them.
    Weights of open_clip are read as numbers alone (safetensors, or ``weights_only``). A TorchScript
    file is a programme in a language of torch's own, which torch runs. Nothing is downloaded, also
    where a configuration asks for it.

    Parameters
    ----------
    folder : Path
        The folder.

    Raises
    ------
    FileError, InputError
        For a folder without checksums, with a file that does not fit its own, or of another kind;
        and for a model that recognises faces.
    MissingExtraError
        Without torch, or without open_clip.
    """

    def __init__(self, folder: Path) -> None:
        sums = checked_sums(folder)
        refuse_face_recognition(folder.name, [folder.name, *sums, *_configuration(folder)])
        self.digest = hashlib.sha256(repr(sorted(sums.items())).encode()).hexdigest()
        if (folder / OPEN_CLIP).is_file():
            self._model, self.prepare = _open_clip(folder)
        elif (folder / SCRIPT).is_file():
            self._model, self.prepare = _script(folder)
        else:
            raise bad_value(f"files in {folder}", sorted(sums), f"{OPEN_CLIP} or {SCRIPT}")
        self.width: int | None = _first(self, folder).shape[1]
        stated = self.prepare.kind == "whole_picture"
        refuse_face_shape(folder.name, self.prepare.size, self.width, stated)

    @property
    def id(self) -> str:
        """Checksum of all files and of how pictures are prepared."""
        how = hashlib.sha256(f"{self.digest} {self.prepare}".encode()).hexdigest()
        return f"folder-{how[:12]}"

    def embed(self, pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Return one vector a picture, (n, d) float32."""
        import torch

        with torch.inference_mode():
            made = self._model(torch.from_numpy(self.prepare.tensor(pictures)))
        if not isinstance(made, torch.Tensor) or len(made) != len(pictures):
            shown = getattr(made, "shape", type(made).__name__)
            raise bad_value("what the model gives", shown, f"one tensor ({len(pictures)}, d)")
        return np.asarray(made.float().numpy(), np.float32).reshape(len(pictures), -1)


def checked_sums(folder: Path) -> dict[str, str]:
    """Return file to checksum, each compared with what is on disk.

    Raises
    ------
    FileError
        Without a list of checksums.
    InputError
        For a file that is not listed, or differs.
    """
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except OSError:
        raise FileError(
            f"{folder}: no {SUMS} in it. Expected the checksum of every file. Once you trust them: "
            f"cd {folder} && sha256sum * > {SUMS}"
        ) from None
    pairs = (line.split(maxsplit=1) for line in lines if line.strip())
    stated = {name.strip().lstrip("*"): digest for digest, name in pairs}
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    found.pop(SUMS, None)
    for name, path in sorted(found.items()):
        digest = _sha256(path)
        if stated.get(name) != digest:
            raise bad_value(
                f"sha256 of {name}", digest, stated.get(name) or f"a line in {SUMS}",
                f"Compare it with where you have the model from, then write {SUMS} again.",
            )  # fmt: skip
    return {name: stated[name] for name in found}


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _configuration(folder: Path) -> list[str]:
    """Lines of small JSON files, which say what a model was made for."""
    small = (path for path in folder.glob("*.json") if path.stat().st_size < 1 << 20)
    return [line for path in small for line in path.read_text("utf-8", "replace").splitlines()]


def _first(embedder: FolderEmbedder, folder: Path) -> NDArray[np.float32]:
    """The vector of a black picture; a model that cannot make it cannot be used."""
    try:
        return embedder.embed([np.zeros((8, 8, 3), np.uint8)])
    except RuntimeError as error:
        raise _unusable(folder, error) from error


def _open_clip(folder: Path) -> tuple[Any, Preparation]:
    try:
        with offline():
            import open_clip

            model, _ = open_clip.create_model_from_pretrained(f"local-dir:{folder}")
    except ImportError as error:
        if getattr(error, "name", None) in ("torch", "open_clip"):
            raise missing_extra("torch", "open_clip_torch") from error
        raise _unusable(folder, error) from error
    except Exception as error:  # open_clip has no common base for what it raises
        raise _unusable(folder, error) from error
    model.eval()
    return model.encode_image, _prepared(model.visual.preprocess_cfg, folder)


def _prepared(stated: dict[str, Any], folder: Path) -> Preparation:
    """Preparation as open_clip states it: size, mean, std, resize_mode, interpolation."""
    size = stated["size"]
    sides = {size} if isinstance(size, int) else set(size)
    if len(sides) != 1:
        raise bad_value(f"size in {folder / OPEN_CLIP}", size, "a square")
    return Preparation(
        size=int(sides.pop()), mean=tuple(stated["mean"]), std=tuple(stated["std"]),
        resize=stated["resize_mode"], filter=stated["interpolation"], kind="whole_picture",
    )  # fmt: skip


@contextmanager
def offline() -> Iterator[None]:
    """Keep the libraries that models are made with from asking a hub for anything."""
    names = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        from huggingface_hub import constants

        stated, constants.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE, True
    except ImportError:
        constants = stated = None
    try:
        yield
    finally:
        if constants is not None:
            constants.HF_HUB_OFFLINE = stated
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _script(folder: Path) -> tuple[Any, Preparation]:
    try:
        import torch
    except ImportError:
        raise missing_extra("torch", "torch") from None
    try:
        with warnings.catch_warnings():  # torch.jit is deprecated; see the head of this file
            warnings.simplefilter("ignore", DeprecationWarning)
            model = torch.jit.load(str(folder / SCRIPT), map_location="cpu")
    except RuntimeError as error:
        raise InputError(f"{folder / SCRIPT}: not a TorchScript file ({_line(error)}).") from None
    model.eval()
    return model, Preparation.beside(folder / SCRIPT)


def _unusable(folder: Path, error: Exception) -> InputError:
    return InputError(
        f"{folder}: torch cannot use this model ({_line(error)}). Check it with the library that "
        "wrote it, and that torch, torchvision and open_clip_torch fit each other."
    )


def _line(error: Exception) -> str:
    """What an error says, on one line of bounded length."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
