"""Set up MediaPipe once: an environment of its own, and two detectors out of an older wheel."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from everyhue.errors import FileError, InputError
from everyhue.files import whole_file

RUNS = "mediapipe==1.2.2"
"""What runs the models. Its wheel has none."""

HOLDS = "mediapipe==0.10.21"
"""Whose wheel the models are taken out of; it is not installed. Apache-2.0."""

NEAR, FAR = "face_detection_short_range.tflite", "face_detection_full_range_sparse.tflite"
CHECKSUMS = {
    NEAR: "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    FAR: "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
}
"""SHA-256 of the model files."""

_WHEEL = (
    "--no-deps", "--only-binary=:all:", "--python-version=3.11", "--implementation=cp",
    "--abi=cp311", "--platform=manylinux_2_28_x86_64",
)  # fmt: skip
"""One wheel for all machines: the models in it are the same."""


def setup_models(
    folder: str | os.PathLike[str], say: Callable[[str], None] = lambda _: None
) -> Path:
    """Make the folder that the ``mediapipe-wheel`` finder works from.

    It makes ``env``, an environment with MediaPipe, and puts the two detectors and their licence
    beside it. Done again, it does what is left to do. This is the only step that downloads, through
    the pip of this Python and as pip is configured; a finder never does.

    Parameters
    ----------
    folder : path
        Where; about 500 MB.
    say : callable, optional
        Told each step in a few words.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    FileError
        Where a step fails, with what pip said last.
    InputError
        For a model whose checksum does not fit.

    Notes
    -----
    Cost: about a minute. Without a network, give pip a folder of wheels (``PIP_FIND_LINKS`` and
    ``PIP_NO_INDEX``).
    """
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    if not all(_fits(home / name) for name in CHECKSUMS):
        say(f"taking the models out of {HOLDS}")
        _take_models(home)
    if not _runs(home):
        say("making an environment")
        _run([sys.executable, "-m", "venv", "--clear", str(home / "env")], home)
        say(f"installing {RUNS}")
        _run([str(python_of(home)), "-m", "pip", "install", "--quiet", RUNS], home)
    if not _runs(home):
        raise FileError(f"{home}: MediaPipe is installed but does not load. Remove it, try again.")
    return home


def ready(folder: str | os.PathLike[str]) -> Path:
    """Return a folder that `setup_models` made, checked; raise where it is not set up."""
    home = Path(folder)
    missing = [name for name in CHECKSUMS if not (home / name).is_file()]
    if missing or not python_of(home).exists():
        raise FileError(
            f"{home}: no region finder is set up here. Set it up once: "
            f"everyhue signals setup-finder {home}"
        )
    for name in CHECKSUMS:
        if not _fits(home / name):
            raise InputError(f"{home / name}: its checksum does not fit. Set it up again.")
    return home


def python_of(home: Path) -> Path:
    """Return the Python of the environment in a folder."""
    return home / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _take_models(home: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        _run(
            [sys.executable, "-m", "pip", "download", "--quiet", *_WHEEL, "-d", scratch, HOLDS],
            home,
        )
        (wheel,) = Path(scratch).glob("mediapipe-*.whl")
        with zipfile.ZipFile(wheel) as held:
            for name in CHECKSUMS:
                _write(home / name, held.read(f"mediapipe/modules/face_detection/{name}"))
            licence = next(n for n in held.namelist() if n.endswith("LICENSE"))
            _write(home / "LICENSE", held.read(licence))
    for name in CHECKSUMS:
        if not _fits(home / name):
            raise InputError(f"{home / name}: its checksum does not fit {HOLDS}.")


def _write(path: Path, contents: bytes) -> None:
    with whole_file(path) as scratch:
        scratch.write_bytes(contents)


def _fits(path: Path) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == CHECKSUMS[path.name]


def _runs(home: Path) -> bool:
    """Whether the environment is there and can load MediaPipe."""
    if not python_of(home).exists():
        return False
    command = [str(python_of(home)), "-I", "-c", "import mediapipe.tasks.python.vision"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _run(command: list[str], home: Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["nothing was said"]
        what = " ".join(command[1:4])
        raise FileError(f"{home}: cannot be set up; {what} says: {said[0][:300]}")
