"""The files of an audit of a signal: each whole or not at all."""

from __future__ import annotations

from pathlib import Path

from everyhue.audit.telling import Told
from everyhue.files import whole_file
from everyhue.report import render
from everyhue.signals.report_card import Stamp


def write_signal_report(
    told: Told, folder: Path, *, card: str | None = None, stamp: Stamp | None = None
) -> None:
    """Write ``index.html``, ``report.json``, ``summary.md``, ``model-card.md``, ``stamp.json``.

    Everything is rendered before anything is written; the stamp comes last.
    """
    texts = {"index.html": render(told.document), "report.json": told.json}
    texts["summary.md"] = told.markdown
    if card is not None:
        texts["model-card.md"] = card
    for name, text in texts.items():
        with whole_file(folder / name) as scratch:
            scratch.write_text(text, "utf-8")
    if stamp is not None:
        stamp.save(folder / "stamp.json")
