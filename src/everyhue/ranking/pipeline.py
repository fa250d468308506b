"""The one path of a request: trigger → retrieve → refine → rerank, each with its outcome."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from everyhue.catalog.snapshot import Scores, Snapshot
from everyhue.errors import EveryhueError
from everyhue.ranking.config import PathConfig, SurfaceConfig
from everyhue.ranking.packs import load_packs
from everyhue.ranking.refine import Refined, check_choice, refine
from everyhue.ranking.request import Candidates, Hit, Request, Response
from everyhue.ranking.rerank import Options, rerank
from everyhue.ranking.retrieve import Probe, Reach, Retrieved, make_probe, retrieve
from everyhue.ranking.trigger import TriggerDecision, decide
from everyhue.ranking.trigger import outcome as trigger_outcome
from everyhue.types import UNKNOWN, Deadline, Selection, StageOutcome

Spots = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What the trigger and the surface's settings allow for one request."""

    request: Request
    snapshot: Snapshot
    surface: SurfaceConfig
    decision: TriggerDecision
    refine: dict[str, str]
    diversified: tuple[str, ...]
    deadline: Deadline

    @property
    def reported(self) -> tuple[str, ...]:
        """Dimensions whose counts are recorded, in declared order."""
        held = {*self.decision.refinable, *self.decision.diversified, *self.refine}
        return tuple(name for name in self.snapshot.dimensions if name in held)


def answer(
    request: Request,
    snapshot: Snapshot,
    config: PathConfig,
    *,
    deadline: Deadline | None = None,
) -> Response:
    """Answer one request from a snapshot.

    Parameters
    ----------
    request : Request
        What was asked.
    snapshot : Snapshot
        The catalog at one moment.
    config : PathConfig
        Settings of the surfaces.
    deadline : Deadline, optional
        By when; the surface's ``deadline_ms`` from now where it is left out.

    Returns
    -------
    Response
        What is served, the original order, and one outcome per stage. When diversification breaks
        or is late, the original order is served and ``failed_open`` is set.

    Raises
    ------
    UnknownNameError
        For an unknown surface, item, dimension, bucket or strategy.
    """
    surface = config.surface(request.surface)
    deadline = deadline or Deadline.after(surface.deadline_ms)
    check_choice(request.refine, snapshot.dimensions)
    words = _words(request, snapshot)
    decision, triggered = _trigger(request, snapshot, words, config.rules)
    plan = _plan(request, snapshot, config, decision, deadline)
    probe = _probe(plan, words)
    found, retrieved = retrieve(probe, _reach(plan), surface.retrieval, report=plan.reported)
    parts, refined = _refine(plan, found)
    order, selection, reranked = _rerank(plan, found, parts)
    outcomes = tuple(o for o in (triggered, retrieved, refined, reranked) if o is not None)
    return _respond(plan, found, parts, order, selection, outcomes)


def _words(request: Request, snapshot: Snapshot) -> str:
    """Return what was typed; on *related*, the text of the item."""
    if request.item_id is None:
        return request.query
    return snapshot.cards([snapshot.row(request.item_id)])[0].text


def _trigger(
    request: Request, snapshot: Snapshot, words: str, rules: Path | None
) -> tuple[TriggerDecision, StageOutcome]:
    start = time.perf_counter()
    try:
        decision = decide(
            words,
            surface=request.surface,
            locale=request.locale,
            dimensions=snapshot.dimensions,
            packs=load_packs(rules),
        )
    except Exception as error:
        why = f"The trigger failed ({type(error).__name__}); nothing is diversified or offered."
        decision = TriggerDecision((), (), (), {}, None, why)
        return decision, StageOutcome("trigger", "failed", why, failed_open=True)
    return decision, trigger_outcome(decision, (time.perf_counter() - start) * 1000)


def _plan(
    request: Request,
    snapshot: Snapshot,
    config: PathConfig,
    decision: TriggerDecision,
    deadline: Deadline,
) -> Plan:
    surface = config.surface(request.surface)
    choice = {d: b for d, b in request.refine.items() if d in decision.refinable}
    wanted = surface.diversify if request.diversify is None else request.diversify
    names = surface.dimensions if surface.dimensions is not None else tuple(snapshot.dimensions)
    on = config.enabled and wanted
    diversified = tuple(d for d in names if d in decision.diversified and d not in choice)
    surface = surface if request.strategy is None else replace(surface, strategy=request.strategy)
    return Plan(request, snapshot, surface, decision, choice, diversified if on else (), deadline)


def _probe(plan: Plan, words: str) -> Probe:
    """Turn the request into scores and a vector: words, an item's own vector, or the prior."""
    held, prior = plan.snapshot, _prior(plan)
    if plan.request.item_id is not None:
        return _related_probe(plan, words, prior)
    if not words.strip():
        scores = held.priors.get(plan.surface.prior or "", np.ones(len(held), np.float32))
        return replace(make_probe(held, scores, None, within=plan.refine), cut=0.0)
    vector = held.embedder.embed(words) if held.embedder is not None else None
    scores = held.text_index.scores(words)
    return make_probe(held, scores, vector, prior=prior, within=plan.refine)


