"""Region finders: what they find and what they refuse; nothing of a face outlives a picture."""

import io
import json
import pickle
import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from everyhue.errors import FileError, InputError, UnknownNameError
from everyhue.signals.regions import (
    MaskFolder,
    Region,
    SuppliedMasks,
    WholePicture,
    finder_called,
    people_of,
    setup_models,
)
from everyhue.signals.regions import models as models_of
from everyhue.signals.regions import wheel as wheel_of
from everyhue.signals.regions.detect import believed, merged, serve
from everyhue.signals.regions.face import face_region
from everyhue.signals.regions.tasks import model_file

PICTURE = np.full((120, 100, 3), (200, 150, 120), np.uint8)
POINTS = ((40.0, 50.0), (60.0, 50.0), (50.0, 60.0), (50.0, 70.0), (28.0, 52.0), (72.0, 52.0))
FACE = (0.9, (25.0, 30.0, 50.0, 50.0), POINTS)


def turned(points, degrees, about=(50, 60)):
    angle = np.radians(degrees)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return tuple(tuple(spin @ (np.array(p) - about) + about) for p in points)


def test_the_skin_of_a_face_leaves_out_eyes_brows_mouth_and_beard():
    region = face_region(PICTURE, FACE)
    assert region.confidence == 0.9
    assert 0.03 < region.mask.mean() < 0.2
    for x, y in (POINTS[0], POINTS[1], POINTS[3], (50, 78), (50, 95), (5, 50)):
        assert not region.mask[int(y), int(x)]
    assert region.mask[61, 50]  # the nose
    assert region.parts["cheeks"][62, 38]
    assert region.parts["forehead"][38, 50]
    assert not (region.parts["cheeks"] & region.parts["forehead"]).any()


@pytest.mark.parametrize("degrees", [-80, -25, 25, 170])
def test_a_turned_head_has_the_same_skin(degrees):
    upright = face_region(PICTURE, FACE).mask.sum()
    turned_face = (0.9, FACE[1], turned(POINTS, degrees))
    assert face_region(PICTURE, turned_face).mask.sum() == pytest.approx(upright, rel=0.1)


@pytest.mark.parametrize("level", [30, 120, 240])
def test_hair_and_cloth_before_the_face_are_left_out_whatever_the_tone(level):
    picture = np.full((120, 100, 3), level, np.uint8)
    picture[:46] = (level + 128) % 256  # a fringe or a scarf, over the forehead
    region = face_region(picture, FACE)
    assert region.mask.any()
    assert not region.mask[:46].any()


@pytest.mark.parametrize(
    "points",
    [tuple((50.0 + (x - 50) / 4, 60 + (y - 60) / 4) for x, y in POINTS),  # too small
     tuple((x + 500, y) for x, y in POINTS),  # outside
     tuple((x, 50.0) for x, _ in POINTS)],  # flat
)  # fmt: skip
def test_a_face_that_cannot_be_read_has_an_empty_mask(points):
    assert not face_region(PICTURE, (0.9, FACE[1], points)).mask.any()


def test_a_face_at_the_border_is_cut_off_and_not_wrapped():
    points = tuple((x - 45, y) for x, y in POINTS)
    region = face_region(PICTURE, (0.9, FACE[1], points))
    assert not region.mask[:, 40:].any()


def test_overlapping_faces_are_one():
    near, far = (0.9, (0.0, 0.0, 10.0, 10.0), ()), (0.8, (1.0, 1.0, 10.0, 10.0), ())
    other = (0.7, (50.0, 0.0, 10.0, 10.0), ())
    assert merged([far, other, near]) == [near, other]


def test_supplied_masks_stretch_to_the_picture():
    finder = SuppliedMasks([np.array([[True, False]])], [{"cheeks": np.array([[True, False]])}])
    (region,) = finder.find(PICTURE)
    assert region.mask[:, :50].all()
    assert not region.mask[:, 50:].any()
    assert np.array_equal(region.parts["cheeks"], region.mask)


