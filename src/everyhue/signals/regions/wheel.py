"""MediaPipe in an environment of its own: one worker process, asked over pipes."""

from __future__ import annotations

import json
import os
import select
import struct
import subprocess
from typing import IO, Any, ClassVar, Self

from everyhue.errors import FileError
from everyhue.signals.regions import detect
from everyhue.signals.regions.detect import Face
from everyhue.signals.regions.face import face_region
from everyhue.signals.regions.models import FAR, NEAR, python_of, ready
from everyhue.signals.regions.region import AnyPicture, Pixels, Region, checked
from everyhue.signals.regions.tasks import checksum_of

PATIENCE_S = 60.0
"""Seconds without an answer after which the worker is given up."""


class WheelFinder(AnyPicture):
    """As `MediaPipeFinder`, where MediaPipe lives in the folder that `setup_models` made.

    A process of its own is started at the first picture, and again in every forked process. It is
    given pixels and gives back boxes and points; nothing is written to disk.

    Parameters
    ----------
    folder : path
        What `setup_models` made.

    Raises
    ------
    FileError
        Where the folder is not set up, or the worker stops.
    """

    name: ClassVar[str] = "mediapipe-wheel"

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._worker: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._folder = ready(folder)

    @property
    def id(self) -> str:
        """The name and a checksum over the model files."""
        paths = (self._folder / NEAR, self._folder / FAR)
        return f"mediapipe-{checksum_of(paths)}"

    def find(self, pixels: Pixels) -> tuple[Region, ...]:
        """Return the skin of each face found, the surest first."""
        given = checked(pixels)
        return tuple(face_region(given, face) for face in self.faces(given))

    def faces(self, pixels: Pixels) -> list[Face]:
        """Ask the worker for the faces of a picture."""
        worker = self._running()
        try:
            asked = _pipe(worker.stdin)
            asked.write(struct.pack(">II", *pixels.shape[:2]))
            asked.write(pixels.tobytes())
            asked.flush()
            answer = _answer(worker)
        except (OSError, EOFError, TimeoutError) as error:
            self.close()
            raise FileError(f"{self._folder}: the face detector stopped ({error}).") from error
        return [(score, tuple(box), tuple((x, y) for x, y in at)) for score, box, at in answer]

    def close(self) -> None:
        """Stop the worker, if this process started one."""
        if self._worker is not None and self._owner == os.getpid():
            self._worker.kill()
            self._worker.communicate()
        self._worker = None

    def __del__(self) -> None:
        self.close()

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        return type(self), (str(self._folder),)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._worker is None or self._owner != os.getpid():
            command = [str(python_of(self._folder)), "-I", str(detect.__file__)]
            self._worker = subprocess.Popen(
                [*command, str(self._folder / NEAR), str(self._folder / FAR)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            self._owner = os.getpid()
            try:
                _answer(self._worker)  # it says when it is ready
            except (EOFError, TimeoutError) as error:
                self.close()
                raise FileError(
                    f"{self._folder}: the face detector does not start ({error}). Set it up again; "
                    "on a bare Debian, first: apt-get install libegl1 libgles2"
                ) from error
        return self._worker


def _answer(worker: subprocess.Popen[bytes]) -> list[Any]:
    (size,) = struct.unpack(">I", _exactly(worker, 4))
    return list(json.loads(_exactly(worker, size)))


def _pipe(end: IO[bytes] | None) -> IO[bytes]:
    """Return an end of the worker's pipes; there is none after it was closed."""
    if end is None:
        raise EOFError("it is closed")
    return end


def _exactly(worker: subprocess.Popen[bytes], n: int) -> bytes:
    """Read `n` bytes, or say why not."""
    answers, held = _pipe(worker.stdout), b""
    while len(held) < n:
        if not select.select([answers], [], [], PATIENCE_S)[0]:
            raise TimeoutError(f"no answer in {PATIENCE_S:g} s")
        part = os.read(answers.fileno(), n - len(held))
        if not part:
            raise EOFError("it ended")
        held += part
    return held
