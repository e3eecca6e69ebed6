"""Transfer: one request to a server, made in a thread of its own so that waiting for the answer can be given up."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler, Request, build_opener

_CHUNK_BYTES = 1 << 16
_TICK_S = 0.1


class Transfer(Thread):
    """Gives the head of the answer, then its bytes; a server that says nothing keeps only this thread waiting."""

    def __init__(self, request: Request, timeout_s: float, on_wait: Callable[[], None]) -> None:
        """Prepare a request; `on_wait` is called some times a second while nothing comes, and may raise to end it."""
        super().__init__(name="download", daemon=True)
        self._request, self._timeout_s, self._on_wait = request, timeout_s, on_wait
        self._arrived: Queue[Any] = Queue(maxsize=4)
        self._sockets: list[socket.socket] = []
        self._is_given_up = Event()

    def __enter__(self) -> Transfer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give up what did not come; a thread that is still looking for the server ends by itself, later."""
        self._is_given_up.set()
        for each in self._sockets:
            with suppress(OSError):
                socket.socket.shutdown(each, socket.SHUT_RDWR)  # wakes whoever reads from it
        self.join(_TICK_S)

    def next(self) -> Any:
        """Return the answer, then piece by piece what it holds, at last no bytes; or raise what went wrong."""
        while True:
            try:
                found = self._arrived.get(timeout=_TICK_S)
            except Empty:
                self._on_wait()
                continue
            if isinstance(found, BaseException):
                raise found
            return found

    def run(self) -> None:
        opener = build_opener(_Http(self._sockets), _Https(self._sockets))
        try:
            with opener.open(self._request, timeout=self._timeout_s) as response:
                self._give(response)
                while not self._is_given_up.is_set() and (chunk := response.read(_CHUNK_BYTES)):
                    self._give(chunk)
            self._give(b"")
        except Exception as error:
            self._give(error)

    def _give(self, found: Any) -> None:
        while not self._is_given_up.is_set():
            with suppress(Full):
                return self._arrived.put(found, timeout=_TICK_S)


class _Watching:
    """Remembers the sockets of the connections it opens."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        super().__init__()
        self._sockets = sockets

    def do_open(self, http_class: Any, req: Request, **arguments: Any) -> HTTPResponse:
        made = partial(self._connection, http_class)
        return super().do_open(made, req, **arguments)  # type: ignore[misc, no-any-return]

    def _connection(self, http_class: Callable[..., HTTPConnection], host: str, **arguments: Any) -> HTTPConnection:
        connection = http_class(host, **arguments)
        connect = connection.connect

        def connect_watched() -> None:
            connect()
            self._sockets.append(connection.sock)

        connection.connect = connect_watched  # type: ignore[method-assign]
        return connection


class _Http(_Watching, HTTPHandler):
    pass


class _Https(_Watching, HTTPSHandler):
    pass
