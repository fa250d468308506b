"""Retrieval: the base list never changes, and every bucket near the query is heard."""

from __future__ import annotations

import numpy as np
import pytest

from everyhue.ranking.retrieve import Reach, make_probe, retrieve
from everyhue.registry import register

DIMENSIONS = ("hair_pattern", "skin_tone")


def probe_for(snapshot, query, **kwargs):
    embedder = snapshot.embedder
    vector = embedder.embed(query) if embedder is not None else None
    return make_probe(snapshot, snapshot.text_index.scores(query), vector, **kwargs)


@pytest.mark.parametrize("strategy", ["bucketized", "strong_or", "over_fetch"])
def test_base_is_what_plain_retrieval_returns(snapshot, strategy):
    probe = probe_for(snapshot, "bob haircut")
    plain, _ = retrieve(probe, Reach(40, 10, ()), strategy)
    found, outcome = retrieve(probe, Reach(40, 10, DIMENSIONS), strategy, report=DIMENSIONS)
    base = found.candidates.rows[: found.base]
    assert base.tolist() == plain.candidates.rows.tolist()
    assert len(set(found.candidates.rows.tolist())) == len(found.candidates)
    assert outcome.details["candidates"] == len(found.candidates) >= found.base


def test_bucketized_equals_a_scan_of_every_bucket(snapshot):
    """Naive oracle: for each bucket, sort all its matching rows by text score."""
    probe = probe_for(snapshot, "bob haircut")
    found, _ = retrieve(probe, Reach(20, 5, ("hair_pattern",)), "bucketized")
    rows = set(found.candidates.rows.tolist())
    labels, scores = snapshot.labels["hair_pattern"], snapshot.text_index.scores("bob haircut")
    for column in range(-1, len(labels.buckets)):
        members = np.flatnonzero((labels.sure == column) & (scores > 0) & snapshot.alive)
        best = members[np.lexsort((members, -scores[members]))][:5]
        passing = best[probe.fused(best) >= probe.cut]
        assert set(passing.tolist()) <= rows


def test_bucketized_reaches_a_rare_bucket_that_plain_misses(snapshot):
    probe = probe_for(snapshot, "bob haircut")
    _, outcome = retrieve(probe, Reach(15, 10, ("hair_pattern",)), "bucketized", report=DIMENSIONS)
    before, after = outcome.counts_in["hair_pattern"], outcome.counts_out["hair_pattern"]
    assert before["coily"] < after["coily"]
    assert all(after[bucket] >= before[bucket] for bucket in before)


def test_relevance_falls_and_does_not_depend_on_other_candidates(snapshot):
    probe = probe_for(snapshot, "bob haircut")
    shallow, _ = retrieve(probe, Reach(10, 5, ()), "bucketized")
    deep, _ = retrieve(probe, Reach(80, 20, DIMENSIONS), "bucketized")
    assert (np.diff(deep.candidates.relevance[: deep.base]) <= 0).all()
    score = dict(zip(deep.candidates.rows.tolist(), deep.candidates.relevance, strict=True))
    for row, relevance in zip(
        shallow.candidates.rows.tolist(), shallow.candidates.relevance, strict=True
    ):
        assert score[row] == pytest.approx(relevance)


def test_a_broken_strategy_leaves_the_plain_candidates(snapshot):
    @register("retrieval", "broken_for_test")
    def broken(probe, reach):
        """Always fails."""
        raise RuntimeError("index gone")

    probe = probe_for(snapshot, "bob haircut")
    found, outcome = retrieve(probe, Reach(20, 5, DIMENSIONS), "broken_for_test")
    assert outcome.failed_open
    assert "RuntimeError" in outcome.why
    assert len(found.candidates) == found.base > 0


def test_nothing_matches(snapshot):
    found, outcome = retrieve(
        probe_for(snapshot, "zzzz qqqq"), Reach(20, 5, DIMENSIONS), "bucketized"
    )
    assert len(found.candidates) == 0
    assert outcome.details["candidates"] == 0


def test_dead_rows_never_come_back(snapshot):
    allowed = snapshot.alive.copy()
    allowed[::2] = False
    probe = probe_for(snapshot, "bob haircut", allowed=allowed)
    found, _ = retrieve(probe, Reach(50, 20, DIMENSIONS), "bucketized")
    assert len(found.candidates) > 0
    assert allowed[found.candidates.rows].all()
