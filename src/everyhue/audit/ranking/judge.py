"""The gates of a ranking tally, each on the cells it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from everyhue.audit.judging import GateOutcome, judged
from everyhue.audit.ranking.cells import item_cells, request_cells
from everyhue.audit.ranking.fold import values_of
from everyhue.audit.ranking.kind import Made
from everyhue.audit.rules import Gate, Rules, audited_families, family_among
from everyhue.errors import InputError, bad_value, unknown_name
from everyhue.metrics.groups import (
    DELIVERY,
    ITEM_MEASURES,
    MISSING,
    REQUEST_MEASURES,
    Cells,
    called,
)
from everyhue.metrics.groups.rankings import OF_DIMENSION
from everyhue.types import Tally

SHARES = ("exposure_share", "places_share", "delivery_share")
"""Shares of one whole: over all buckets they sum to 1, so that they need a target."""

Asked = tuple[Gate, Cells]


def judge(tally: Tally, rules: Rules, depth: int | None = None) -> tuple[GateOutcome, ...]:
    """Return the verdict of every gate at the first depth of the tally.

    Parameters
    ----------
    tally : Tally
        Of `count_ranking`.
    rules : Rules
        Gates and targets.
    depth : int, optional
        Most columns of an intersection.

    Raises
    ------
    InputError, UnknownNameError
        For a gate on a measure, columns or a target that the tally does not have.
    """
    made = Made.of(tally.kind)
    asked = [pair for gate in rules.gate for pair in _asked(gate, tally, made, depth)]
    return judged(asked, rules.model_copy(update={"targets": _targets(tally, made, rules)}))


def _asked(gate: Gate, tally: Tally, made: Made, depth: int | None) -> Iterator[Asked]:
    name = gate.measured
    if name == DELIVERY.name:
        yield _whole(gate), delivery_cells(tally, made)
    elif name in ITEM_MEASURES:
        for family in _item_families(gate, made, depth):
            yield _whole(gate), _known(gate, item_cells(tally, made, family, made.k))
    elif name in REQUEST_MEASURES:
        yield from _of_requests(gate, tally, made, depth)
    else:
        known = [*ITEM_MEASURES, *REQUEST_MEASURES, DELIVERY.name]
        raise unknown_name("measure of rankings", name, known)


def _whole(gate: Gate) -> Gate:
    if gate.measured in SHARES and gate.compare != "value" and gate.against == "overall":
        raise bad_value(
            f"gate on {gate.measured}", 'against = "overall"', 'against = "target"',
            "All buckets together have all of it, so that there is nothing to compare with.",
        )  # fmt: skip
    return gate


def _item_families(gate: Gate, made: Made, depth: int | None) -> tuple[tuple[str, ...], ...]:
    audited = audited_families(made.by, depth)
    if gate.of is not None and gate.cells is None and gate.reference is None:
        return (family_among((gate.of,), audited),)
    families = gate.families(audited)
    single = gate.against == "target" or gate.measured == "exposure_to_target"
    return tuple(f for f in families if len(f) == 1) if single and gate.cells is None else families


def _known(gate: Gate, cells: Cells) -> Cells:
    """Without the unknown where cells are shares of the known."""
    if gate.measured not in (*SHARES, "exposure_to_target"):
        return cells
    return cells.take([i for i, group in enumerate(cells.groups) if MISSING not in group])


def _of_requests(gate: Gate, tally: Tally, made: Made, depth: int | None) -> Iterator[Asked]:
    dimensions: tuple[str | None, ...] = (None,)
    if gate.measured in OF_DIMENSION:
        dimensions = made.by if gate.of is None else family_among((gate.of,), _single(made.by))
    elif gate.of is not None:
        raise bad_value(f"of in a gate on {gate.measured}", gate.of, "nothing: it is of no bucket")
    for of in dimensions:
        for family in _user_families(gate, made, depth):
            cells = request_cells(tally, made, family, made.k, of)
            if gate.measured not in cells.names:
                raise InputError(f"gate on {gate.measured}: {_missing(gate.measured)}")
            yield gate.model_copy(update={"of": of}), cells


def _single(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((name,) for name in names)


def _user_families(gate: Gate, made: Made, depth: int | None) -> tuple[tuple[str, ...], ...]:
    if gate.compare == "value" and gate.cells is None:
        return ((),)
    if not made.users:
        raise InputError(
            f"gate on {gate.measured}: there are no groups of requests to compare. Name a column "
            'about the request with --user-group, or hold all requests with compare = "value".'
        )
    return gate.families(audited_families(made.users, depth))


def _missing(measure: str) -> str:
    """What has to be named so that a measure is there."""
    if measure == "ndcg":
        return "it needs relevance. Name the column: --relevance COL."
    if measure.startswith("popularity"):
        return "it needs popularity. Name the columns: --popularity COL --item COL."
    if measure in ("requests_with_click", "reciprocal_rank"):
        return "it needs clicks. Name the column: --clicks COL."
    return "it needs a dimension of two buckets at least."


def delivery_cells(tally: Tally, made: Made) -> Cells:
    """Return what was delivered, by the columns of the eligible; the unknown left out.

    Raises
    ------
    InputError
        Where nothing is known of the eligible.
    """
    if not made.eligible:
        raise InputError("delivery_share: nobody knows who was eligible. Pass --eligible FILE.")
    if set(made.eligible) <= set(made.users):
        cells = request_cells(tally, made, made.eligible, made.k)
    else:
        cells = item_cells(tally, made, made.eligible, made.k)
    known = cells.take([i for i, group in enumerate(cells.groups) if MISSING not in group])
    for group in sorted(set(eligible_shares(tally)) - set(known.groups)):
        known = known.joined(_nothing(known, group))
    return replace(
        known, by=(eligible_name(made),), groups=tuple((called(g),) for g in known.groups)
    )


def _nothing(cells: Cells, group: tuple[str, ...]) -> Cells:
    """A group that is eligible, and that nothing was delivered to."""
    like = cells.take([0])
    kept = np.array([float(name in cells.shared) for name in cells.names])
    clusters = None if like.clusters is None else like.clusters * kept
    return replace(
        like, groups=(group,), sums=like.sums * kept, rows=like.rows * kept, clusters=clusters
    )


def eligible_name(made: Made) -> str:
    """What the groups of the eligible are called, apart from the columns' own targets."""
    return f"{' × '.join(made.eligible)}, against the eligible"


def eligible_shares(tally: Tally) -> dict[tuple[str, ...], float]:
    """Return the share of each group in the eligible."""
    held = {
        values_of(cell[2]): row["eligible"]
        for cell, row in tally.sums.items() if cell[0] == "eligible"
    }  # fmt: skip
    every = sum(held.values())
    return {group: n / every for group, n in held.items()}


def _targets(tally: Tally, made: Made, rules: Rules) -> dict[str, dict[str, float | str] | str]:
    """Targets as numbers: those by request as their mean over exposure, and the eligible."""
    targets: dict[str, dict[str, float | str] | str] = {**rules.targets}
    for name, aim in made.aims.items():
        if aim.columns:
            cells = item_cells(tally, made, (name,), made.k)
            aimed = cells.sums[:, cells.names.index("aimed")]
            every = aimed.sum()
            targets[name] = {
                group[0]: float(n / every) if every else 0.0
                for group, n in zip(cells.groups, aimed, strict=True) if MISSING not in group
            }  # fmt: skip
    if made.eligible:
        targets[eligible_name(made)] = {called(g): n for g, n in eligible_shares(tally).items()}
    return targets
