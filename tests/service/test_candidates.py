"""Candidates of an outside ranker, as arrays."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from everyhue.errors import InputError, UnknownNameError
from everyhue.service.candidates import labels_of, vectors_of
from everyhue.service.wire import Candidate
from everyhue.signals.dimensions import HAIR_PATTERN, SKIN_TONE

DIMENSIONS = {"skin_tone": SKIN_TONE, "hair_pattern": HAIR_PATTERN}


def rows(*vectors: object) -> list[Candidate]:
    return [Candidate(id=str(i), score=1.0, vector=v) for i, v in enumerate(vectors)]  # type: ignore[arg-type]


def packed(*numbers: float) -> str:
    return base64.b64encode(np.array(numbers, "<f4").tobytes()).decode()


def test_numbers_and_text_are_the_same_vectors() -> None:
    expected = [[1.0, -2.5], [0.25, 3.0]]
    for given in (rows(*expected), rows(*(packed(*v) for v in expected)),
                  rows(expected[0], packed(*expected[1]))):  # fmt: skip
        matrix = vectors_of(given)
        assert matrix is not None
        assert matrix.dtype == np.float32
        assert matrix.tolist() == expected


def test_without_vectors_there_is_no_matrix() -> None:
    assert vectors_of(rows(None, None)) is None


@pytest.mark.parametrize(
    ("vectors", "words"),
    [
        (([1.0, 2.0], [1.0]), r"candidates\[1\]\.vector: got 1, expected 2 numbers"),
        ((packed(1, 2), packed(1)), r"candidates\[1\]\.vector"),
        (("not base64!",), r"candidates\[0\]\.vector.*base64"),
        (("AAA=",), r"candidates\[0\]\.vector.*base64"),
        (([],), "at least one number"),
        (([1.0, 2.0], [1.0, 1e300]), r"candidates\[1\]\.vector.*finite"),
        ((packed(1, float("nan")),), "finite"),
        ((None, packed(1, float("inf"))), r"candidates\[1\]\.vector.*finite"),
    ],
)
def test_vectors_that_cannot_be_used_are_named(vectors: tuple[object, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        vectors_of(rows(*vectors))


def labelled(*labels: dict[str, object]) -> list[Candidate]:
    return [Candidate(id=str(i), score=1.0, labels=held) for i, held in enumerate(labels)]  # type: ignore[arg-type]


def test_buckets_and_probabilities_meet_in_one_dimension() -> None:
    held = labels_of(
        labelled(
            {"skin_tone": "deep"}, {"skin_tone": [0.9, 0.1, 0, 0]}, {}, {"skin_tone": None},
            {"skin_tone": [0.4, 0.3, 0.2, 0.1]},
        ),
        DIMENSIONS,
    )  # fmt: skip
    assert held["skin_tone"].sure.tolist() == [3, 0, -1, -1, -1]
    assert held["skin_tone"].known.tolist() == [True, True, False, False, True]


def test_only_labelled_dimensions_are_there() -> None:
    assert set(labels_of(labelled({"hair_pattern": "curly"}), DIMENSIONS)) == {"hair_pattern"}


@pytest.mark.parametrize(
    ("label", "kind", "words"),
    [
        ({"skin_tone": "deepp"}, UnknownNameError, "Did you mean 'deep'"),
        ({"skin_tones": "deep"}, UnknownNameError, "Did you mean 'skin_tone'"),
        ({"skin_tone": [0.5, 0.5]}, InputError, "4 probabilities"),
        ({"skin_tone": [0.5, 0.1, 0.1, 0.1]}, InputError, "sum to 1"),
    ],
)
def test_labels_that_cannot_be_used_are_named(
    label: dict[str, object], kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        labels_of(labelled(label), DIMENSIONS)
