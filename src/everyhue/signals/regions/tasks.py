"""Faces by MediaPipe Tasks in this process, with model files that the operator has."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import ClassVar, Self

from everyhue.errors import FileError, InputError, missing_extra
from everyhue.signals.regions.detect import FaceDetector
from everyhue.signals.regions.face import face_region
from everyhue.signals.regions.region import AnyPicture, Pixels, Region, checked

RECOGNISERS = (
    "facenet", "arcface", "mobileface", "insightface", "sface", "adaface", "cosface", "vggface",
    "deepface", "buffalo", "face_recog", "facerecog", "face_embed", "faceembed",
)  # fmt: skip
"""Words in the names of models that recognise faces."""


class MediaPipeFinder(AnyPicture):
    """Finds faces, takes the skin of them, and forgets them.

    Parameters
    ----------
    detector : path
        A face detector that MediaPipe Tasks can load, ``face_detection_short_range.tflite`` for
        instance.
    far_detector : path, optional
        One for small faces, ``face_detection_full_range_sparse.tflite`` for instance.

    Raises
    ------
    FileError
        For a model file that is not there, or where a system library that MediaPipe needs is not.
    InputError
        For a model that recognises faces, or that MediaPipe cannot load.
    MissingExtraError
        Where mediapipe is not installed.

    Notes
    -----
    People whose face is not seen (hands, arms, backs) are not found; why no hands are looked for is
    in ``docs/design/decisions.md``. Cost: 2 to 8 ms a picture.
    Source: BlazeFace (Bazarevsky et al. 2019).
    """

    name: ClassVar[str] = "mediapipe"

    def __init__(
        self,
        detector: str | os.PathLike[str],
        far_detector: str | os.PathLike[str] | None = None,
    ) -> None:
        self._paths = tuple(model_file(path) for path in (detector, far_detector) if path)
        self._detector = self._opened()

    @property
    def id(self) -> str:
        """The name and a checksum over the model files."""
        return f"mediapipe-{checksum_of(self._paths)}"

    def find(self, pixels: Pixels) -> tuple[Region, ...]:
        """Return the skin of each face found, the surest first."""
        given = checked(pixels)
        return tuple(face_region(given, face) for face in self._detector.faces(given))

    def __reduce__(self) -> tuple[type[Self], tuple[str, ...]]:
        return type(self), tuple(str(path) for path in self._paths)

    def _opened(self) -> FaceDetector:
        try:
            return FaceDetector(*(str(path) for path in self._paths))
        except ImportError as error:
            raise missing_extra("faces", "mediapipe") from error
        except OSError as error:  # ctypes, before any model is looked at
            raise FileError(
                f"MediaPipe cannot start: {error}. It needs system libraries besides its package. "
                "On Debian: apt-get install libegl1 libgles2"
            ) from error
        except (RuntimeError, ValueError) as error:
            raise InputError(
                f"{error}. Expected a face detector; models that are known to load: "
                "regions.setup_models(folder)."
            ) from error


def model_file(path: str | os.PathLike[str]) -> Path:
    """Return the path of a model file; raise where it is missing or recognises faces.

    Examples
    --------
    >>> model_file("arcface_r100.onnx")
    Traceback (most recent call last):
    ...
    everyhue.errors.InputError: arcface_r100.onnx: a model that recognises faces is not used here. \
Expected a detector, which finds a face and does not tell whose it is.
    """
    if any(word in Path(path).name.lower().replace("-", "_") for word in RECOGNISERS):
        raise InputError(
            f"{path}: a model that recognises faces is not used here. Expected a detector, which "
            "finds a face and does not tell whose it is."
        )
    if not Path(path).is_file():
        raise FileError(f"{path}: no such model file. Set models up: regions.setup_models(folder).")
    return Path(path)


def checksum_of(paths: tuple[Path, ...]) -> str:
    """Return 12 digits of a checksum over the contents of files, in order."""
    held = hashlib.sha256()
    for path in paths:
        held.update(hashlib.sha256(path.read_bytes()).digest())
    return held.hexdigest()[:12]
