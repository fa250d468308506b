"""Replay: what is counted, what fails open, and the rules of its advice."""

from __future__ import annotations

import numpy as np
import pytest

from everyhue.audit import LoggedList, Plan, replay
from everyhue.audit.replaying import BY, LOGGED, Numbers, sample
from everyhue.errors import InputError
from everyhue.metrics import div_at_k, marginal, mean
from everyhue.types import Labels, Selection, Targets

from .conftest import TONES, by_tone, logged

PLAN = Plan(ks=(10, 5), swept=10)


def kept(one, k):
    return Selection(one.order[:k], np.zeros(k), "kept")


def test_the_logged_order_is_measured_as_it_was_shown(lists):
    found = replay(lists, {}, plan=PLAN)
    by_hand = [div_at_k(one.labels["tone"].sure[one.order], buckets=3, k=10) for one in lists]
    value = Numbers(found).mean(LOGGED, "div_at_k", "tone")
    assert value.number() == pytest.approx(np.mean([v.number() for v in by_hand if v.defined]))
    assert found.requests == 60
    assert found.queries == 7
    assert found.surfaces == ("related", "search")


def test_keeping_the_order_costs_nothing_and_moves_nothing(lists):
    numbers = Numbers(replay(lists, {"kept": kept}, plan=PLAN))
    for measure, neutral in (("ndcg", 1), ("overlap", 1), ("displacement", 0), ("kept_share", 1)):
        assert numbers.mean("kept", measure).number() == pytest.approx(neutral)
    for dimension in ("tone", "hair"):
        assert numbers.mean("kept", "div_at_k", dimension) == numbers.mean(
            LOGGED, "div_at_k", dimension
        )
        assert numbers.unknown_moves(dimension) == {"kept": 0.0}


def test_a_strategy_that_shows_more_is_seen_to(lists):
    numbers = Numbers(replay(lists, {"by_tone": by_tone()}, plan=PLAN))
    before, after = (numbers.mean(name, "div_at_k", "tone") for name in (LOGGED, "by_tone"))
    could = numbers.mean(LOGGED, "could_at_k", "tone")
    assert before.number() < after.number() <= could.number()
    assert numbers.mean("by_tone", "ndcg").number() < 1
    assert numbers.best == "by_tone"


def broken(one, k):
    if one.query == "query 3":
        raise RuntimeError("out of memory")
    return by_tone()(one, k)


@pytest.mark.parametrize(
    ("strategy", "reason"),
    [
        (broken, "RuntimeError: out of memory"),
        (lambda one, k: Selection(np.zeros(k, int), np.zeros(k), ""), "repeats a candidate"),
        (lambda one, k: Selection(np.arange(k) + 25, np.zeros(k), ""), "names one that is not"),
        (lambda one, k: Selection(np.arange(2), np.zeros(2), ""), "has 2 candidates, expected 10"),
        (lambda one, k: Selection(np.ones(k) / 2, np.zeros(k), ""), "not a list of candidates"),
    ],
)
def test_a_strategy_that_fails_leaves_the_logged_order_and_is_counted(lists, strategy, reason):
    found = replay(lists, {"bad": strategy}, plan=PLAN)
    affected = sum(one.query == "query 3" for one in lists) if strategy is broken else 60
    assert found.failures["bad"].requests == affected
    assert reason in found.failures["bad"].first
    if affected == 60:
        assert Numbers(found).mean("bad", "overlap").number() == 1


def test_parts_of_a_log_add_up_to_the_whole(lists):
    whole = replay(lists, {"by_tone": by_tone()}, plan=PLAN).tally
    parts = [
        replay(lists[a:b], {"by_tone": by_tone()}, plan=PLAN).tally for a, b in ((0, 25), (25, 60))
    ]
    merged = parts[0] + parts[1]
    assert merged.counts == whole.counts
    assert merged.undefined == whole.undefined
    for cell, row in whole.sums.items():
        assert merged.sums[cell]["sum"] == pytest.approx(row["sum"], rel=1e-9)


def test_every_depth_is_measured_and_the_first_is_the_headline(lists):
    found = replay(lists, {}, plan=PLAN)
    tally = marginal(found.tally, [part for part in BY if part != "surface"])
    five, ten = (mean(tally, (LOGGED, "s_recall", "tone", "", "", k)) for k in ("5", "10"))
    assert found.k == 10
    assert five.number() < ten.number()


def test_worst_queries_miss_what_their_candidates_have():
    rng = np.random.default_rng(2)
    rich = [logged(rng, "rich", rare=0.3) for _ in range(5)]
    poor = []
    for _ in range(5):
        one = logged(rng, "poor", n=40, rare=0.3)
        deep_last = np.argsort(one.labels["tone"].sure == 2, kind="stable")
        moved = {name: labels.take(deep_last) for name, labels in one.labels.items()}
        poor.append(LoggedList(
            "poor", "search", "en", one.ids, one.relevance, one.position, None, moved, one.targets
        ))  # fmt: skip
    found = replay([*rich, *poor], {"by_tone": by_tone()}, plan=PLAN)
    line = next(one for one in found.worst if one.dimension == "tone")
    assert (line.query, line.missing, line.requests) == ("poor", ("deep",), 5)
    assert line.missed[LOGGED] == 1
    assert line.missed["by_tone"] == 0
    assert sum(line.shown[LOGGED].values()) == pytest.approx(10)