def test_a_folder_of_masks_gives_each_picture_its_own_people(tmp_path):
    image = pytest.importorskip("PIL.Image", reason="pillow is not installed")
    grey = np.zeros((120, 100), np.uint8)
    grey[:50], grey[50:60] = 255, 128
    image.fromarray(grey).save(tmp_path / "a.png")
    finder = finder_called("masks", folder=tmp_path)
    first, second = finder.for_picture("photos/a.jpg").find(PICTURE)
    assert (first.mask.sum(), second.mask.sum()) == (5000, 1000)
    assert finder.for_picture("photos/b.jpg").find(PICTURE) == ()
    assert finder.id.startswith("masks-")
    with pytest.raises(InputError, match="for_picture"):
        finder.find(PICTURE)
    (tmp_path / "c.png").write_bytes(b"not a picture")
    with pytest.raises(FileError, match=r"c\.png"):
        finder.for_picture("c.jpg")


def test_a_mask_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileError, match="no such folder"):
        MaskFolder.at(tmp_path / "none")


def test_levels_of_a_mask_are_people_the_largest_first():
    masks = people_of(np.array([[0, 7, 7], [9, 7, 0]], np.uint8))
    assert [int(mask.sum()) for mask in masks] == [3, 1]


def test_the_whole_picture_is_one_region():
    assert [region.mask.all() for region in WholePicture().find(PICTURE)] == [True]
    assert WholePicture().for_picture("any.jpg").id == "whole"


@pytest.mark.parametrize(
    ("name", "paths", "error", "words"),
    [("haar", {}, UnknownNameError, "Known: masks, mediapipe, mediapipe-wheel, whole"),
     ("masks", {}, InputError, "folder of region finder masks"),
     ("masks", {"foldr": "x"}, UnknownNameError, "Did you mean 'folder'"),
     ("mediapipe", {"detector": "nowhere.tflite"}, FileError, "setup_models"),
     ("mediapipe", {"detector": "w600k_arcface.tflite"}, InputError, "recognises faces"),
     ("mediapipe-wheel", {"folder": "nowhere"}, FileError, "everyhue signals setup-finder")],
)  # fmt: skip
def test_finders_that_cannot_be_made_say_what_to_do(name, paths, error, words):
    with pytest.raises(error, match=words):
        finder_called(name, **paths)


@pytest.mark.parametrize("name", ["FaceNet512.onnx", "sface.onnx", "face-recognition-v2.tflite"])
def test_models_that_recognise_faces_are_refused(name):
    with pytest.raises(InputError, match="recognises faces"):
        model_file(name)


@pytest.mark.parametrize("pixels", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3))])
def test_pixels_of_another_shape_are_refused(pixels):
    with pytest.raises(InputError, match="picture"):
        WholePicture().find(pixels)


def test_a_region_holds_masks_of_one_size():
    with pytest.raises(InputError, match="cheeks"):
        Region(np.ones((4, 4), bool), 1.0, {"cheeks": np.ones((2, 2), bool)})
    with pytest.raises(InputError, match="confidence"):
        Region(np.ones((4, 4), bool), 1.5)


def test_a_failed_set_up_says_what_pip_said(tmp_path, monkeypatch):
    monkeypatch.setattr(models_of, "HOLDS", "no-such-package-for-everyhue==0")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(FileError, match="cannot be set up"):
        setup_models(tmp_path / "finder")


def test_mediapipe_finds_a_face_and_leaves_nothing_behind(wheel, tmp_path, monkeypatch):
    data = pytest.importorskip("skimage.data", reason="scikit-image is not installed")
    monkeypatch.chdir(tmp_path)
    (region,) = wheel.find(data.astronaut())
    rows, columns = np.nonzero(region.mask)
    assert 60 < rows.mean() < 180
    assert 170 < columns.mean() < 290
    assert region.parts["forehead"].any()
    assert region.parts["cheeks"].any()
    assert list(tmp_path.iterdir()) == []
    assert wheel.find(PICTURE) == ()


