"""The login form: what someone without the key sees."""

from __future__ import annotations

from fastapi.responses import HTMLResponse

from everyhue.service.web.rendering import page


def login_page(message: str = "", status: int = 200) -> HTMLResponse:
    """Return the login form, with what went wrong where something did."""
    return page(
        "login.html", status, message=message, demo=None, here="/login", query="", level=False
    )
