"""Text vectors learned from the catalog's own words: TF-IDF, then truncated SVD.

Learning and applying are two things: `learn_lsa` gives a frozen `Lsa`, which is stored with the
catalog and applied purely, to items that come later and to queries.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.exact import unit
from everyhue.catalog.snapshot import Scores
from everyhue.catalog.words import words

MAX_WIDTH = 64
MAX_WORDS = 50_000
MAX_TEXTS = 50_000
_DENSE_BELOW = 200


@dataclass(frozen=True, slots=True, eq=False)
class Lsa:
    """A frozen embedder.

    Parameters
    ----------
    vocabulary : mapping of str to int
        Word → its row.
    matrix : (V, d) float32
        Direction of each word, times its idf.

    Examples
    --------
    >>> lsa = learn_lsa(["curly bob", "curly hair", "red dress", "blue dress", "curly red hair"])
    >>> bool(lsa.embed("curly") @ lsa.embed("hair") > lsa.embed("curly") @ lsa.embed("dress"))
    True
    >>> lsa.embed("zebra") is None
    True
    """

    vocabulary: dict[str, int]
    matrix: NDArray[np.float32]

    @property
    def width(self) -> int:
        """Length of the vectors, d."""
        return int(self.matrix.shape[1])

    def embed(self, query: str) -> Scores | None:
        """Return (d,) float32 of norm 1, or ``None`` where no word is known."""
        counts = Counter(self.vocabulary[word] for word in words(query) if word in self.vocabulary)
        if not counts:
            return None
        weights = 1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))
        vector = weights @ self.matrix[np.fromiter(counts, np.intp, len(counts))]
        return unit(vector) if float(np.abs(vector).max()) > 1e-6 else None

    def dump(self) -> bytes:
        """Return it as bytes."""
        out = io.BytesIO()
        np.savez(out, words=np.asarray(list(self.vocabulary)), matrix=self.matrix)
        return out.getvalue()

    @classmethod
    def load(cls, data: bytes) -> Lsa:
        """Read what `dump` wrote."""
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            vocabulary = {str(word): place for place, word in enumerate(held["words"])}
            return cls(vocabulary, held["matrix"])


def learn_lsa(texts: Sequence[str], width: int = MAX_WIDTH) -> Lsa | None:
    """Learn text vectors from a catalog's texts.

    Rows of (1 + ln tf) · ln((1 + n) / (1 + df)) are scaled to norm 1; the right singular vectors of
    the largest singular values give each word its direction.

    Parameters
    ----------
    texts : sequence of str
        The catalog's texts. Of more than 50,000 an even sample is used.
    width : int, [2, 64]
        Largest number of directions; small catalogs have fewer.

    Returns
    -------
    Lsa or None
        ``None`` where the texts are too few or too alike for two directions.

    Notes
    -----
    Deterministic: the iteration starts from a fixed vector. Cost: about 4 s for 50,000 captions.

    References
    ----------
    Deerwester et al., "Indexing by latent semantic analysis", JASIS 41(6), 1990.

    Examples
    --------
    >>> learn_lsa(["one text"]) is None
    True
    """
    step = -(-len(texts) // MAX_TEXTS) or 1
    counted = [Counter(words(text)) for text in texts[::step]]
    frequency = Counter(word for counts in counted for word in counts)
    kept = [word for word, held in frequency.most_common(MAX_WORDS) if held > 1]
    vocabulary = {word: place for place, word in enumerate(sorted(kept))}
    width = min(width, len(vocabulary) - 1, len(counted) - 1)
    if width < 2:
        return None
    held = np.array([frequency[word] for word in vocabulary])
    idf = np.log((1 + len(counted)) / (1 + held))
    directions = _directions(_matrix(counted, vocabulary, idf), width)
    if directions.shape[1] < 2:
        return None
    return Lsa(vocabulary, (directions * idf[:, None]).astype(np.float32))


def _matrix(
    counted: Sequence[Counter[str]], vocabulary: dict[str, int], idf: NDArray[np.float64]
) -> Any:
    """Return the sparse TF-IDF rows of the texts, each of norm 1 (or 0)."""
    from scipy import sparse

    places = [[vocabulary[word] for word in counts if word in vocabulary] for counts in counted]
    times = [n for counts in counted for word, n in counts.items() if word in vocabulary]
    columns = np.array([place for row in places for place in row], np.int64)
    values = (1 + np.log(np.array(times, np.float64))) * idf[columns]
    rows = np.repeat(np.arange(len(places)), [len(row) for row in places])
    norms = np.sqrt(np.bincount(rows, values**2, minlength=len(places)))
    scaled = values / np.where(norms > 0, norms, 1)[rows]
    return sparse.csr_matrix((scaled, (rows, columns)), shape=(len(places), len(vocabulary)))


def _directions(matrix: Any, width: int) -> NDArray[np.float64]:
    """Return (V, d) right singular vectors, strongest first, with a fixed sign."""
    if min(matrix.shape) < _DENSE_BELOW:
        values, right = np.linalg.svd(matrix.toarray(), full_matrices=False)[1:]
    else:
        from scipy.sparse.linalg import svds

        start = np.random.default_rng(0).standard_normal(min(matrix.shape))
        values, right = svds(matrix, k=width, v0=start)[1:]
    strongest = np.argsort(-values, kind="stable")[:width]
    right = right[strongest[values[strongest] > 1e-6 * values.max(initial=0)]]
    largest = right[np.arange(len(right)), np.abs(right).argmax(axis=1)]
    return np.asarray((right * np.sign(largest)[:, None]).T)
