"""Corrected shares: nearer to the truth than counting, with intervals and gates that carry it."""

from __future__ import annotations

import os

import numpy as np
import polars as pl
import pytest

from everyhue.audit.catalog import Asked, Sample, audit_catalog, columns_of, count_catalog
from everyhue.audit.catalog.corrected import corrected, corrected_cells
from everyhue.audit.catalog.held import Held
from everyhue.audit.rules import Gate, Rules
from everyhue.metrics.groups import REPRESENTATION, bounded
from everyhue.signals.dimensions import SKIN_TONE

FULL = bool(os.environ.get("EVERYHUE_FULL"))
TONES = SKIN_TONE.ids
CONFUSION = np.array(
    [[0.80, 0.15, 0.04, 0.01], [0.20, 0.65, 0.13, 0.02], [0.05, 0.20, 0.65, 0.10],
     [0.03, 0.12, 0.30, 0.55]]
)  # fmt: skip
SILENT = np.array([0.05, 0.08, 0.10, 0.20])


def said_of(truth, rng):
    """What a signal says: favours a bucket by a confusion table, surer where it is right."""
    n = len(truth)
    favoured = (rng.random(n)[:, None] > CONFUSION[truth].cumsum(1)).sum(1).clip(0, 3)
    top = np.where(favoured == truth, rng.beta(8, 2, n), rng.beta(4, 3, n)).clip(0.3, 0.999)
    probs = np.repeat(((1 - top) / 3)[:, None], 4, 1)
    probs[np.arange(n), favoured] = top
    probs[rng.random(n) < SILENT[truth]] = 0
    return probs


def frame_of(truth, probs, name="i"):
    return pl.DataFrame(
        {"id": [f"{name}{i}" for i in range(len(truth))]}
        | {f"skin_tone:{tone}": probs[:, b] for b, tone in enumerate(TONES)}
    )  # fmt: skip


def world(rng, shares, n=3000, labelled=600):
    """A pool with its own shares, and looked-at items with shares of their own, beside it."""
    truth, looked_at = rng.choice(4, n, p=shares), rng.integers(0, 4, labelled)
    frame = frame_of(truth, said_of(truth, rng))
    sample = frame_of(looked_at, said_of(looked_at, rng), "s").with_columns(
        skin_tone=pl.Series([TONES[b] for b in looked_at])
    )
    return truth, frame, Sample(sample)


def tally_of(frame, sample):
    return count_catalog(
        frame, columns_of(frame.columns, Asked(), {"skin_tone": SKIN_TONE}), sample
    )


def test_total_variation_is_at_most_half_that_of_counting():
    rng, ours, counted = np.random.default_rng(1), [], []
    for _ in range(60 if FULL else 15):
        shares = rng.dirichlet(np.ones(4))
        truth, frame, sample = world(rng, shares)
        real = np.bincount(truth, minlength=4) / len(truth)
        lines = audit_catalog(tally_of(frame, sample)).dimensions[0].buckets
        ours.append(np.abs([b.corrected.number() for b in lines] - real).sum() / 2)
        counted.append(np.abs([b.favoured.number() for b in lines] - real).sum() / 2)
    assert np.mean(ours) <= 0.5 * np.mean(counted)


def test_intervals_cover_the_shares():
    rng, runs = np.random.default_rng(2), 400 if FULL else 40
    held = np.zeros((runs, 4), bool)
    for run in range(runs):
        shares = rng.dirichlet(np.ones(4)) if run % 2 else np.array([0.7, 0.2, 0.07, 0.03])
        _, frame, sample = world(rng, shares, 2000, 500)
        found = corrected(Held.of(tally_of(frame, sample)), "skin_tone")
        held[run] = [v.low <= s <= v.high for v, s in zip(found.shares, shares, strict=True)]
    assert held.mean() >= 0.93  # of each; together they are held to 95 % at once
    assert held.all(1).mean() >= 0.93 - (0 if FULL else 0.02)


