"""Our numbers beside those of Fairlearn, AIF360, Aequitas and SageMaker Clarify, where installed.

They are no dependency, not even for development: `pip install fairlearn aif360 aequitas smclarify`
beside Everyhue makes these tests run. Every name of `ALIASES` is called there and held to ours.
"""

from __future__ import annotations

import importlib
import math
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

from everyhue.metrics import groups
from everyhue.metrics.groups import (
    ALIASES,
    AUC,
    ERRORS,
    Cells,
    Columns,
    clarify,
    count_groups,
    histogram_cells,
    number_cells,
    values,
)

UP = [folder / "shared/data" for folder in Path(__file__).resolve().parents]
SHARED = next((folder for folder in UP if folder.is_dir()), None)


def peer(module):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module(module)
        except ImportError:
            pytest.skip(f"{module} is not installed")


def random_rows(seed):
    rng = np.random.default_rng(seed)
    n = 700
    g = rng.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2])
    s = np.clip(rng.beta(2, 2, n) + 0.1 * (g == "b"), 0, 0.999)
    y = (rng.random(n) < s).astype(int)
    return pl.DataFrame({"y": y, "p": (s > 0.5).astype(int), "s": s, "g": g})


def german_rows():
    if SHARED is None or not (SHARED / "german_credit/german.csv").exists():
        pytest.skip("the data file german_credit/german.csv is not there")
    rows = pl.read_csv(SHARED / "german_credit/german.csv")
    rng = np.random.default_rng(1)
    good = (rows["credit"] == 1).to_numpy().astype(int)
    said = np.where(rng.random(len(good)) < 0.8, good, 1 - good)
    old = np.where(rows["age"].to_numpy() >= 25, "a", "b")
    return pl.DataFrame({"y": good, "p": said, "s": 0.25 + said / 2, "g": old})


TABLES = {"random 1": lambda: random_rows(1), "random 2": lambda: random_rows(2),
          "German credit": german_rows}  # fmt: skip
tables = pytest.mark.parametrize("table", sorted(TABLES))


def cells_of(rows):
    return Cells.of_tally(count_groups(rows, Columns("y", ("g",), prediction="p")))


def ours(alias, cells, reference="a"):
    """The number of an alias: one by group, or one for all."""
    spot = {cell[0]: i for i, cell in enumerate(cells.groups)}
    base = cells.take([spot[reference]])
    if alias.canonical in ("difference", "ratio"):
        found = groups.against(cells, alias.of, base, how=alias.canonical)
    elif alias.canonical in ("spread", "spread_ratio"):
        how = "ratio" if alias.canonical == "spread_ratio" else "difference"
        return groups.spread(cells, alias.of, how).number()
    elif alias.canonical in groups.RATES:
        found = groups.rates(cells, alias.canonical)
    else:
        function = getattr(groups, alias.canonical)
        made = function(cells, base) if "average" in alias.canonical else function(cells)
        if isinstance(made, groups.measure.Value):
            return made.number()
        found = made
    return {name: found[i].number() for name, i in spot.items()}


def aliases(peer_name):
    return [one for one in ALIASES if one.peer == peer_name and one.canonical]


@tables
def test_fairlearn(table):
    fm, rows = peer("fairlearn.metrics"), TABLES[table]()
    cells = cells_of(rows)
    y, p, s, g = (rows[name].to_numpy() for name in "ypsg")
    scores = count_groups(rows, Columns("y", ("g",), score="s"))
    as_numbers = number_cells(
        count_groups(rows, Columns("y", ("g",), prediction="s", task="regression"))
    )
    for alias in aliases("fairlearn"):
        call = getattr(fm, alias.name)
        if alias.name.endswith(("_group_min", "_group_max")):
            pick = min if alias.name.endswith("min") else max
            if alias.canonical in ERRORS:
                found = values(as_numbers, ERRORS[alias.canonical])
                theirs = call(y, s, sensitive_features=g)
            elif alias.canonical == "auc":
                found = values(histogram_cells(scores, ("g",), cells.groups), AUC)
                theirs = call(y, s, sensitive_features=g)
            elif alias.canonical in groups.RATES:
                found, theirs = (
                    groups.rates(cells, alias.canonical),
                    call(y, p, sensitive_features=g),
                )
            else:
                found = getattr(groups, alias.canonical)(cells)
                theirs = call(y, p, sensitive_features=g)
            off = 6e-4 if alias.canonical == "auc" else 1e-12
            assert pick(v.number() for v in found) == pytest.approx(theirs, abs=off), alias
        elif alias.canonical == "mean_prediction":
            by = fm.MetricFrame(metrics=call, y_true=y, y_pred=s, sensitive_features=g).by_group
            found = values(as_numbers, ERRORS["mean_prediction"])
            assert [v.number() for v in found] == pytest.approx(by.tolist(), rel=1e-12)
        elif alias.canonical in groups.RATES:
            by = fm.MetricFrame(metrics=call, y_true=y, y_pred=p, sensitive_features=g).by_group
            assert ours(alias, cells) == pytest.approx(by.to_dict(), rel=1e-12), alias
        else:
            theirs = call(y, p, sensitive_features=g)
            assert ours(alias, cells) == pytest.approx(theirs, rel=1e-12), alias


