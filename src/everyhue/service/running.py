"""Listening: a socket, uvicorn on it, and a clean end."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from everyhue.errors import FileError


def listen(host: str, port: int, *, or_any: bool = False) -> socket.socket:
    """Return a bound socket.

    Parameters
    ----------
    host : str
        Address.
    port : int
        Port; 0 takes a free one.
    or_any : bool
        Take a free port where this one is taken.

    Raises
    ------
    FileError
        For an address that cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Stated as TCP, since asyncio turns Nagle's waiting (40 ms an answer) off only then.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        if or_any and port:
            return listen(host, 0)
        raise FileError(
            f"port: {host}:{port} cannot be listened on ({error.strerror}). "
            "Choose another one with --port."
        ) from error
    return bound


def address_of(bound: socket.socket) -> str:
    """Return the web address of a bound socket.

    Examples
    --------
    >>> with listen("127.0.0.1", 0) as bound:
    ...     address_of(bound).startswith("http://127.0.0.1:")
    True
    """
    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            # What lives as long as the process need not be looked at by every collection.
            gc.collect()
            gc.freeze()
            self._ready()


def run_app(app: FastAPI, bound: socket.socket, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until the process is told to stop; no address of a caller is logged.

    Parameters
    ----------
    app : FastAPI
        What is served.
    bound : socket
        Where it listens.
    ready : callable
        Called once requests are answered.
    """
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, proxy_headers=False,
        timeout_graceful_shutdown=5,
    )  # fmt: skip
    try:
        _Server(config, ready).run(sockets=[bound])
    except KeyboardInterrupt:
        # uvicorn has ended by then, and hands the signal on.
        return
    finally:
        bound.close()
