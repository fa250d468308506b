"""Real files: a person is read and garments say no person; nothing is asserted of a tone."""

import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from everyhue.signals.regions import SuppliedMasks
from everyhue.signals.tone import REASONS, cold_start

data = pytest.importorskip("skimage.data", reason="scikit-image is not installed")
image = pytest.importorskip("PIL.Image", reason="pillow is not installed")

UP = [folder / "shared/data/clothing_small" for folder in Path(__file__).resolve().parents]
CHOSEN_ON = 1
"""The half that thresholds were chosen on (benchmarks/finder.py); the other judges them."""


@pytest.fixture
def model(drawn_model):
    return replace(drawn_model, finder="mediapipe")


@pytest.fixture(scope="module")
def garments():
    folder = next((path for path in UP if path.is_dir()), None)
    if folder is None:
        pytest.skip("shared/data/clothing_small is not here")
    paths = sorted(folder.glob("*/*.jpg"))
    return [small(path) for path in paths if half_of(path.name) != CHOSEN_ON]


def half_of(name):
    return hashlib.sha256(name.encode()).digest()[0] % 2


def crop(grey, width=64):
    """A small grey picture, enlarged, on a plain ground twice as wide."""
    byte = np.asarray(grey * 255, np.uint8)
    ground = np.full((2 * width, 2 * width), int(np.median(byte)), np.uint8)
    inner = slice(width // 2, width // 2 + width)
    ground[inner, inner] = image.fromarray(byte).resize((width, width), image.Resampling.BICUBIC)
    return np.stack([ground] * 3, axis=-1)


def small(path):
    with image.open(path) as opened:
        opened.thumbnail((512, 512))
        return np.asarray(opened.convert("RGB"))


def test_a_photograph_of_a_person_is_read(model, wheel):
    reading = model.read(data.astronaut(), wheel)
    assert len(reading) == 1
    assert reading.reasons[0] in ("", "low_confidence")
    assert reading.sets.any()


def test_the_same_photograph_says_why_where_it_cannot_be_read(model, wheel):
    person = data.astronaut()
    grey = person.mean(axis=2, keepdims=True).repeat(3, axis=2).astype(np.uint8)
    assert model.read(grey, wheel).reason == "greyscale"
    dark = (person / 40).astype(np.uint8)
    assert model.read(dark, wheel).reason in ("too_dark", "no_person", "greyscale")
    assert model.read(person[300:], wheel).reason == "no_person"
    assert model.read(person, None).reason == "no_region_finder"


def test_the_prior_answers_for_a_photograph_too(wheel):
    prior = cold_start()
    reading = prior.read(data.astronaut(), wheel)
    assert len(reading) == 1
    assert reading.reasons[0] in ("", "low_confidence")
    assert set(reading.sure) <= {-1, 0, 3}
    assert prior.read(data.astronaut(), None).reason == "no_region_finder"


def test_garments_show_no_person_on_the_half_that_thresholds_were_not_chosen_on(
    model, wheel, garments
):
    said = Counter(model.read(pixels, wheel).reason for pixels in garments)
    assert set(said) <= {"", *REASONS}
    assert len(garments) == 203
    assert said["no_person"] >= 0.99 * len(garments)  # none is taken for a person as of writing


def test_grey_crops_of_faces_are_found_and_background_is_not(model, wheel):
    crops = [crop(grey) for grey in data.lfw_subset()]
    found = [bool(wheel.find(pixels)) for pixels in crops]
    assert sum(found[:100]) >= 90  # 96 as of writing
    assert sum(found[100:]) <= 1
    reasons = {model.read(crops[k], wheel).reason for k in np.flatnonzero(found)[:5]}
    assert reasons == {"greyscale"}


def test_a_man_in_profile_is_found_and_is_not_read_in_grey(model, wheel):
    grey = np.stack([data.camera()] * 3, axis=-1)
    assert len(wheel.find(grey)) == 1
    assert model.read(grey, wheel).reason == "greyscale"


def test_without_a_finder_every_file_has_an_answer(model, garments):
    for pixels in garments[:20]:
        assert model.read(pixels, None).reason == "no_region_finder"


def test_a_picture_without_a_mask_shows_no_person(drawn_model):
    assert drawn_model.read(data.astronaut(), SuppliedMasks(())).reason == "no_person"
