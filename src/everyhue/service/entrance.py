"""Logging in from a browser, with the key of the service."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from everyhue.service.guard import COOKIE, Lock
from everyhue.service.plain_pages import FOLDER
from everyhue.service.web.entrance_page import login_page

_HOURS = 12
_PAUSE = 0.5


class Entrance:
    """The login form and its cookie.

    Parameters
    ----------
    lock : Lock
        The key.
    """

    def __init__(self, lock: Lock) -> None:
        self.lock = lock

    def add_to(self, app: FastAPI) -> None:
        """Add the routes."""
        app.add_route("/login", self.form, ["GET"])
        app.add_route("/login", self.enter, ["POST"])
        app.add_route("/docs/plain.css", self.style, ["GET"])

    async def form(self, _: Request) -> Response:
        """Show the form."""
        return login_page()

    async def style(self, _: Request) -> Response:
        """Return the style of the plain pages."""
        return FileResponse(FOLDER / "plain.css", media_type="text/css")

    async def enter(self, request: Request) -> Response:
        """Set the cookie when the key fits; otherwise wait a little and ask again."""
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        if not self.lock.fits(fields.get("key", [""])[0]):
            await asyncio.sleep(_PAUSE)
            return login_page("That is not the key. Please try again.", 401)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            COOKIE, self.lock.cookie, max_age=_HOURS * 3600, httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return answer
