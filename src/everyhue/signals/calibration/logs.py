"""Log probabilities, the way back from them, and the log loss."""

from __future__ import annotations

import numpy as np

from everyhue.signals.given import Codes, Floats

LEAST = 1e-12
"""Probabilities below this are read as this, so that no logarithm is infinite."""


def logs_of(probs: Floats) -> Floats:
    """Return ln max(p, 1e-12)."""
    return np.log(np.maximum(probs, LEAST))


def softmax(scores: Floats) -> Floats:
    """Return exp(s) with each row normalised, without overflow."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))


def where_said(probs: Floats, made: Floats) -> Floats:
    """Return `made`, with rows that abstained left at zero."""
    return np.where(probs.any(axis=1, keepdims=True), made, 0.0)


def log_loss(probs: Floats, truth: Codes) -> float:
    """Return the mean of −ln p(truth), lower is better."""
    return float(-logs_of(probs)[np.arange(len(truth)), truth].mean())
