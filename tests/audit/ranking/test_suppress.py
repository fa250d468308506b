"""Small cells of rankings: none is told, and none can be worked out from what is."""

from __future__ import annotations

import json
from itertools import product

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from everyhue.audit.ranking import (
    Eligible,
    RankingColumns,
    audit_rankings,
    count_ranking,
    suppress,
    told_of,
)
from everyhue.audit.ranking.fold import values_of
from everyhue.audit.rules import Gate, Rules
from everyhue.cli.audit import command
from everyhue.errors import EveryhueError
from everyhue.metrics.groups import SUPPRESSED

LEAST = 10
CROSS = list(product((None, "deep", "tan", "light"), ("m", "w")))
COLUMNS = RankingColumns("q", "p", ("tone", "gender"), ks=(2, 4), request="r", users=("locale",))


def log_of(items, locales, width=4):
    """A log of lists: items in order, `width` a request."""
    n = len(items)
    request = [i // width for i in range(n)]
    return pl.DataFrame(
        {"q": [f"q{r % 7}" for r in request], "r": request, "p": [i % width + 1 for i in range(n)],
         "tone": [item[0] for item in items], "gender": [item[1] for item in items],
         "locale": [locales[r % len(locales)] for r in request]},
        schema_overrides={"tone": pl.String},
    )  # fmt: skip


def places(tally):
    """Shown items by band of depths, of each cell and part of the clusters, and of each cell."""
    by_part, by_cell = [], {}
    for cell, row in tally.counts.items():
        if cell[0] == "items":
            two, four = row.get("places@2", 0), row.get("places@4", 0)
            by_part += [two, four - two]
            held = by_cell.setdefault((cell[1], values_of(cell[2])), np.zeros(2))
            held += (two, four - two)
    return by_part, by_cell


def matrix_of(by_cell, hidden):
    """Each told number of places as a sum over intersections, and its value; both bands."""

    def is_in(own, word, dimension):
        own = own or "(missing)"
        return own in hidden[dimension] if word == SUPPRESSED else own == word

    rows, values = [], []
    for (of, words), told in by_cell.items():
        spots = [COLUMNS.by.index(of)] if of else [0, 1]
        row = [float(all(is_in(cell[s], w, s) for s, w in zip(spots, words, strict=True)))
               for cell in CROSS]  # fmt: skip
        rows.append(row)
        values.append(told)
    return np.array(rows), np.array(values)


@st.composite
def logs(draw):
    weights = draw(st.lists(st.sampled_from([0, 0.002, 0.03, 1, 2]), min_size=8, max_size=8))
    if not sum(weights[2:]):
        weights[2] = 1
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    p = np.array(weights) / sum(weights)
    items = [CROSS[i] for i in rng.choice(8, 4 * draw(st.sampled_from([20, 150])), p=p)]
    if not any(item[0] for item in items):
        items[0] = ("deep", "m")
    return log_of(items, draw(st.sampled_from(["ab", "aaaaaaaaaaab", "abcdefghijkl"])))


@given(logs())
@settings(deadline=None, max_examples=40)
def test_no_small_number_is_told_or_can_be_worked_out(log):
    tally = count_ranking(log, COLUMNS)
    told = suppress(tally, LEAST)
    by_part, by_cell = places(told)
    assert all(n == 0 or n >= LEAST for n in by_part)
    requests = [row["requests"] for cell, row in told.counts.items() if cell[0] == "requests"]
    assert all(n == 0 or n >= LEAST for n in requests)
    assert sum(requests) == log["r"].n_unique()
    again = suppress(told, LEAST)
    assert (again.counts, again.kind) == (told.counts, told.kind)
    hidden = []
    for spot, name in enumerate(COLUMNS.by):
        shown = {words[spot if not of else 0] for (of, words), _ in by_cell.items()
                 if of in ("", name)}  # fmt: skip
        hidden.append({cell[spot] or "(missing)" for cell in CROSS} - shown)
    matrix, values = matrix_of(by_cell, hidden)
    whole, sizes = matrix_of(places(tally)[1], [set(), set()])
    for band in (0, 1):
        for row, n in zip(whole, sizes[:, band], strict=True):
            if 0 < n < LEAST:
                least, most = (
                    s * linprog(s * row, A_eq=matrix, b_eq=values[:, band], bounds=(0, None)).fun
                    for s in (1, -1)
                )
                assert least < n - 1e-6 or most > n + 1e-6
    # The other of two counts: places of hidden buckets are in no measure of lists.
    for cell in {**told.counts, **told.sums}:
        assert cell[0] != "lists" or not hidden[COLUMNS.by.index(cell[1])] & {
            c[COLUMNS.by.index(cell[1])] or "(missing)"
            for c, n in zip(CROSS, matrix_sizes(tally), strict=True) if n
        }  # fmt: skip


def matrix_sizes(tally):
    held = places(tally)[1]
    return [held.get(("", tuple(w or "(missing)" for w in cell)), np.zeros(2)).sum()
            for cell in CROSS]  # fmt: skip


def rare(n=4000, seed=1):
    rng = np.random.default_rng(seed)
    p = np.array([0.05, 0.05, 0.2, 0.2, 0.0005, 0.0005, 0.25, 0.249])
    return log_of([CROSS[i] for i in rng.choice(8, n, p=p)], "ab")


def test_buckets_are_told_as_one_and_targets_follow():
    target = {"deep": 0.4, "tan": 0.3, "light": 0.3}
    gates = (
        Gate(measure="exposure_share", against="target", at_least=0.5, of="tone"),
        Gate(measure="div_at_k", compare="value", at_least=0.5, of="tone"),
        Gate(measure="unknown_places", compare="value", at_most=0.5, of="gender"),
    )
    rules = Rules(targets={"tone": target}, gate=gates, minimum=100)
    told = suppress(count_ranking(rare(), COLUMNS, rules), LEAST)
    found = audit_rankings(told, rules)
    tone, gender = (next(d for d in found.dimensions if d.dimension == n) for n in COLUMNS.by)
    assert [line.group[0] for line in tone.groups] == ["light", SUPPRESSED, "(missing)"]
    assert tone.target[SUPPRESSED].number() == pytest.approx(0.7)
    assert tone.lists["div_at_k"].undefined.startswith("suppressed")
    assert gender.lists["div_at_k"].defined
    shares, lists, plain = found.gates
    assert {line.group for line in shares.lines} == {"light"}
    assert list(shares.pooled) == [SUPPRESSED]
    assert shares.status == lists.status == "insufficient evidence"
    assert plain.status == "pass"
    assert any("2 buckets of tone are suppressed" in note for note in found.notes)
    assert not any("tan" in name for name in (told.kind, str(told.counts), str(told.sums)))
    other = Rules(targets={"tone": {"deep": 0.2, "tan": 0.2, "light": 0.6}})
    with pytest.raises(EveryhueError, match="counted with"):
        audit_rankings(told, other)


def test_a_pass_is_possible_where_little_is_suppressed():
    rng = np.random.default_rng(4)
    items = [("deep", "m") if x < 0.5 else ("light", "m") for x in rng.random(39_960)]
    items += [("tan", "m"), ("olive", "m")] * 20
    rng.shuffle(items)
    columns = RankingColumns("q", "p", ("tone",), ks=(4,), request="r", cluster="r")
    log = log_of([tuple(x) for x in items], "ab")
    gate = Gate(measure="exposure_share", against="target", at_least=0.8)
    more = Gate(measure="exposure_to_target", compare="value", at_least=0.8)
    target = {"deep": 0.499, "light": 0.499, "tan": 0.001, "olive": 0.001}
    rules = Rules(targets={"tone": target}, gate=(gate, more))
    told = suppress(count_ranking(log, columns, rules), 30)
    found = audit_rankings(told, rules)
    assert [one.status for one in found.gates] == ["pass", "pass"]
    assert found.gates[0].pooled == {SUPPRESSED: 40}
    plain = audit_rankings(count_ranking(log, columns, rules), rules)
    one, two = (f.dimensions[0].groups[0].values["exposure_share"] for f in (plain, found))
    assert one.estimate == pytest.approx(two.estimate)
    assert 0.7 < (two.high - two.low) / (one.high - one.low) < 1.6


def test_intersections_are_left_out_as_soon_as_one_is_small():
    rng = np.random.default_rng(1)
    p = np.array([0.0, 0, 0.3, 0.001, 0, 0.3, 0.2, 0.199])
    told = suppress(count_ranking(log_of([CROSS[i] for i in rng.choice(8, 4000, p=p)], "ab"),
                                  COLUMNS), LEAST)  # fmt: skip
    gate = Gate(measure="click_rate", at_least=0.8)
    found = audit_rankings(told)
    assert found.crossed == ()
    assert [len(d.groups) for d in found.dimensions[:2]] == [3, 2]
    assert any("Intersections of dimensions are suppressed" in note for note in found.notes)
    crossed = Gate(measure="exposure_share", compare="value", at_least=0.1,
                   cells=("tone,gender",))  # fmt: skip
    outcome = audit_rankings(told, Rules(gate=(crossed,))).gates[0]
    assert outcome.status == "insufficient evidence"
    assert list(outcome.pooled) == [f"{SUPPRESSED} · {SUPPRESSED}"]
    assert gate.measured == "click_rate"


def test_groups_of_few_requests_are_hidden_and_in_the_overall_values():
    log = rare().with_columns(locale=pl.when(pl.col("r") < 3).then(pl.lit("xx"))
                              .when(pl.col("r") < 60).then(pl.lit("yy"))
                              .otherwise(pl.col("locale")))  # fmt: skip
    tally = count_ranking(log, COLUMNS)
    told = suppress(tally, LEAST)
    found, plain = audit_rankings(told), audit_rankings(tally)
    assert [line.group for line in found.user_groups] == [("a",), ("b",), (SUPPRESSED,)]
    assert found.user_groups[-1].rows == 60
    assert found.requests == plain.requests == 1000
    assert (found.overall.values["list_length"].estimate
            == plain.overall.values["list_length"].estimate)  # fmt: skip
    assert any("2 groups of requests are suppressed" in note for note in found.notes)


def test_targets_by_request_and_providers():
    rng = np.random.default_rng(2)
    log = rare().with_columns(want=pl.lit(0.3), shop=pl.Series(rng.choice(list("xyz"), 4000)))
    columns = RankingColumns("q", "p", ("tone",), ks=(4,), request="r", provider="shop")
    for named, left in (
        ({"deep": "want", "tan": "want"}, 0.7),
        ({"light": "want", "tan": "want"}, 0.7),
    ):
        rules = Rules(targets={"tone": named})
        found = audit_rankings(suppress(count_ranking(log, columns, rules), LEAST), rules)
        share = found.dimensions[0].target[SUPPRESSED].number()
        assert share == pytest.approx(0.6 if "deep" in named else left, abs=1e-6)
        assert found.providers is not None
    few = log.with_columns(shop=pl.when(pl.int_range(pl.len()) < 3).then(pl.lit("new"))
                           .otherwise("shop"))  # fmt: skip
    found = audit_rankings(suppress(count_ranking(few, columns), LEAST))
    assert found.providers is None
    assert any("Providers are suppressed" in note for note in found.notes)


def test_queries_are_not_named_and_the_eligible_are_refused():
    rules = Rules(targets={"tone": "equal"})
    tally = count_ranking(rare(), COLUMNS, rules)
    told = suppress(tally, LEAST)
    assert audit_rankings(tally, rules).worst
    assert audit_rankings(told, rules).worst == ()
    assert not [cell for cell in (*told.counts, *told.sums) if cell[0] == "queries"]
    page = told_of(told, rules, depth=None, name="log")
    assert "q3" not in page.json
    with pytest.raises(EveryhueError, match="suppress with the eligible"):
        suppress(count_ranking(rare(), COLUMNS, eligible=Eligible(("locale",), {("a",): 3.0})), 10)
    with pytest.raises(EveryhueError, match="nothing of it can be told"):
        suppress(tally, 10_000)


def test_the_command(tmp_path):
    rare().write_parquet(tmp_path / "log.parquet")
    gates = str(tmp_path / "gates.toml")
    (tmp_path / "gates.toml").write_text(
        "minimum = 100\n[targets]\ntone = { deep = 0.4, tan = 0.3, light = 0.3 }\n"
        '[[gate]]\nmeasure = "exposure_share"\nagainst = "target"\nof = "tone"\nat_least = 0.5\n'
    )
    asked = ["ranking", str(tmp_path / "log.parquet"), "--query", "q", "--request", "r",
             "--position", "p", "--by", "tone,gender", "--user-group", "locale",
             "--depth", "2", "--suppress", "10", "--gate", gates]  # fmt: skip
    result = CliRunner().invoke(command, [*asked, "--out", str(tmp_path / "r")])
    assert result.exit_code == 3, result.output
    names = ("index.html", "report.json", "summary.md", "junit.xml", "tally.json")
    told = {name: (tmp_path / "r" / name).read_text("utf-8") for name in names}
    assert not [name for name, text in told.items() if '"tan"' in text or ">tan<" in text]
    assert "2 buckets of tone are suppressed" in told["index.html"]
    assert json.loads(told["report.json"])["findings"]["worst"] == []
    again = ["merge", str(tmp_path / "r/tally.json"), "--suppress", "20"]
    assert CliRunner().invoke(command, [*again, "--gate", gates]).exit_code == 3
