"""Skin tone from pixels: features against a naive oracle, fitting, abstaining with a reason."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyhue.errors import InputError, UnknownNameError
from everyhue.signals import SKIN_TONE
from everyhue.signals.colour import srgb_to_lab
from everyhue.signals.probe import fit_boosted
from everyhue.signals.regions import Region, SuppliedMasks, WholePicture
from everyhue.signals.tone import (
    CARD,
    REASONS,
    Sight,
    ToneModel,
    ToneReading,
    ToneSettings,
    fit,
    fit_tone,
    sights_of,
)
from everyhue.signals.tone.exposures import AS_IT_CAME, GAINS, LINEAR, re_exposed
from everyhue.signals.tone.features import FEATURES, PLAIN, features_of
from everyhue.signals.tone.model import averaged
from everyhue.signals.tone.sight import LEAST_PIXELS, SKIN_PIXELS, scene_of, sight_of

COLOURS = np.array([[236, 205, 184], [214, 168, 132], [150, 104, 76], [84, 56, 44]])
QUICK = ToneSettings(forms=("multinomial",), ridges=(1e-3,), folds=2)


def picture(rng, b, noise=6.0, shift=14.0, size=40):
    """A square of one range's colour under some light, before a grey scene."""
    skin = COLOURS[b] + rng.normal(0, shift) + rng.normal(0, noise, (size, size, 3))
    scene = np.full((size, size, 3), 120.0) + rng.normal(0, noise, (size, size, 3))
    mask = np.zeros((size, size), bool)
    mask[8:32, 8:32] = True
    pixels = np.where(mask[..., None], skin, scene)
    return np.clip(pixels, 0, 255).astype(np.uint8), SuppliedMasks((mask,))


@pytest.fixture(scope="module")
def people():
    rng = np.random.default_rng(0)
    made = [picture(rng, k % 4) for k in range(480)]
    return [sights_of(*one)[0] for one in made], np.arange(480) % 4


@pytest.fixture(scope="module")
def model(people):
    rng = np.random.default_rng(1)
    return fit_tone(*people, rng, finder="masks", source="squares", settings=QUICK)


