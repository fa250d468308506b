"""An audit of a signal: verdicts, words, groups, silence; and of votes alone."""

from __future__ import annotations

import json

import numpy as np
import pytest

from everyhue.audit.signals import (
    Clusters,
    Truth,
    audit_signal,
    audit_votes,
    model_card,
    tell_signal,
    tell_votes,
    terciles,
)
from everyhue.audit.signals.facts import NO_FACT, THIRDS, facts_from, facts_of_labels
from everyhue.audit.signals.write import write_signal_report
from everyhue.errors import InputError, UnknownNameError
from everyhue.signals import BODY_TYPE, SKIN_TONE
from everyhue.signals.labels_file import Labelled
from everyhue.signals.report_card import Stamp, settling
from everyhue.signals.votes import Votes
from everyhue.types import Labels, Provenance, Value, Verdict


def said(
    words, dimension=SKIN_TONE, reasons=(), source="tone-1@masks", calibration="vector_scaling-1"
):
    labels = Labels.from_hard(
        words, dimension, reasons={why: why for why in reasons},
        provenance=Provenance(source, calibration),
    )  # fmt: skip
    return Labelled.of([f"i{row}" for row in range(len(words))], labels)


def sample(n=3000, wrong=0.02, none=0.05, seed=0):
    """A signal that errs to a neighbour and abstains at random, and the truth."""
    rng = np.random.default_rng(seed)
    truth = np.arange(n) % 4
    shown = np.where(rng.random(n) < wrong, np.clip(truth + 1, 0, 3), truth)
    words = [None if rng.random() < none else SKIN_TONE.ids[spot] for spot in shown]
    return said(words), said([SKIN_TONE.ids[spot] for spot in truth])


def told(found):
    return tell_signal(found, name="tone.parquet", source="Drawn.")


def test_a_good_signal_passes_and_a_bad_one_fails():
    labels, truth = sample()
    found = audit_signal(labels, Truth(truth), SKIN_TONE)
    assert found.verdict.status == "pass"
    assert told(found).found[0].startswith("Pass: all 15 gates hold")
    labels, _ = sample(wrong=0.6)
    found = audit_signal(labels, Truth(truth), SKIN_TONE)
    assert found.verdict.status == "fail"
    assert "stays off" in told(found).found[0]
    few = audit_signal(labels.take(range(40)), Truth(truth.take(range(40))), SKIN_TONE)
    assert few.verdict.status != "pass"


def test_what_the_labels_file_lacks_counts_as_unknown():
    labels, truth = sample(1200, none=0)
    found = audit_signal(labels.take(range(600)), Truth(truth), SKIN_TONE)
    assert found.card.n == 1200
    assert found.card.value("coverage").number() == pytest.approx(0.5)
    assert "600 items of the sample have no row" in found.notes[0]


def test_items_that_annotators_left_open_judge_nobody():
    labels, _ = sample(400, none=0)
    words = [SKIN_TONE.ids[row % 4] if row % 2 else "annotators_disagree" for row in range(400)]
    truth = said(words, reasons=("annotators_disagree",))
    found = audit_signal(labels, Truth(truth), SKIN_TONE)
    assert found.card.n == 200
    assert "200 items were left out" in found.notes[0]


def test_children_with_a_body_type_fail_the_audit():
    words = [BODY_TYPE.ids[row % 4] for row in range(1200)]
    truth = said([*words, *["child"] * 100, *["not_visible"] * 20], BODY_TYPE,
                 ("child", "not_visible"))  # fmt: skip
    every = said([*words, *["mid_size"] * 100, *[None] * 20], BODY_TYPE)
    found = audit_signal(every, Truth(truth), BODY_TYPE)
    assert found.card.verdict.status == "pass"
    assert found.verdict.status == "fail"
    assert "children labelled" in told(found).found[0]
    assert "“child”, 100% of 100 items" in " ".join(told(found).found)
    quiet = said([*words, *[None] * 120], BODY_TYPE)
    assert audit_signal(quiet, Truth(truth), BODY_TYPE).verdict.status == "pass"
    none = audit_signal(every.take(range(1200)), Truth(truth.take(range(1200))), BODY_TYPE)
    assert "No picture of a child is in the sample" in none.notes[0]


def test_groups_are_told_and_small_ones_are_not():
    labels, truth = sample()
    facts = {"light": {f"i{row}": ("dark" if row < 30 else "day") for row in range(3000)}}
    found = audit_signal(labels, Truth(truth), SKIN_TONE, facts=facts)
    assert found.card.value("coverage", "deep", "light=dark").undefined
    assert found.card.value("coverage", "deep", "light=day").defined
    assert "light=dark" not in [name for name, _ in found.verdicts]
    assert "Within light" in told(found).document.sections[4].blocks[0]


