"""Audits of classes and of numbers: the same path from a file to verdicts, and saved tallies."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from everyhue.audit.model import audit_model
from everyhue.audit.rules import Gate, Rules
from everyhue.cli.audit import command
from everyhue.errors import InputError, UnknownNameError
from everyhue.metrics.groups import Columns, count_groups


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(1)
    n = 12_000
    group = rng.choice(["a", "b", "c"], n, p=[0.6, 0.3, 0.1])
    names, y = np.array(["cat", "dog", "bird_of_prey"]), rng.choice(3, n)
    said = np.where(rng.random(n) < np.where(group == "c", 0.6, 0.9), y, rng.choice(3, n))
    score = rng.beta(2, 2, n)
    price = 1e6 + 20 * rng.normal(size=n)
    return pl.DataFrame(
        {"y": names[y], "p": names[said], "g": group, "s": score,
         "b": (rng.random(n) < score).astype(int), "price": price,
         "yhat": price + rng.normal(0, 5, n) + np.where(group == "c", 4, 0)}
    )  # fmt: skip


TASKS = {
    "multiclass": ["--label", "y", "--prediction", "p", "--task", "multiclass"],
    "regression": ["--label", "price", "--prediction", "yhat", "--task", "regression"],
    "scores": ["--label", "b", "--score", "s"],
}
GATES = {
    "multiclass": ('measure = "recall"\nof = "cat"\nat_least = 0.95', "fail"),
    "regression": ('measure = "mean_error"\ncompare = "value"\nat_most = 1', "fail"),
    "scores": ('measure = "auc"\ncompare = "difference"\nat_least = -0.1', "pass"),
}


@pytest.mark.parametrize("task", sorted(TASKS))
def test_files_are_audited_and_tallies_judged_again(tmp_path, rows, task):
    halves = rows[:5000], rows[5000:]
    for name, part in zip(("one", "two", "whole"), (*halves, rows), strict=True):
        part.write_csv(tmp_path / f"{name}.csv")
    gate, status = GATES[task]
    rules = tmp_path / "gates.toml"
    rules.write_text(f"minimum = 200\n[[gate]]\n{gate}\n", "utf-8")

    def run(*arguments):
        return CliRunner().invoke(command, [*arguments, "--gate", str(rules)])

    for name in ("one", "two", "whole"):
        made = run("model", str(tmp_path / f"{name}.csv"), *TASKS[task], "--by", "g",
                   "--out", str(tmp_path / name))  # fmt: skip
        assert made.exit_code in (0, 1, 3), made.output
    tallies = [str(tmp_path / name / "tally.json") for name in ("one", "two")]
    merged = run("merge", *tallies, "--out", str(tmp_path / "both"))
    assert merged.exit_code == {"pass": 0, "fail": 1}[status], merged.output
    whole, both = (
        json.loads((tmp_path / name / "report.json").read_text("utf-8"))["findings"]
        for name in ("whole", "both")
    )
    assert whole["status"] == both["status"] == status
    for one, two in zip(whole["groups"], both["groups"], strict=True):
        for name, value in one["values"].items():
            for part in ("estimate", "low", "high"):
                other = two["values"][name].get(part)
                expected = other if other is None else pytest.approx(other, rel=1e-7)
                assert value.get(part) == expected, name
    assert (tmp_path / "both" / "index.html").read_text("utf-8").startswith("<!doctype html>")


def tally_of(rows, task):
    columns = {
        "multiclass": Columns("y", ("g",), prediction="p", task="multiclass"),
        "regression": Columns("price", ("g",), prediction="yhat", task="regression"),
        "binary": Columns("b", ("g",), prediction="b2"),
    }[task]
    return count_groups(rows.with_columns(b2=pl.col("b")), columns)


def test_findings_of_classes_name_each_class(rows):
    found = audit_model(tally_of(rows, "multiclass"))
    values = found.overall.values
    assert values["accuracy"].number() == (rows["y"] == rows["p"]).mean()
    birds = rows.filter(pl.col("y") == "bird_of_prey")
    right = (birds["p"] == "bird_of_prey").mean()
    assert values["true_positive_rate of bird_of_prey"].number() == pytest.approx(right)
    assert {spread.measure for spread in found.spreads} >= {"accuracy", "selection_rate of cat"}


@pytest.mark.parametrize(
    ("task", "gate", "says"),
    [
        ("multiclass", {"measure": "tpr"}, "one of bird_of_prey, cat, dog"),
        ("multiclass", {"measure": "tpr", "of": "cart"}, "Did you mean 'cat'"),
        ("multiclass", {"measure": "macro_f1", "of": "cat"}, "is not known"),
        ("multiclass", {"measure": "rmse"}, "measure of all classes"),
        ("regression", {"measure": "tpr"}, "measure of numbers"),
        ("regression", {"measure": "rmse", "of": "cat"}, "predictions are numbers"),
        ("binary", {"measure": "tpr", "of": "cat"}, "a yes or no"),
        ("binary", {"measure": "rmse"}, "measure of a yes or no"),
        ("binary", {"measure": "auc"}, "Count again with --score"),
    ],
)
def test_gates_on_what_a_task_does_not_have_are_refused(rows, task, gate, says):
    rules = Rules(gate=(Gate(at_least=0.5, **gate),))
    with pytest.raises((InputError, UnknownNameError), match=says):
        audit_model(tally_of(rows, task), rules)


def test_a_third_value_in_a_column_of_yes_and_no_is_never_taken_for_a_class(rows):
    dirty = rows.with_columns(b=pl.lit(2), b2=pl.lit(1))
    with pytest.raises(InputError, match=r"--positive VALUE.*--task multiclass"):
        count_groups(dirty, Columns("b", ("g",), prediction="b2"))
