"""Cursors: what goes in comes out, and nothing else is taken."""

from __future__ import annotations

import base64
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyhue.errors import InputError
from everyhue.ranking.request import MAX_SHOWN, Request
from everyhue.service.cursor import VERSION, Place, _fingerprint, decode_cursor, encode_cursor

REQUEST = Request(query="curly bob", refine={"skin_tone": "deep"}, k=20)
KEYS = st.lists(st.integers(0, 2**62), max_size=60, unique=True).map(tuple)


@given(KEYS, st.booleans())
def test_a_cursor_comes_back_as_it_went(keys: tuple[int, ...], held: bool) -> None:
    place = Place(keys, held)
    assert decode_cursor(encode_cursor(REQUEST, place), REQUEST) == place


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    with pytest.raises(InputError, match="cursor"):
        decode_cursor(text, REQUEST)


@given(KEYS, st.integers(0, 10_000), st.integers(1, 255))
def test_a_damaged_cursor_is_refused(keys: tuple[int, ...], spot: int, flip: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(encode_cursor(REQUEST, Place(keys)) + "=="))
    raw[spot % len(raw)] ^= flip
    with pytest.raises(InputError, match="cursor"):
        decode_cursor(base64.urlsafe_b64encode(bytes(raw)).decode(), REQUEST)


@pytest.mark.parametrize(
    "change",
    [
        {"query": "curly bobs"}, {"refine": {}}, {"refine": {"skin_tone": "light"}}, {"k": 21},
        {"diversify": False}, {"strategy": "mmr"}, {"locale": "de"}, {"surface": "feed"},
        {"item_id": "a"},
    ],
)  # fmt: skip
def test_a_cursor_of_another_request_is_refused(change: dict[str, object]) -> None:
    cursor = encode_cursor(REQUEST, Place((1, 2)))
    with pytest.raises(InputError, match="another request"):
        decode_cursor(cursor, replace(REQUEST, **change))


def test_what_was_shown_is_no_part_of_the_request() -> None:
    cursor = encode_cursor(replace(REQUEST, shown=(5, 6)), Place((5, 6, 7)))
    assert decode_cursor(cursor, REQUEST).shown == (5, 6, 7)


def test_a_whole_list_fits_into_an_address() -> None:
    keys = tuple((i * 7919) % 1_000_003 for i in range(MAX_SHOWN))
    assert len(encode_cursor(REQUEST, Place(keys))) < 6000


@pytest.mark.parametrize("plain", [b"\x00" * 50_000_000, b"\x80" * 100, b"\x02" * (MAX_SHOWN + 1)])
def test_a_forged_load_is_refused(plain: bytes) -> None:
    payload = zlib.compress(plain)
    raw = bytes((VERSION, 0)) + _fingerprint(REQUEST, payload, False) + payload
    with pytest.raises(InputError, match="cursor"):
        decode_cursor(base64.urlsafe_b64encode(raw).decode(), REQUEST)