def test_the_finder_is_made_anew_in_another_process(wheel):
    again = pickle.loads(pickle.dumps(wheel))
    assert again.id == wheel.id
    assert again.find(PICTURE) == ()
    again.close()
    assert again.find(PICTURE) == ()  # it starts again
    again.close()


def test_a_worker_that_stops_is_said(wheel):
    again = pickle.loads(pickle.dumps(wheel))
    again.find(PICTURE)
    again._worker.kill()
    with pytest.raises(FileError, match="stopped"):
        again.find(PICTURE)
    assert again.find(PICTURE) == ()
    again.close()


STUB = """
import json, struct, sys
def tell(answer):
    text = json.dumps(answer).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(text)) + text)
    sys.stdout.buffer.flush()
tell([])
while head := sys.stdin.buffer.read(8):
    height, width = struct.unpack(">II", head)
    sys.stdin.buffer.read(height * width * 3)
    if height == 1:
        sys.exit(3)
    tell([[0.9, [25.0, 30.0, 50.0, 50.0], POINTS]])
"""


@pytest.fixture
def stub(tmp_path, monkeypatch):
    """A worker that finds the same face in every picture, and dies of pictures one pixel high."""
    script = tmp_path / "stub.py"
    script.write_text(STUB.replace("POINTS", repr([list(p) for p in POINTS])))
    for name in ("face_detection_short_range.tflite", "face_detection_full_range_sparse.tflite"):
        (tmp_path / name).write_bytes(name.encode())
    monkeypatch.setattr(wheel_of, "ready", Path)
    monkeypatch.setattr(wheel_of, "python_of", lambda _: Path(sys.executable))
    monkeypatch.setattr(wheel_of.detect, "__file__", str(script))
    finder = finder_called("mediapipe-wheel", folder=tmp_path)
    yield finder
    finder.close()


def test_a_worker_is_asked_over_pipes_and_started_again_when_it_stops(stub):
    expected = face_region(PICTURE, FACE).mask
    for _ in range(3):
        (region,) = stub.find(PICTURE)
        assert np.array_equal(region.mask, expected)
    assert stub.id.startswith("mediapipe-")
    with pytest.raises(FileError, match="stopped"):
        stub.find(PICTURE[:1])
    assert len(stub.find(PICTURE)) == 1


def test_a_worker_that_does_not_start_is_said(stub, tmp_path):
    (tmp_path / "stub.py").write_text("raise SystemExit(1)")
    with pytest.raises(FileError, match="does not start"):
        stub.find(PICTURE)


def test_serving_answers_each_picture_in_turn():
    class OneFace:
        def faces(self, pixels):
            return [(0.5, (0.0, 0.0, float(pixels.shape[1]), float(pixels.shape[0])), ())]

    asked = io.BytesIO(
        b"".join(struct.pack(">II", n, n) + bytes(n * n * 3) for n in (2, 5)) + b"cut"
    )
    told = io.BytesIO()
    with pytest.raises(struct.error):
        serve(OneFace(), asked, told)
    text, answers = told.getvalue(), []
    while text:
        (size,) = struct.unpack(">I", text[:4])
        answers.append(json.loads(text[4 : 4 + size]))
        text = text[4 + size :]
    assert [answer and answer[0][1][2] for answer in answers] == [[], 2.0, 5.0]


def test_faces_that_no_detector_is_sure_of_are_not_believed():
    here, there = (0.0, 0.0, 10.0, 10.0), (50.0, 0.0, 10.0, 10.0)
    near, far = (0.7, here, ()), (0.65, here, ())
    assert believed([near], []) == []
    assert believed([near], [far]) == [near]
    assert believed([near], [(0.65, there, ())]) == []
    assert believed([(0.8, here, ())], [(0.72, there, ())]) == [(0.8, here, ()), (0.72, there, ())]