def test_pictures_of_few_people_do_not_switch_a_refinement_on():
    labels, truth = sample()
    people = {f"i{row}": f"p{row % 3000 // 50}" for row in range(2999)}
    plain = audit_signal(labels, Truth(truth), SKIN_TONE)
    held = Truth(truth, clusters=Clusters("person", people))
    found = audit_signal(labels, held, SKIN_TONE)
    assert (found.clustered.count, found.clustered.largest, found.clustered.alone) == (61, 50, 1)
    words = " ".join(told(found).found)
    assert "3,000 items of 61 clusters, at most 50 of one. 1 of them names no cluster" in words
    assert "counted as independent" in " ".join(told(plain).found)
    wide, narrow = (f.card.value("precision", "deep") for f in (found, plain))
    assert wide.high - wide.low > narrow.high - narrow.low
    one = Truth(truth, clusters=Clusters("person", {}))
    assert audit_signal(labels, one, SKIN_TONE).card.rows == plain.card.rows


def test_what_would_settle_it_is_told_in_people():
    unclear = Verdict("insufficient evidence", Value(0.7, 0.6, 0.8, 0.95, 400), 0.65, "bounds", 900)
    words = settling(unclear, 400, 100)
    assert words.startswith("About 900 labelled items of some 225 clusters would settle it")
    assert "more items of the same clusters would not" in words
    assert settling(unclear, 400, 400) == settling(unclear, 400)


def test_thirds_hold_a_third_each():
    thirds = terciles(np.random.default_rng(0).normal(size=300))
    assert [thirds.count(word) for word in sorted(set(thirds))] == [100, 100, 100]
    assert terciles([1.0, float("nan"), 2.0, 3.0])[1] == "not stated"


def test_facts_of_a_table(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text(
        "item,light,hair\n" + "".join(f"i{k},{k / 7},{'ab'[k % 2]}\n" for k in range(30))
    )
    facts = facts_from(path, ["light", "hair"])
    assert set(facts["light"].values()) == {"lowest third", "middle third", "highest third"}
    assert facts["hair"]["i3"] == "b"
    with pytest.raises(UnknownNameError, match="light"):
        facts_from(path, ["ligth"])
    path.write_text("item,name\n" + "".join(f"i{k},n{k}\n" for k in range(30)))
    with pytest.raises(InputError, match="numbers"):
        facts_from(path, ["name"])
    assert facts_of_labels(sample(8, none=0, wrong=0)[0])["skin_tone"]["i3"] == "deep"


def test_no_item_in_common_is_an_error_that_shows_both():
    labels, truth = sample(40)
    other = Labelled.of([f"x{row}" for row in range(40)], truth.labels)
    with pytest.raises(InputError, match=r"'x0', the labels 'i0'"):
        audit_signal(labels, Truth(other), SKIN_TONE)


def test_signed_bias_is_said_in_words():
    rng = np.random.default_rng(0)
    truth = np.arange(1200) % 4
    shown = np.where((truth == 3) & (rng.random(1200) < 0.3), 2, truth)
    found = audit_signal(
        said([SKIN_TONE.ids[s] for s in shown]), Truth(said([SKIN_TONE.ids[s] for s in truth])),
        SKIN_TONE,
    )  # fmt: skip
    assert any("Deep is read towards Light" in words for words in told(found).found)


def test_the_files_of_a_report(tmp_path):
    labels, truth = sample()
    found = audit_signal(labels, Truth(truth), SKIN_TONE)
    words = told(found)
    card = model_card(found, words.found, source="Drawn.")
    write_signal_report(words, tmp_path, card=card, stamp=Stamp.of(found.card, found.verdict))
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"index.html", "report.json", "summary.md", "model-card.md", "stamp.json"}
    held = json.loads((tmp_path / "report.json").read_text())
    assert held["kind"] == "signal"
    assert held["findings"]["verdict"]["status"] == "pass"
    stamp = Stamp.load(tmp_path / "stamp.json")
    assert stamp.lets("skin_tone", "tone-1@masks")
    assert not stamp.lets("skin_tone", "tone-2@masks")
    assert not stamp.lets("hair_pattern", "tone-1@masks")
    text = (tmp_path / "model-card.md").read_text()
    assert "not a person's skin" in text
    assert "The refinement **may be offered**" in text
    assert "http" not in (tmp_path / "index.html").read_text().replace("http-equiv", "")


