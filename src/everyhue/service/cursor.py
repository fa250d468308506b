"""Where a person is in a list, as an opaque word that the next request hands back.

A cursor holds the keys that were shown, in order, and a fingerprint of the request they belong to.
The server keeps nothing, and nothing in it is about the person.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from everyhue.errors import InputError, bad_value
from everyhue.ranking.request import MAX_SHOWN, Request

VERSION = 1
_FINGERPRINT = 8
_HEAD = 1 + 1 + _FINGERPRINT
# A key is one varint of at most 10 bytes.
_MOST_BYTES = 10 * (MAX_SHOWN + 1)
_AGAIN = "Leave the cursor out to start again from the first page."


@dataclass(frozen=True, slots=True)
class Place:
    """How far a list was shown.

    Parameters
    ----------
    shown : tuple of int
        Keys in the order they were shown.
    held : bool
        Whether the list is in the holdback, so that it stays there over its pages.
    """

    shown: tuple[int, ...] = ()
    held: bool = False


def encode_cursor(request: Request, place: Place) -> str:
    """Return the cursor of the page after `place`.

    Parameters
    ----------
    request : Request
        The request whose pages these are; its own `shown` does not count.
    place : Place
        What was shown.

    Examples
    --------
    >>> request = Request(query="curly bob")
    >>> decode_cursor(encode_cursor(request, Place((7, 3, 9))), request).shown
    (7, 3, 9)
    """
    payload = zlib.compress(bytes(_varints(place.shown)), 6)
    head = bytes((VERSION, int(place.held))) + _fingerprint(request, payload, place.held)
    return base64.urlsafe_b64encode(head + payload).rstrip(b"=").decode()


def decode_cursor(cursor: str, request: Request) -> Place:
    """Return what `cursor` says was shown of `request`.

    Raises
    ------
    InputError
        For a cursor that is damaged, of another version, or of another request.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise bad_value("cursor", cursor, "the next_cursor of an answer", _AGAIN) from error
    if len(raw) <= _HEAD or raw[0] != VERSION or raw[1] > 1:
        raise bad_value("cursor", cursor, "the next_cursor of an answer", _AGAIN)
    held, payload = bool(raw[1]), raw[_HEAD:]
    if raw[2:_HEAD] != _fingerprint(request, payload, held):
        raise InputError(
            f"cursor: it is damaged or belongs to another request. Keep q, id, k, refine, "
            f"diversify, strategy and locale as they were. {_AGAIN}"
        )
    return Place(_keys(payload, cursor), held)


def _keys(payload: bytes, cursor: str) -> tuple[int, ...]:
    """Unpack keys without trusting how large they say they are."""
    try:
        reader = zlib.decompressobj()
        plain = reader.decompress(payload, _MOST_BYTES)
        keys = tuple(_read(plain))
    except (zlib.error, ValueError) as error:
        raise bad_value("cursor", cursor, "the next_cursor of an answer", _AGAIN) from error
    if reader.unconsumed_tail or len(keys) > MAX_SHOWN:
        raise bad_value("cursor", len(keys), f"at most {MAX_SHOWN} shown results", _AGAIN)
    return keys


def _fingerprint(request: Request, payload: bytes, held: bool) -> bytes:
    parts = (
        request.surface, request.query, request.item_id, sorted(request.refine.items()),
        request.diversify, request.strategy, request.locale, request.k, held,
    )  # fmt: skip
    digest = hashlib.blake2b(json.dumps(parts).encode(), digest_size=_FINGERPRINT)
    digest.update(payload)
    return digest.digest()


def _varints(keys: Sequence[int]) -> Iterator[int]:
    """Write zigzag differences in groups of seven bits: neighbours in a catalog stay short."""
    last = 0
    for key in keys:
        step = key - last
        last = key
        word = step << 1 if step >= 0 else (-step << 1) - 1
        while word > 127:
            yield word & 127 | 128
            word >>= 7
        yield word


def _read(plain: bytes) -> Iterator[int]:
    last = word = shift = 0
    for byte in plain:
        word |= (byte & 127) << shift
        shift += 7
        if byte & 128:
            if shift > 63:
                raise ValueError("a key is too long")
            continue
        last += word >> 1 if word & 1 == 0 else -((word + 1) >> 1)
        yield last
        word = shift = 0
    if shift:
        raise ValueError("the last key is cut off")
