"""Votes: raw rows kept, medians and majorities by hand, agreement with intervals that cover."""

from __future__ import annotations

import os
import statistics
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import FileError, InputError, UnknownNameError
from everyhue.signals import HAIR_PATTERN, SKIN_TONE
from everyhue.signals.agreement import kappa
from everyhue.signals.votes import (
    REASONS,
    Votes,
    concord,
    majority_labels,
    median_labels,
    read_votes,
    settle,
    write_votes,
)

FULL = bool(os.environ.get("EVERYHUE_FULL"))
words = st.lists(st.sampled_from([*SKIN_TONE.ids, "too_dark", "covered"]), max_size=7)


def _votes(dimension, **items):
    return Votes.of(
        dimension,
        [(item, f"p{i}", word) for item, said in items.items() for i, word in enumerate(said)],
    )


@given(st.lists(words, min_size=1, max_size=6), st.integers(1, 4))
def test_medians_equal_those_by_hand(items, least):
    votes = _votes(SKIN_TONE, **{f"i{i}": said for i, said in enumerate(items)})
    labels = median_labels(votes, least=least)
    for row, item in enumerate(votes.items):
        said = items[int(item[1:])]
        codes = [SKIN_TONE.ids.index(word) for word in said if word in SKIN_TONE.ids]
        silent = [word for word in said if word not in SKIN_TONE.ids]
        if silent and len(silent) >= len(codes):
            assert labels.reason[row] == statistics.mode(sorted(silent))
        elif len(codes) < least:
            assert labels.reason[row] == "too_few_votes"
        else:
            low, high = statistics.median_low(codes), statistics.median_high(codes)
            assert labels.sure[row] == (low if low == high else -1)
            assert labels.reason[row] == ("" if high - low <= 1 else "annotators_disagree")
            if labels.known[row]:
                assert labels.probs[row] == pytest.approx(
                    np.bincount(codes, minlength=4) / len(codes)
                )
        assert labels.known[row] == (labels.reason[row] == "")


@given(st.lists(st.sampled_from(HAIR_PATTERN.ids), min_size=2, max_size=9))
def test_majorities_are_strict(said):
    labels = majority_labels(_votes(HAIR_PATTERN, a=said))
    top = max(said, key=said.count)
    clear = 2 * said.count(top) > len(said)
    assert labels.sure[0] == (HAIR_PATTERN.ids.index(top) if clear else -1)
    assert labels.reason[0] == ("" if clear else "annotators_disagree")


def test_the_dimension_decides_how_votes_are_settled():
    tone = settle(_votes(SKIN_TONE, a=["light", "light_medium", "deep"]))
    assert tone.sure.tolist() == [1]
    assert tone.provenance.source == "annotators"
    hair = settle(_votes(HAIR_PATTERN, a=["curly", "coily", "wavy"]))
    assert hair.reason.tolist() == ["annotators_disagree"]
    with pytest.raises(InputError, match="least"):
        settle(_votes(SKIN_TONE, a=["deep"]), least=0)


def test_the_file_keeps_every_raw_vote(tmp_path):
    votes = _votes(SKIN_TONE, **{"a,b": ["deep", "too_dark"], "ü": ["light", "unknown"]})
    write_votes(tmp_path / "votes.csv", votes)
    back, bad = read_votes(tmp_path / "votes.csv", SKIN_TONE)
    assert bad == ()
    assert (back.items, back.annotators) == (votes.items, votes.annotators)
    assert back.choice.tolist() == votes.choice.tolist()
    assert back.reason.tolist() == votes.reason.tolist() == ["", "too_dark", "", "unknown"]


