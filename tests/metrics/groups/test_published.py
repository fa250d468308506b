"""Numbers that others published, from counts and from the files they are about."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from everyhue.metrics import groups
from everyhue.metrics.groups import Cells, Columns, against, count_groups, rates, spread

UP = [folder / "shared/data" for folder in Path(__file__).resolve().parents]
SHARED = next((folder for folder in UP if folder.is_dir()), None)

# ProPublica 2016, compas-scores-two-years: (tp, fp, fn, tn), High = score_text other than Low.
COMPAS = {
    "African-American": (1369, 805, 532, 990), "Caucasian": (505, 349, 461, 1139),
    "Hispanic": (103, 87, 129, 318), "Asian": (6, 2, 3, 21), "Native American": (9, 3, 1, 5),
    "Other": (43, 36, 90, 208),
}  # fmt: skip


def test_compas_error_rates_by_race():
    cells = Cells.of_counts(COMPAS, by="race")
    fpr, fnr = rates(cells, "fpr"), rates(cells, "fnr")
    assert [round(100 * fpr[i].number(), 2) for i in (0, 1)] == [44.85, 23.45]
    assert [round(100 * fnr[i].number(), 2) for i in (0, 1)] == [27.99, 47.72]
    assert cells.total().rows.tolist() == [[2035, 1282, 1216, 2681]]
    assert cells.rows.sum() == 7214


def file(*parts):
    if SHARED is None or not SHARED.joinpath(*parts).exists():
        pytest.skip(f"the data file {'/'.join(parts)} is not there")
    return SHARED.joinpath(*parts)


def german():
    rows = pl.read_csv(file("german_credit", "german.csv"))
    return rows.with_columns(
        p="credit",
        age_group=pl.when(pl.col("age") >= 25).then(pl.lit("25+")).otherwise(pl.lit("under 25")),
        sex=pl.when(pl.col("personal_status").is_in(["A92", "A95"]))
        .then(pl.lit("female")).otherwise(pl.lit("male")),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("by", "low", "high", "gap", "ratio"),
    [
        ("age_group", "under 25", "25+", -0.128550, 0.821248),
        ("sex", "female", "male", -0.074801, 0.896567),
    ],
)
def test_german_credit_as_in_aif360(by, low, high, gap, ratio):
    tally = count_groups(german(), Columns("credit", (by,), prediction="p", positive="1"))
    cells = Cells.of_tally(tally)
    spot = {cell[0]: i for i, cell in enumerate(cells.groups)}
    reference = cells.take([spot[high]])
    found = [against(cells.take([spot[low]]), "prevalence", reference, how=how)[0].number()
             for how in ("difference", "ratio")]  # fmt: skip
    assert [round(number, 6) for number in found] == [gap, ratio]


def test_german_credit_counts_by_age():
    tally = count_groups(german(), Columns("credit", ("age_group",), prediction="p", positive="1"))
    assert tally.counts["25+",] == {"tp": 612, "tn": 239}
    assert tally.counts["under 25",] == {"tp": 88, "tn": 61}


def test_german_credit_reweighed_is_even():
    weights = {("under 25", 2): 0.732787, ("under 25", 1): 1.185227, ("25+", 2): 1.068201,
               ("25+", 1): 0.973366}  # fmt: skip
    rows = german()
    held = [weights[pair] for pair in zip(rows["age_group"], rows["credit"], strict=True)]
    columns = Columns("credit", ("age_group",), prediction="p", positive="1", weight="w")
    cells = Cells.of_tally(count_groups(rows.with_columns(w=pl.Series(held)), columns))
    assert spread(cells, "prevalence").number() == pytest.approx(0, abs=2e-6)


def test_ricci_promotions_by_the_exam():
    rows = pl.read_csv(file("ricci", "ricci.csv")).with_columns(
        promoted=(pl.col("Combine") >= 70).cast(pl.Int8)
    )
    rows = rows.with_columns(p="promoted")
    cells = Cells.of_tally(count_groups(rows, Columns("promoted", ("Race",), prediction="p")))
    assert cells.groups == (("B",), ("H",), ("W",))
    assert cells.rows.sum(1).tolist() == [27, 23, 68]
    naive = [rows.filter(pl.col("Race") == r)["promoted"].mean() for r in "BHW"]
    assert [v.estimate for v in rates(cells, "selection_rate")] == pytest.approx(naive)
    ratio = against(cells, "selection_rate", cells.take([2]), how="ratio")
    assert max(ratio[i].number() for i in (0, 1)) < 0.8


def test_fairlearn_documentation_example():
    y = [0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    p = [0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0]
    g = list("bbabbcccaacabccbcc")
    frame = pl.DataFrame({"y": y, "p": p, "g": g})
    cells = Cells.of_tally(count_groups(frame, Columns("y", ("g",), prediction="p")))
    total = cells.total()
    assert [rates(total, n)[0].number() for n in ("tpr", "fpr", "selection_rate")] == (
        pytest.approx([0.5, 2 / 3, 5 / 9])
    )
    expected = {"tpr": [0.5, 0.6, 0.4], "fpr": [1, 0, 2 / 3], "selection_rate": [0.75, 0.5, 0.5]}
    for name, numbers in expected.items():
        assert [v.estimate for v in rates(cells, name)] == pytest.approx(numbers)
    assert cells.rows.sum(1).tolist() == [4, 6, 8]
    assert groups.demographic_parity_difference(cells).number() == pytest.approx(0.25)
    assert groups.demographic_parity_ratio(cells).number() == pytest.approx(2 / 3)
    assert groups.equalized_odds_difference(cells).number() == pytest.approx(1)
    assert groups.equalized_odds_ratio(cells).number() == 0


# SageMaker Clarify, German credit, 900 rows, ForeignWorker = 1; group variable A151. The counts are
# the only whole ones that give the published numbers.
ADVANTAGED, FACET = (27, 1, 1, 3), (556, 31, 52, 229)
CLARIFY = {
    "CI": -0.9288888888888889, "DPL": 0.17453917050691248, "JS": 0.023326469309177138,
    "KL": 0.08543332780657628, "KS": 0.17453917050691248, "LP": 0.2468356620962257,
    "TVD": 0.17453917050691245, "AD": 0.03312211981566815, "DAR": 0.017096617181796114,
    "DCA": -0.035775127768313375, "DCR": -0.07473309608540923, "DI": 0.7728768926925609,
    "DPPL": 0.19873271889400923, "DRR": 0.06494661921708189, "GE": 0.04922014234295094,
    "RD": 0.049812030075187974, "SD": 0.13076923076923075, "TE": 0.6774193548387097,
}  # fmt: skip


def one(counts):
    return Cells.of_counts({"": counts})


def test_clarify_on_german_credit():
    found = groups.clarify(one(ADVANTAGED), one(FACET))
    assert found.keys() == CLARIFY.keys()
    for name, number in CLARIFY.items():
        assert found[name].number() == pytest.approx(number, abs=1e-15, rel=1e-14), name


def test_clarify_conditional_disparity():
    labels = {"1": (one((7, 0, 0, 1)), one((86, 0, 0, 56))),
              "0": (one((21, 0, 0, 3)), one((522, 0, 0, 204)))}  # fmt: skip
    assert groups.cddl(labels).number() == pytest.approx(0.029771892530848814, abs=1e-15)
    decided = {"1": (one((7, 0, 0, 1)), one((80, 0, 0, 62))),
               "0": (one((21, 0, 0, 3)), one((507, 0, 0, 219)))}  # fmt: skip
    assert groups.cddpl(decided).number() == pytest.approx(0.032647137172999274, abs=1e-15)


def test_clarify_without_denominator_is_undefined():
    found = groups.clarify(one((0, 0, 0, 4)), one((2, 1, 1, 0)))
    for name in ("DI", "DCA", "RD", "DAR", "TE"):
        assert found[name].undefined, name
    assert groups.cddl({"1": (one((1, 0, 0, 0)), one((1, 0, 0, 0)))}).undefined
    assert groups.cddl({}).undefined == "no rows"


def test_mcc_of_large_counts_does_not_overflow():
    tp, fp, fn, tn = 50459, 22562, 9965, 31230
    exact = (tp * tn - fp * fn) / math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    for scale in (1, 10**6):
        cells = Cells.of_counts({"all": tuple(np.array((tp, fp, fn, tn)) * scale)})
        assert groups.mcc(cells)[0].number() == pytest.approx(exact, rel=1e-12)