def test_a_top_of_unknown_items_misses_nothing_it_could_know():
    labels = {"tone": Labels.from_hard([None] * 10 + ["light", "deep"], TONES, dimension="tone")}
    targets = {"equal": {"tone": Targets.equal(TONES)}}
    one = LoggedList("q", "", "", tuple(map(str, range(12))), np.arange(12)[::-1] * 1.0,
                     np.arange(1, 13), None, labels, targets)  # fmt: skip
    found = replay([one], {}, plan=Plan())
    assert found.worst[0].missing == ()
    assert Numbers(found).mean(LOGGED, "div_at_k", "tone").undefined == "no known item in the top k"
    assert found.unknown_reasons == {"tone": {"missing": 10}}


def test_the_supply_map_says_what_is_not_there():
    rng = np.random.default_rng(4)
    found = replay([logged(rng, rare=0.0, query_class="nails") for _ in range(30)], {}, plan=PLAN)
    deep = next(cell for cell in found.supply if cell.bucket == "deep")
    light = next(cell for cell in found.supply if cell.bucket == "light")
    assert (deep.query_class, deep.candidates, deep.none.number()) == ("nails", 0, 1)
    assert light.none.number() == 0
    total = sum(c.candidates for c in found.supply if c.dimension == "tone")
    assert total == pytest.approx(30)


def test_a_class_is_advised_where_supply_exists_and_is_not_shown():
    rng = np.random.default_rng(5)
    hidden = []
    for _ in range(40):
        one = logged(rng, rare=0.2, query_class="hair", n=40)
        order = np.argsort(one.labels["tone"].sure == 2, kind="stable")
        held = {"tone": one.labels["tone"].take(order)}
        targets = {"equal": {"tone": Targets.equal(TONES)}}
        hidden.append(LoggedList("q", "search", "en", one.ids, one.relevance, one.position,
                                 None, held, targets, "hair"))  # fmt: skip
    few = [logged(rng, query_class="rare class") for _ in range(3)]
    few = [
        LoggedList("q", "search", "en", one.ids, one.relevance, one.position, None,
                   {"tone": one.labels["tone"]}, {"equal": one.targets["equal"]}, "rare class")
        for one in few
    ]  # fmt: skip
    found = replay([*hidden, *few], {}, plan=PLAN)
    assert [line.query_class for line in found.trigger] == ["", "hair"]
    assert all(line.advised for line in found.trigger)
    assert found.trigger[1].requests == 40
    never = replay([*hidden, *few], {}, plan=Plan(swept=1, never=frozenset({"hair"})))
    assert [line.advised for line in never.trigger] == [True, False]
    nothing = replay([logged(rng, rare=0.0) for _ in range(40)], {}, plan=PLAN)
    assert not any(line.advised for line in nothing.trigger if line.dimension == "tone")


def test_the_suggestion_reaches_enough_at_the_least_cost(lists):
    found = replay(lists, {"by_tone": by_tone()}, sweeps={"by_tone": by_tone}, plan=PLAN)
    assert [one.surface for one in found.suggestions] == ["search", "related"]
    for one in found.suggestions:
        points = [p for p in found.frontier if p.surface == one.surface]
        assert len(points) == 11
        enough = [p for p in points if p.div.number() >= 0.9 * one.attainable.number() - 1e-12]
        assert one.reached == bool(enough)
        if one.reached:
            best = max(p.relevance.number() for p in enough)
            assert one.relevance.number() == pytest.approx(best)
        else:
            assert one.div.number() == max(p.div.number() for p in points)


def test_a_frontier_of_one_dimension_has_wilson_intervals():
    rng = np.random.default_rng(6)
    one = logged(rng)
    single = LoggedList(one.query, "", "", one.ids, one.relevance, one.position, None,
                        {"tone": one.labels["tone"]}, {"equal": one.targets["equal"]})  # fmt: skip
    found = replay([single] * 4, {}, sweeps={"by_tone": by_tone}, plan=PLAN)
    assert {point.div.method for point in found.frontier} == {"Wilson"}


def test_where_targets_compete_the_queries_are_named(lists):
    found = replay(lists, {"by_tone": by_tone(), "kept": kept}, plan=PLAN)
    away = {(one.strategy, one.target): one for one in found.moved_away}
    assert away["by_tone", "stated"].queries
    assert ("kept", "stated") not in away
    assert away["by_tone", "stated"].of == 14


def test_requests_without_deeper_candidates_are_counted():
    rng = np.random.default_rng(7)
    found = replay([logged(rng, n=10), logged(rng, n=30)], {}, plan=PLAN)
    assert found.short == 1


def test_progress_is_told_to_the_end(lists):
    told = []
    replay(lists, {}, sweeps={"by_tone": by_tone}, plan=PLAN, progress=lambda *at: told.append(at))
    assert ("requests", 60, 60) in told
    assert told[-1] == ("frontier", 20, 20)


def test_samples_are_even():
    assert sample(list(range(10)), 3) == [0, 3, 6]
    assert sample([1, 2], 5) == [1, 2]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: replay([], {}), "at least one logged request"),
        (lambda: replay([logged(np.random.default_rng(1))], {LOGGED: kept}), "another name"),
        (lambda: Plan(ks=()), "depths ≥ 1"),
        (lambda: Plan(grid=(2.0,)), r"settings in \[0, 1\]"),
        (lambda: LoggedList("q", "", "", ("a",), np.zeros(2), np.ones(1, int)), "1 rows"),
        (lambda: LoggedList("q", "", "", ("a",), np.array([np.nan]), np.ones(1, int)), "finite"),
    ],
)
def test_bad_input_is_refused(call, expected):
    with pytest.raises(InputError, match=expected):
        call()
