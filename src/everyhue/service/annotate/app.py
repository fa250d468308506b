"""The pages of a sitting: a name, then one picture after the other."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from everyhue.errors import EveryhueError, InputError
from everyhue.service.annotate.ballot import Ballot, name_of
from everyhue.service.annotate.wording import answers_of, label_of, question_of, reasons_of
from everyhue.service.guard import Guard, Lock
from everyhue.service.problems import on_error
from everyhue.service.settings import Server
from everyhue.service.web.rendering import STATIC
from everyhue.signals.picture import PictureError, read_picture

HERE = Path(__file__).parent
LONGEST = 1024
"""Longest side of a picture as it is shown, in pixels."""


def annotation_app(ballot: Ballot, folder: Path) -> FastAPI:
    """Make the ASGI application of a sitting.

    Parameters
    ----------
    ballot : Ballot
        The sample and the votes.
    folder : Path
        Where the pictures are.

    Returns
    -------
    FastAPI
        It answers to this machine's own names only, takes no votes from other sites, and asks no
        other host for anything. Names of files are not shown: they would suggest answers.
    """
    app = FastAPI(title="Everyhue annotation", docs_url=None, redoc_url=None, openapi_url=None)
    pages = _Pages(ballot, folder)
    app.add_route("/", pages.welcome, ["GET"])
    app.add_route("/begin", pages.begin, ["POST"])
    app.add_route("/as/{who}", pages.ask, ["GET"])
    app.add_route("/as/{who}", pages.answer, ["POST"])
    app.add_route("/picture/{row:int}", pages.picture, ["GET"])
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.mount("/own", StaticFiles(directory=HERE / "static"), name="own")
    for kind in (EveryhueError, HTTPException):
        app.add_exception_handler(kind, on_error)
    app.add_middleware(Guard, server=Server(), lock=Lock(None))
    return app


class _Pages:
    def __init__(self, ballot: Ballot, folder: Path) -> None:
        self.ballot, self.folder = ballot, folder

    async def welcome(self, request: Request) -> Response:
        """Ask for a name."""
        return self._welcome()

    async def begin(self, request: Request) -> Response:
        """Go to the pictures of whoever came."""
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        try:
            name = name_of(fields.get("name", [""])[0])
        except InputError:
            return self._welcome("Please write a name: 1 to 40 letters, digits or spaces.", 422)
        return RedirectResponse(f"/as/{quote(name)}", 303)

    async def ask(self, request: Request) -> Response:
        """Show the next open picture, or an earlier one again."""
        who, ballot = name_of(request.path_params["who"]), self.ballot
        order, place = ballot.order(who), ballot.place(who)
        back = request.query_params.get("at", "")
        at = min(int(back), place) if back.isdigit() else place
        if at >= len(order):
            return _page("done.html", who=who, **self._progress(who), **self._asked())
        row = order[at]
        before = ballot.said(who, row)
        return _page(
            "vote.html", who=who, row=row, at=at, again=before is not None,
            before=None if before is None else label_of(ballot.dimension, before), word=before,
            following=order[at + 1] if at + 1 < len(order) else None,
            **self._progress(who), **self._asked(),
        )  # fmt: skip

    async def answer(self, request: Request) -> Response:
        """Write a vote down and go on."""
        who = name_of(request.path_params["who"])
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        row, word = (fields.get(name, [""])[0] for name in ("row", "word"))
        if not row.isdigit():
            raise InputError("row: a whole number is missing.")
        self.ballot.vote(who, int(row), word)
        return RedirectResponse(f"/as/{quote(who)}", 303)

    def picture(self, request: Request) -> Response:
        """Return a picture of the sample as JPEG, whatever the file is."""
        row = int(request.path_params["row"])
        if row >= len(self.ballot.items):
            raise HTTPException(404)
        try:
            body = _jpeg(self.folder / self.ballot.items[row])
        except PictureError as error:
            raise HTTPException(404, error.reason) from None
        return Response(body, media_type="image/jpeg",
                        headers={"cache-control": "private, max-age=3600"})  # fmt: skip

    def _welcome(self, problem: str = "", status: int = 200) -> Response:
        people = [(name, self.ballot.done(name)) for name in self.ballot.annotators]
        return _page(
            "welcome.html", status, people=people, total=len(self.ballot.items), problem=problem,
            **self._asked(),
        )  # fmt: skip

    def _asked(self) -> dict[str, Any]:
        dimension = self.ballot.dimension
        question, hint = question_of(dimension)
        return {
            "dimension": dimension, "question": question, "hint": hint,
            "answers": answers_of(dimension), "reasons": reasons_of(dimension),
            "file": self.ballot.path.name,
        }  # fmt: skip

    def _progress(self, who: str) -> dict[str, Any]:
        return {"done": self.ballot.done(who), "total": len(self.ballot.items)}


@lru_cache(maxsize=32)
def _jpeg(path: Path) -> bytes:
    from PIL import Image

    buffer = BytesIO()
    Image.fromarray(read_picture(path, longest=LONGEST).pixels).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


@lru_cache(maxsize=8)
def _href(folder: str, name: str) -> str:
    root = STATIC if folder == "static" else HERE / "static"
    digest = hashlib.blake2b((root / name).read_bytes(), digest_size=5).hexdigest()
    return f"/{folder}/{name}?v={digest}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader([HERE / "templates", STATIC.parent / "templates"]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals["href"] = _href
    return made


def _page(name: str, status: int = 200, **values: Any) -> HTMLResponse:
    body = _environment().get_template(name).render(**values)
    return HTMLResponse(body, status, {"Cache-Control": "no-store"})
