"""Errors as a caller sees them: the field, the value, what was expected; never a stack trace."""

from __future__ import annotations

import difflib
import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from everyhue.errors import EveryhueError, InputError, UnknownNameError, bad_value
from everyhue.service.wire import Candidate, ItemBody, Problem, encode

TITLES = {
    400: "The request cannot be used",
    401: "A key is needed",
    403: "Refused",
    404: "Not found",
    405: "Method not allowed",
    411: "Length required",
    413: "Too large",
    415: "Unsupported content type",
    500: "Something failed here",
    503: "Not available",
}
_LOG = logging.getLogger("everyhue.service")
_LONGEST = 200


class StatusError(EveryhueError):
    """An error with a status of its own.

    Parameters
    ----------
    status : int
        HTTP status.
    message : str
        What a person reads.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem as an HTTP answer."""
    return Response(encode(problem), problem.status, headers, media_type="application/problem+json")


def problem_of(error: Exception) -> Problem:
    """Say what was wrong, in the form the API answers.

    Examples
    --------
    >>> problem_of(bad_value("k", 0, "a whole number ≥ 1")).field
    'k'
    """
    if isinstance(error, HTTPException):
        return Problem(
            title=TITLES.get(error.status_code, "Error"), status=error.status_code,
            message=str(error.detail),
        )  # fmt: skip
    if not isinstance(error, EveryhueError):
        return Problem(
            title=TITLES[500], status=500, message="The log of the service has the details."
        )
    status = _status(error)
    return Problem(
        title=TITLES.get(status, "Error"), status=status, message=str(error),
        field=error.field or None, value=_short(error.came), expected=error.expected or None,
    )  # fmt: skip


def _status(error: EveryhueError) -> int:
    if isinstance(error, StatusError):
        return error.status
    if isinstance(error, UnknownNameError) and error.field == "item":
        return 404
    return 400 if isinstance(error, (InputError, UnknownNameError)) else 500


def _short(value: object) -> object:
    """Keep a value that came from filling the answer."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


async def on_error(request: Request, error: Exception) -> Response:
    """Answer any exception; log those that are our own fault."""
    problem = problem_of(error)
    state = getattr(request.app.state, "everyhue", None)
    if state is not None:
        state.telemetry.errors.labels(str(problem.status)).inc()
    if problem.status >= 500:
        _LOG.error("a request to %s failed", request.url.path, exc_info=error)
    return problem_response(problem)


_INNER = {
    "candidates[": Candidate.__struct_fields__, "items[": ItemBody.__struct_fields__,
}  # fmt: skip
_AT = re.compile(r"^(?P<said>.*?)(?: - at `(?P<path>.*)`)?$", re.DOTALL)


def decoded(error: msgspec.MsgspecError, body: Any, known: Iterable[str] = ()) -> InputError:
    """Turn msgspec's report into the one message every refused value gets.

    Parameters
    ----------
    error : msgspec.MsgspecError
        What the decoder said.
    body : object
        The body without a schema, to show the value that came.
    known : iterable of str
        Names to suggest from when one is not known.
    """
    match = _AT.match(str(error))
    said, path = (match["said"], match["path"] or "$") if match else (str(error), "$")
    field = path.removeprefix("$").removeprefix(".") or "body"
    unknown = re.search(r"unknown field `(.*)`", said)
    if unknown:
        known = next((names for start, names in _INNER.items() if field.startswith(start)), known)
        near = difflib.get_close_matches(unknown[1], list(known), n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]!r}?" if near else "Leave it out."
        name = unknown[1] if field == "body" else f"{field}.{unknown[1]}"
        return bad_value(name, unknown[1], f"one of: {', '.join(known)}", hint)
    wanted = said.removeprefix("Expected ").split(", got")[0].replace("`", "")
    missing = re.search(r"missing required field (.*)", wanted)
    if missing:
        return bad_value(missing[1], None, "a value", "It is required.")
    return bad_value(field, _at(body, path), wanted)


def _at(body: Any, path: str) -> Any:
    """Return the value at a msgspec path, as far as it can be followed."""
    for name, index in re.findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", path):
        try:
            body = body[name] if name else body[int(index)]
        except (KeyError, IndexError, TypeError, ValueError):
            return body
    return body