def naive_features(skin_bytes, scene_bytes):
    """Lightness, hue, chroma and scene as one would write them down, with the room's own CIELAB."""
    lab = srgb_to_lab(skin_bytes)
    lab = lab[np.argsort(lab[:, 0], kind="stable")]
    kept = lab[int(0.25 * len(lab)) : int(0.92 * len(lab))]
    middle, a, b = kept[len(kept) // 2, 0], kept[:, 1].mean(), kept[:, 2].mean()
    scene = srgb_to_lab(scene_bytes)
    return {
        "lightness": middle / 25 - 2,
        "hue": np.arctan2(b, a),
        "chroma": np.hypot(a, b) / 10,
        "spread": (kept[-1, 0] - kept[0, 0]) / 25,
        "scene_50": np.sort(scene[:, 0])[len(scene) // 2 - 1] / 25 - 2,
        "scene_yellow_blue_95": np.sort(scene[:, 2])[int(0.95 * (len(scene) - 1))] / 10,
        "lightness × chroma": (middle / 25 - 2) * np.hypot(a, b) / 10,
    }


@pytest.mark.parametrize("b", range(4))
def test_features_are_those_of_a_naive_oracle(b):
    pixels, finder = picture(np.random.default_rng(b), b)
    (region,) = finder.find(pixels)
    spots = np.flatnonzero(region.mask)
    kept = spots[np.arange(SKIN_PIXELS) * len(spots) // SKIN_PIXELS]
    rows = np.arange(20) * 40 // 20 + 1
    oracle = naive_features(pixels.reshape(-1, 3)[kept], pixels[np.ix_(rows, rows)].reshape(-1, 3))
    found = features_of(sights_of(pixels, finder)[0])[AS_IT_CAME]
    for name, value in oracle.items():
        assert found[FEATURES.index(name)] == pytest.approx(value, abs=2e-3), name


def test_patch_spread_is_forehead_minus_cheeks():
    mask = np.ones((20, 20), bool)
    upper, lower = mask.copy(), mask.copy()
    upper[10:], lower[:10] = False, False
    pixels = np.full((20, 20, 3), (180, 140, 110), np.uint8)
    pixels[10:] = (120, 90, 70)
    sight = sight_of(
        pixels, Region(mask, 1.0, {"forehead": upper, "cheeks": lower}), scene_of(pixels)
    )
    levels = srgb_to_lab(np.array([[180, 140, 110], [120, 90, 70]]))[:, 0]
    found = features_of(sight)[AS_IT_CAME, FEATURES.index("patch_spread")]
    assert found == pytest.approx((levels[0] - levels[1]) / 25, abs=1e-3)
    bare = sight_of(pixels, Region(mask), scene_of(pixels))
    assert features_of(bare)[AS_IT_CAME, FEATURES.index("patch_spread")] == 0


def test_re_exposures_hold_what_came_and_never_exceed_white():
    light = np.random.default_rng(0).random((50, 3), np.float32)
    shown = re_exposed(light)
    assert GAINS.shape == (15, 3)
    assert np.array_equal(shown[AS_IT_CAME], light)
    assert shown.max() <= 1
    assert len(np.unique(GAINS, axis=0)) == 15


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
@settings(max_examples=40, deadline=None)
def test_features_are_finite_for_every_colour(red, green, blue):
    light = np.repeat(LINEAR[[[red, green, blue]]], 60, axis=0)
    found = features_of(Sight(light, np.full(60, -1, np.int8), light))
    assert found.shape == (15, len(FEATURES))
    assert np.isfinite(found).all()


def test_the_same_sight_whatever_the_size_of_the_picture():
    small, finder = picture(np.random.default_rng(3), 2, noise=0)
    large = small.repeat(3, axis=0).repeat(3, axis=1)
    one, other = (features_of(sights_of(p, finder)[0]) for p in (small, large))
    assert np.allclose(one, other, atol=0.02)


def test_reading_finds_the_range_and_sums_to_one(model):
    rng = np.random.default_rng(7)
    right = 0
    for k in range(80):
        reading = model.read(*picture(rng, k % 4))
        assert reading.probs.sum() == pytest.approx(1)
        assert reading.sets.any()
        right += int(reading.probs[0].argmax()) == k % 4
    assert right >= 64


def test_the_guarantee_holds_for_each_range(model):
    rng = np.random.default_rng(8)
    held = np.zeros((4, 60), bool)
    for b in range(4):
        for k in range(60):
            held[b, k] = model.read(*picture(rng, b)).sets[0, b]
    assert (held.mean(axis=1) >= 0.9 - 0.12).all()  # three standard errors of both samples


def test_a_picture_without_anyone_or_a_finder_says_so(model):
    pixels, _ = picture(np.random.default_rng(0), 1)
    for finder, reason in ((None, "no_region_finder"), (SuppliedMasks(()), "no_person")):
        reading = model.read(pixels, finder)
        assert (len(reading), reading.reason) == (0, reason)
        assert not reading.present.any()


GREY = np.random.default_rng(0).integers(40, 200, (40, 40, 1)).repeat(3, axis=2).astype(np.uint8)


def whole(mask=None):
    return SuppliedMasks((np.ones((40, 40), bool) if mask is None else mask,))


def patch(level):
    """Skin of a level in the middle of a coloured scene."""
    pixels = np.full((40, 40, 3), (200, 60, 90), np.uint8)
    pixels[10:30, 10:30] = level
    mask = np.zeros((40, 40), bool)
    mask[10:30, 10:30] = True
    return pixels, whole(mask)


FEW = np.zeros((40, 40), bool)
FEW[0, : LEAST_PIXELS - 9] = True


@pytest.mark.parametrize(
    ("pixels", "finder", "reason"),
    [(GREY, whole(), "greyscale"), (*patch((90, 91, 90)), "greyscale"),
     (*patch((6, 4, 3)), "too_dark"), (*patch((255, 255, 255)), "too_bright"),
     (patch((150, 104, 76))[0], whole(FEW), "too_small"),
     (patch((150, 104, 76))[0], whole(np.zeros((40, 40), bool)), "covered")],
)  # fmt: skip
def test_what_cannot_be_read_has_its_reason(model, pixels, finder, reason):
    reading = model.read(pixels, finder)
    assert reading.reason == reason
    assert reason in REASONS
    assert not reading.probs.any()
    assert reading.sets.all()
    assert (reading.sure == -1).all()


def test_several_people_are_read_each_and_the_picture_has_all_their_ranges(model):
    rng = np.random.default_rng(5)
    pixels, _ = picture(rng, 0, shift=0)
    other, _ = picture(rng, 3, shift=0)
    pixels[:, 20:] = other[:, 20:]
    left, right, nobody = (np.zeros((40, 40), bool) for _ in range(3))
    left[8:32, 8:20], right[8:32, 20:32] = True, True
    reading = model.read(pixels, SuppliedMasks((left, right, nobody)))
    assert reading.reasons == ("", "", "covered")
    assert reading.reason == ""
    assert reading.present.tolist() == [True, False, False, True]


def test_a_model_is_saved_whole_and_reads_the_same(model, tmp_path):
    model.save(tmp_path / "tone.model")
    again = ToneModel.load(tmp_path / "tone.model")
    assert again.id == model.id
    assert again.source == "squares"
    pixels, finder = picture(np.random.default_rng(9), 2)
    assert np.array_equal(again.read(pixels, finder).probs, model.read(pixels, finder).probs)
    text = (tmp_path / "tone.model").read_text()
    (tmp_path / "tone.model").write_text(text.replace("squares", "circles"))
    with pytest.raises(InputError, match="checksum"):
        ToneModel.load(tmp_path / "tone.model")


def test_the_same_people_and_seed_give_the_same_model(people, model):
    rng = np.random.default_rng(1)
    again = fit_tone(*people, rng, finder="masks", source="squares", settings=QUICK)
    assert again.id == model.id


def test_another_finder_is_refused(model):
    with pytest.raises(InputError, match="masks, which the model was fitted with"):
        model.read(picture(np.random.default_rng(0), 1)[0], WholePicture())


def test_too_few_people_of_a_range_are_named(people):
    sights, truth = people
    few = np.flatnonzero((truth != 2) | (np.arange(480) < 40))
    with pytest.raises(InputError, match="people labelled medium_deep: got 10"):
        fit_tone(
            [sights[k] for k in few],
            truth[few],
            np.random.default_rng(0),
            finder="masks",
            source="x",
        )


def test_thresholds_keep_the_floor_and_nearly_equal_discoverability(model):
    found = model.thresholds
    assert found.precision.min() >= QUICK.precision
    assert found.discoverability.max() / found.discoverability.min() <= 1.16


def test_readings_whose_parts_do_not_fit_are_refused():
    with pytest.raises(InputError, match="tone reading"):
        ToneReading(np.zeros((2, 4)), np.zeros((2, 4), bool), np.zeros(1, np.intp), ("", ""))


@pytest.mark.parametrize(
    "wrong", [{"alpha": 0}, {"hold": 1}, {"folds": 1}, {"forms": ()}, {"ridges": (0.0,)}]
)
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(InputError):
        ToneSettings(**wrong)


def test_a_form_that_is_misspelt_is_told_and_not_learnt_as_another():
    with pytest.raises(UnknownNameError, match="Did you mean 'boosted'"):
        ToneSettings(forms=("boostd",))


def test_trees_look_at_people_as_they_came_and_are_averaged_over_re_exposures(
    people, tmp_path, monkeypatch
):
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    monkeypatch.setattr(fit, "fit_boosted", partial(fit_boosted, rounds=30))
    how = ToneSettings(forms=("boosted",), folds=2)
    sights, truth = people
    made = fit_tone(sights, truth, np.random.default_rng(1), finder="masks", source="squares",
                    settings=how)  # fmt: skip
    assert made.head.kind == "boosted"
    assert made.head.column.max() < len(PLAIN)
    features = np.stack([features_of(sight) for sight in sights[:8]])
    each = np.stack([np.exp(made.head.logs(features[:, at])) for at in range(15)]).mean(axis=0)
    assert averaged(made.head, features) == pytest.approx(each)
    made.save(tmp_path / "tone.model")
    back = ToneModel.load(tmp_path / "tone.model")
    assert back.id == made.id
    assert np.array_equal(back.probs(features), made.probs(features))


def test_a_person_is_learnt_from_or_kept_for_the_sets_never_both(people, monkeypatch):
    sights, truth = people
    sights = [replace(sights[0], reason="covered"), *sights[1:]]
    whose = np.random.default_rng(3).integers(0, 120, len(truth))
    clear = {features_of(sight).tobytes(): whose[at] for at, sight in enumerate(sights) if at}
    learnt, kept = [], []

    def learns(recipe, rows, codes, plain=fit._learnt):
        learnt.append({clear[row.tobytes()] for row in rows})
        return plain(recipe, rows, codes)

    def keeps(*args, clusters, plain=fit.fit_conformal, **more):
        kept.append(set(clusters.tolist()))
        return plain(*args, clusters=clusters, **more)

    monkeypatch.setattr(fit, "_learnt", learns)
    monkeypatch.setattr(fit, "fit_conformal", keeps)
    rng = np.random.default_rng(1)
    fit_tone(sights, truth, rng, finder="masks", source="squares",
             settings=replace(QUICK, clusters=whose))  # fmt: skip
    first, second, whole = learnt
    assert first | second == whole
    assert not first & second
    assert not whole & kept[0]
    with pytest.raises(InputError, match="one for each sight"):
        fit_tone(sights, truth, rng, finder="masks", source="squares",
                 settings=replace(QUICK, clusters=whose[:-1]))  # fmt: skip


def test_the_card_says_what_it_is_not():
    assert CARD.startswith("This is the apparent tone in a picture, not a person's skin.")
    assert SKIN_TONE.note.startswith("The apparent tone in a picture")
