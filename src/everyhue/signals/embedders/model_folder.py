"""An embedder in a local folder: an open_clip model, or a TorchScript file. Both need torch."""

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

SUMS = "SHA256SUMS"
OPEN_CLIP, SCRIPT = "open_clip_config.json", "model.pt"


class FolderEmbedder:
    """A folder with ``open_clip_config.json`` and weights, or with ``model.pt`` (TorchScript).

    Every file must be listed in ``SHA256SUMS`` with its checksum, as ``sha256sum`` writes them.
    Weights are read without running any code of theirs.

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
        self.width: int | None = self.embed([np.zeros((8, 8, 3), np.uint8)]).shape[1]
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


def _open_clip(folder: Path) -> tuple[Any, Preparation]:
    try:
        import open_clip
    except ImportError:
        raise missing_extra("torch", "open_clip_torch") from None
    model, _ = open_clip.create_model_from_pretrained(f"local-dir:{folder}")
    model.eval()
    visual = model.visual
    size = visual.image_size[0] if isinstance(visual.image_size, tuple) else visual.image_size
    mean = tuple(getattr(visual, "image_mean", None) or open_clip.OPENAI_DATASET_MEAN)
    std = tuple(getattr(visual, "image_std", None) or open_clip.OPENAI_DATASET_STD)
    return model.encode_image, Preparation(size=int(size), mean=mean, std=std, kind="whole_picture")


def _script(folder: Path) -> tuple[Any, Preparation]:
    try:
        import torch
    except ImportError:
        raise missing_extra("torch", "torch") from None
    try:
        model = torch.jit.load(str(folder / SCRIPT), map_location="cpu")
    except RuntimeError as error:
        raise InputError(
            f"{folder / SCRIPT}: not a TorchScript file ({str(error)[:120]})."
        ) from None
    model.eval()
    return model, Preparation.beside(folder / SCRIPT)
