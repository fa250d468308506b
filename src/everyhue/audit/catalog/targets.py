"""Targets of a catalog some of whose buckets are hidden."""

from __future__ import annotations

from everyhue.audit.catalog.held import Held
from everyhue.audit.rules import Rules
from everyhue.audit.rules.rules import Target
from everyhue.metrics.groups import SUPPRESSED


def aimed_at_told(held: Held, rules: Rules) -> Rules:
    """Return rules whose targets name the suppressed bucket in place of those that are hidden.

    Its share is what the told buckets leave. A stated bucket that is not there counts as hidden,
    since a suppressed tally does not say what is.
    """
    made = {name: _target(held, name, target) for name, target in rules.targets.items()}
    return rules.model_copy(update={"targets": made})


def _target(held: Held, name: str, target: Target) -> Target:
    told = held.buckets.get(name, ())
    if SUPPRESSED not in told:
        return target
    known = [bucket for bucket in told if bucket != SUPPRESSED]
    if isinstance(target, str):
        every = len(known) + held.hides("buckets", name)
        shares = dict.fromkeys(known, 1 / every)
    elif any(isinstance(share, str) for share in target.values()):
        return target
    else:
        shares = {bucket: float(target.get(bucket, 0.0)) for bucket in known}
    return {**shares, SUPPRESSED: max(0.0, 1 - sum(shares.values()))}