def _related_probe(plan: Plan, words: str, prior: Scores | None) -> Probe:
    held, row = plan.snapshot, plan.snapshot.row(str(plan.request.item_id))
    allowed = held.alive.copy()
    allowed[row] = False
    own = held.vectors[row] if held.vectors is not None and held.vectors[row].any() else None
    scores = held.text_index.scores(words) if own is None else None
    return make_probe(held, scores, own, prior=prior, allowed=allowed, within=plan.refine)


def _prior(plan: Plan) -> Scores | None:
    surface = plan.surface
    if surface.prior is None or not surface.prior_weight:
        return None
    prior = plan.snapshot.priors.get(surface.prior)
    return None if prior is None else (prior * surface.prior_weight).astype(np.float32)


def _reach(plan: Plan) -> Reach:
    """Reach deeper on later pages: always at least twice what has been and will be shown."""
    pages = math.ceil(2 * (len(plan.request.shown) + plan.request.k) / plan.surface.depth)
    depth = plan.surface.depth * max(1, pages)
    return Reach(depth, plan.surface.per_bucket * max(1, pages), plan.diversified)


def _refine(plan: Plan, found: Retrieved) -> tuple[Refined, StageOutcome | None]:
    everything = np.arange(len(found.candidates))
    if not plan.refine:
        return Refined(everything, everything[:0]), _refused(plan)
    start = time.perf_counter()
    parts = refine(found.candidates, plan.refine)
    words = ", ".join(_bucket_label(plan, d, b) for d, b in plan.refine.items())
    outcome = StageOutcome(
        "refine",
        "refined",
        f"You chose {words}: {len(parts.matched)} sure matches come first.",
        _counts(plan, found.candidates, everything),
        _counts(plan, found.candidates, parts.matched),
        (time.perf_counter() - start) * 1000,
        details={"choice": dict(plan.refine), "matched": len(parts.matched)},
    )
    return parts, outcome


def _refused(plan: Plan) -> StageOutcome | None:
    if not plan.request.refine:
        return None
    names = ", ".join(plan.snapshot.dimensions[d].label.lower() for d in plan.request.refine)
    why = f"Refining by {names} is not offered for this request, so the choice was not applied."
    return StageOutcome("refine", "not offered", why, details={"choice": dict(plan.request.refine)})


def _rerank(
    plan: Plan, found: Retrieved, parts: Refined
) -> tuple[Spots, Selection | None, StageOutcome]:
    """Order the matches; on any failure fall back to relevance, and say so."""
    start = time.perf_counter()
    plain = _plain_order(found, parts, _shown(plan, found))[: plan.request.k]
    try:
        order, selection = _diverse_order(plan, found, parts)
        decision, why, failed = _told(plan, selection), _why_order(plan, selection), False
    except Exception as error:
        if isinstance(error, LookupError) and plan.request.strategy is not None:
            raise
        order, selection, failed = plain, None, True
        decision = type(error).__name__
        reason = str(error).rstrip(".") if isinstance(error, EveryhueError) else decision
        why = f"Diversification failed ({reason}); this is the original order."
    outcome = StageOutcome(
        "rerank",
        decision,
        why,
        _counts(plan, found.candidates, plain),
        _counts(plan, found.candidates, order),
        (time.perf_counter() - start) * 1000,
        failed,
        _rerank_details(plan, selection),
    )
    return order, selection, outcome


def _diverse_order(plan: Plan, found: Retrieved, parts: Refined) -> tuple[Spots, Selection | None]:
    shown = _shown(plan, found)
    if not plan.diversified or not len(parts.matched):
        return _plain_order(found, parts, shown)[: plan.request.k], None
    plan.deadline.check("rerank")
    pool = found.candidates.take(parts.matched)
    selection = _select(plan, pool, np.flatnonzero(np.isin(parts.matched, shown)))
    order = parts.matched[selection.order]
    if len(order) < plan.request.k:
        refill = parts.refill[~np.isin(parts.refill, shown)]
        order = np.concatenate([order, refill[: plan.request.k - len(order)]])
    return order, selection


def _select(plan: Plan, pool: Candidates, shown: Spots) -> Selection:
    return rerank(
        pool.relevance,
        by=plan.surface.strategy,
        k=plan.request.k,
        vectors=pool.vectors,
        buckets={name: pool.labels[name] for name in plan.diversified},
        diversity=plan.surface.diversity,
        options=Options(
            keep=plan.surface.keep,
            shown=tuple(shown.tolist()),
            deadline=plan.deadline,
            weights=_weights(plan),
        ),
    )


