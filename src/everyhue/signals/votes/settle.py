"""One label from several votes: the median where buckets are ordered, else the majority."""

from __future__ import annotations

from collections import Counter

import numpy as np

from everyhue.errors import bad_value
from everyhue.signals.given import Codes, Floats, Mask
from everyhue.signals.votes.sheet import Votes
from everyhue.types import Labels, Provenance

TOO_FEW, DISAGREE = "too_few_votes", "annotators_disagree"


def settle(votes: Votes, *, least: int = 2) -> Labels:
    """Return `median_labels` for an ordered dimension, `majority_labels` for any other."""
    by = median_labels if votes.dimension.ordered else majority_labels
    return by(votes, least=least)


def median_labels(votes: Votes, *, least: int = 2) -> Labels:
    """Settle ordered votes by their median.

    Parameters
    ----------
    votes : Votes
        Raw votes.
    least : int, ≥ 1
        Votes for buckets that a label needs.

    Returns
    -------
    Labels
        One row for each of ``votes.items``; probabilities are shares of the votes for buckets. Sure
        where the two middle votes are the same bucket (they are one vote for odd numbers). Known
        but not sure where they are neighbours. Unknown where they are further apart
        (``annotators_disagree``), where at least half cannot say (with their commonest reason) and
        where there are fewer than `least` votes for buckets (``too_few_votes``).

    Raises
    ------
    InputError
        For `least` below 1.

    Notes
    -----
    Cost: O(v + n·B). Source: measured to be nearer a held-out expert than Dawid, Skene 1979.

    Examples
    --------
    >>> from everyhue.signals import SKIN_TONE
    >>> said = ["deep", "deep", "medium_deep"]
    >>> votes = Votes.of(SKIN_TONE, [("a.jpg", f"p{i}", word) for i, word in enumerate(said)])
    >>> median_labels(votes).sure.tolist()
    [3]
    """
    table = votes.counts()[:, :-1]
    given = table.sum(axis=1)[:, None]
    rising = table.cumsum(axis=1)
    low = (rising < (given + 1) // 2).sum(axis=1)
    high = (rising < given // 2 + 1).sum(axis=1)
    return _labels(votes, least, np.where(low == high, low, -1), high - low > 1)


def majority_labels(votes: Votes, *, least: int = 2) -> Labels:
    """Settle votes by a strict majority: more than half of the votes for buckets.

    Parameters
    ----------
    votes : Votes
        Raw votes.
    least : int, ≥ 1
        Votes for buckets that a label needs.

    Returns
    -------
    Labels
        One row for each of ``votes.items``; sure with a strict majority, else unknown with
        ``annotators_disagree``. Other reasons as in `median_labels`.

    Raises
    ------
    InputError
        For `least` below 1.

    Notes
    -----
    Cost: O(v + n·B).

    Examples
    --------
    >>> from everyhue.signals import HAIR_PATTERN
    >>> said = ["curly", "coily"]
    >>> votes = Votes.of(HAIR_PATTERN, [("a.jpg", f"p{i}", word) for i, word in enumerate(said)])
    >>> majority_labels(votes).reason.tolist()
    ['annotators_disagree']
    """
    table = votes.counts()[:, :-1]
    clear = 2 * table.max(axis=1, initial=0) > table.sum(axis=1)
    return _labels(votes, least, np.where(clear, table.argmax(axis=1), -1), ~clear)


def _labels(votes: Votes, least: int, sure: Codes, apart: Mask) -> Labels:
    if least < 1:
        raise bad_value("least", least, "a whole number ≥ 1")
    table = votes.counts()
    given, silent = table[:, :-1].sum(axis=1), table[:, -1]
    hidden = (silent > 0) & (silent >= given)
    reason = np.full(len(given), "", object)
    reason[apart] = DISAGREE
    reason[given < least] = TOO_FEW
    for item in np.flatnonzero(hidden):
        reason[item] = _commonest(votes, int(item))
    known = reason == ""
    probs = np.where(known[:, None], _shares(table[:, :-1]), 0).astype(np.float32)
    return Labels(
        votes.dimension.name, votes.dimension.ids, probs, known,
        np.where(known, sure, -1).astype(np.int16), reason, None, Provenance("annotators"),
    )  # fmt: skip


def _shares(table: Floats) -> Floats:
    return np.asarray(table / np.maximum(1, table.sum(axis=1, keepdims=True)))


def _commonest(votes: Votes, item: int) -> str:
    """The reason given most often, the first by name among equals."""
    said = Counter(str(why) for why in votes.reason[votes.item == item] if why)
    return min(said, key=lambda why: (-said[why], why))
