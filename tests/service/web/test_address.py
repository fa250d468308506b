"""Every state of a page is a link, and the link says the same state."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from everyhue.errors import InputError
from everyhue.service.web.address import PAGE_SIZE, Address, read_address

WORDS = st.text(max_size=30).map(str.strip)
NAMES = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)


@given(
    query=WORDS,
    refine=st.dictionaries(NAMES, NAMES, max_size=3),
    diversify=st.sampled_from([None, True, False]),
    strategy=st.sampled_from([None, "mmr"]),
    level=st.booleans(),
    compare=st.booleans(),
    cursor=st.sampled_from([None, "AbC-_1"]),
)
def test_a_link_says_its_state(**state: object) -> None:
    address = Address(**state)  # type: ignore[arg-type]
    read = read_address("search", QueryParams(urlsplit(address.href(cursor=address.cursor)).query))
    assert read == address


def test_any_change_goes_to_the_first_page() -> None:
    later = Address(query="bob", cursor="abc")
    assert "cursor" not in later.href(compare=True)
    assert "cursor=abc" in later.href(cursor="abc")


def test_item_ids_are_quoted() -> None:
    assert Address("related", item_id="a/b?c").path == "/item/a%2Fb%3Fc"


def test_the_feed_carries_no_words() -> None:
    assert read_address("feed", QueryParams("q=bob")).query == ""
    assert Address("feed").href() == "/"


def test_comparing_asks_for_the_diverse_order() -> None:
    request = Address(query="bob", diversify=False, compare=True).request()
    assert request.diversify is True
    assert request.k == PAGE_SIZE


@pytest.mark.parametrize("query", ["refine=deep", "refine=:deep", "refine=tone:", "diversify=yes"])
def test_a_malformed_state_is_refused_by_name(query: str) -> None:
    with pytest.raises(InputError, match=query.split("=", maxsplit=1)[0]):
        read_address("search", QueryParams(query))
