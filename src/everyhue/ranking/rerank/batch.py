"""Many requests in one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import DeadlineError, InputError, UnknownNameError, bad_value
from everyhue.ranking.rerank.call import select
from everyhue.ranking.rerank.labelled import GivenTargets, read_buckets
from everyhue.ranking.rerank.options import Buckets, Given, Options
from everyhue.ranking.rerank.strategy import Strategy, named
from everyhue.types import Labels, Selection, Targets


class BatchGiven(TypedDict, total=False):
    """What a batch takes besides relevance, strategy and k; see `rerank_batch`."""

    vectors: ArrayLike | Sequence[ArrayLike] | None
    buckets: Buckets | Sequence[Buckets] | None
    targets: GivenTargets | Sequence[GivenTargets]
    diversity: float | None
    options: Options | Sequence[Options] | None


def rerank_batch(
    relevance: ArrayLike | Sequence[ArrayLike],
    *,
    by: str | Strategy = "dpp",
    k: int,
    offsets: ArrayLike | None = None,
    **given: Unpack[BatchGiven],
) -> list[Selection]:
    """Answer many requests; each answer is the one that `rerank` gives.

    Requests come as one array for each, or as flat arrays of all candidates with `offsets`: request
    i has the candidates ``offsets[i]`` to ``offsets[i + 1]``. Flat labels are read once for all, so
    that plain ones take their buckets from the whole batch.

    Parameters
    ----------
    relevance : sequence of (n_i,) array_like, or (N,) array_like with offsets
        Scores, higher is better.
    by : str or Strategy
        As in `rerank`.
    k : int, ≥ 0
        Length of each answer.
    offsets : (m + 1,) array_like of int, optional
        Rising from 0 to N.
    **given
        `vectors` and `buckets`: one per request, or flat like the scores. `targets` and `options`:
        one for all, or a sequence with one per request. `diversity`: one for all. One deadline in
        the options is that of the whole batch.

    Returns
    -------
    list of Selection, length m
        In the order of the requests; orders count from 0 within each request.

    Raises
    ------
    InputError, UnknownNameError
        As in `rerank`; the text names the request.
    DeadlineError
        When a deadline passes, at any pick of any request; the text says how many were done.

    Notes
    -----
    Cost: that of the single calls; plain labels in flat form are parsed once instead of m times.

    Examples
    --------
    >>> [one.order.tolist() for one in rerank_batch([[3, 2, 1], [1, 2]], by="relevance", k=2)]
    [[0, 1], [1, 0]]
    >>> flat = rerank_batch([3, 2, 1, 1, 2], by="round_robin", k=2, offsets=[0, 3, 5],
    ...                     buckets=["a", "a", "b", "a", "a"])
    >>> [one.order.tolist() for one in flat]
    [[0, 2], [1, 0]]
    """
    strategy = named(by)
    requests = _listed(relevance, given) if offsets is None else _cut(relevance, offsets, given)
    done: list[Selection] = []
    for scores, request in requests:
        options = request.get("options")
        try:
            if options is not None and options.deadline is not None:
                options.deadline.check("rerank_batch")
            done.append(select(strategy, scores, k, **request))
        except DeadlineError as error:
            raise DeadlineError(f"{error} {len(done)} requests of the batch were done.") from error
        except (InputError, UnknownNameError) as error:
            told = type(error)(f"request {len(done)}: {error}")
            raise told.about(error.field, error.came, error.expected) from error
    return done


def _listed(relevance: Any, given: BatchGiven) -> Iterator[tuple[Any, Given]]:
    """Yield requests that came as one array each."""
    if isinstance(relevance, np.ndarray) and relevance.ndim == 1 and relevance.dtype != object:
        raise bad_value(
            "relevance", relevance.shape, "one array per request", "Pass offsets for flat arrays."
        )
    m = len(relevance)
    for name in ("vectors", "buckets"):
        held: Any = given.get(name)
        if held is not None and (isinstance(held, Mapping | Labels) or len(held) != m):
            came = len(held) if not isinstance(held, Mapping | Labels) else type(held).__name__
            raise bad_value(name, came, f"one per request, {m}", "Pass offsets for flat arrays.")
    vectors: Any = given.get("vectors")
    buckets: Any = given.get("buckets")
    for i, shared in enumerate(_shared(given, m)):
        yield (
            relevance[i],
            {
                **shared,
                "vectors": None if vectors is None else vectors[i],
                "buckets": None if buckets is None else buckets[i],
            },
        )


def _cut(relevance: Any, offsets: ArrayLike, given: BatchGiven) -> Iterator[tuple[Any, Given]]:
    """Yield requests that came as flat arrays."""
    scores = np.asarray(relevance)
    n = len(scores)
    stops = _stops(offsets, n)
    vectors = None if given.get("vectors") is None else np.asarray(given["vectors"])
    if vectors is not None and len(vectors) != n:
        raise bad_value("vectors", vectors.shape, f"one row per candidate, {n}")
    targets: Any = given.get("targets")
    stated = targets if isinstance(targets, Targets | Mapping) else None
    flat: Any = given.get("buckets")
    labels = read_buckets(flat, stated, n)
    for i, shared in enumerate(_shared(given, len(stops) - 1)):
        part = slice(stops[i], stops[i + 1])
        rows = np.arange(part.start, part.stop)
        held = {name: of.take(rows) for name, of in labels.items()} or None
        yield scores[part], {
            **shared, "vectors": None if vectors is None else vectors[part], "buckets": held,
        }  # fmt: skip


def _shared(given: BatchGiven, m: int) -> Iterator[Given]:
    """Yield what stands for all requests, or one per request."""
    targets, options = given.get("targets"), given.get("options")
    single = targets is None or isinstance(targets, Targets | Mapping)
    by_request: Any = (targets,) * m if single else targets
    settings: Any = (options,) * m if options is None or isinstance(options, Options) else options
    for name, held in (("targets", by_request), ("options", settings)):
        if len(held) != m:
            raise bad_value(name, len(held), f"one for all, or one per request, {m}")
    for stated, option in zip(by_request, settings, strict=True):
        yield {"targets": stated, "options": option, "diversity": given.get("diversity")}


def _stops(offsets: ArrayLike, n: int) -> list[int]:
    stops = np.asarray(offsets)
    rising = stops.ndim == 1 and stops.dtype.kind in "iu" and len(stops) > 0
    if not rising or stops[0] != 0 or stops[-1] != n or (np.diff(stops) < 0).any():
        raise bad_value("offsets", offsets, f"whole numbers that rise from 0 to {n}")
    listed: list[int] = stops.tolist()
    return listed
