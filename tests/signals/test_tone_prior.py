"""The cold start: published limits, softness as light gives it, and abstaining in between."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import logistic

from everyhue.errors import InputError
from everyhue.signals import SKIN_TONE
from everyhue.signals.colour import lab_to_srgb, typology_angle
from everyhue.signals.regions import SuppliedMasks, WholePicture
from everyhue.signals.report_card import report_card
from everyhue.signals.running.rows import labelled, said_of
from everyhue.signals.tone import Sight, TonePrior, cold_start, is_prior
from everyhue.signals.tone.exposures import GAINS, LINEAR
from everyhue.signals.tone.features import FEATURES
from everyhue.signals.tone.prior import ANGLES, YELLOWNESS, lightness_of, stops_of
from everyhue.types import Labels, Provenance

PRIOR = cold_start()
LUMA = np.array([0.2126, 0.7152, 0.0722])


def seen(lightness):
    """Features of flat skin of some lightness in the picture, under every re-exposure."""
    exposed = stops_of(lightness)[:, None] + np.log2(GAINS @ LUMA)
    rows = np.zeros((len(lightness), len(GAINS), len(FEATURES)), np.float32)
    rows[..., FEATURES.index("lightness")] = np.minimum(lightness_of(exposed), 100) / 25 - 2
    return rows


def of(*lightness):
    return PRIOR.probs(seen(np.array(lightness, float)))


def test_cuts_are_the_published_angles_at_the_published_yellowness():
    between = np.mean(YELLOWNESS)
    lab = [[light, 0, between] for light in lightness_of(PRIOR.cuts)]
    assert typology_angle(lab).degrees == pytest.approx(ANGLES, abs=0.02)


def test_a_stop_moves_lightness_as_was_measured():
    for light, moved in ((27, 10), (79, 22)):
        assert (light + 16) * np.log(2) / 3 == pytest.approx(moved, abs=0.1)
    assert lightness_of(stops_of(50.0) + 1) - 50 == pytest.approx(17.1, abs=0.1)


def test_softness_with_re_exposures_is_what_light_and_yellowness_do():
    """A naive oracle: draw exposure, cast and b* one by one, and add their variances."""
    rng = np.random.default_rng(0)
    exposure = rng.uniform(-1, 1, 400_000)
    deepest = lightness_of(PRIOR.cuts[-1])
    cast = stops_of(deepest + rng.uniform(-3, 3, 400_000)) - PRIOR.cuts[-1]
    by_yellow = 50 + rng.uniform(*YELLOWNESS, 400_000) * np.tan(np.radians(ANGLES[0]))
    oracle = exposure.var() + cast.var() + stops_of(by_yellow).var()
    whole = logistic.var(scale=PRIOR.softness) + np.log2(GAINS @ LUMA).var()
    assert whole == pytest.approx(oracle, rel=0.02)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_probabilities_sum_to_one_and_deeper_skin_is_never_read_as_lighter(lightness):
    rows = of(*sorted(lightness, reverse=True))
    assert rows.sum(axis=1) == pytest.approx(1)
    assert (rows >= 0).all()
    lighter = rows.cumsum(axis=1)
    assert (np.diff(lighter, axis=0) <= 1e-9).all()
    sets = PRIOR.sets(rows)
    first, last = sets.argmax(axis=1), 3 - sets[:, ::-1].argmax(axis=1)
    assert (np.diff(first) >= 0).all()
    assert (np.diff(last) >= 0).all()


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_who_is_shown_is_shown_under_an_end_far_from_a_cut(lightness):
    rows = of(*lightness)
    shown, sets = PRIOR.shown(rows), PRIOR.sets(rows)
    assert set(shown) <= {-1, 0, 3}
    light, deep = lightness_of(PRIOR.cuts[[0, -1]] + [0.4, -0.4])
    for one, range_, row, held in zip(lightness, shown, rows, sets, strict=True):
        if range_ >= 0:
            assert one > light or one < deep
            assert row[range_] >= 0.8
            assert held[range_]
        assert held.any()
        assert row[held].sum() >= 0.9 - 1e-9  # the nominal share
        spots = np.flatnonzero(held)
        assert len(spots) == spots[-1] - spots[0] + 1


def skin_of(light, gain=1.0, seed=0):
    """A sight of uneven skin of some lightness, and the same under less light."""
    rng = np.random.default_rng(seed)
    colours = lab_to_srgb(np.column_stack([light + rng.normal(0, 4, 200), [12] * 200, [17] * 200]))
    skin = LINEAR[(colours * 255).round().astype(np.uint8)] * np.float32(gain)
    return Sight(skin, np.full(200, -1, np.int8), skin)


@given(st.floats(5, 95), st.floats(0.25, 1), st.integers(0, 20))
def test_a_darker_exposure_never_gives_a_lighter_range(light, gain, seed):
    both = PRIOR.read_sights([skin_of(light, 1, seed), skin_of(light, gain, seed)])
    before, after = both.sure
    assert before < 0 or after < 0 or after >= before
    first = both.sets.argmax(axis=1)
    assert first[1] >= first[0]


def test_in_its_own_world_it_keeps_its_nominal_shares():
    """Exposure, cast and b* as they were published; any lightness of skin."""
    rng = np.random.default_rng(1)
    n = 40_000
    skin = lightness_of(rng.uniform(-5, -0.4, n))
    lab = np.column_stack([skin, np.zeros(n), rng.uniform(*YELLOWNESS, n)])
    truth = np.searchsorted(-np.array(ANGLES), -typology_angle(lab).degrees, side="left")
    cast = rng.uniform(-3, 3, n)
    pictured = lightness_of(stops_of(np.clip(skin + cast, 0, 100)) + rng.uniform(-1, 1, n))
    rows = PRIOR.probs(seen(np.clip(pictured, 0, 100)))
    assert PRIOR.sets(rows)[np.arange(n), truth].mean() >= 0.9
    shown = PRIOR.shown(rows)
    assert (shown == truth)[shown >= 0].mean() >= 0.8
    for end in (0, 3):
        assert (truth == end)[shown == end].mean() >= 0.8


def test_it_reads_with_any_finder_and_without_one_says_so():
    pixels = np.full((40, 40, 3), (84, 56, 44), np.uint8)
    pixels[:4] = (90, 120, 160)
    mask = np.zeros((40, 40), bool)
    mask[8:32, 8:32] = True
    for finder in (SuppliedMasks((mask,)), WholePicture()):
        assert PRIOR.read(pixels, finder).sure.tolist() == [3]
    assert PRIOR.read(pixels, None).reason == "no_region_finder"
    assert PRIOR.read(pixels, SuppliedMasks(())).reason == "no_person"
    grey = np.full((40, 40, 3), 80, np.uint8)
    assert PRIOR.read(grey, SuppliedMasks((mask,))).reason == "greyscale"
    black = np.zeros((40, 40, 3), np.uint8)
    black[:8] = (90, 120, 160)
    assert PRIOR.read(black, SuppliedMasks((mask,))).reason == "too_dark"


def test_between_the_ends_it_says_that_every_range_is_plausible():
    reading = PRIOR.read_sights([skin_of(53)])
    assert reading.reasons == ("low_confidence",)
    assert not reading.probs.any()


def test_labels_say_that_they_come_from_a_prior_and_are_uncalibrated():
    source = Provenance(PRIOR.id, PRIOR.calibration.id)
    said = [said_of(PRIOR.read_sights([skin_of(light)])) for light in (20, 90)]
    held = labelled(["a", "b"], said, (PRIOR.dimension, PRIOR.buckets), source)
    assert held.labels.provenance.source.startswith("tone_prior-")
    assert held.labels.provenance.calibration == "uncalibrated"
    assert is_prior(held.labels.provenance)
    assert not is_prior(Provenance("tone-1@masks", "vector_scaling-1"))
    assert held.labels.sure.tolist() == [3, 0]
    assert held.labels.buckets == SKIN_TONE.ids


def test_the_kindest_sample_does_not_let_it_pass_the_gates():
    """Every range must be found, and two never are; a large sample on which it never errs."""
    for lightness, ranges in (([96, 53, 47, 8], [0, 1, 2, 3]), ([96, 96, 8, 8], [0, 0, 3, 3])):
        rows, truth = np.tile(of(*lightness), (500, 1)), np.tile(ranges, 500)
        labels = Labels(
            SKIN_TONE.name, SKIN_TONE.ids, rows.astype(np.float32), np.ones(2000, bool),
            PRIOR.shown(rows).astype(np.int16), np.full(2000, "", object),
        )  # fmt: skip
        card = report_card(labels, truth, SKIN_TONE)
        assert card.value("precision", "deep").low > 0.9
        assert not card.may_switch_on
    perfect = Labels.from_hard([SKIN_TONE.ids[k % 4] for k in range(2000)], SKIN_TONE)
    assert report_card(perfect, np.arange(2000) % 4, SKIN_TONE).may_switch_on


def test_it_can_be_saved_and_its_id_is_the_same_everywhere(tmp_path):
    PRIOR.save(tmp_path / "prior.json")
    again = TonePrior.load(tmp_path / "prior.json")
    assert again.id == PRIOR.id == cold_start().id
    assert (again.probs(seen(np.array([40.0]))) == of(40)).all()


@pytest.mark.parametrize(
    ("name", "value"),
    [("cuts", np.array([-1.0, -3, -2])), ("softness", 0.0), ("shown_at", 0.4), ("alpha", 1.0)],
)
def test_what_makes_no_sense_is_refused(name, value):
    from dataclasses import replace

    with pytest.raises(InputError):
        replace(PRIOR, **{name: value})