def test_a_gate_holds_bounds_at_least_as_wide_as_the_corrected_interval():
    rng = np.random.default_rng(3)
    _, frame, sample = world(rng, [0.5, 0.25, 0.15, 0.1])
    held = Held.of(tally_of(frame, sample))
    found = corrected(held, "skin_tone")
    cells = corrected_cells(held, "skin_tone", found)
    bounds = bounded(REPRESENTATION, cells, 0.95, 4)
    for i, value in enumerate(found.shares):
        assert bounds.estimate[i] == pytest.approx(value.number())
        assert bounds.low[i] <= value.low + 1e-9
        assert bounds.high[i] >= value.high - 1e-9
        assert bounds.high[i] - bounds.low[i] < 1.6 * (value.high - value.low)


def test_gates_judge_the_catalog_and_not_the_signal():
    """An even pool that a signal makes look uneven: counting fails it, the corrected gate not."""
    rng = np.random.default_rng(4)
    _, frame, sample = world(rng, [0.25] * 4, 20_000, 2000)
    gate = Gate(measure="representation", against="target", at_least=0.8)
    rules = Rules(targets={"skin_tone": "equal"}, gate=(gate,))
    counted = audit_catalog(tally_of(frame, None), rules)
    assert counted.status == "fail"
    assert "--sample" in counted.notes[0]
    by_em = audit_catalog(tally_of(frame, sample), rules)
    assert by_em.status != "fail"
    found = by_em.dimensions[0]
    assert found.apart_corrected < 0.4 * found.apart_counted
    if by_em.status == "insufficient evidence":
        assert by_em.gates[0].rows_needed is None
        assert "looked-at" in by_em.gates[0].why


def test_a_sample_by_id_equals_one_that_brings_its_own_probabilities():
    rng = np.random.default_rng(5)
    truth = rng.choice(4, 2000, p=[0.4, 0.3, 0.2, 0.1])
    frame = frame_of(truth, said_of(truth, rng))
    spots = rng.permutation(2000)[:500]
    words = pl.Series("skin_tone", [TONES[truth[i]] for i in spots])
    own = frame[spots].with_columns(words)
    one, two = (corrected(Held.of(tally_of(frame, Sample(rows))), "skin_tone")
                for rows in (own, own.select("id", "skin_tone")))  # fmt: skip
    assert one.shares == two.shares
    assert one.labelled == two.labelled


def test_merging_counts_one_sample_once():
    rng = np.random.default_rng(6)
    _, frame, sample = world(rng, [0.4, 0.3, 0.2, 0.1])
    whole = corrected(Held.of(tally_of(frame, sample)), "skin_tone")
    parts = tally_of(frame[:1000], sample) + tally_of(frame[1000:], sample)
    assert corrected(Held.of(parts), "skin_tone").shares == whole.shares


def test_plain_labels_are_corrected_too():
    rng, off = np.random.default_rng(7), []
    for _ in range(8):
        truth = rng.choice(4, 4000, p=rng.dirichlet(np.ones(4)))
        probs = said_of(truth, rng)
        words = np.where(probs.any(1), np.array(TONES, object)[probs.argmax(1)], None)
        spots = rng.permutation(4000)[:1200]
        frame = pl.DataFrame({"id": range(4000), "skin_tone": words.tolist()})
        sample = pl.DataFrame(
            {"id": spots.tolist(), "true_skin_tone": [TONES[truth[i]] for i in spots]}
        )
        found = audit_catalog(tally_of(frame, Sample(sample))).dimensions[0]
        if not found.buckets[0].corrected.defined:
            continue
        real = np.bincount(truth, minlength=4) / 4000
        ways = ([b.corrected for b in found.buckets], [b.counted for b in found.buckets])
        off.append([np.abs([v.number() for v in way] - real).sum() / 2 for way in ways])
    assert len(off) >= 6
    assert not found.soft
    assert np.mean(off, 0)[0] < 0.6 * np.mean(off, 0)[1]


def test_a_bucket_without_looked_at_items_leaves_shares_undefined():
    rng = np.random.default_rng(8)
    _, frame, sample = world(rng, [0.25] * 4)
    some = Sample(sample.rows.filter(pl.col("skin_tone") != "deep"))
    found = audit_catalog(tally_of(frame, some), Rules(targets={"skin_tone": "equal"}))
    values = {b.corrected.undefined for b in found.dimensions[0].buckets}
    assert values == {"the sample has no item that is truly deep"}
    assert found.dimensions[0].buckets[0].ratio.defined  # of the counted share
