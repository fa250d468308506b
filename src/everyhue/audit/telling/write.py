"""The files of an audit: each whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from everyhue.audit.rules import overall_status
from everyhue.audit.telling.told import Told
from everyhue.audit.telling.verdicts import banner, verdict_line
from everyhue.files import whole_file
from everyhue.report import Document, render
from everyhue.types import Tally


def write_report(told: Told, tally: Tally, folder: Path) -> None:
    """Write ``index.html``, ``report.json``, ``summary.md`` and ``tally.json``.

    Everything is rendered before anything is written.
    """
    page = render(headed(told))
    texts = {"index.html": page, "report.json": told.json, "summary.md": told.markdown}
    for name, text in texts.items():
        with whole_file(folder / name) as scratch:
            scratch.write_text(text, "utf-8")
    tally.save(folder / "tally.json")


def headed(told: Told) -> Document:
    """Return the page with the verdict at its head, and out of the sentences below."""
    status = overall_status([one.status for one in told.gates]) if told.gates else None
    line = verdict_line(told.gates, status)
    found = tuple(words for words in told.document.found if words != line)
    return replace(told.document, verdict=banner(told.gates, status), found=found)
