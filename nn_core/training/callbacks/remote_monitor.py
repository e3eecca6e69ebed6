"""RemoteMonitor: tell a server about every epoch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nn_core.spec.remarks import remark
from nn_core.training.callbacks.callback import Callback

if TYPE_CHECKING:
    from urllib.request import Request


class RemoteMonitor(Callback):
    """Send the values of every epoch to a server, by HTTP POST; training goes on if nobody answers.

    Args:
        root: address of the server.
        path: where on the server the values go.
        field: name of the form's field that holds them as JSON, unless `send_as_json`.
        headers: further lines of the request's head.
        send_as_json: whether the request is JSON itself instead of a form.
    """

    wait_s = 5.0

    def __init__(
        self,
        root: str = "http://localhost:9000",
        path: str = "/publish/epoch/end/",
        field: str = "data",
        headers: dict[str, str] | None = None,
        send_as_json: bool = False,
    ) -> None:
        if not root.startswith(("http://", "https://")):
            raise ValueError(f"RemoteMonitor: root must begin with http:// or https://, not {root!r}.")
        self.root, self.path, self.field = root, path, field
        self.headers, self.send_as_json = headers, send_as_json

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        from urllib.request import urlopen  # takes longer to import than half of the engine

        values = {"epoch": epoch, **{name: _plain(value) for name, value in (logs or {}).items()}}
        try:
            with urlopen(self._request(values), timeout=self.wait_s):
                pass
        except OSError as error:
            reason = getattr(error, "reason", error)
            remark(f"RemoteMonitor could not reach {self.root}: {reason}. Training goes on without it.")

    def _request(self, values: dict[str, Any]) -> Request:
        from urllib.parse import urlencode
        from urllib.request import Request

        text = json.dumps(values)
        if self.send_as_json:
            content, kind = text.encode(), "application/json"
        else:
            content, kind = urlencode({self.field: text}).encode(), "application/x-www-form-urlencoded"
        head = {"Content-Type": kind, **(self.headers or {})}
        return Request(self.root + self.path, content, head, method="POST")


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value
