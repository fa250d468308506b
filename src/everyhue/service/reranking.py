"""``POST /v1/rerank``: diversify the candidates of a ranker that a team already has."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from everyhue.errors import InputError, UnknownNameError, bad_value, unknown_name
from everyhue.ranking.config import SurfaceConfig
from everyhue.ranking.explain import explain
from everyhue.ranking.packs import load_packs
from everyhue.ranking.request import MAX_K, Hit, Request, Response
from everyhue.ranking.rerank import Options, rerank
from everyhue.ranking.trigger import decide
from everyhue.ranking.trigger import outcome as trigger_outcome
from everyhue.service.answers import told
from everyhue.service.candidates import labels_of, vectors_of
from everyhue.service.params import known_strategy
from everyhue.service.state import AppState, served, signed
from everyhue.service.wire import Placed, RerankBody, Reranked, TargetTold, encode
from everyhue.types import UNKNOWN, Deadline, Dimension, Labels, Selection, StageOutcome, Targets

Spots = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One body, checked and as arrays."""

    body: RerankBody
    surface: SurfaceConfig
    dimensions: Mapping[str, Dimension]
    labels: Mapping[str, Labels]
    relevance: NDArray[np.float64]
    vectors: NDArray[np.float32] | None
    shown: tuple[int, ...]
    k: int
    deadline: Deadline
    rules: Path | None

    @property
    def plain(self) -> Spots:
        """Candidates by score, ties as they came, without those shown already."""
        order = np.argsort(-self.relevance, kind="stable")
        return order[~np.isin(order, self.shown)] if self.shown else order


def rerank_json(state: AppState, body: RerankBody, deadline: Deadline | None = None) -> bytes:
    """Answer a body as JSON text.

    Raises
    ------
    InputError, UnknownNameError
        For candidates, labels, targets or settings that cannot be used.
    """
    started = time.perf_counter()
    job = _job(state, body, deadline)
    request = _request(job)
    serving = state.serving(request, job.surface)
    response, selection = _respond(job, request, serving)
    if serving == "shadow":
        _compute_shadow(state, job, request)
    response = signed(response, request, serving)
    state.telemetry.record(response, served(response), time.perf_counter() - started, "rerank")
    return encode(_told(job, response, selection))


def _compute_shadow(state: AppState, job: Job, request: Request) -> None:
    log = state.settings.diversify.shadow_log
    later = replace(job, deadline=Deadline.after(job.surface.deadline_ms))
    state.shadow.submit(lambda: _respond(later, request, "diversified")[0], log)


def _job(state: AppState, body: RerankBody, deadline: Deadline | None) -> Job:
    settings = state.settings
    surface = _surface(settings.path.surface(body.surface), body)
    spot_of = _spots(body, settings.server.max_candidates)
    dimensions = {**settings.dimensions, **state.snapshot().dimensions}
    shown = tuple(spot_of[item] for item in dict.fromkeys(body.shown) if item in spot_of)
    return Job(
        body, surface, dimensions,
        labels_of(body.candidates, dimensions), _scores(body), vectors_of(body.candidates), shown,
        min(body.k or len(body.candidates), len(body.candidates) - len(shown)),
        deadline or Deadline.after(surface.deadline_ms), settings.path.rules,
    )  # fmt: skip


def _surface(surface: SurfaceConfig, body: RerankBody) -> SurfaceConfig:
    """Put what the body states in place of the surface's settings."""
    stated = {
        name: value
        for name, value in (("diversity", body.diversity), ("keep", body.keep))
        if value is not msgspec.UNSET
    }
    if body.strategy is not None:
        stated["strategy"] = known_strategy(body.strategy)  # type: ignore[assignment]
    return replace(surface, **stated) if stated else surface  # type: ignore[arg-type]


def _spots(body: RerankBody, most: int) -> dict[str, int]:
    if not 1 <= len(body.candidates) <= most:
        raise bad_value("candidates", len(body.candidates), f"1 to {most} of them")
    spot_of = {candidate.id: spot for spot, candidate in enumerate(body.candidates)}
    if len(spot_of) < len(body.candidates):
        twice = next(c.id for spot, c in enumerate(body.candidates) if spot_of[c.id] != spot)
        raise bad_value("candidates", twice, "every id once")
    return spot_of


def _scores(body: RerankBody) -> NDArray[np.float64]:
    return np.fromiter((c.score for c in body.candidates), np.float64, len(body.candidates))


def _request(job: Job) -> Request:
    """Return the request a body stands for; without words, its candidates identify it."""
    return Request(
        surface=job.body.surface,
        query=job.body.query or "",
        item_id=None if job.body.query or not job.surface.holdback else _identity(job.body),
        k=max(1, min(job.k, MAX_K)),
        locale=job.body.locale,
        strategy=job.body.strategy,
    )


def _identity(body: RerankBody) -> str:
    """Return what is the same on every page of the same candidates."""
    ids = "\n".join(sorted(candidate.id for candidate in body.candidates))
    return hashlib.blake2b(ids.encode(), digest_size=8).hexdigest()


def _respond(job: Job, request: Request, serving: str) -> tuple[Response, Selection | None]:
    left = job.plain
    plain = left[: job.k]
    allowed, outcomes = _triggered(job)
    names = allowed if serving == "diversified" and job.surface.diversify else ()
    selection, outcome = _reranked(job, plain, names)
    outcomes = (*outcomes, outcome)
    order = plain if selection is None else selection.order
    place = np.zeros(len(job.relevance), np.intp)
    place[left] = np.arange(1, len(left) + 1)
    response = Response(
        request,
        _hits(job, order, place, names),
        _hits(job, plain, place, names),
        outcomes,
        selection,
        {},
        names,
        generation=0,
        more=len(job.shown) + len(order) < len(job.relevance),
        failed_open=any(outcome.failed_open for outcome in outcomes),
    )
    return response, selection


