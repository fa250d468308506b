"""Templates, and the files they link to."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from everyhue.service.web import wording

HERE = Path(__file__).parent
STATIC = HERE / "static"


@lru_cache(maxsize=64)
def static_href(name: str) -> str:
    """Return the address of a static file; it changes when the file does.

    Examples
    --------
    >>> static_href("page.js").startswith("/static/page.js?v=")
    True
    """
    digest = hashlib.blake2b((STATIC / name).read_bytes(), digest_size=5).hexdigest()
    return f"/static/{name}?v={digest}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static_href
    made.filters["percent"] = wording.percent
    made.filters["counted"] = wording.counted
    return made


def page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template as a page that is not kept; the guard adds the other headers."""
    body = _environment().get_template(name).render(**values)
    return HTMLResponse(body, status, {"Cache-Control": "no-store"})
