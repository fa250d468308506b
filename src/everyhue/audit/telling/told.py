"""An audit in words, whatever it was of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from everyhue.audit.judging import GateOutcome
from everyhue.audit.rules import overall_status
from everyhue.audit.telling.card import Facts
from everyhue.audit.telling.verdicts import banner, verdict_line
from everyhue.report import Document
from everyhue.types import Status


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
    card : Facts, optional
        For the model card of an audit that is of a model.
    """

    found: tuple[str, ...]
    document: Document
    json: str
    markdown: str
    gates: tuple[GateOutcome, ...] = ()
    card: Facts | None = None

    @property
    def status(self) -> Status | None:
        """The verdict of all gates; none without gates."""
        return overall_status([one.status for one in self.gates]) if self.gates else None

    @property
    def page(self) -> Document:
        """The report with the verdict at its head, and out of the sentences below."""
        line = verdict_line(self.gates, self.status)
        if not self.gates and line not in self.document.found:
            return self.document  # what no gate could be of, such as a comparison of two reports
        found = tuple(words for words in self.document.found if words != line)
        return replace(self.document, verdict=banner(self.gates, self.status), found=found)
