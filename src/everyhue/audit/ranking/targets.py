"""Targets of a log some of whose buckets are hidden."""

from __future__ import annotations

from collections.abc import Mapping
from math import isclose

from everyhue.audit.ranking.aims import Aim
from everyhue.audit.ranking.kind import Made
from everyhue.audit.rules import Rules
from everyhue.errors import InputError, bad_value
from everyhue.metrics.groups import SUPPRESSED


def aimed_at_told(made: Made, rules: Rules) -> Rules:
    """Return rules whose targets name the suppressed bucket in place of those that are hidden.

    Raises
    ------
    InputError
        For targets whose told shares are not those the tally was counted with.
    """
    targets = dict(rules.targets)
    for name, aim in made.aims.items():
        if SUPPRESSED in aim.buckets and name in targets:
            if not _same(targets[name], aim):
                raise refused_target(name, targets[name], aim)
            targets[name] = {**aim.shares, **aim.columns}
    return rules.model_copy(update={"targets": targets})


def refused_target(name: str, target: object, aim: Aim) -> InputError:
    """Return the error for a target other than the one that list measures were counted against."""
    return bad_value(
        f"targets.{name}", target,
        f"those the tally was counted with: {dict(aim.shares or aim.columns)}",
        "Count the log again with these targets.",
    )  # fmt: skip


def _same(target: str | Mapping[str, float | str], aim: Aim) -> bool:
    """Whether what a target says of the told buckets is what the tally was counted with."""
    if isinstance(target, str):
        return len({share for bucket, share in aim.shares.items() if bucket != SUPPRESSED}) < 2
    told = [bucket for bucket in aim.buckets if bucket != SUPPRESSED]
    return all(_equal(target.get(b), aim.shares.get(b, aim.columns.get(b))) for b in told)


def _equal(stated: float | str | None, held: float | str | None) -> bool:
    if isinstance(stated, str) or isinstance(held, str):
        return stated == held
    return isclose(stated or 0.0, held or 0.0, abs_tol=1e-9)
