"""The tables of what gates and intervals do, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from everyhue.audit.model.operating.covered import CoverageLine, coverage_table
from everyhue.audit.model.operating.people import ENOUGH, PeopleLine, people_table
from everyhue.audit.model.operating.said import SIZES, TOGETHER, OperatingLine, operating_table
from everyhue.audit.model.operating.world import World
from everyhue.audit.rules import DEFAULT, Rules

MOST_WITH_PEOPLE = 1_000_000
"""Most rows of a sample in which every person is drawn."""


def operating_page(
    world: World, gates: Rules = DEFAULT, *, ratio: float = 0.62, sizes: Sequence[int] = SIZES,
    runs: int = 300, seed: int = 1,
) -> str:  # fmt: skip
    """Return all tables as Markdown.

    Parameters
    ----------
    world : World
        The even truth: cells, rate, rows per person.
    gates : Rules
        The rules.
    ratio : float
        Of the unfair cell, in the other truth.
    sizes : sequence of int
        Rows of a sample.
    runs : int, ≥ 1
        Samples of each size.
    seed : int
        Of the draws; the same seed gives the same page.
    """
    rng = np.random.default_rng(seed)
    even, unfair = replace(world, ratio=1.0), replace(world, ratio=ratio)
    alone = [replace(one, rows_per_user=1.0) for one in (even, unfair)]
    said = [
        line for one in alone
        for line in operating_table(one, rng, sizes=sizes, runs=runs, gates=gates)
    ]  # fmt: skip
    parts = [
        _head(unfair, gates, runs, seed), _operating_rows(said), "\n\n", _COVERAGE,
        _coverage_rows(coverage_table(alone[0], rng, sizes=sizes, runs=runs)),
    ]  # fmt: skip
    if world.rows_per_user > 1:
        fit = [rows for rows in sizes if rows <= MOST_WITH_PEOPLE] or [MOST_WITH_PEOPLE]
        lines = people_table(even, rng, sizes=fit, runs=runs, gates=gates)
        parts += ["\n\n", _people_words(world), _people_rows(lines)]
    return "".join(parts)


def _head(world: World, gates: Rules, runs: int, seed: int) -> str:
    name = " · ".join(world.groups[world.spot]) if world.groups else "one cell"
    which = " (the default: declared cells, each against the overall value)"
    return (
        f"# Your fairness gate is noise, or it is not\n\n{len(world.shares)} cells, the smallest "
        f"with {world.shares.min():.2%} of the rows; {runs} samples of each size, seed {seed}. The "
        f"true rate is {world.rate:g} in every cell. In the unfair truth, {name} with "
        f"{world.shares[world.spot]:.2%} of the rows has {world.ratio:g} times that, among "
        f"positive and among negative rows.\n\n## What the gates say\n\n"
        + "".join(
            f"- {gate.words}{which if gates == DEFAULT else ''}\n" for gate in gates.gate
        )
        + f"- cells of at least {gates.minimum:,} rows; level {gates.level:g}; at most "
        f"{gates.most_pooled:.0%} of the rows in smaller cells\n\n"
    )  # fmt: skip


def _operating_rows(lines: Sequence[OperatingLine]) -> str:
    several = any(line.gate != TOGETHER for line in lines)
    gate = "| gate, and what it says in truth " if several else ""
    rows = [
        f"| truth | rows {gate}| pass | fail | insufficient evidence |",
        f"|---|---:{'|---' if several else ''}|---:|---:|---:|",
    ]
    for line in lines:
        truth = "even" if line.ratio == 1 else f"one cell at {line.ratio:g}"
        parts = " | ".join(f"{x:.1%}" for x in (line.passed, line.failed, line.unsure))
        gate = f"| {line.gate}: {line.truth} " if several else ""
        rows.append(f"| {truth} | {line.rows:,} {gate}| {parts} |")
    return "\n".join(rows)


_COVERAGE = (
    "## Intervals of the gap beside each other\n\nLargest minus smallest rate where all are "
    "the same, so that the true gap is 0. Four-fifths: the plain rule, smallest over largest under "
    "0.8. Bootstrap: the percentile interval of 200 resamples. Ours: bounds of all cells that hold "
    "together. The last column: how often those bounds put the smallest over the largest at 0.8 or "
    "more, so that a max–min rule that rests on bounds passes.\n\n"
)


def _coverage_rows(lines: Sequence[CoverageLine]) -> str:
    rows = [
        "| rows | mean gap seen | four-fifths fails | bootstrap covers | ours covers "
        "| max–min rule passes |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    rows += [
        f"| {one.rows:,} | {one.plug_in:.3f} | {one.four_fifths:.1%} | {one.bootstrap:.1%} "
        f"| {one.ours:.1%} | {one.never:.1%} |"
        for one in lines
    ]
    return "\n".join(rows)


def _people_words(world: World) -> str:
    return (
        f"## Several rows of one person\n\n{world.rows_per_user:g} rows of a person on average, "
        "and people who differ in how often they are selected; all cells alike. 95% intervals of "
        f"the rate of each cell of at least {ENOUGH} rows, and what the gates say: rows taken as "
        "independent, and known by person (`--cluster`).\n\n"
    )


def _people_rows(lines: Sequence[PeopleLine]) -> str:
    rows = [
        "| rows | independent: covers | by person: covers | independent: gate fails "
        "| by person: gate fails |",
        "|---:|---:|---:|---:|---:|",
    ]
    rows += [
        f"| {one.rows:,} | {one.independent:.1%} | {one.known:.1%} | {one.fails_independent:.1%} "
        f"| {one.fails_known:.1%} |"
        for one in lines
    ]
    return "\n".join(rows)
