"""Who may come in: host, origin, key, and the size of what they bring."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from everyhue.errors import InputError
from everyhue.service.problems import StatusError, on_error, problem_of, problem_response
from everyhue.service.settings import Server

COOKIE = "everyhue_session"
OPEN_PATHS = ("/healthz", "/login", "/static/", "/docs/plain.css")
"""What anyone who reaches the port may ask for: nothing of the catalog."""

_HEADERS = (
    (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'; "
     b"base-uri 'none'; form-action 'self'"),
    (b"x-content-type-options", b"nosniff"),
    # Not "no-referrer": with it a browser sends "Origin: null" with our own forms.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)  # fmt: skip
_PICTURE_POLICY = b"default-src 'none'; style-src 'unsafe-inline'; sandbox"
_LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
_SAFE = ("GET", "HEAD", "OPTIONS")


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches an address.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0"), is_loopback("localhost")
    (True, False, True)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def key_for(server: Server, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the API key, or ``None`` where none is set; refuse an open address without one.

    Parameters
    ----------
    server : Server
        Address, and the name of the variable.
    environ : mapping of str to str
        Where to look the variable up.

    Raises
    ------
    InputError
        For an address other machines reach, without a key of at least 16 characters.
    """
    key = environ.get(server.api_key_env) or None
    if key is not None and len(key) < 16:
        raise InputError(
            f"{server.api_key_env}: got {len(key)} characters, expected at least 16. "
            'Make one: python -c "import secrets; print(secrets.token_urlsafe())".'
        )
    if key is None and not is_loopback(server.host):
        raise InputError(
            f"host: {server.host} is reached by other machines, so a key is needed. "
            f"Set the environment variable {server.api_key_env}, or listen on 127.0.0.1."
        )
    return key


@dataclass(frozen=True, slots=True)
class Lock:
    """The key of the service, and the cookie that stands for it.

    Parameters
    ----------
    key : str or None
        ``None`` lets everyone in who reaches the port.

    Examples
    --------
    >>> lock = Lock("a-long-enough-key")
    >>> lock.fits("a-long-enough-key"), lock.fits("another"), Lock(None).fits("")
    (True, False, True)
    """

    key: str | None

    @property
    def cookie(self) -> str:
        """What the browser keeps: a digest, so that the key itself is never stored there."""
        return hmac.new((self.key or "").encode(), b"everyhue login", hashlib.sha256).hexdigest()

    def fits(self, key: str) -> bool:
        """Compare a key in constant time."""
        return self.key is None or hmac.compare_digest(self.key.encode(), key.encode())

    def admits(self, headers: Headers) -> bool:
        """Say whether a request carries the key (bearer or ``X-API-Key``) or its cookie."""
        if self.key is None:
            return True
        scheme, _, token = headers.get("authorization", "").partition(" ")
        given = token if scheme.lower() == "bearer" else headers.get("x-api-key", "")
        cookie = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        return self.fits(given) or hmac.compare_digest(self.cookie.encode(), cookie.encode())


class Guard:
    """The outermost layer: checks a request before anything reads it, and adds safe headers.

    Parameters
    ----------
    app : ASGI application
        What is guarded.
    server : Server
        Address, allowed hosts and the largest body.
    lock : Lock
        The key.

    Notes
    -----
    Without a key only this machine's own names are answered to, so that a web page that points its
    name at 127.0.0.1 reads nothing. Changes are refused when a browser says that another site sent
    them.
    """

    def __init__(self, app: ASGIApp, server: Server, lock: Lock) -> None:
        self.app = app
        self.lock = lock
        self.max_body = server.max_body
        self.hosts = frozenset((*_LOCAL_NAMES, server.host, *server.allowed_hosts))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse, one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sender = _dressed(send, scope["path"])
        try:
            self._check(scope)
        except StatusError as error:
            response = problem_response(problem_of(error), _ask_for_key(error))
            if error.status == 401 and "text/html" in Headers(scope=scope).get("accept", ""):
                response = _to_login()
            await response(scope, receive, sender)
            return
        await self._run(scope, _limited(receive, self.max_body), sender)

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the service answer; a defect of ours is logged and told without its inner words."""
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            await (await on_error(Request(scope), error))(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = _host_name(headers.get("host", ""))
        if self.lock.key is None and host not in self.hosts:
            raise StatusError(
                403, f"host: {host!r} is not answered to. Add it to allowed_hosts in [server]."
            )
        origin = headers.get("origin")
        if scope["method"] not in _SAFE and origin is not None and not _same(origin, headers):
            raise StatusError(403, f"origin: {origin!r} is another site; changes are refused.")
        _check_size(headers, self.max_body)
        if not scope["path"].startswith(OPEN_PATHS) and not self.lock.admits(headers):
            raise StatusError(
                401, "A key is needed: send it as 'Authorization: Bearer …', or log in at /login."
            )


def _host_name(host: str) -> str:
    return urlsplit(f"//{host}").hostname or "" if "@" not in host else ""


def _same(origin: str, headers: Headers) -> bool:
    return urlsplit(origin).netloc == headers.get("host", "")


def _check_size(headers: Headers, most: int) -> None:
    stated = headers.get("content-length", "0")
    if not stated.isdigit():
        raise StatusError(400, f"content-length: got {stated!r}, expected a number of bytes.")
    if int(stated) > most:
        raise StatusError(413, f"body: got {stated} bytes, expected at most {most}.")


def _limited(receive: Receive, most: int) -> Receive:
    """Count a body that does not say how large it is."""
    came = 0

    async def counted() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise StatusError(413, f"body: got more than {most} bytes, expected at most that.")
        return message

    return counted


def _dressed(send: Send, path: str) -> Send:
    """Add the headers every answer gets; a picture may be drawn, and nothing else."""
    extra = _HEADERS
    if path.startswith("/media/"):
        extra = ((_HEADERS[0][0], _PICTURE_POLICY), *_HEADERS[1:])

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            held = {name for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"], *(pair for pair in extra if pair[0] not in held),
            ]  # fmt: skip
        await send(message)

    return dressed


def _ask_for_key(error: StatusError) -> dict[str, str]:
    return {"www-authenticate": 'Bearer realm="everyhue"'} if error.status == 401 else {}


def _to_login() -> Response:
    return Response(status_code=303, headers={"location": "/login"})
