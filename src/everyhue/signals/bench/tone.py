"""A tone model on people it has not seen: the report card, and what a page of twelve shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from everyhue.signals.bench.line import Line
from everyhue.signals.bench.shot import Roll
from everyhue.signals.calibration import top_label
from everyhue.signals.dimensions import SKIN_TONE
from everyhue.signals.given import Codes, Floats, Mask
from everyhue.signals.intervals import share_of
from everyhue.signals.report_card import ReportCard, report_card
from everyhue.signals.tone import ToneModel
from everyhue.signals.tone.reading import NO_PERSON
from everyhue.types import Labels, Provenance, Value

PAGE = 12
POOL = 200


def labels_of(model: ToneModel, roll: Roll) -> tuple[Labels, Mask]:
    """Return labels of photographs of one person each, and their conformal sets (n, B)."""
    seen = [row for row, sight in enumerate(roll.sights) if sight is not None]
    n, buckets = len(roll.sights), len(model.buckets)
    probs, sets = np.zeros((n, buckets)), np.ones((n, buckets), bool)
    sure, reason = np.full(n, -1, np.int16), np.full(n, NO_PERSON, object)
    reading = model.read_sights([roll.sights[row] for row in seen])  # type: ignore[misc]
    probs[seen], sets[seen], sure[seen] = reading.probs, reading.sets, reading.sure
    reason[seen] = np.array(reading.reasons, object)
    known: Mask = np.asarray(probs.any(axis=1))
    labels = Labels(
        model.dimension, model.buckets, probs.astype(np.float32), known, sure, reason,
        None, Provenance(model.id, model.calibration.id),
    )  # fmt: skip
    return labels, sets


def card_of(model: ToneModel, roll: Roll) -> ReportCard:
    """Return the report card at equal shares, with intersections."""
    labels, _ = labels_of(model, roll)
    shares = {bucket: 1 / len(SKIN_TONE.ids) for bucket in SKIN_TONE.ids}
    return report_card(labels, roll.truth, SKIN_TONE, groups=roll.facts, shares=shares)


def tone_lines(model: ToneModel, roll: Roll, rng: np.random.Generator) -> Iterator[Line]:
    """Yield what the issue asks of four-range skin tone, on photographs nothing was fitted on."""
    labels, sets = labels_of(model, roll)
    card = card_of(model, roll)
    pages = page_precision(labels, roll.truth, rng)
    nominal = 1 - model.sets.alpha
    for b, name in enumerate(model.buckets):
        yield Line("discoverability", name, card.value("discoverability", name), least=0.65)
        yield Line("coverage", name, card.value("coverage", name), least=0.65)
        yield Line(f"precision at {PAGE} of {POOL}", name, pages[b], least=0.75)
        yield Line("precision of all shown", name, card.value("precision", name))
        mine = roll.truth == b
        held = share_of(int(sets[mine, b].sum()), int(mine.sum()))
        yield Line(f"conformal coverage (nominal {nominal:g})", name, held, least=nominal - 0.04)
        yield Line("adjacent accuracy", name, card.value("adjacent_accuracy", name))
        yield Line("signed bias", name, card.value("signed_bias", name))
    ratio = _turned(card.value("discoverability_ratio"))
    yield Line("discoverability, largest over smallest", "", ratio, most=1.25)
    yield Line(
        "abstention, largest difference of ranges", "", card.value("abstention_gap"), most=0.08
    )
    yield Line("expected calibration error", "", _error(labels, roll.truth), most=0.06)
    yield Line("quadratic kappa of the sure", "", card.value("kappa"))


def page_precision(labels: Labels, truth: Codes, rng: np.random.Generator) -> tuple[Value, ...]:
    """Return, for each range, the precision of the first 12 of pools of 200 with equal shares.

    Items shown under the range come in order of its probability. The interval is over pools of
    different people; where fewer than 12 are shown, those that are.
    """
    pools = _pools(truth, len(labels.buckets), rng)
    found = []
    for b in range(len(labels.buckets)):
        hits = [_first(labels, truth, pool, b) for pool in pools]
        right, shown = (int(sum(part)) for part in zip(*hits, strict=True))
        found.append(share_of(right, shown, empty="nothing is shown"))
    return tuple(found)


def _first(labels: Labels, truth: Codes, pool: Codes, b: int) -> tuple[int, int]:
    mine = pool[labels.sure[pool] == b]
    first = mine[np.argsort(-labels.probs[mine, b], kind="stable")][:PAGE]
    return int((truth[first] == b).sum()), len(first)


def _pools(truth: Codes, buckets: int, rng: np.random.Generator) -> list[Codes]:
    """Pools of equal shares, no person in two of them."""
    each = POOL // buckets
    shuffled = [rng.permutation(np.flatnonzero(truth == b)) for b in range(buckets)]
    n = min(len(part) // each for part in shuffled)
    cut = [[part[k * each : (k + 1) * each] for part in shuffled] for k in range(max(n, 1))]
    return [np.concatenate(parts) for parts in cut]


def _error(labels: Labels, truth: Codes) -> Value:
    rows: Floats = np.clip(labels.probs.astype(np.float64), 0, 1)
    return top_label(rows / np.maximum(rows.sum(axis=1, keepdims=True), 1e-12), truth).error()


def _turned(ratio: Value) -> Value:
    """The largest over the smallest, from the smallest over the largest."""
    if not ratio.estimate or not ratio.low or not ratio.high:
        return Value.undefined_because("no range is found at all", ratio.n)
    return replace(ratio, estimate=1 / ratio.estimate, low=1 / ratio.high, high=1 / ratio.low)
