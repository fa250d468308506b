"""The holdback: a share of requests, the same ones every time."""

from __future__ import annotations

import inspect

import pytest

from everyhue.ranking.request import Request
from everyhue.service.holdback import held_back

QUERIES = [Request(query=f"look {i}") for i in range(4000)]


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_its_share_is_the_stated_one(share: float) -> None:
    held = sum(held_back(request, share, "salt") for request in QUERIES)
    assert abs(held / len(QUERIES) - share) < 4 * (share * (1 - share) / len(QUERIES)) ** 0.5


def test_the_same_request_is_always_on_the_same_side() -> None:
    first = [held_back(request, 0.3, "salt") for request in QUERIES[:200]]
    assert first == [held_back(request, 0.3, "salt") for request in QUERIES[:200]]


def test_pages_size_and_strategy_do_not_move_it() -> None:
    for request in QUERIES[:50]:
        other = Request(query=request.query, k=7, shown=(1, 2), strategy="mmr")
        assert held_back(request, 0.5, "salt") == held_back(other, 0.5, "salt")


def test_a_larger_share_keeps_those_of_a_smaller_one() -> None:
    for request in QUERIES[:200]:
        assert held_back(request, 0.2, "salt") <= held_back(request, 0.4, "salt")


def test_another_salt_draws_others() -> None:
    drawn = [[held_back(request, 0.5, salt) for request in QUERIES[:200]] for salt in ("a", "b")]
    assert drawn[0] != drawn[1]


def test_a_feed_is_drawn_for_every_first_page() -> None:
    draws = {held_back(Request(surface="feed"), 0.5, "salt") for _ in range(100)}
    assert draws == {True, False}


def test_nothing_about_a_person_can_enter() -> None:
    assert list(inspect.signature(held_back).parameters) == ["request", "share", "salt"]
