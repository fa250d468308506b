"""What an audit prints: words on a terminal, plain lines in a pipe, JSON alone where asked."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from rich.console import Console

from everyhue.cli.audit import command, show
from everyhue.errors import EveryhueError

GATE = '[[gate]]\nmeasure = "selection_rate"\nat_least = {}\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path, rng = tmp_path_factory.mktemp("show"), np.random.default_rng(2)
    tone = rng.choice(["light", "deep"], 9000, p=[0.8, 0.2])
    chosen = (rng.random(9000) < np.where(tone == "deep", 0.1, 0.5)).astype(int)
    pl.DataFrame({"y": rng.integers(0, 2, 9000), "p": chosen, "tone": tone}).write_csv(
        path / "rows.csv"
    )
    (path / "hard.toml").write_text(GATE.format(0.8))
    (path / "open.toml").write_text("minimum = 5000\n" + GATE.format(0.01))
    return path


def audit(folder, *more, gate="hard"):
    call = ["model", str(folder / "rows.csv"), "--label", "y", "--prediction", "p", "--by", "tone"]
    return CliRunner().invoke(
        command, [*call, "--gate", str(folder / f"{gate}.toml"), *map(str, more)],
        catch_exceptions=False,
    )  # fmt: skip


def test_a_pipe_gets_the_verdict_then_findings_gates_and_the_place(folder, tmp_path):
    lines = audit(folder, "--out", tmp_path).stdout.splitlines()
    assert lines[0] == "- Fail: 1 of 1 gates fails."
    assert lines[1].startswith("- Selection rate by tone: deep is at 0.2")
    assert len([line for line in lines if line.startswith("- ")]) <= 4
    rule = "tone: Selection rate of every group: at least 0.8 times the overall one"
    assert lines[-2].split() == ["fail", *rule.split()]
    assert lines[-1] == f"Report: {tmp_path / 'index.html'}"
    assert "\x1b" not in "".join(lines)


def test_json_is_all_that_is_printed(folder, tmp_path):
    done = audit(folder, "--json", "--out", tmp_path)
    assert json.loads(done.stdout)["findings"]["status"] == "fail"
    assert done.stdout.strip() == (tmp_path / "report.json").read_text("utf-8").strip()
    assert done.stderr == ""


def test_a_terminal_gets_sign_word_and_a_table(folder, monkeypatch):
    shown = io.StringIO()
    made = Console(file=shown, force_terminal=True, width=100, color_system=None)
    monkeypatch.setattr("rich.console.Console", lambda **more: made)
    told = []
    real = show.show
    monkeypatch.setattr("everyhue.cli.audit.finish.show", lambda *a: (told.append(a[0]), real(*a)))
    audit(folder)
    words = shown.getvalue()
    assert "✕ Fail: 1 of 1 gates fails." in words
    assert "Verdict" in words
    assert "  1. Selection rate by tone" in words


def test_the_card_is_read_first_and_filled(folder, tmp_path):
    (tmp_path / "card.toml").write_text('name = "Ranker 7"\nowners = "Search team"\n')
    audit(folder, "--card", tmp_path / "card.toml", "--out", tmp_path / "r")
    card = (tmp_path / "r" / "model-card.md").read_text("utf-8")
    assert card.startswith("# Model card: Ranker 7\n")
    assert "Search team" in card
    (tmp_path / "card.toml").write_text('owner = "x"\n')
    with pytest.raises(EveryhueError, match="Did you mean 'owners'"):
        audit(folder, "--card", tmp_path / "card.toml", "--out", tmp_path / "none")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("more", "tag"), [((), "skipped"), (("--open-as", "failure"), "failure")])
def test_what_lacks_evidence_is_skipped_or_fails_as_asked(folder, tmp_path, more, tag):
    done = audit(folder, *more, "--out", tmp_path, gate="open")
    assert done.exit_code == 3
    first = ET.parse(tmp_path / "junit.xml").getroot().find("testsuite/testcase")
    assert [child.tag for child in first] == [tag]


@pytest.mark.parametrize("name", ["model", "merge", "simulate", "ranking", "catalog", "diff"])
def test_every_command_has_help_with_an_example(name):
    done = CliRunner().invoke(command, [name, "--help"])
    assert done.exit_code == 0
    assert f"everyhue audit {name}" in done.output
