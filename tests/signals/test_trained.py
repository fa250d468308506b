"""A trained signal: learnt, abstaining where it was taught to, judged on what it has not seen."""

from __future__ import annotations

import numpy as np
import pytest

from everyhue.errors import InputError
from everyhue.signals import BODY_TYPE, HAIR_PATTERN, SKIN_TONE
from everyhue.signals.fitted import Fitted
from everyhue.signals.probe import ProbeSettings
from everyhue.signals.trained import TrainedSignal, TrainSettings, train_signal
from everyhue.types import Labels

QUICK = TrainSettings(probe=ProbeSettings(folds=3, ridges=(0.1,), balances=(1.0,)))
WIDTH = 24


def clouds(dimension, n, rng, apart=2.2, reasons=()):
    """Vectors in a cloud a bucket, and one a reason."""
    words = [*dimension.ids, *reasons]
    places = np.random.default_rng(5).normal(size=(len(words), WIDTH)) * apart / 2
    which = rng.integers(0, len(words), n)
    vectors = (places[which] + rng.normal(size=(n, WIDTH))).astype(np.float32)
    labels = Labels.from_hard(
        [words[w] for w in which], dimension, reasons={word: word for word in reasons}
    )
    return vectors, labels


def trained(dimension=HAIR_PATTERN, n=900, reasons=(), seed=1, **more):
    rng = np.random.default_rng(seed)
    vectors, labels = clouds(dimension, n, rng, reasons=reasons, **more)
    made = train_signal(vectors, labels, dimension, rng, source="drawn clouds", settings=QUICK)
    return made, vectors, labels


def test_it_finds_every_bucket_it_was_taught():
    made, *_ = trained()
    vectors, labels = clouds(HAIR_PATTERN, 3000, np.random.default_rng(2))
    said = made.signal.label(vectors)
    found = [(said.sure == b)[labels.sure == b].mean() for b in range(len(HAIR_PATTERN.ids))]
    assert min(found) > 0.7
    assert max(found) - min(found) < 0.2
    shown = [(labels.sure == b)[said.sure == b].mean() for b in range(len(HAIR_PATTERN.ids))]
    assert min(shown) > 0.7


def test_nothing_of_the_held_out_part_is_learnt():
    made, vectors, labels = trained()
    spoilt = vectors.copy()
    spoilt[made.test] = 1e3
    rng = np.random.default_rng(1)
    clouds(HAIR_PATTERN, 900, rng)
    again = train_signal(spoilt, labels, HAIR_PATTERN, rng, source="drawn clouds", settings=QUICK)
    assert again.test.tolist() == made.test.tolist()
    assert again.signal.id == made.signal.id


def test_children_and_hidden_figures_get_no_body_type():
    made, *_ = trained(BODY_TYPE, 1600, reasons=("child", "not_visible"))
    assert made.notes == ()
    vectors, labels = clouds(
        BODY_TYPE, 4000, np.random.default_rng(3), reasons=("child", "not_visible")
    )
    said = made.signal.label(vectors)
    child, hidden = (labels.reason == why for why in ("child", "not_visible"))
    assert (said.reason[child] == "child").mean() > 0.9
    assert (said.sure[child] >= 0).mean() < 0.1
    assert (said.sure[hidden] >= 0).mean() < 0.15
    assert (said.sure[labels.sure >= 0] >= 0).mean() > 0.7
    assert not said.probs[said.reason != ""].any()


def test_what_was_never_shown_is_said():
    made, *_ = trained(BODY_TYPE, 400)
    assert made.signal.seen is None
    assert [note.split(":")[0] for note in made.notes] == ["child", "not_visible"]
    few, *_ = trained(HAIR_PATTERN, 500, reasons=("covered",), seed=4)
    assert few.signal.seen is not None or "covered" in few.notes[0]


@pytest.mark.parametrize(("children", "told"), [(48, True), (96, False)])
def test_too_few_children_to_rule_them_out_leave_nothing_labelled_and_that_is_said(children, told):
    rng = np.random.default_rng(1)
    vectors, labels = clouds(BODY_TYPE, 2400, rng, reasons=("child",))
    young, others = np.flatnonzero(labels.reason == "child"), np.flatnonzero(labels.sure >= 0)
    rows = np.concatenate([young[:children], others[:600]])
    made = train_signal(vectors[rows], labels.take(rows.tolist()), BODY_TYPE, rng,
                        source="drawn clouds", settings=QUICK)  # fmt: skip
    said = made.signal.label(clouds(BODY_TYPE, 600, np.random.default_rng(2))[0])
    notes = [note for note in made.notes if note.startswith("child:")]
    assert (said.reason == "child").all() == told
    assert bool(notes) == told
    assert not told or "every item is unknown" in notes[0]


def test_an_item_is_unknown_exactly_where_it_has_a_reason():
    made, vectors, _ = trained()
    vectors[:3] = 0
    vectors[3] = np.nan
    labels, sets = made.signal.read(vectors)
    assert labels.reason[:4].tolist() == ["no_vector"] * 4
    unknown = labels.reason != ""
    assert (labels.known == ~unknown).all()
    assert (sets.any(axis=1) == ~unknown).all()
    assert (labels.probs.sum(axis=1) > 0.99).tolist() == (~unknown).tolist()
    assert (labels.sure[unknown] == -1).all()


def test_it_reads_back_as_it_was(tmp_path):
    made, vectors, _ = trained(reasons=("covered",))
    made.signal.save(tmp_path / "hair.model")
    back = Fitted.load(tmp_path / "hair.model")
    assert isinstance(back, TrainedSignal)
    assert back.id == made.signal.id
    assert np.array_equal(back.label(vectors).probs, made.signal.label(vectors).probs)
    assert made.signal.label(vectors).provenance.source == made.signal.id


def test_a_floor_out_of_reach_is_said_and_sets_decide():
    rng = np.random.default_rng(6)
    vectors, labels = clouds(SKIN_TONE, 500, rng, apart=0.2)
    made = train_signal(vectors, labels, SKIN_TONE, rng, source="fog", settings=QUICK)
    assert made.signal.thresholds is None
    assert "precision ≥ 0.75" in made.notes[0]
    assert any(bucket in made.notes[0] for bucket in SKIN_TONE.ids)
    assert made.card.verdict.status != "pass"


def test_bad_input_is_named():
    vectors, labels = clouds(HAIR_PATTERN, 200, np.random.default_rng(0))
    with pytest.raises(InputError, match="vectors"):
        train_signal(vectors[:5], labels, HAIR_PATTERN, np.random.default_rng(0), source="x")
    labels.sure[labels.sure == 2] = -1
    with pytest.raises(InputError, match="labels of curly"):
        train_signal(vectors, labels, HAIR_PATTERN, np.random.default_rng(0), source="x")
