"""The whole path on a real catalog: order, pages, refinement, failing open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from everyhue.errors import UnknownNameError
from everyhue.ranking import pipeline
from everyhue.ranking.config import PathConfig, SurfaceConfig
from everyhue.ranking.explain import explain
from everyhue.ranking.pipeline import answer
from everyhue.ranking.request import Request
from everyhue.types import Deadline

QUERY = "bob haircut"
LONG = Deadline.after(1e9)


def ask(snapshot, config=None, **fields):
    return answer(
        Request(**{"query": QUERY, "k": 20, **fields}),
        snapshot,
        config or PathConfig(),
        deadline=LONG,
    )


def keys(response):
    return [hit.key for hit in response.hits]


def pages(snapshot, config=None, **fields):
    """Walk every page and return all keys."""
    shown: list[int] = []
    while True:
        response = ask(snapshot, config, shown=tuple(shown), **fields)
        shown += keys(response)
        if not response.more or not response.hits or len(shown) >= 1000:
            return shown


def with_surface(**fields):
    return PathConfig({name: SurfaceConfig(**fields) for name in ("search", "related", "feed")})


def test_off_is_the_original_order_of_on(snapshot):
    on, off = ask(snapshot), ask(snapshot, diversify=False)
    assert off.selection is None
    assert on.selection is not None
    assert keys(off) == [hit.key for hit in on.original] == [hit.key for hit in off.original]
    assert keys(on) != keys(off)
    assert [hit.original for hit in off.hits] == list(range(1, 21))


def test_more_hair_patterns_on_the_page(snapshot):
    on, off = ask(snapshot), ask(snapshot, diversify=False)
    spread = [len({h.labels["skin_tone"] for h in r.hits} - {"unknown"}) for r in (off, on)]
    assert spread[1] == 4 >= spread[0]


def test_relevance_floor_holds(snapshot):
    response = ask(snapshot, with_surface(keep=0.95, diversity=1.0))
    assert (
        explain(response, snapshot.dimensions).relevance_kept >= 0.95 - 1e-6
        or response.selection.given_up <= 0.05 + 1e-6
    )


@pytest.mark.parametrize("strategy", ["dpp", "mmr", "round_robin"])
@pytest.mark.parametrize("diversify", [True, False])
def test_pages_never_repeat_or_lose(snapshot, strategy, diversify):
    config = with_surface(strategy=strategy, depth=60, per_bucket=10)
    shown = pages(snapshot, config, diversify=diversify)
    everything = pages(snapshot, with_surface(depth=5000), diversify=False)
    assert len(shown) == len(set(shown))
    assert set(everything) <= set(shown)


@pytest.mark.parametrize("strategy", ["dpp", "mmr", "round_robin"])
def test_page_two_continues_page_one(snapshot, strategy):
    config = with_surface(strategy=strategy)
    whole = ask(snapshot, config, k=40)
    first = ask(snapshot, config, k=20)
    second = ask(snapshot, config, k=20, shown=tuple(keys(first)))
    assert keys(whole) == keys(first) + keys(second)


def test_refinement_puts_sure_matches_first_and_refills(snapshot):
    response = ask(snapshot, refine={"hair_pattern": "coily"}, k=50)
    matched = [hit.matches for hit in response.hits]
    assert len(response.hits) == 50
    assert matched == sorted(matched, reverse=True)
    assert 0 < sum(matched) < 50
    assert all(hit.labels["hair_pattern"] == "coily" for hit in response.hits if hit.matches)
    assert {hit.why for hit in response.hits if not hit.matches} == {"refill"}
    assert "hair_pattern" not in response.diversified


def test_refined_pages_never_repeat_or_lose(snapshot):
    shown = pages(snapshot, with_surface(depth=60), refine={"hair_pattern": "curly"})
    assert len(shown) == len(set(shown))
    assert set(pages(snapshot, with_surface(depth=5000), diversify=False)) <= set(shown)


def test_refinement_is_not_applied_where_it_is_not_offered(snapshot):
    plain = ask(snapshot, query="garden party number", refine={"hair_pattern": "coily"})
    assert plain.refinable.keys() & {"hair_pattern"} == set()
    assert [o.decision for o in plain.outcomes if o.stage == "refine"] == ["not offered"]


def test_named_bucket_is_not_diversified(snapshot):
    response = ask(snapshot, query="curly bob")
    assert "hair_pattern" in response.refinable
    assert "hair_pattern" not in response.diversified
    assert "skin_tone" in response.diversified


def test_fails_open_when_the_re_ranker_breaks(snapshot, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline, "rerank", broken)
    response = ask(snapshot)
    assert response.failed_open
    assert keys(response) == keys(ask(snapshot, diversify=False))
    assert explain(response, snapshot.dimensions).headline.startswith(
        "Something was late or failed"
    )


def test_fails_open_when_the_trigger_breaks(snapshot, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline, "decide", broken)
    response = ask(snapshot)
    assert response.failed_open
    assert response.hits
    assert not response.refinable


def test_late_requests_get_the_original_order(snapshot):
    late = answer(Request(query=QUERY, k=20), snapshot, PathConfig(), deadline=Deadline.after(-1))
    assert late.failed_open
    assert keys(late) == keys(ask(snapshot, diversify=False))
    assert late.outcomes[-1].decision == "DeadlineError"


def test_kill_switch(snapshot):
    off = ask(snapshot, replace(PathConfig(), enabled=False))
    assert off.selection is None
    assert not off.failed_open


def test_feed_and_related(snapshot):
    feed = ask(snapshot, with_surface(prior="popularity"), query="", surface="feed")
    assert len(feed.hits) == 20
    related = ask(snapshot, query="", surface="related", item_id="i001")
    assert related.hits
    assert "i001" not in {hit.id for hit in related.hits}
    with pytest.raises(UnknownNameError):
        ask(snapshot, query="", surface="related", item_id="nope")


def test_unknown_names_are_refused(snapshot):
    with pytest.raises(UnknownNameError, match="dpp"):
        ask(snapshot, strategy="dppp")
    with pytest.raises(UnknownNameError, match="search"):
        ask(snapshot, surface="serch")


def test_nothing_found_is_an_answer(snapshot):
    response = ask(snapshot, query="zzzz qqqq")
    assert response.hits == ()
    assert not response.more
    assert explain(response, snapshot.dimensions).headline == "Nothing was found."


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    k=st.integers(1, 60),
    diversity=st.floats(0, 1),
    query=st.sampled_from([QUERY, "long hair", "curly bob"]),
)
def test_every_answer_is_explained_and_adds_up(snapshot, k, diversity, query):
    response = ask(snapshot, with_surface(diversity=diversity), k=k, query=query)
    told = explain(response, snapshot.dimensions)
    assert len(set(keys(response))) == len(response.hits) <= k
    assert [hit.position for hit in response.hits] == list(range(1, len(response.hits) + 1))
    for spread in told.spreads:
        assert sum(spread.after.values()) == len(response.hits)
        assert sum(spread.before.values()) == len(response.original)
    assert told.relevance_kept is None or 0 <= told.relevance_kept <= 1