def _triggered(job: Job) -> tuple[tuple[str, ...], tuple[StageOutcome, ...]]:
    """Return the dimensions to diversify, and what the trigger said where there are words."""
    names = tuple(job.labels) if job.body.dimensions is None else tuple(job.body.dimensions)
    for name in names:
        if name not in job.labels:
            raise unknown_name("dimensions", name, job.labels)
    if job.surface.dimensions is not None and job.body.dimensions is None:
        names = tuple(name for name in names if name in job.surface.dimensions)
    if job.body.query is None:
        return names, ()
    start = time.perf_counter()
    try:
        decision = decide(
            job.body.query,
            surface=job.body.surface,
            locale=job.body.locale,
            dimensions=job.dimensions,
            packs=load_packs(job.rules),
        )
    except Exception as error:
        why = f"The trigger failed ({type(error).__name__}); nothing is diversified."
        return (), (StageOutcome("trigger", type(error).__name__, why, failed_open=True),)
    outcome = trigger_outcome(decision, (time.perf_counter() - start) * 1000)
    return tuple(name for name in names if name in decision.diversified), (outcome,)


def _reranked(
    job: Job, plain: Spots, names: tuple[str, ...]
) -> tuple[Selection | None, StageOutcome]:
    """Run the strategy; what the caller got wrong is told, anything else fails open."""
    if not names:
        return None, StageOutcome(
            "rerank", "original order", "Nothing was diversified; this is the order by score."
        )
    start = time.perf_counter()
    try:
        selection = _select(job, names)
    except (InputError, UnknownNameError):
        raise
    except Exception as error:
        kind = type(error).__name__
        why = f"Diversification failed ({kind}); this is the order by score."
        return None, StageOutcome("rerank", kind, why, failed_open=True)
    words = " and ".join(job.dimensions[name].label.lower() for name in names)
    return selection, StageOutcome(
        "rerank",
        selection.strategy,
        f"Mixed so that results vary in {words}, by {selection.strategy}.",
        _counts(job, plain, names),
        _counts(job, selection.order, names),
        (time.perf_counter() - start) * 1000,
        details={
            "given_up": selection.given_up,
            "unknown_before": dict(selection.unknown_before),
            "unknown_after": dict(selection.unknown_after),
            "notes": list(selection.notes),
        },
    )


def _select(job: Job, names: tuple[str, ...]) -> Selection:
    job.deadline.check("rerank")
    weights = {n: w for n, w in job.surface.weights.items() if n in names or n == "vectors"}
    return rerank(
        job.relevance,
        by=job.surface.strategy,
        k=job.k,
        vectors=job.vectors,
        buckets={name: job.labels[name] for name in names},
        targets=_targets(job, names),
        diversity=job.surface.diversity,
        options=Options(
            keep=job.surface.keep, shown=job.shown, deadline=job.deadline, weights=weights
        ),
    )


def _targets(job: Job, names: tuple[str, ...]) -> dict[str, Targets] | None:
    for name in job.body.targets:
        if name not in job.labels:
            raise unknown_name("targets", name, job.labels)
    stated = {
        name: _stated(shares, job.dimensions[name])
        for name, shares in job.body.targets.items()
        if name in names
    }
    return stated or None


def _stated(shares: Mapping[str, float], dimension: Dimension) -> Targets:
    for bucket in shares:
        dimension.bucket(bucket)
    return Targets.stated({bucket: shares.get(bucket, 0.0) for bucket in dimension.ids})


def _hits(job: Job, order: Spots, place: Spots, names: tuple[str, ...]) -> tuple[Hit, ...]:
    words = [_sure(job.labels[name], order) for name in names]
    labels = [dict(zip(names, held, strict=True)) for held in zip(*words, strict=True)]
    ids, scores = job.body.candidates, job.relevance[order].tolist()
    rows = zip(order.tolist(), scores, place[order].tolist(), labels or [{}] * len(order),
               strict=True)  # fmt: skip
    return tuple(
        Hit(
            spot, ids[spot].id, score, position, original, held,
            why="diversity" if original > position else "relevance",
        )
        for position, (spot, score, original, held) in enumerate(rows, 1)
    )  # fmt: skip


def _sure(labels: Labels, order: Spots) -> list[str]:
    words = (*labels.buckets, UNKNOWN)
    return [words[column] for column in labels.sure[order].tolist()]


def _counts(job: Job, spots: Spots, names: tuple[str, ...]) -> dict[str, dict[str, int]]:
    return {name: job.labels[name].take(spots).counts() for name in names}


def _told(job: Job, response: Response, selection: Selection | None) -> Reranked:
    how = served(response)
    targets = () if selection is None else selection.targets
    return Reranked(
        order=[hit.id for hit in response.hits],
        moved=[
            Placed(id=hit.id, position=hit.position, original=hit.original)
            for hit in response.hits
            if hit.position != hit.original
        ],
        diversified=response.diversified,
        targets=[
            TargetTold(dimension=t.dimension, bucket=t.bucket, wanted=t.wanted, got=t.got,
                       supply=t.supply)
            for t in targets
        ],
        given_up=0.0 if selection is None else selection.given_up,
        served=how,
        failed_open=response.failed_open,
        shadow=how == "shadow",
        holdback=how == "holdback",
        explanation=told(explain(response, job.dimensions)) if job.body.explain else None,
    )  # fmt: skip
