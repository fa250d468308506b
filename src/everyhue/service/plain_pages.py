"""The page that works without the rest: the API reference."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

FOLDER = Path(__file__).parent / "static_docs"


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["pretty"] = lambda value: json.dumps(value, indent=2, ensure_ascii=False)
    made.filters["kind"] = kind_of
    return made


def reference_page(document: dict[str, Any]) -> HTMLResponse:
    """Return the OpenAPI document as a page that needs no script."""
    return HTMLResponse(_templates().get_template("reference.html").render(document=document))


def kind_of(schema: dict[str, Any]) -> str:
    """Say in a few words what a JSON schema takes.

    Examples
    --------
    >>> kind_of({"anyOf": [{"type": "string"}, {"type": "null"}]})
    'string or null'
    >>> kind_of({"type": "integer", "minimum": 1, "maximum": 200})
    'integer, 1 to 200'
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(kind_of(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(json.dumps(word) for word in schema["enum"])
    name = str(schema.get("type", "anything"))
    if name == "array":
        return f"list of {kind_of(schema.get('items') or {})}"
    if name == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {kind_of(schema['additionalProperties'])}"
    return name + _bounds(schema)


def _bounds(schema: dict[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f", {low} to {high}"
    return f", at least {low}" if low is not None else ""
