"""Which way of a measure is better."""

from __future__ import annotations

from typing import Literal

from everyhue.registry import entries

Direction = Literal["higher", "lower", "zero", "none"]
"""Which values are better; ``zero``: those nearer to 0, of measures with a sign."""

KINDS = ("group_measure", "list_measure")
"""Kinds of the registry that state a direction."""

HIGHER = ("auc", "mcc", "balanced_accuracy", "quadratic_kappa", "r2")
"""Measures of which more is better and whose names do not say so."""


SIGNED = ("calibration_gap", "mean_error")
"""Measures with a sign, that are on target at 0."""


def direction_of(measure: str) -> Direction:
    """Return which way is better: by the registry, else by the ending of the name, else neither.

    Examples
    --------
    >>> [direction_of(name) for name in ("tpr", "error_rate", "selection_rate", "brier_loss")]
    ['none', 'lower', 'none', 'lower']
    >>> direction_of("true_positive_rate of cat"), direction_of("f1_score")
    ('higher', 'higher')
    >>> direction_of("calibration_gap")
    'zero'
    """
    name = measure.split(" of ", maxsplit=1)[0]
    if name in SIGNED:
        return "zero"
    for kind in KINDS:
        for entry in entries(kind):
            if entry.name == name and entry.direction in ("higher", "lower"):
                return "higher" if entry.direction == "higher" else "lower"
    if name in HIGHER or name.endswith("_score"):
        return "higher"
    return "lower" if name.endswith(("_gap", "_loss", "_error")) else "none"