def _weights(plan: Plan) -> dict[str, float]:
    """Leave out the weights of dimensions that this request does not diversify."""
    at_play = (*plan.diversified, "vectors")
    return {name: weight for name, weight in plan.surface.weights.items() if name in at_play}


def _shown(plan: Plan, found: Retrieved) -> Spots:
    """Return the candidate positions of the items on earlier pages, in the order shown."""
    if not plan.request.shown:
        return np.zeros(0, np.intp)
    rows = plan.snapshot.rows_of_keys(plan.request.shown)
    spot_of = {int(row): spot for spot, row in enumerate(found.candidates.rows)}
    return np.array([spot_of[int(row)] for row in rows if int(row) in spot_of], np.intp)


def _plain_order(found: Retrieved, parts: Refined, shown: Spots) -> Spots:
    """Return what diversify=off serves: base candidates by relevance, then refill."""
    matched = parts.matched[parts.matched < found.base]
    order = np.concatenate([matched, parts.refill[parts.refill < found.base]])
    return order[~np.isin(order, shown)]


def _respond(
    plan: Plan,
    found: Retrieved,
    parts: Refined,
    order: Spots,
    selection: Selection | None,
    outcomes: Sequence[StageOutcome],
) -> Response:
    shown, k = _shown(plan, found), plan.request.k
    plain = _plain_order(found, parts, shown)
    extra = np.arange(found.base, len(found.candidates))
    place = {int(s): i + 1 for i, s in enumerate(np.concatenate([plain, extra]))}
    reachable = len(found.candidates) if plan.diversified else found.base
    hit = _hit_maker(plan, found, parts, place)
    return Response(
        plan.request,
        tuple(hit(spot, i) for i, spot in enumerate(order.tolist(), 1)),
        tuple(hit(spot, i) for i, spot in enumerate(plain[:k].tolist(), 1)),
        tuple(outcomes),
        selection,
        {name: plan.snapshot.dimensions[name].ids for name in plan.decision.refinable},
        plan.diversified,
        plan.snapshot.generation,
        more=reachable - len(shown) > len(order),
        failed_open=any(outcome.failed_open for outcome in outcomes),
    )


def _hit_maker(
    plan: Plan, found: Retrieved, parts: Refined, place: dict[int, int]
) -> Callable[[int, int], Hit]:
    held, pool = plan.snapshot, found.candidates
    matched = set(parts.matched.tolist())

    def hit(spot: int, position: int) -> Hit:
        row = int(pool.rows[spot])
        return Hit(
            int(held.keys[row]),
            str(held.ids[row]),
            float(pool.relevance[spot]),
            position,
            place[spot],
            {name: _sure(pool, name, spot) for name in plan.reported},
            spot in matched,
            _why_here(plan, spot in matched, place[spot], position),
        )

    return hit


def _sure(pool: Candidates, name: str, spot: int) -> str:
    column = int(pool.labels[name].sure[spot])
    return pool.labels[name].buckets[column] if column >= 0 else UNKNOWN


def _why_here(plan: Plan, matched: bool, original: int, position: int) -> str:
    if not matched:
        return "refill"
    if original > position and plan.diversified:
        return "diversity"
    return "refinement" if plan.refine else "relevance"


def _counts(plan: Plan, pool: Candidates, spots: Spots) -> dict[str, dict[str, int]]:
    return {name: pool.labels[name].take(spots).counts() for name in plan.reported}


def _bucket_label(plan: Plan, dimension: str, bucket: str) -> str:
    return plan.snapshot.dimensions[dimension].bucket(bucket).label


def _told(plan: Plan, selection: Selection | None) -> str:
    return "original order" if selection is None else plan.surface.strategy


def _why_order(plan: Plan, selection: Selection | None) -> str:
    if selection is not None:
        names = " and ".join(plan.snapshot.dimensions[d].label.lower() for d in plan.diversified)
        how = plan.surface.strategy.replace("_", " ")
        return f"Mixed so that results vary in {names}, by {how}."
    if plan.decision.diversified and not plan.diversified:
        return "Diversification is off for this request; this is the original order."
    if plan.diversified:
        return "No sure match to diversify; this is the original order."
    return "Nothing to diversify for this request; this is the original order."


def _rerank_details(plan: Plan, selection: Selection | None) -> dict[str, object]:
    if selection is None:
        return {}
    return {
        "given_up": round(selection.given_up, 6),
        "ties": selection.ties,
        "unknown_before": dict(selection.unknown_before),
        "unknown_after": dict(selection.unknown_after),
        "short": [
            {"dimension": t.dimension, "bucket": t.bucket, "wanted": t.wanted, "got": t.got}
            for t in selection.short
        ],
        "notes": list(selection.notes),
        "diversity": plan.surface.diversity,
        "keep": plan.surface.keep,
    }