def test_fairlearn_counts_a_group_without_positives_as_zero_and_we_do_not():
    fm = peer("fairlearn.metrics")
    counts = {"a": (8, 1, 2, 9), "b": (8, 1, 2, 9), "c": (0, 2, 0, 18)}
    y, p, g = [], [], []
    for name, four in counts.items():
        for (label, said), n in zip(((1, 1), (0, 1), (1, 0), (0, 0)), four, strict=True):
            y += [label] * n
            p += [said] * n
            g += [name] * n
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = fm.equalized_odds_difference(y, p, sensitive_features=g)
    assert theirs == pytest.approx(0.8)
    assert groups.equalized_odds_difference(Cells.of_counts(counts)).number() == pytest.approx(0)


@tables
def test_aif360(table):
    datasets, metrics = peer("aif360.datasets"), peer("aif360.metrics")
    rows = TABLES[table]().filter(pl.col("g") != "c")
    cells = cells_of(rows)
    old = (rows["g"] == "a").to_numpy().astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = [
            datasets.BinaryLabelDataset(
                df=pd.DataFrame({"g": old, "y": rows[name].to_numpy().astype(float)}),
                label_names=["y"], protected_attribute_names=["g"],
            )
            for name in ("y", "p")
        ]  # fmt: skip
        metric = metrics.ClassificationMetric(
            *made, unprivileged_groups=[{"g": 0.0}], privileged_groups=[{"g": 1.0}]
        )
        labels = metrics.BinaryLabelDatasetMetric(
            made[0], unprivileged_groups=[{"g": 0.0}], privileged_groups=[{"g": 1.0}]
        )
        for alias in aliases("aif360"):
            if alias.canonical in groups.RATES:
                call = getattr(metric, alias.name)
                theirs = {"a": call(privileged=True), "b": call(privileged=False)}
                assert ours(alias, cells) == pytest.approx(theirs, rel=1e-12), alias
            elif alias.canonical == "generalized_entropy":
                alpha = 1 if alias.name == "theil_index" else 2
                found = groups.generalized_entropy(cells.total(), alpha)[0].number()
                found = math.sqrt(2 * found) if alias.name.startswith("coeff") else found
                assert found == pytest.approx(getattr(metric, alias.name)(), rel=1e-9), alias
            else:
                holder = labels if alias.of == "prevalence" else metric
                found = ours(alias, cells)
                found = found["b"] if isinstance(found, dict) else found
                assert found == pytest.approx(getattr(holder, alias.name)(), rel=1e-9), alias


@tables
def test_aequitas(table):
    group, bias = peer("aequitas.group"), peer("aequitas.bias")
    rows = TABLES[table]()
    cells = cells_of(rows)
    frame = pd.DataFrame(
        {"score": rows["p"].to_numpy().astype(float), "label_value": rows["y"].to_numpy(),
         "g": rows["g"].to_numpy()}
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        crossed, _ = group.Group().get_crosstabs(frame)
        held = bias.Bias().get_disparity_predefined_groups(
            crossed, original_df=frame, ref_groups_dict={"g": "a"}, mask_significance=False,
            check_significance=False,
        )  # fmt: skip
    for alias in aliases("aequitas"):
        theirs = dict(zip(held["attribute_value"], held[alias.name], strict=True))
        # Aequitas rounds nothing, but adds 1e-10 or so below the line of a disparity.
        assert ours(alias, cells) == pytest.approx(theirs, rel=1e-6), alias


@tables
def test_clarify(table):
    module = peer("smclarify.bias.metrics")
    rows = TABLES[table]().filter(pl.col("g") != "c").to_pandas()
    cells = cells_of(pl.DataFrame(rows))
    spot = {cell[0]: i for i, cell in enumerate(cells.groups)}
    found = clarify(cells.take([spot["a"]]), cells.take([spot["b"]]))
    facet, y, p = rows["g"] == "b", rows["y"] == 1, rows["p"] == 1
    given = {
        "CI": (rows["g"], facet), "DPL": (rows["g"], facet, y), "KL": (rows["y"], facet),
        "JS": (rows["y"], facet), "LP": (rows["y"], facet), "TVD": (rows["y"], facet),
        "KS": (rows["y"], facet), "DPPL": (rows["g"], facet, p), "DI": (rows["g"], facet, p),
        "GE": (y, p),
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, value in found.items():
            theirs = getattr(module, name)(*given.get(name, (rows["g"], facet, y, p)))
            assert value.number() == pytest.approx(theirs, rel=1e-9), name
        strata = pd.Series(np.arange(len(rows)) % 3)
        for name, label, function in (("CDDL", "y", groups.cddl), ("CDDPL", "p", groups.cddpl)):
            parts = {}
            for each in range(3):
                mine = cells_of(pl.DataFrame(rows[(strata == each).to_numpy()]))
                at = {cell[0]: i for i, cell in enumerate(mine.groups)}
                parts[str(each)] = (mine.take([at["a"]]), mine.take([at["b"]]))
            theirs = getattr(module, name)(rows["g"], facet, rows[label] == 1, strata)
            assert function(parts).number() == pytest.approx(theirs, rel=1e-9), name