def test_labels_of_the_prior_are_called_so_and_judged_by_the_same_gates(tmp_path):
    labels, truth = sample()
    words = [SKIN_TONE.ids[s] if s >= 0 else None for s in labels.labels.sure]
    prior = said(words, source="tone_prior-1@masks", calibration="uncalibrated")
    found = audit_signal(prior, Truth(truth), SKIN_TONE)
    assert found.verdict == audit_signal(labels, Truth(truth), SKIN_TONE).verdict
    words = told(found)
    assert "uncalibrated prior" in words.found[1]
    card = model_card(found, words.found, source="Drawn.")
    assert "**An uncalibrated prior.** The refinement" in card
    assert "its probabilities and sets are nominal" in card
    write_signal_report(words, tmp_path, card=card)
    page = (tmp_path / "index.html").read_text()
    assert "calibration: none: an uncalibrated prior" in page
    assert "It errs with the light" in page
    assert "uncalibrated prior" in (tmp_path / "summary.md").read_text()
    other = audit_signal(labels, Truth(truth), SKIN_TONE)
    assert "prior" not in model_card(other, told(other).found, source="Drawn.")


def test_a_stamp_of_another_verdict_lets_nothing(tmp_path):
    labels, truth = sample(80)
    found = audit_signal(labels, Truth(truth), SKIN_TONE)
    assert not Stamp.of(found.card, found.verdict).lets("skin_tone", "tone-1@masks")
    (tmp_path / "s.json").write_text('{"schema": 1, "status": "pass"}')
    with pytest.raises(InputError, match="not a stamp"):
        Stamp.load(tmp_path / "s.json")
    (tmp_path / "s.json").write_text("[]")
    with pytest.raises(InputError, match="not a stamp"):
        Stamp.load(tmp_path / "s.json")


def ballots(n=300, agree=0.8, seed=0):
    rng = np.random.default_rng(seed)
    votes = []
    for row in range(n):
        for who in ("kim", "lee", "sam"):
            right = rng.random() < (agree if who != "sam" else 0.4)
            word = SKIN_TONE.ids[row % 4] if right else SKIN_TONE.ids[(row + 2) % 4]
            votes.append((f"i{row}", who, word))
    return Votes.of(SKIN_TONE, votes)


def test_votes_alone_tell_agreement_and_who_differs():
    found = audit_votes(Truth(said(["deep"]), ballots()), SKIN_TONE)
    by = {voice.name: voice.agreed.number() for voice in found.voices}
    assert by["sam"] < min(by["kim"], by["lee"]) - 0.15
    words = tell_votes(found, name="votes.csv", source="Drawn.")
    assert "No signal can be expected to agree with them more" in words.found[1]
    assert "plan for 250 settled items a bucket" in words.found[-1]
    for bucket in found.buckets:
        assert bucket.agreed.low <= bucket.agreed.number() <= bucket.agreed.high


def test_agreement_on_a_bucket_by_counting_pairs():
    said_of = [("a", "deep", "deep"), ("b", "deep", "light"), ("c", "light", "light")]
    votes = Votes.of(SKIN_TONE, [(i, f"p{k}", w) for i, *ws in said_of for k, w in enumerate(ws)])
    found = audit_votes(Truth(said(["deep"]), votes), SKIN_TONE)
    deep = next(bucket for bucket in found.buckets if bucket.bucket == "deep")
    assert deep.agreed.number() == pytest.approx(2 / 3)  # of three times named, twice again
    assert found.buckets[1].agreed.undefined


def test_a_labels_file_holds_no_votes():
    with pytest.raises(InputError, match="no raw votes"):
        audit_votes(Truth(said(["deep"])), SKIN_TONE)


@pytest.mark.browser
def test_the_report_in_a_browser(looked_at, tmp_path):
    labels, truth = sample()
    facts = {"light": {f"i{row}": "dark" if row % 2 else "day" for row in range(3000)}}
    found = audit_signal(labels, Truth(truth, ballots()), SKIN_TONE, facts=facts)
    write_signal_report(told(found), tmp_path / "signal")
    votes = audit_votes(Truth(said(["deep"]), ballots()), SKIN_TONE)
    write_signal_report(tell_votes(votes, name="v", source="Drawn."), tmp_path / "votes")
    for folder in ("signal", "votes"):
        sizes = ((390, "dark"), (1280, "light"))
        assert len(list(looked_at(tmp_path / folder / "index.html", sizes))) == 2


def test_thirds_come_in_their_order_and_gates_are_told_in_words(tmp_path):
    labels, truth = sample(n=300)
    rows = {"price": dict(zip(truth.items, terciles(range(300)), strict=True))}
    del rows["price"]["i0"]
    for row in range(1, 60, 4):
        del rows["price"][f"i{row}"]
    said_of = told(audit_signal(labels, Truth(truth), SKIN_TONE, facts=rows))
    write_signal_report(said_of, tmp_path)
    page = (tmp_path / "index.html").read_text()
    spots = [page.index(f"{word}, Light–medium") for word in (*THIRDS, NO_FACT)]
    assert spots == sorted(spots)
    summary = (tmp_path / "summary.md").read_text()
    assert "| gap in unknowns | all | insufficient evidence | the gate of 0.08 lies" in summary
    assert "| found | Light–medium | pass |" in summary
