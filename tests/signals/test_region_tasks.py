"""`MediaPipeFinder` on real models, in the environment that `everyhue signals setup-finder` made.

MediaPipe is not among the packages of the tests, so its own Python runs `real_mediapipe.py` with
our sources on its path, and what comes back is held against the finder that asks a worker.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import everyhue
from everyhue.errors import FileError, InputError, MissingExtraError
from everyhue.signals.regions import MediaPipeFinder, finder_called
from everyhue.signals.regions import tasks as tasks_of
from everyhue.signals.regions.models import NEAR, python_of

SOURCES = Path(everyhue.__file__).parent.parent
SCRIPT = Path(__file__).with_name("real_mediapipe.py")


@pytest.fixture(scope="module")
def home(wheel):
    return wheel._folder


@pytest.fixture(scope="module")
def pictures(wheel):
    """One photograph that ships in a package, drawn people of every range, and nobody."""
    data = pytest.importorskip("skimage.data", reason="scikit-image is not installed")
    pytest.importorskip("resvg_py", reason="resvg-py is not installed")
    from everyhue.signals.bench import shot

    made = {f"drawn {seed}": shot(seed, width=200).pixels for seed in range(12)}
    made["astronaut"], made["nobody"] = data.astronaut(), np.full((90, 120, 3), 128, np.uint8)
    made["two"] = np.hstack([made["astronaut"], made["astronaut"]])
    return made


@pytest.fixture(scope="module")
def broken(home, tmp_path_factory):
    """Models that were cut off, overwritten, or never were any."""
    folder, whole = tmp_path_factory.mktemp("broken"), (home / NEAR).read_bytes()
    (folder / "cut.tflite").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.tflite").write_bytes(b"")
    (folder / "overwritten.tflite").write_bytes(whole[:2000] + bytes(2000) + whole[4000:])
    (folder / "text.tflite").write_text("no model")
    return folder


@pytest.fixture(scope="module")
def told(home, pictures, broken, tmp_path_factory):
    """What the script found: facts, and masks by picture, person and part."""
    folder = tmp_path_factory.mktemp("real")
    np.savez(folder / "in.npz", **pictures)
    command = [str(python_of(home)), "-W", "error::ResourceWarning", str(SCRIPT), str(home)]
    done = subprocess.run(
        [*command, str(folder / "in.npz"), str(folder / "out.npz"), str(broken)],
        env={**os.environ, "PYTHONPATH": str(SOURCES)}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    held = dict(np.load(folder / "out.npz"))
    return json.loads(str(held.pop("told"))) | {"masks": held, "printed": done.stdout + done.stderr}


def test_both_finders_see_the_same_skin_to_the_pixel(told, wheel, pictures):
    seen = 0
    for name, pixels in pictures.items():
        regions = wheel.find(pixels)
        assert told["people"][name] == [region.confidence for region in regions], name
        for at, region in enumerate(regions):
            assert np.array_equal(told["masks"][f"{name} {at}"], region.mask)
            for part, mask in region.parts.items():
                assert np.array_equal(told["masks"][f"{name} {at} {part}"], mask)
            seen += region.mask.any()
    assert seen >= 12
    assert len(told["people"]["two"]) == 2
    assert told["people"]["nobody"] == []


def test_both_finders_have_the_same_id_which_follows_the_models(told, wheel):
    own, pickled, near_only = told["ids"]
    assert own == pickled == wheel.id
    assert near_only != own


def test_a_finder_made_anew_from_a_pickle_finds_the_same(told):
    assert told["again"] == told["people"]


def test_a_broken_model_is_one_error_that_names_the_file(told):
    assert set(told["refused"]) == {
        "cut.tflite", "empty.tflite", "overwritten.tflite", "text.tflite",
    }  # fmt: skip
    for name, texts in told["refused"].items():
        for text in texts:
            assert text.split(": ")[0].endswith(name), text
            assert "MediaPipe cannot load it" in text
            assert "setup_models" in text
            assert "\n" not in text


def test_nothing_is_printed_and_nothing_heavy_is_imported(told):
    assert told["printed"] == ""
    assert told["loaded"] == []


@pytest.fixture
def here(tmp_path):
    """A file that stands in for a model: MediaPipe is asked for before it is read."""
    path = tmp_path / "near.tflite"
    path.write_bytes(b"a model")
    return path


def test_without_mediapipe_the_extra_is_named(here, monkeypatch):
    monkeypatch.setitem(sys.modules, "mediapipe", None)
    with pytest.raises(MissingExtraError, match=r"everyhue\[faces\]"):
        finder_called("mediapipe", detector=here)


@pytest.mark.parametrize(
    ("raised", "error", "words"),
    [(OSError("libEGL.so.1: cannot open shared object file"), FileError, "libegl1 libgles2"),
     (RuntimeError("no such graph"), InputError, "no such graph. Expected a face detector")],
)  # fmt: skip
def test_what_mediapipe_misses_is_said(here, monkeypatch, raised, error, words):
    def fails(*paths):
        raise raised

    monkeypatch.setattr(tasks_of, "FaceDetector", fails)
    with pytest.raises(error, match=words):
        MediaPipeFinder(here)
