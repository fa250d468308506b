"""The audit page, ready for its template: panels of charts, one chart for each setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from everyhue.audit import ReplayFindings
from everyhue.audit.replaying import LOGGED
from everyhue.metrics import marginal, mean
from everyhue.report.charts import Change, Chart, dumbbell
from everyhue.service.web.audit_run import DEPTH, DIVERSE, Audited
from everyhue.service.web.wording import percent
from everyhue.types import Dimension, Tally, Value

WORDS = ("By relevance", "Diverse")
ALLOWED_MOVE = 0.02
"""How far the share of unknown results should move at most: two points."""

_KEYS = ("strategy", "measure", "dimension", "bucket", "target")

Dimensions = Mapping[str, Dimension]


@dataclass(frozen=True, slots=True)
class Panel:
    """One question, and a chart that answers it for each setting."""

    title: str
    text: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """One query that does not show every bucket its candidates have."""

    query: str
    dimension: str
    before: float
    after: float
    buckets: str


@dataclass(frozen=True, slots=True)
class World:
    """One setting of the path, and what was found with it.

    Parameters
    ----------
    name, title : str
        ``"as_is"`` or ``"level"``, and what a person reads.
    findings : ReplayFindings
        What replay found.
    tally : Tally
        Its measures over all surfaces.
    empty : tuple of str
        Queries without a result.
    """

    name: str
    title: str
    findings: ReplayFindings
    tally: Tally
    empty: tuple[str, ...]

    def value(
        self, who: str, measure: str, name: str = "", part: tuple[str, str] = ("", "")
    ) -> Value:
        """Return the mean over queries of a measure of one order."""
        return mean(self.tally, (who, measure, name, *part))

    def change(self, label: str, measure: str, name: str, target: float | None = None) -> Change:
        """Return a measure before and after."""
        before, after = (self.value(who, measure, name) for who in (LOGGED, DIVERSE))
        return Change(label, before, after, target)

    @property
    def kept(self) -> Value:
        """Share of the relevance that the diverse order keeps."""
        return self.value(DIVERSE, "kept_share")


def audit_worlds(found: Mapping[str, Audited], *, demo: bool) -> tuple[World, ...]:
    """Return the settings that found something, named for a reader."""
    titles = {"as_is": "With the made skew" if demo else "As served", "level": "Zero skew"}
    return tuple(
        World(
            name,
            titles[name],
            audited.findings,
            marginal(audited.findings.tally, _KEYS),
            audited.empty,
        )
        for name, audited in found.items()
        if audited.findings is not None
    )


def audit_panels(worlds: Sequence[World], dimensions: Dimensions) -> tuple[Panel, ...]:
    """Return every question with its charts; none where nothing was found."""
    if not worlds:
        return ()
    return (
        _div(worlds, dimensions), *_crossed(worlds, dimensions),
        *(_exposure(worlds, dimension) for dimension in dimensions.values()),
        _unknown(worlds, dimensions),
    )  # fmt: skip


def missing(world: World, dimensions: Dimensions) -> tuple[Missing, ...]:
    """Return the queries that miss buckets their candidates have, worst first."""
    return tuple(
        Missing(
            line.query, dimensions[line.dimension].label, line.missed[LOGGED],
            line.missed[DIVERSE], _labels(dimensions[line.dimension], line.missing),
        )
        for line in world.findings.worst
        if line.missed[LOGGED] or line.missed[DIVERSE]
    )  # fmt: skip


def _div(worlds: Sequence[World], dimensions: Dimensions) -> Panel:
    def rows(world: World) -> Iterator[Change]:
        for name, dimension in dimensions.items():
            supply = world.value(LOGGED, "could_at_k", name).estimate
            yield world.change(dimension.label, "div_at_k", name, supply)

    text = (
        f"Of these queries, the share whose first {DEPTH} results show every bucket at least once "
        f"(Div@{DEPTH}). The diamond is what the candidates would allow: ranking cannot show what "
        "is not there."
    )
    return Panel(
        "Is every bucket there?", text, _charts(worlds, f"Div@{DEPTH}", rows, "Supply allows")
    )


def _crossed(worlds: Sequence[World], dimensions: Dimensions) -> Iterator[Panel]:
    if len(dimensions) < 2:
        return

    def rows(world: World, measure: str) -> Iterator[Change]:
        for a, b in combinations(dimensions, 2):
            label = f"{dimensions[a].label} × {dimensions[b].label.lower()}"
            yield world.change(label, measure, f"{a} × {b}")

    text = (
        f"Of the combinations that the candidates hold, at most {DEPTH} of which fit, the share "
        f"that the first {DEPTH} results show."
    )
    strict = [change for world in worlds for change in rows(world, "intersection_div_at_k")]
    defined = any(change.after.defined for change in strict)
    if not defined:
        text += (
            f" Div@{DEPTH} over combinations is undefined here: more combinations have candidates "
            f"than there are places."
        )
    charts = _charts(worlds, "Combinations", lambda world: rows(world, "intersection_recall"))
    yield Panel("And every combination of two?", text, charts)
    if defined:
        yield Panel(
            f"Combinations, as Div@{DEPTH}",
            f"The share of queries whose first {DEPTH} results show every combination there is, "
            f"where at most {DEPTH} have candidates.",
            _charts(worlds, "All combinations", lambda world: rows(world, "intersection_div_at_k")),
        )


def _exposure(worlds: Sequence[World], dimension: Dimension) -> Panel:
    def rows(world: World) -> Iterator[Change]:
        for bucket in dimension.buckets:
            before, after = (
                world.value(who, "exposure_share", dimension.name, (bucket.id, ""))
                for who in (LOGGED, DIVERSE)
            )
            yield Change(bucket.label, before, after, 1 / len(dimension.buckets))

    text = (
        f"The share of attention each bucket gets among results whose bucket is known: a result at "
        f"rank r draws 1 / log2(1 + r). Equal shares are a reference, not a verdict. "
        f"{dimension.note}"
    )
    return Panel(
        f"Exposure: {dimension.label.lower()}",
        text,
        _charts(worlds, dimension.label, rows, "Equal share"),
    )


def _unknown(worlds: Sequence[World], dimensions: Dimensions) -> Panel:
    def rows(world: World) -> Iterator[Change]:
        for name, dimension in dimensions.items():
            yield world.change(dimension.label, "unknown_share", name)

    moved = [
        f"{change.label.lower()} ({world.title.lower()}) by {points:.0f}"
        for world in worlds
        for change in rows(world)
        if (points := _points(change)) > 100 * ALLOWED_MOVE
    ]
    told = f"Here more points move: {', '.join(moved)}." if moved else "Here none moves further."
    text = (
        "Results without a sure label. Unknown is never a bucket, and diversification should "
        f"neither favour nor avoid it: no more than two points should move. {told}"
    )
    return Panel("What is not known", text, _charts(worlds, "Not known", rows))


def _points(change: Change) -> float:
    """Return by how many points of one hundred a share moves; 0 where a side is undefined."""
    if change.before.estimate is None or change.after.estimate is None:
        return 0.0
    return 100 * abs(change.after.estimate - change.before.estimate)


def _charts(
    worlds: Sequence[World],
    subject: str,
    rows: Callable[[World], Iterator[Change]],
    target: str = "Target",
) -> tuple[Chart, ...]:
    """Draw one chart for each setting, under a title of its own."""
    drawn = []
    for world in worlds:
        changes = tuple(rows(world))
        title = f"{subject}: {world.title.lower()}"
        told = _told(changes)
        drawn.append(dumbbell(changes, title=title, summary=told, words=WORDS, target=target))
    return tuple(drawn)


def _told(changes: Sequence[Change]) -> str:
    """Say the largest change in words."""
    defined = [change for change in changes if _points(change)]
    if not defined:
        return "Nothing changes."
    most = max(defined, key=_points)
    early, late = percent(most.before.estimate), percent(most.after.estimate)
    return f"The most changes: {most.label.lower()}, from {early} to {late}."


def _labels(dimension: Dimension, buckets: Sequence[str]) -> str:
    return ", ".join(dimension.bucket(bucket).label for bucket in buckets)
