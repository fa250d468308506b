"""The bench: exact masks and labels, one trait changed at a time, a camera that changes light."""

import numpy as np
import pytest

from everyhue.errors import InputError
from everyhue.signals.colour import srgb_to_lab
from everyhue.signals.people.palette import lab, skin

pytest.importorskip("resvg_py", reason="resvg-py is not installed")

from everyhue.signals.bench import (
    Camera,
    any_camera,
    gains,
    nearest_swatch,
    portrait,
    sitter,
    taken,
)


@pytest.mark.parametrize("tone", range(1, 11))
def test_the_mask_holds_skin_of_the_tone_that_was_drawn(tone):
    drawn = portrait(300 + tone, tone)
    assert drawn.skin.mean() > 0.03
    inside = np.median(srgb_to_lab(drawn.pixels[drawn.skin])[:, 0])
    base = lab(skin(tone, drawn.person.undertone).base)[0]
    assert abs(inside - base) < 5
    for part in drawn.parts.values():
        assert not (part & ~drawn.skin).any()


def test_nothing_of_the_scene_is_in_the_mask():
    drawn = portrait(310, 6)
    apart = srgb_to_lab(drawn.pixels[drawn.skin]) - np.array(
        lab(skin(6, drawn.person.undertone).base)
    )
    assert (np.hypot.reduce(apart, axis=1) < 30).mean() > 0.97


def test_only_the_tone_changes_between_counterfactual_people():
    one, other = portrait(41, 6), portrait(41, 9)
    away = ~(one.skin | other.skin)
    same = (np.abs(one.pixels.astype(int) - other.pixels).max(axis=2) < 40)[away].mean()
    assert same > 0.98
    assert (one.skin & other.skin).sum() / (one.skin | other.skin).sum() > 0.93


def test_a_seed_gives_the_same_picture():
    assert np.array_equal(portrait(7, 3).pixels, portrait(7, 3).pixels)
    assert sitter(7, 3) == sitter(7, 3)


def test_a_camera_that_changes_nothing_changes_next_to_nothing():
    drawn = portrait(9, 5)
    seen = taken(drawn.pixels, Camera(), np.random.default_rng(0))
    apart = np.abs(srgb_to_lab(seen) - srgb_to_lab(drawn.pixels))[drawn.skin]
    assert np.median(apart[:, 0]) < 1.5


@pytest.mark.parametrize(("kelvin", "axis", "sign"), [(2800, 2, 1), (9500, 2, -1)])
def test_light_of_a_colour_casts_it_and_white_balance_takes_it_away(kelvin, axis, sign):
    drawn = portrait(9, 5)
    rng = np.random.default_rng(0)
    plain = srgb_to_lab(drawn.pixels)[drawn.skin].mean(axis=0)[axis]
    half, whole = (
        srgb_to_lab(taken(drawn.pixels, Camera(kelvin, balance), rng))[drawn.skin].mean(axis=0)[
            axis
        ]
        for balance in (0.5, 1.0)
    )
    assert sign * (half - plain) > 5
    assert abs(whole - plain) < 1


def test_a_stop_moves_lightness_as_it_was_measured_to():
    drawn, rng = portrait(9, 6), np.random.default_rng(0)
    dark, bright = (
        np.median(srgb_to_lab(taken(drawn.pixels, Camera(stops=s), rng))[drawn.skin][:, 0])
        for s in (-1, 1)
    )
    assert 20 <= bright - dark <= 44  # ± 1 EV moves L* by 10 to 22


def test_light_outside_what_is_known_is_refused():
    with pytest.raises(InputError, match="kelvin"):
        gains(900)


def test_cameras_stay_in_the_ranges_that_were_studied():
    drawn = [any_camera(np.random.default_rng(k)) for k in range(200)]
    assert all(2800 <= c.kelvin <= 9500 and -1 <= c.stops <= 1 for c in drawn)
    assert 0.2 < np.mean([c.shadow > 0 for c in drawn]) < 0.5


def test_the_nearest_swatch_finds_swatches():
    for tone in (1, 5, 8):
        patch = np.full((3, 3, 3), 0, np.uint8)
        patch[:] = [[246, 237, 228], [], [], [], [215, 189, 150], [], [], [96, 65, 52]][tone - 1]
        assert nearest_swatch(patch, np.ones((3, 3), bool)) == tone
