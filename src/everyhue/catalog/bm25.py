"""BM25 over every row of a catalog in one pass: an array of scores, not a list of hits.

Retrieval wants the best rows *of each bucket*; with the scores of all rows at hand that is a
selection per bucket, where a full-text engine would run one filtered query per bucket.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.snapshot import Scores
from everyhue.catalog.words import query_words, words

K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The words of `m` texts, inverted.

    Parameters
    ----------
    vocabulary : mapping of str to int
        Word → its place in `starts`.
    starts : (V + 1,) int64
        Where each word's rows begin; their number is in how many texts it occurs.
    rows : (P,) int32
        Texts that hold the word.
    weights : (P,) float32
        Saturated, length-normalised counts: BM25 without the idf.
    size : int
        Number of texts, m.
    mean_length : float
        Mean number of words, which the weights are normalised by.
    """

    vocabulary: dict[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    size: int
    mean_length: float

    @classmethod
    def build(cls, texts: Iterable[str], mean_length: float | None = None) -> Postings:
        """Invert `texts`; lengths are compared with `mean_length`, by default their own mean."""
        vocabulary: dict[str, int] = {}
        flat: list[int] = []
        lengths: list[int] = []
        for text in texts:
            found = words(text)
            lengths.append(len(found))
            flat.extend([vocabulary.setdefault(word, len(vocabulary)) for word in found])
        length = np.asarray(lengths, np.float64)
        mean = mean_length or float(length.mean() if len(length) else 0) or 1.0
        terms, rows, counts = _counted(flat, length)
        saturation = K1 * (1 - B + B * length[rows] / mean)
        weights = (counts * (K1 + 1) / (counts + saturation)).astype(np.float32)
        starts = np.searchsorted(terms, np.arange(len(vocabulary) + 1))
        return cls(vocabulary, starts, rows.astype(np.int32), weights, len(lengths), mean)

    def frequency(self, word: str) -> int:
        """Return in how many texts a word occurs."""
        term = self.vocabulary.get(word)
        return 0 if term is None else int(self.starts[term + 1] - self.starts[term])

    def add(self, word: str, weight: float, scores: Scores) -> None:
        """Add a word's share to the (m,) scores of the texts."""
        term = self.vocabulary.get(word)
        if term is not None:
            here = slice(self.starts[term], self.starts[term + 1])
            scores[self.rows[here]] += np.float32(weight) * self.weights[here]


@dataclass(frozen=True, slots=True, eq=False)
class Bm25:
    """Text scores of `n` rows: a large part that stays, and a small one for what changed since.

    Robertson–Zaragoza BM25 with k1 = 1.2, b = 0.75 and Lucene's idf, ln(1 + (N − f + ½) / (f + ½)).

    Parameters
    ----------
    main : Postings
        Rows 0 … m − 1.
    tail : Postings or None
        Rows in `tail_rows`, which replace or follow those of `main`.
    tail_rows : (t,) intp
        Where the tail's texts stand among the n rows.
    silent : (s,) intp
        Rows that score 0: taken down.
    size : int
        Number of rows, n.

    Notes
    -----
    N and f count both parts; texts replaced or taken down count until the parts are rebuilt, as in
    other engines. Cost: O(n + postings of the query's words); about 0.2 ms at 200,000 rows.

    Examples
    --------
    >>> index = Bm25.of(["nurses at work", "a curly bob"])
    >>> (index.scores("nurse") > 0).tolist()
    [True, False]
    """

    main: Postings
    tail: Postings | None
    tail_rows: NDArray[np.intp]
    silent: NDArray[np.intp]
    size: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Bm25:
        """Index `texts`, one a row."""
        none = np.zeros(0, np.intp)
        return cls(Postings.build(texts), None, none, none, len(texts))

    def scores(self, query: str) -> Scores:
        """Return (n,) float32, ≥ 0: the score of every row, 0 where no word matches."""
        out = np.zeros(self.size, np.float32)
        new = np.zeros(len(self.tail_rows), np.float32)
        for word, times in Counter(query_words(query)).items():
            weight = times * self._idf(word)
            self.main.add(word, weight, out[: self.main.size])
            if self.tail is not None:
                self.tail.add(word, weight, new)
        out[self.tail_rows] = new
        out[self.silent] = 0
        return out

    def _idf(self, word: str) -> float:
        tail = self.tail
        held = self.main.frequency(word) + (tail.frequency(word) if tail else 0)
        size = self.main.size + (tail.size if tail else 0)
        return float(np.log1p((size - held + 0.5) / (held + 0.5)))


def _counted(
    flat: list[int], lengths: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return distinct (word, text) pairs by word, and how often each occurs."""
    size = max(len(lengths), 1)
    texts = np.repeat(np.arange(len(lengths)), lengths.astype(np.int64))
    pairs, counts = np.unique(np.asarray(flat, np.int64) * size + texts, return_counts=True)
    return pairs // size, pairs % size, counts
