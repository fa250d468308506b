"""The files of a comparison: each whole or not at all."""

from __future__ import annotations

from pathlib import Path

from everyhue.audit.telling import Told, pages, write_texts


def write_diff(told: Told, folder: Path) -> None:
    """Write ``index.html``, ``report.json`` and ``summary.md``; all are made before any is."""
    write_texts(pages(told), folder)