def test_bad_rows_are_named_by_line_and_good_ones_kept(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text(
        "annotator,item,bucket,dimension,note\n"
        "kim,a,deep,skin_tone,\n"
        "kim,a,curly,hair_pattern,\n"
        "lee,a,depe,skin_tone,\n"
        ",b,deep,skin_tone,\n"
        "lee,b\n"
        "lee,b,,skin_tone,\n"
    )
    votes, bad = read_votes(path, SKIN_TONE)
    assert votes.items == ("a", "b")
    assert votes.reason.tolist() == ["", "unknown"]
    assert [row.line for row in bad] == [4, 5]
    assert "Did you mean 'deep'" in bad[0].why
    assert "must not be empty" in bad[1].why


def test_a_later_vote_of_the_same_annotator_counts():
    votes = Votes.of(SKIN_TONE, [("a", "kim", "light"), ("b", "kim", "deep"), ("a", "kim", "deep")])
    assert len(votes) == 2
    assert votes.choice.tolist() == [3, 3]


def test_files_that_are_no_votes_are_refused(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("item,annotator,bucket\n")
    with pytest.raises(InputError, match="'dimension' is missing"):
        read_votes(path, SKIN_TONE)
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(InputError, match="UTF-8"):
        read_votes(path, SKIN_TONE)
    with pytest.raises(FileError):
        read_votes(tmp_path / "none.csv", SKIN_TONE)
    with pytest.raises(UnknownNameError, match="lihgt"):
        _votes(SKIN_TONE, a=["lihgt"])
    assert not set(REASONS) & set(SKIN_TONE.ids)


@pytest.mark.parametrize(
    "table, value",
    [([[20, 5], [10, 15]], 0.4), ([[45, 15], [25, 15]], 0.1304), ([[25, 35], [5, 35]], 0.2593)],
)
def test_kappa_has_its_textbook_values(table, value):
    assert kappa(table, ordered=False).number() == pytest.approx(value, abs=5e-5)


def test_kappa_at_its_ends():
    assert kappa(np.eye(4)).number() == 1
    assert kappa(np.ones((3, 3))).number() == pytest.approx(0)
    assert kappa(np.fliplr(np.eye(2))).number() == -1


@given(st.integers(0, 2**32), st.booleans())
def test_kappa_equals_its_definition(seed, ordered):
    table = np.random.default_rng(seed).integers(0, 9, (3, 3)) + 1
    n = table.sum()
    seen = chance = 0.0
    for i in range(3):
        for j in range(3):
            w = (i - j) ** 2 if ordered else float(i != j)
            seen += w * table[i, j] / n
            chance += w * table[i].sum() * table[:, j].sum() / n**2
    assert kappa(table, ordered=ordered).number() == pytest.approx(1 - seen / chance)


def test_kappa_is_undefined_with_a_reason():
    assert kappa([[0, 0], [0, 0]]).undefined == "no item"
    assert kappa([[4, 0], [0, 0]]).undefined == "every item is in one bucket"
    with pytest.raises(InputError, match="shape"):
        kappa([[1, 2]])
    with pytest.raises(InputError, match="≥ 0"):
        kappa([[1, -2], [0, 1]])


@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=5), min_size=2, max_size=6))
def test_agreement_equals_all_pairs_by_hand(items):
    votes = _votes(
        SKIN_TONE, **{f"i{i}": [SKIN_TONE.ids[c] for c in row] for i, row in enumerate(items)}
    )
    found = concord(votes, np.random.default_rng(0))
    pairs = [list(combinations(row, 2)) for row in items]
    exact = np.mean([np.mean([a == b for a, b in row]) for row in pairs])
    near = np.mean([np.mean([abs(a - b) <= 1 for a, b in row]) for row in pairs])
    assert (found.exact.number(), found.within_one.number()) == pytest.approx((exact, near))
    assert found.exact.low <= exact <= found.exact.high
    assert found.votes == sum(map(len, items))


def test_agreement_of_too_little_is_undefined():
    found = concord(_votes(SKIN_TONE, a=["deep", "deep"], b=["light"]), np.random.default_rng(0))
    assert "fewer than two" in found.kappa.undefined
    alike = concord(_votes(SKIN_TONE, a=["deep"] * 2, b=["deep"] * 2), np.random.default_rng(0))
    assert (alike.exact.number(), alike.kappa.undefined) == (1, "all votes are for one bucket")
    hair = concord(_votes(HAIR_PATTERN, a=["wavy"] * 2, b=["coily"] * 2), np.random.default_rng(0))
    assert hair.within_one.undefined == "buckets are not ordered"


def _people(rng, n):
    """Three annotators who see the same item through noise of their own."""
    seen = rng.normal(rng.uniform(0, 3, n)[:, None], 0.6, (n, 3))
    return np.clip(np.rint(seen), 0, 3).astype(int)


def _as_votes(codes):
    return _votes(
        SKIN_TONE, **{f"i{i}": [SKIN_TONE.ids[c] for c in row] for i, row in enumerate(codes)}
    )


def test_intervals_of_agreement_cover():
    rng, runs = np.random.default_rng(1), 1000 if FULL else 120
    real = concord(_as_votes(_people(rng, 40_000)), rng)
    held = np.zeros((runs, 3), bool)
    for run in range(runs):
        found = concord(_as_votes(_people(rng, 150)), rng)
        for spot, name in enumerate(("exact", "within_one", "kappa")):
            value = getattr(found, name)
            held[run, spot] = value.low <= getattr(real, name).number() <= value.high
    assert (held.mean(0) >= 0.9).all()
