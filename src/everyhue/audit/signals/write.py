"""The files of an audit of a signal: each whole or not at all."""

from __future__ import annotations

from pathlib import Path

from everyhue.audit.telling import Told, pages, write_texts
from everyhue.signals.report_card import Stamp


def write_signal_report(
    told: Told, folder: Path, *, card: str | None = None, stamp: Stamp | None = None
) -> None:
    """Write ``index.html``, ``report.json``, ``summary.md``, ``model-card.md``, ``stamp.json``.

    Everything is rendered before anything is written; the stamp comes last.
    """
    more = {} if card is None else {"model-card.md": card}
    write_texts({**pages(told), **more}, folder)
    if stamp is not None:
        stamp.save(folder / "stamp.json")
