"""The published schema of ``report.json``, made from the classes that are written to it."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pydantic

from everyhue.report import SCHEMA
from everyhue.types import Tally, Value

FINDINGS = {
    "model": "everyhue.audit.model.findings:ModelFindings",
    "ranking": "everyhue.audit.ranking.findings:RankingFindings",
    "catalog": "everyhue.audit.catalog.findings:CatalogFindings",
    "diff": "everyhue.audit.diff.findings:DiffFindings",
}
"""Kinds of report, and the class of what each found."""

PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"},
    bool: {"type": "boolean"}, type(None): {"type": "null"}, Any: {},
}  # fmt: skip

NUMBER = {
    "description": "A number that says how sure it is, or why it is not there; never NaN.",
    "oneOf": [
        {
            "type": "object", "required": ["estimate"], "additionalProperties": False,
            "properties": {
                "estimate": {"type": "number"}, "low": {"type": "number"},
                "high": {"type": "number"}, "level": {"type": "number"},
                "n": {"type": "integer"}, "method": {"type": "string"},
            },
        },
        {
            "type": "object", "required": ["undefined"], "additionalProperties": False,
            "properties": {
                "undefined": {"type": "string", "description": "Why there is no number."},
                "n": {"type": "integer"}, "method": {"type": "string"},
            },
        },
    ],
}  # fmt: skip


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of every kind of report.

    A reader may meet further keys beside those at the top: they are free, those of findings are
    not. A change that breaks a reader counts ``schema`` up.
    """
    made = _Definitions()
    kinds = [_kind(kind, made.of(_class(where))) for kind, where in FINDINGS.items()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Everyhue: report.json of an audit",
        "type": "object",
        "required": ["schema", "kind", "findings"],
        "properties": {
            "schema": {"const": SCHEMA},
            "kind": {"enum": list(FINDINGS)},
            "file": {"type": "string", "description": "What was audited."},
            "found": {
                "type": "array", "items": {"type": "string"},
                "description": "Findings in sentences, the verdict first.",
            },
            "findings": {"type": "object"},
        },
        "allOf": kinds,
        "$defs": dict(sorted(made.held.items())),
    }  # fmt: skip


def _kind(kind: str, findings: dict[str, Any]) -> dict[str, Any]:
    return {
        "if": {"properties": {"kind": {"const": kind}}},
        "then": {"properties": {"findings": findings}},
    }


def _class(where: str) -> Any:
    module, _, name = where.partition(":")
    return getattr(import_module(module), name)


class _Definitions:
    """Collects a definition for every class on the way."""

    def __init__(self) -> None:
        self.held: dict[str, Any] = {}

    def of(self, kind: Any) -> dict[str, Any]:
        """Return the schema of a type."""
        if kind in PLAIN:
            return PLAIN[kind]
        if kind is Value:
            self.held["Value"] = NUMBER
            return {"$ref": "#/$defs/Value"}
        origin, parts = get_origin(kind), get_args(kind)
        if origin is Literal:
            return {"enum": list(parts)}
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(part) for part in parts]}
        if origin in (tuple, list, Sequence) or (isinstance(origin, type) and origin is tuple):
            return self._list(parts)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(parts[1])}
        return self._named(kind)

    def _list(self, parts: tuple[Any, ...]) -> dict[str, Any]:
        if len(parts) == 1 or parts[-1] is ...:
            return {"type": "array", "items": self.of(parts[0])}
        items = [self.of(part) for part in parts]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "items": False}

    def _named(self, kind: Any) -> dict[str, Any]:
        name = kind.__name__
        if name not in self.held:
            self.held[name] = {}
            rule = isinstance(kind, type) and issubclass(kind, pydantic.BaseModel)
            self.held[name] = _model(kind) if rule else self._dataclass(kind)
        return {"$ref": f"#/$defs/{name}"}

    def _dataclass(self, kind: Any) -> dict[str, Any]:
        if not is_dataclass(kind):
            raise TypeError(f"{kind}: expected a dataclass, a plain type or a model.")
        hints = get_type_hints(kind)
        names = [spot.name for spot in fields(kind) if hints[spot.name] is not Tally]
        return {
            "type": "object",
            "description": (kind.__doc__ or "").strip().split("\n")[0],
            "properties": {name: self.of(hints[name]) for name in names},
            "required": names,
            "additionalProperties": False,
        }


def _model(kind: type[pydantic.BaseModel]) -> dict[str, Any]:
    """A rule as it is stated; what was left away is left away here too."""
    schema = kind.model_json_schema()
    schema.pop("required", None)
    schema["description"] = (kind.__doc__ or "").strip().split("\n")[0]
    return schema
