"""Every kind of report that a command writes is valid by the published schema."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from everyhue.audit.kinds import ROOMS
from everyhue.audit.telling.schema import FINDINGS, report_schema
from everyhue.cli.audit import command

ROOT = Path(__file__).resolve().parents[3]
GATES = '[[gate]]\nmeasure = "{}"\nat_least = 0.8\n'


@pytest.fixture(scope="module")
def checker():
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    jsonschema.Draft202012Validator.check_schema(report_schema())
    return jsonschema.Draft202012Validator(report_schema())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path, rng, n = tmp_path_factory.mktemp("schema"), np.random.default_rng(5), 4000
    tone = rng.choice(["light", "deep"], n)
    pl.DataFrame(
        {"y": rng.integers(0, 2, n), "s": rng.random(n), "kind": rng.choice(["a", "b", "c"], n),
         "said": rng.choice(["a", "b", "c"], n), "price": rng.random(n), "tone": tone,
         "id": np.arange(n), "q": np.arange(n) // 10, "p": np.arange(n) % 10 + 1,
         "clicked": rng.integers(0, 2, n), "skin_tone": tone}
    ).write_csv(path / "rows.csv")  # fmt: skip
    return path


CALLS = {
    "binary": ["model", "--label", "y", "--score", "s", "--by", "tone"],
    "multiclass": ["model", "--label", "kind", "--prediction", "said", "--task", "multiclass",
                   "--by", "tone"],
    "regression": ["model", "--label", "price", "--prediction", "s", "--task", "regression",
                   "--by", "tone"],
    "ranking": ["ranking", "--query", "q", "--position", "p", "--by", "tone",
                "--clicks", "clicked"],
    "catalog": ["catalog", "--id", "id", "--label", "skin_tone=skin_tone"],
}  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_reports_are_valid(folder, checker, call):
    name, *more = CALLS[call]
    done = CliRunner().invoke(
        command, [name, str(folder / "rows.csv"), *more, "--out", str(folder / call)]
    )
    assert done.exit_code == 0, done.output
    body = json.loads((folder / call / "report.json").read_text("utf-8"))
    errors = [(list(e.absolute_path), e.message[:200]) for e in checker.iter_errors(body)]
    assert errors == []
    assert (folder / call / "junit.xml").exists()


def test_a_comparison_is_valid(folder, checker):
    (folder / "gates.toml").write_text(GATES.format("selection_rate"))
    for i in range(2):
        more = ["--gate", str(folder / "gates.toml"), "--out", str(folder / f"d{i}")]
        CliRunner().invoke(
            command, ["model", str(folder / "rows.csv"), *CALLS["binary"][1:], *more]
        )
    call = ["diff", str(folder / "d0"), str(folder / "d1"), "--out", str(folder / "diff")]
    done = CliRunner().invoke(command, call)
    assert done.exit_code == 0, done.output
    body = json.loads((folder / "diff" / "report.json").read_text("utf-8"))
    assert [error.message[:200] for error in checker.iter_errors(body)] == []


def test_what_is_not_a_number_or_not_known_is_refused(folder, checker):
    body = json.loads((folder / "binary" / "report.json").read_text("utf-8"))
    for change in ({"estimate": None}, {"undefined": "x", "estimate": 1}, {"surprise": 1}, {}):
        body["findings"]["overall"]["values"]["accuracy"] = change
        assert not checker.is_valid(body), change


def test_every_kind_of_audit_has_a_schema():
    kinds = {
        "model" if room.endswith("model") else room.rpartition(".")[2] for room in ROOMS.values()
    }
    assert kinds <= set(FINDINGS), "Name its findings in everyhue.audit.telling.schema."


def test_the_schema_is_the_committed_one():
    spec = importlib.util.spec_from_file_location("report_schema", ROOT / "tools/report_schema.py")
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    assert page.OUT.read_text("utf-8") == page.text(), "Run `python tools/report_schema.py`."
