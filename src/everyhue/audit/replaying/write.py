"""The files of a replay: each whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from everyhue.audit.replaying.findings import ReplayFindings
from everyhue.audit.replaying.tables import supply_rows, worst_rows
from everyhue.audit.telling import Told, pages, write_texts
from everyhue.files import whole_file


def write_replay(told: Told, findings: ReplayFindings, folder: Path) -> None:
    """Write ``index.html``, ``report.json``, ``summary.md``, ``tally.json`` and two tables.

    The tables are ``worst.csv`` and ``supply.csv``.
    """
    write_texts(pages(told), folder)
    findings.tally.save(folder / "tally.json")
    _csv(folder / "worst.csv", *worst_rows(findings))
    _csv(folder / "supply.csv", *supply_rows(findings))


def _csv(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with whole_file(path) as scratch, scratch.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(head)
        writer.writerows(rows)
