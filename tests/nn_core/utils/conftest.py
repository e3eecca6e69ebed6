"""A server on this machine, that can be made to fail in the ways of the internet."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


class Moody(BaseHTTPRequestHandler):
    """Serves `server.files`; asks the list `server.moods` how to behave at each request."""

    def do_GET(self):
        mood = self.server.moods.pop(0) if self.server.moods else ""
        self.server.ranges.append(self.headers.get("Range"))
        content = self.server.files.get(self.path.partition("?")[0])
        if mood == "silent":
            self.server.is_over.wait(10)
            return
        if content is None:
            self.send_error(404)
            return
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        if start > len(content):
            self.send_error(416)
            return
        self._send(content, start if mood != "forgetful" else 0, mood)

    def _send(self, content, start, mood):
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        if mood != "vague":
            self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        rest = content[start:]
        if mood == "held":  # half of it, and the other half when the test says so
            self.wfile.write(rest[: len(rest) // 2])
            self.server.go_on.wait(10)
            rest = rest[len(rest) // 2 :]
        with suppress(ConnectionError):  # whoever asked has given up
            self.wfile.write(rest[: len(rest) // 2] if mood == "cut" else b"" if mood == "empty" else rest)

    def log_message(self, *_):
        """Be quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """The server, with its address as `url`."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with HTTPServer(("127.0.0.1", 0), Moody) as found:
        found.files, found.moods, found.ranges, found.is_over = {}, [], [], threading.Event()
        found.go_on = threading.Event()
        found.url = f"http://127.0.0.1:{found.server_port}"
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        found.is_over.set()
        found.go_on.set()
        found.shutdown()
        thread.join()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty cache."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras"
