"""An audit in words, whatever it was of."""

from __future__ import annotations

from dataclasses import dataclass

from everyhue.audit.judging import GateOutcome
from everyhue.report import Document


@dataclass(frozen=True, slots=True)
class Told:
    """An audit, ready to be shown and written.

    Parameters
    ----------
    found : tuple of str
        Sentences, the verdict first.
    document : Document
        The whole report.
    json : str
        The findings as JSON.
    markdown : str
        A summary for a pull request.
    gates : tuple of GateOutcome
        Verdicts; none without gates.
    """

    found: tuple[str, ...]
    document: Document
    json: str
    markdown: str
    gates: tuple[GateOutcome, ...] = ()
