"""Findings as JSON: frozen values become objects, undefined numbers keep their reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pydantic

from everyhue.types import Tally, Value

SCHEMA = 1
"""Version of the layout of a report's JSON."""


def as_plain(value: Any) -> Any:
    """Return a finding as what JSON knows: objects, lists, numbers, text.

    A `Value` keeps what it has: estimate, interval and n, or its reason. A `Tally` is left out,
    since it has a file of its own.

    Examples
    --------
    >>> as_plain({"div": Value(0.5, n=4), "ndkl": Value.undefined_because("no known item")})
    {'div': {'estimate': 0.5, 'n': 4}, 'ndkl': {'undefined': 'no known item'}}
    """
    if isinstance(value, Value):
        held = {spot.name: getattr(value, spot.name) for spot in fields(value)}
        return {name: part for name, part in held.items() if part not in (None, "")}
    if is_dataclass(value) and not isinstance(value, type):
        held = {spot.name: getattr(value, spot.name) for spot in fields(value)}
        return {n: as_plain(part) for n, part in held.items() if not isinstance(part, Tally)}
    if isinstance(value, pydantic.BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, Mapping):
        return {str(name): as_plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_plain(part) for part in value]
    return value.item() if isinstance(value, np.generic) else value


def to_json(kind: str, findings: Any, **more: Any) -> str:
    """Return findings as JSON text, with the kind of report and the version of its layout.

    Parameters
    ----------
    kind : str
        ``"replay"`` …
    findings : dataclass
        The findings.
    **more
        Further parts, as plain values.

    Examples
    --------
    >>> to_json("replay", {"k": 10}).split(",")[0]
    '{"schema": 1'
    """
    body = {"schema": SCHEMA, "kind": kind, **more, "findings": as_plain(findings)}
    return json.dumps(body, ensure_ascii=False, allow_nan=False)
