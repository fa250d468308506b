"""Colour: published values, the round trip, and where angles mean nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from everyhue.errors import InputError
from everyhue.signals import colour

MONK = "f6ede4 f3e7db f7ead0 eadaba d7bd96 a07e56 825c43 604134 3a312a 292420"
MONK_LIGHTNESS = [94.21, 92.27, 93.09, 87.57, 77.90, 55.14, 42.47, 30.68, 21.07, 14.61]
# sRGB → CIELAB (D65), from the colour literature (Lindbloom's calculator)
PUBLISHED = {
    (255, 255, 255): (100, 0, 0),
    (0, 0, 0): (0, 0, 0),
    (255, 0, 0): (53.24, 80.09, 67.20),
    (0, 255, 0): (87.73, -86.18, 83.18),
    (0, 0, 255): (32.30, 79.19, -107.86),
}
pixels = npst.arrays(np.uint8, st.tuples(st.integers(0, 20), st.just(3)))


def _rgb(words):
    return np.array([list(bytes.fromhex(word)) for word in words.split()], np.uint8)


def test_monk_swatches_have_their_published_lightness():
    assert colour.srgb_to_lab(_rgb(MONK))[:, 0] == pytest.approx(MONK_LIGHTNESS, abs=0.006)


@pytest.mark.parametrize("rgb, lab", PUBLISHED.items())
def test_primaries_have_their_published_coordinates(rgb, lab):
    assert colour.srgb_to_lab(rgb) == pytest.approx(lab, abs=0.02)


@given(pixels)
def test_round_trip_returns_every_pixel(rgb):
    back = colour.lab_to_srgb(colour.srgb_to_lab(rgb))
    assert np.array_equal(np.rint(back * 255).astype(np.uint8), rgb)


@given(st.integers(0, 255))
def test_grey_is_colourless_so_its_angles_are_undefined(level):
    lab = colour.srgb_to_lab([level, level, level])
    assert abs(lab[1:]).max() < 1e-9
    assert not colour.hue_of(lab).defined
    assert colour.ita_class(colour.typology_angle(lab)) == -1


@given(pixels)
def test_images_of_any_shape_give_the_same_colours(rgb):
    flat = colour.srgb_to_lab(rgb)
    assert np.allclose(colour.srgb_to_lab(rgb.reshape(-1, 1, 3))[:, 0], flat)
    assert np.allclose(colour.srgb_to_lab(rgb / 255), flat)


def test_typology_angle_by_hand_and_at_its_thresholds():
    lab = [[50 + 10 * np.tan(np.radians(t)), 8, 10] for t in (60, 55, 45, 30, 20, 0, -30, -45)]
    angles = colour.typology_angle(lab)
    assert angles.degrees == pytest.approx([60, 55, 45, 30, 20, 0, -30, -45])
    exact = colour.Angles(angles.degrees.round(6), angles.defined)
    assert colour.ita_class(exact).tolist() == [0, 1, 1, 2, 3, 4, 5, 5]
    assert len(colour.ITA_CLASSES) == len(colour.ITA_THRESHOLDS) + 1


def test_light_swatches_have_larger_angles_than_deep_ones():
    angles = colour.typology_angle(colour.srgb_to_lab(_rgb(MONK))).degrees
    assert angles[0] > angles[4] > angles[5] > 0 > angles[6] > angles[9]


def test_hue_and_chroma_are_polar_coordinates():
    lab = np.array([[40, 12, 20], [60, -5, -5], [10, 30, -1.0]])
    hue, chroma = np.radians(colour.hue_of(lab).degrees), colour.chroma_of(lab)
    assert np.allclose(np.stack([chroma * np.cos(hue), chroma * np.sin(hue)], -1), lab[:, 1:])


def test_colours_outside_a_screen_are_clipped():
    assert colour.lab_to_srgb([50, 200, -200]).max() <= 1
    assert colour.lab_to_srgb([50, 200, -200]).min() >= 0


@pytest.mark.parametrize(
    "bad", [[1, 2], [0.5, 0.5, 1.5], [0, 0, 256], [np.nan, 0, 0], 3, [-1, 0, 0]]
)
def test_what_is_no_colour_is_refused(bad):
    with pytest.raises(InputError, match="colours"):
        colour.srgb_to_lab(bad)


def test_lab_that_is_not_finite_is_refused():
    with pytest.raises(InputError, match="lab"):
        colour.typology_angle([np.inf, 0, 0])


def test_no_colours_give_none():
    assert colour.srgb_to_lab(np.zeros((0, 3))).shape == (0, 3)
