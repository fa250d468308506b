"""The files of an audit: each whole or not at all."""

from __future__ import annotations

from pathlib import Path

from everyhue.audit.telling.told import Told
from everyhue.files import whole_file
from everyhue.report import render
from everyhue.types import Tally


def write_report(told: Told, tally: Tally, folder: Path) -> None:
    """Write ``index.html``, ``report.json``, ``summary.md`` and ``tally.json``.

    Everything is rendered before anything is written.
    """
    page = render(told.document)
    texts = {"index.html": page, "report.json": told.json, "summary.md": told.markdown}
    for name, text in texts.items():
        with whole_file(folder / name) as scratch:
            scratch.write_text(text, "utf-8")
    tally.save(folder / "tally.json")
