"""What measures are, in plain words, for a reader who meets them for the first time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyhue.audit.telling.words import titled
from everyhue.errors import UnknownNameError
from everyhue.registry import find
from everyhue.report.charts.svg import escape

PLAIN = {
    "selection_rate": "Of all rows, the share that was decided positive.",
    "prevalence": "Of all rows, the share whose label is positive.",
    "true_positive_rate": "Of those whose label is positive, the share that was found.",
    "false_positive_rate": "Of those whose label is negative, the share that was decided positive "
    "all the same.",
    "positive_predictive_value": "Of those decided positive, the share whose label is positive.",
    "accuracy": "Of all rows, the share decided as the label says.",
    "f1_score": "Harmonic mean of true positive rate and positive predictive value.",
    "balanced_accuracy": "Mean of the true positive and the true negative rate.",
    "mcc": "Correlation of decision and label, from −1 to 1.",
    "auc": "Chance that a positive row scores higher than a negative one.",
    "brier_loss": "Mean squared distance of score and label; lower is better.",
    "calibration_gap": "Mean score minus share of positive rows; 0 is on target.",
}


def glossary(measures: Sequence[str], own: Mapping[str, str] | None = None) -> str:
    """Return measures with what they are, as HTML.

    Parameters
    ----------
    measures : sequence of str
        Canonical names.
    own : mapping of str to str, optional
        Words of an audit for its own measures; others have those of their registration.
    """
    words = PLAIN | dict(own or {})
    told = {name: words.get(name) or _registered(name) for name in measures}
    items = "".join(
        f"<dt>{escape(titled(name))}</dt><dd>{escape(text)}</dd>"
        for name, text in told.items()
        if text
    )
    return f'<dl class="words">{items}</dl>' if items else ""


def _registered(name: str) -> str:
    try:
        return find("group_measure", name).summary
    except UnknownNameError:
        return ""
