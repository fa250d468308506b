"""The assertion that teams put into their own tests: it fails as it should, and says why."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from everyhue.audit.rules import Gate, Rules
from everyhue.errors import FileError, InputError, UnknownNameError
from everyhue.metrics.groups import Columns, count_groups
from everyhue.testing import assert_audit_passes, gate_message

COLUMNS = Columns("y", ("race",), prediction="p")
RULES = Rules(gate=(Gate(measure="selection_rate", at_least=0.8),))


def rows(rates, n=4000):
    rng = np.random.default_rng(1)
    parts = [pl.DataFrame({"race": [name] * n, "p": (rng.random(n) < rate).astype(int)})
             for name, rate in rates.items()]  # fmt: skip
    return pl.concat(parts).with_columns(y=pl.col("p"))


def test_a_pass_returns_all_verdicts():
    outcomes = assert_audit_passes(rows({"a": 0.5, "b": 0.5}), COLUMNS, RULES)
    assert [one.status for one in outcomes] == ["pass"]
    assert gate_message(outcomes) == "all 1 gates pass."


def test_a_failure_names_the_cell_the_bound_and_the_rule():
    with pytest.raises(AssertionError) as caught:
        assert_audit_passes(rows({"a": 0.5, "b": 0.2}), COLUMNS, RULES)
    text = str(caught.value)
    assert text.startswith("1 of 1 gates fail.\nFAIL: selection_rate, ratio to overall at least")
    assert "\n  b: 4,000 rows, 0.5" in text
    assert "< 0.8" in text


@pytest.mark.parametrize(
    ("how", "raised"),
    [("fail", AssertionError), ("skip", pytest.skip.Exception), ("xfail", pytest.xfail.Exception)],
)
def test_lacking_evidence_does_what_was_asked(how, raised):
    few = rows({"a": 0.5, "b": 0.45}, n=1100)
    tight = Rules(gate=(Gate(measure="selection_rate", at_least=0.9),))
    with pytest.raises(raised) as caught:
        assert_audit_passes(few, COLUMNS, tight, insufficient=how)
    assert "1 of 1 gates lack evidence." in str(caught.value)
    assert "rows would settle it" in str(caught.value)
    assert assert_audit_passes(few, COLUMNS, tight, insufficient="pass")


@pytest.mark.parametrize("how", ["skip", "xfail", "pass"])
def test_a_failure_is_a_failure_whatever_lacking_evidence_does(how):
    with pytest.raises(AssertionError):
        assert_audit_passes(rows({"a": 0.5, "b": 0.2}), COLUMNS, RULES, insufficient=how)


def test_files_of_rules_and_saved_tallies_are_taken(tmp_path):
    path = tmp_path / "gates.toml"
    path.write_text('[[gate]]\nmeasure = "tpr"\nat_least = 0.8\n', "utf-8")
    tally = count_groups(rows({"a": 0.5, "b": 0.5}), COLUMNS)
    assert assert_audit_passes(tally, None, path)
    assert assert_audit_passes(rows({"a": 0.5, "b": 0.5}).to_pandas(), COLUMNS, str(path))


def test_mistakes_in_the_test_are_errors_and_no_failures(tmp_path):
    frame = rows({"a": 0.5})
    with pytest.raises(UnknownNameError, match="Did you mean 'skip'"):
        assert_audit_passes(frame, COLUMNS, RULES, insufficient="skipp")
    with pytest.raises(FileError):
        assert_audit_passes(frame, COLUMNS, tmp_path / "none.toml")
    with pytest.raises(InputError, match="no gate"):
        assert_audit_passes(frame, COLUMNS, Rules())
    with pytest.raises(InputError, match="columns"):
        assert_audit_passes(frame, None, RULES)
    with pytest.raises(UnknownNameError, match="Did you mean 'race'"):
        assert_audit_passes(frame, Columns("y", ("rage",), prediction="p"), RULES)


def test_many_cells_are_cut_short():
    many = {f"c{i}": 0.5 if i < 6 else 0.05 for i in range(14)}
    with pytest.raises(AssertionError, match="and 3 cells more"):
        assert_audit_passes(rows(many, 1500), COLUMNS, RULES)
