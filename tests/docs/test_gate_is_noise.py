"""The page on noisy gates says what the command prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from everyhue.cli.audit import command

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/your-fairness-gate-is-noise.md").read_text("utf-8")
TABLE = (ROOT / "benchmarks/gate_operating_table.md").read_text("utf-8")


def rows(text: str) -> set[str]:
    return {line for line in text.split("\n") if line.startswith("| ")}


def test_the_tables_are_those_of_the_whole_run() -> None:
    told = rows(PAGE.split("## The same, small")[0])
    assert len(told) >= 18
    assert told <= rows(TABLE)


@pytest.mark.slow
def test_the_small_run_prints_what_the_page_shows() -> None:
    words = "simulate --runs 40 --rows 10000 --rows 100000 --rows-per-user 5"
    assert f"everyhue audit {words}" in PAGE
    result = CliRunner().invoke(command, words.split(), catch_exceptions=False)
    assert result.stdout.strip() == PAGE.split("```text\n")[1].split("\n```")[0].strip()


def test_the_whole_run_keeps_its_promises() -> None:
    """Even at 1 M passes ≥ 65 %; false fails ≤ 1 %; the unfair truth passes ≤ 1 %, fails ≥ 95 %."""
    said = {}
    for line in rows(TABLE):
        parts = [part.strip() for part in line.strip("| ").split("|")]
        if parts[0] in ("even", "one cell at 0.62"):
            said[parts[0], parts[1]] = [float(part.rstrip("%")) for part in parts[2:]]
    assert said["even", "1,000,000"][0] >= 65
    assert max(shares[1] for (truth, _), shares in said.items() if truth == "even") <= 1
    unfair = [shares for (truth, _), shares in said.items() if truth != "even"]
    assert max(shares[0] for shares in unfair) <= 1
    assert said["one cell at 0.62", "1,000,000"][1] >= 95
