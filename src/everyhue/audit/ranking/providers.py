"""How exposure is spread over providers."""

from __future__ import annotations

from math import ceil

import numpy as np

from everyhue.audit.ranking.findings import Providers
from everyhue.audit.ranking.fold import values_of
from everyhue.audit.ranking.kind import Made
from everyhue.metrics import coverage, gini
from everyhue.types import Tally, Value

TOP = 0.1
"""Part of the providers that counts as the most shown."""

LISTED = 10


def spread_over(tally: Tally, made: Made) -> Providers | None:
    """Return inequality, coverage and the most shown, where the tally has providers."""
    held = {values_of(cell[2])[0]: row["exposure"]
            for cell, row in tally.sums.items() if cell[0] == "providers"}  # fmt: skip
    if not held:
        return None
    names = sorted(held, key=lambda name: (-held[name], name))
    exposure = np.array([held[name] for name in names])
    every = float(exposure.sum())
    if not every:
        none = Value.undefined_because("nothing was shown in the top k", 0)
        return Providers(made.provider, len(names), none, none, none, ())
    top = Value(float(exposure[: ceil(TOP * len(names))].sum()) / every, n=len(names))
    largest = tuple((name, held[name] / every) for name in names[:LISTED])
    return Providers(made.provider, len(names), gini(exposure), coverage(exposure), top, largest)
