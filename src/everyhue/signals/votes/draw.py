"""Which items people are asked about: a sample in which every stratum has its place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from everyhue.errors import bad_value


def stratified_sample(
    items: Sequence[str], strata: Sequence[str], n: int, rng: np.random.Generator
) -> list[str]:
    """Return up to `n` items, as many of each stratum as of any other while they last.

    Parameters
    ----------
    items : sequence of str
        What there is.
    strata : sequence of str
        Stratum of each.
    n : int, ≥ 1
        How many are wanted.
    rng : numpy.random.Generator
        Draws within strata and mixes the result.

    Returns
    -------
    list of str
        In mixed order. A rare stratum is given whole before a common one gets more, so the shares
        of the sample are not those of the whole: say those to the audit.

    Raises
    ------
    InputError
        For lists of different length, or n below 1.

    Notes
    -----
    Cost: O(items). Source: equal allocation (Cochran 1977, section 5.6), remainders to those that
    have more.

    Examples
    --------
    >>> drawn = stratified_sample(list("abcdefgh"), list("xxxxxxyy"), 4, np.random.default_rng(0))
    >>> sorted("xy"["gh".count(item) > 0] for item in drawn)
    ['x', 'x', 'y', 'y']
    """
    if len(items) != len(strata):
        raise bad_value("strata", len(strata), f"{len(items)}, one an item")
    if n < 1:
        raise bad_value("n", n, "a whole number ≥ 1")
    groups: dict[str, list[str]] = {}
    for row in rng.permutation(len(items)):
        groups.setdefault(strata[row], []).append(items[row])
    taken: list[str] = []
    queues = [groups[name] for name in sorted(groups)]
    while len(taken) < n and any(queues):
        round_of = [queue for queue in queues if queue]
        for at in rng.permutation(len(round_of))[: n - len(taken)]:
            taken.append(round_of[at].pop())
    return [taken[at] for at in rng.permutation(len(taken))]
