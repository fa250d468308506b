"""Which requests keep the original order so that the effect of diversification can be measured."""

from __future__ import annotations

import hashlib
import json
import secrets

from everyhue.ranking.request import Request

_STEPS = 1 << 53


def held_back(request: Request, share: float, salt: str) -> bool:
    """Say whether a request is in the holdback: a salted hash of what was asked is below `share`.

    Nothing of the person asking enters. A request without words or item (a feed) is drawn anew for
    every first page; its cursor keeps the draw over the pages.

    Parameters
    ----------
    request : Request
        What was asked.
    share : float, [0, 1]
        Part of requests to hold back.
    salt : str
        Another salt draws other requests.

    Examples
    --------
    >>> held_back(Request(query="nurse"), 0.0, "s"), held_back(Request(query="nurse"), 1.0, "s")
    (False, True)
    """
    if share <= 0 or share >= 1:
        return share >= 1
    asked = [request.surface, request.query, request.item_id, sorted(request.refine.items())]
    if not request.query and request.item_id is None:
        asked.append(secrets.token_hex(8))
    digest = hashlib.blake2b(json.dumps([salt, asked]).encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / _STEPS < share
