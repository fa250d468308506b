"""The panel *why this order*: the explanation, arranged for reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from everyhue.ranking.explain import LIMITS, Explanation
from everyhue.service.web.cards import Place, item_href, moved
from everyhue.service.web.mix import Mix, mixes
from everyhue.service.web.wording import stage_words, why_words
from everyhue.types import UNKNOWN, Dimension, StageOutcome


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage: its name, what it decided in words, its time."""

    name: str
    why: str
    milliseconds: float
    failed_open: bool


@dataclass(frozen=True, slots=True)
class SupplyTable:
    """Candidates per bucket of one dimension, a column for each stage."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One result that moved most."""

    href: str
    text: str
    position: int
    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class WhyView:
    """What the panel shows."""

    headline: str
    sentences: tuple[str, ...]
    stages: tuple[StageRow, ...]
    supplies: tuple[SupplyTable, ...]
    mixes: tuple[Mix, ...]
    moves: tuple[MoveRow, ...]
    moved: int
    kept: float | None
    milliseconds: float
    limits: str = LIMITS


def why_view(
    explanation: Explanation, dimensions: Mapping[str, Dimension], texts: Mapping[str, str]
) -> WhyView:
    """Arrange an explanation; `texts` are captions by item id."""
    return WhyView(
        explanation.headline,
        explanation.sentences,
        tuple(_stage(outcome) for outcome in explanation.stages),
        _supplies(explanation.stages, dimensions),
        mixes(explanation.spreads, dimensions),
        tuple(
            MoveRow(
                item_href(move.id), texts.get(move.id, move.id), move.position,
                moved(move.position, move.original), why_words(move.why),
            )
            for move in explanation.moves
        ),
        explanation.moved,
        explanation.relevance_kept,
        explanation.milliseconds,
    )  # fmt: skip


def _stage(outcome: StageOutcome) -> StageRow:
    return StageRow(
        stage_words(outcome.stage), outcome.why, outcome.milliseconds, outcome.failed_open
    )


def _supplies(
    stages: Sequence[StageOutcome], dimensions: Mapping[str, Dimension]
) -> tuple[SupplyTable, ...]:
    """Make one table a dimension from the counts that stages recorded."""
    counted = [outcome for outcome in stages if outcome.counts_out]
    names = dict.fromkeys(name for outcome in counted for name in outcome.counts_out)
    return tuple(_supply(dimensions[name], counted) for name in names)


def _supply(dimension: Dimension, stages: Sequence[StageOutcome]) -> SupplyTable:
    columns = [("Found by relevance", stages[0].counts_in.get(dimension.name, {}))]
    columns += [
        (f"After {stage_words(outcome.stage).lower()}", outcome.counts_out.get(dimension.name, {}))
        for outcome in stages
    ]
    words = {bucket.id: bucket.label for bucket in dimension.buckets} | {UNKNOWN: "Not known"}
    rows = tuple(
        (label, tuple(counts.get(bucket, 0) for _, counts in columns))
        for bucket, label in words.items()
    )
    return SupplyTable(dimension.label, tuple(name for name, _ in columns), rows)
