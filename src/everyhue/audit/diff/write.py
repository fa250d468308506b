"""The files of a comparison: each whole or not at all."""

from __future__ import annotations

from pathlib import Path

from everyhue.audit.telling import Told
from everyhue.files import whole_file
from everyhue.report import render


def write_diff(told: Told, folder: Path) -> None:
    """Write ``index.html``, ``report.json`` and ``summary.md``; all are made before any is."""
    page = render(told.document)
    texts = {"index.html": page, "report.json": told.json, "summary.md": told.markdown}
    for name, text in texts.items():
        with whole_file(folder / name) as scratch:
            scratch.write_text(text, "utf-8")
