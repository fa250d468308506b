"""AUC of clustered rows: the jackknife is that of the clusters, and its intervals hold."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from everyhue.audit.judging import judged
from everyhue.audit.model import audit_model
from everyhue.audit.rules import Gate, Rules
from everyhue.metrics.frames import as_lazy, bucket_of_text
from everyhue.metrics.groups import AUC, Cells, Columns, Scores, count_groups, histogram_cells
from everyhue.metrics.groups.bands import BANDS, BINS, PARTS, band_column, bands, part_column
from everyhue.metrics.groups.discrimination import BIN_NAMES
from everyhue.metrics.groups.measure import bounded, values

FULL = bool(os.environ.get("EVERYHUE_FULL"))
RUNS = 4000 if FULL else 250
GROUPS = [("a",)]
COLUMNS = Columns("y", ("g",), score="s", cluster="u")


def pairs(s, y):
    """AUC from all pairs of rows."""
    pos, neg = s[y == 1], s[y == 0]
    return ((pos[:, None] > neg) + (pos[:, None] == neg) / 2).mean()


def jackknife(s, y, part):
    """Its variance by leaving out every cluster in turn, from rows."""
    left = np.array([pairs(s[part != u], y[part != u]) for u in np.unique(part)])
    return (len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum()


def one_a_part(users):
    """Names of clusters, each in a part of its own."""
    made = {}
    for i in range(10_000):
        made.setdefault(bucket_of_text(f"u{i}") % PARTS, f"u{i}")
    return [made[part] for part in range(users)]


def frame_of(s, y, users, **more):
    return pl.DataFrame({"y": y, "s": s, "u": users, "g": ["a"] * len(y), **more})


def five_of(frame, columns=COLUMNS):
    return AUC.five(histogram_cells(count_groups(frame, columns), ("g",), GROUPS))


def drawn(rng, users, mean, base=0.0, width=1.5):
    """Rows of users whose scores, and whose odds of being positive, move together."""
    size = rng.geometric(1 / mean, users)
    who = np.repeat(np.arange(users), size)
    own = (rng.normal(size=users)[who] + rng.normal(size=len(who))) / np.sqrt(2)
    y = (rng.random(len(who)) < expit(base + 1.2 * own + rng.normal(size=users)[who])).astype(int)
    return who, y, expit(base + width * own)


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_jackknife_of_clusters(seed):
    """Where every cluster is a part and every band holds one score, to the last digits."""
    rng = np.random.default_rng(seed)
    who, y, s = drawn(rng, 20, 12)
    middles = (bands() * (np.arange(BINS)[:, None] + 0.5)).sum(0) / bands().sum(0) / BINS
    s = middles[np.argmax(bands()[np.minimum((s * BINS).astype(int), BINS - 1)], 1)]
    s = (np.floor(s * BINS) + 0.5) / BINS
    names = np.array(one_a_part(20))
    five = five_of(frame_of(s, y, names[who]))
    assert five.ratio[0] == pytest.approx(pairs(s, y), rel=1e-12)
    assert five.variance()[0] == pytest.approx(jackknife(s, y, who), rel=1e-9)
    weights = rng.integers(1, 4, len(y)).astype(float)  # a weight of 3 is three rows of one person
    weighted = five_of(frame_of(s, y, names[who], w=weights), replace(COLUMNS, weight="w"))
    thrice = [np.repeat(x, weights.astype(int)) for x in (s, y, who)]
    assert weighted.variance()[0] == pytest.approx(jackknife(*thrice), rel=1e-9)


@pytest.mark.parametrize(("base", "width"), [(0, 1.5), (-3.5, 1), (-1, 0.12), (-6, 1)])
def test_bands_lose_little_of_it(base, width):
    """Scores all over, near 0, in a narrow range, and below a hundredth."""
    rng, off = np.random.default_rng(7), []
    for _ in range(8):
        who, y, s = drawn(rng, 400, 6, base, width)
        if y.sum() < 4:
            continue
        names = np.array([f"u{i}" for i in range(400)])
        part = np.array([bucket_of_text(name) % PARTS for name in names])[who]
        five = five_of(frame_of(s, y, names[who]))
        off.append(five.variance()[0] / jackknife(s, y, part))
    assert np.nanmedian(off) == pytest.approx(1, abs=0.15)


def test_bands_are_the_same_on_every_engine():
    duckdb = pytest.importorskip("duckdb")
    frame = pl.DataFrame({"bin": range(BINS)})
    for rows in (frame, duckdb.sql("SELECT * FROM frame")):
        import narwhals as nw

        made = as_lazy(rows).select("bin", band_column(nw.col("bin")).alias("band"),
                                    part_column(nw.col("bin")).alias("part"))  # fmt: skip
        held = made.collect("polars").to_native().sort("bin")
        assert (held["band"].to_numpy() == bands().argmax(1)).all()
        assert (held["part"].to_numpy() == np.arange(BINS) % PARTS).all()
    assert (bands().sum(1) == 1).all()
    assert (bands().sum(0) >= 2).all()
    assert bands().shape == (BINS, BANDS)


def test_parts_of_a_log_add_up_to_the_whole_whoever_is_where():
    rng = np.random.default_rng(2)
    who, y, s = drawn(rng, 90, 9)
    frame = frame_of(s, y, [f"u{i}" for i in who])
    where = rng.integers(0, 3, len(y))
    tally = sum(
        (count_groups(frame.filter(where == i), COLUMNS) for i in (1, 2)),
        count_groups(frame.filter(where == 0), COLUMNS),
    )
    one, two = (Scores.of_tally(t).auc()[0] for t in (count_groups(frame, COLUMNS), tally))
    assert one == two
    assert one.low is not None
    assert one.method.startswith("jackknife")


def test_clusters_that_are_rows_widen_nothing():
    rng, ratio = np.random.default_rng(5), []
    for _ in range(20):
        _, y, s = drawn(rng, 900, 1)
        frame = frame_of(s, y, [f"r{i}" for i in range(len(y))])
        plain = five_of(frame, Columns("y", ("g",), score="s"))
        ratio.append(five_of(frame).variance()[0] / plain.variance()[0])
    assert np.mean(ratio) == pytest.approx(1, abs=0.15)


def cells_by_part(who, y, s, part):
    spot = np.minimum((s * BINS).astype(int), BINS - 1)
    fine = np.concatenate([np.bincount(spot[y == side], minlength=BINS) for side in (1, 0)])
    band = bands().argmax(1)[spot]
    held = np.zeros((PARTS, 2, BANDS))
    np.add.at(held, (part[who], 1 - y, band), 1)
    table = fine[None].astype(float)
    return Cells(("g",), (("a",),), table, table, table, held.reshape(1, PARTS, -1),
                 names=BIN_NAMES)  # fmt: skip


@pytest.mark.parametrize(
    ("users", "mean", "base", "least"),
    [(12, 12, 0, 0.95), (30, 6, 0, 0.95), (300, 6, 0, 0.94), (3000, 3, 0, 0.935),
     (300, 6, -3.5, 0.94), (60, 12, -3.5, 0.94)],
)  # fmt: skip
def test_coverage(users, mean, base, least):
    rng = np.random.default_rng(41)
    _, y, s = drawn(rng, 60_000, mean, base)
    order = np.argsort(s)
    truth = ((np.cumsum(1 - y[order])) * y[order]).sum() / (y.sum() * (1 - y).sum())
    held = []
    for _ in range(RUNS):
        cells = cells_by_part(*drawn(rng, users, mean, base), rng.integers(0, PARTS, users))
        bounds = bounded(AUC, cells, 0.95, 1)
        if np.isfinite(bounds.low[0]):
            held.append(bounds.low[0] <= truth <= bounds.high[0])
    assert len(held) > 0.9 * RUNS
    assert np.mean(held) >= least - (0 if FULL else 2.5 * np.sqrt(0.0475 / RUNS))


def test_where_there_is_no_interval():
    rng = np.random.default_rng(3)
    s, y = rng.random(400), rng.integers(0, 2, 400)
    names = one_a_part(20)

    def auc(s, y, users):
        return Scores.of_tally(count_groups(frame_of(s, y, users), COLUMNS), GROUPS).auc()[0]

    spread_out = [names[i % 20] for i in range(400)]
    one = auc(s, y, ["ann"] * 400)
    assert (one.low, one.estimate) == (None, pytest.approx(pairs(s, y), abs=1e-3))
    # All positive rows are in one part: without it there is no AUC.
    alone = auc(s, np.arange(400) % 20 == 0, spread_out)
    assert alone.estimate is not None
    assert alone.low is None
    # A part that lacks one of the labels, and one without rows, are fine.
    lacking = np.where(np.arange(400) % 20 < 3, 1, y)
    assert auc(s, lacking, spread_out).low is not None
    # Scores within one band: nothing of their order is kept by part.
    assert auc(0.5 + s / 50, y, spread_out).low is None
    none = auc(s, np.ones(400, int), spread_out)
    assert none.undefined == "no positive or no negative rows"


def test_a_tally_that_lacks_parts_of_some_rows_has_no_interval():
    """As one of an earlier version, alone or merged with one that has them."""
    rng = np.random.default_rng(4)
    who, y, s = drawn(rng, 90, 9)
    tally = count_groups(frame_of(s, y, [f"u{i}" for i in who]), COLUMNS)
    counts = {cell: {name: n for name, n in row.items() if "by@" not in name}
              for cell, row in tally.counts.items()}  # fmt: skip
    old = replace(tally, counts=counts)
    for made in (old, old + tally):
        value = Scores.of_tally(made).auc()[0]
        assert value.estimate is not None
        assert value.low is None
        assert any("AUC has no interval" in note for note in audit_model(made).notes)
    assert not any("AUC" in note for note in audit_model(tally).notes)


def test_gates_hold_it_and_pool_small_cells():
    rng = np.random.default_rng(6)
    parts = []
    groups = {"good": 900, "bad": 900} | {f"s{i}": 60 for i in range(6)}
    for group, users in groups.items():
        who, y, s = drawn(rng, users, 4, width=3.0)
        s = rng.permutation(s) if group == "bad" else s
        parts.append(pl.DataFrame({"y": y, "s": s, "u": [f"{group}{i}" for i in who],
                                   "g": [group] * len(y)}))  # fmt: skip
    tally = count_groups(pl.concat(parts), COLUMNS)
    cells = histogram_cells(tally, ("g",), sorted({cell[:1] for cell in tally.counts}))
    rules = Rules(gate=(Gate(measure="auc", compare="value", at_least=0.6),), most_pooled=0.3)
    outcome = judged([(rules.gate[0], cells)], rules)[0]
    said = {line.group: line.verdict.status for line in outcome.lines}
    assert said == {"good": "pass", "bad": "fail", "smaller cells, pooled": "pass"}
    assert values(cells, AUC)[0].low is not None
