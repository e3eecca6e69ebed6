"""download: bring a file from the internet to the disk, all of it or nothing."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request

from nn_core.utils.file_hash import has_hash
from nn_core.utils.transfer import Transfer

Progress = Callable[[int, "int | None"], None]
Wait = Callable[[], None]

ATTEMPTS = 5
TIMEOUT_S = 30.0
_SCHEMES = ("http", "https", "file")
_RANGE_NOT_SATISFIABLE = 416


class DownloadError(OSError):
    """A file that could not be fetched; the message says why."""


class _CutOffError(Exception):
    """The connection ended before the file did."""


def download(
    origin: str,
    target: Path,
    file_hash: str | None = None,
    hash_algorithm: str = "auto",
    on_progress: Progress | None = None,
    on_wait: Wait | None = None,
) -> None:
    """Bring the file at `origin` to `target`; what was there stays until the new file is complete and proven.

    With a hash, a download that was cut off goes on where it ended, now or the next time, for the hash proves that
    the pieces belong together. Without one it begins anew.

    Args:
        on_progress: is told the bytes that are here and the bytes in all (None if not known); what it raises ends the
            download.
        on_wait: is called some times a second while nothing comes; what it raises ends the download at once.

    Raises:
        DownloadError: says what went wrong.
    """
    if urlsplit(origin).scheme not in _SCHEMES:
        raise DownloadError(f"the address '{origin}' should begin with http:// or https://")
    part = target.with_name(f"{target.name}.part" if file_hash else f"{target.name}.{os.urandom(4).hex()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        listener = _Listener(on_progress or _ignore, on_wait or _go_on)
        _complete(origin, part, file_hash, hash_algorithm, listener)
        os.replace(part, target)
    except (OSError, HTTPException, _CutOffError) as error:
        raise DownloadError(_reason(error)) from error
    finally:
        if not file_hash:
            with suppress(OSError):
                part.unlink()


@dataclass(frozen=True)
class _Listener:
    """Who is told how far it is; either may raise, to end it."""

    on_progress: Progress
    on_wait: Wait


def _complete(origin: str, part: Path, file_hash: str | None, algorithm: str, listener: _Listener) -> None:
    """Fill `part` until it is the file that was promised."""
    was_begun = part.exists()
    _fetch_all(origin, part, file_hash is not None, listener)
    if file_hash is None or has_hash(part, file_hash, algorithm):
        return
    part.unlink()
    if not was_begun:
        raise DownloadError("what came is another file than expected, its hash is wrong")
    _complete(origin, part, file_hash, algorithm, listener)  # the old piece belonged to something else


def _fetch_all(origin: str, part: Path, is_resumed: bool, listener: _Listener) -> None:
    """Ask again after a cut connection, as long as something more comes each time."""
    for attempt in range(ATTEMPTS):
        start = _size(part) if is_resumed else 0
        try:
            return _fetch(origin, part, start, listener)
        except (_CutOffError, ConnectionError, TimeoutError, HTTPException):
            if attempt == ATTEMPTS - 1 or _size(part) <= start:
                raise
        except HTTPError as error:
            error.close()
            if error.code != _RANGE_NOT_SATISFIABLE or not start:
                raise
            part.unlink()  # the piece is longer than the file


def _fetch(origin: str, part: Path, start: int, listener: _Listener) -> None:
    """Make one request and append what comes."""
    wanted = {"Range": f"bytes={start}-"} if start else {}
    request = Request(origin, headers={"User-Agent": "nn_core", **wanted})
    with Transfer(request, TIMEOUT_S, listener.on_wait) as transfer:
        response = transfer.next()
        if not _continues(response, start):
            start = 0
        length = response.headers.get("Content-Length")
        total = None if length is None else start + int(length)
        with part.open("ab" if start else "wb") as file:
            while chunk := transfer.next():
                file.write(chunk)
                listener.on_progress(file.tell(), total)
            received = file.tell()
    if total is not None and received < total:
        raise _CutOffError(f"the connection was cut after {received:,} of {total:,} bytes")


def _continues(response: Any, start: int) -> bool:
    """Say whether the server sends what follows, not all of the file again."""
    return getattr(response, "status", None) == 206 and response.headers.get("Content-Range", "").startswith(
        f"bytes {start}-"
    )


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _ignore(received: int, total: int | None) -> None:
    """Take note of nothing."""


def _go_on() -> None:
    """Wait on."""


def _reason(error: BaseException) -> str:
    """Say what went wrong, as a part of a sentence."""
    if isinstance(error, HTTPError):
        return f"the server answers {error.code} {error.reason}"
    if isinstance(error, URLError):
        return _reason(error.reason) if isinstance(error.reason, OSError) else f"no connection: {error.reason}"
    if isinstance(error, TimeoutError):
        return f"there was no answer within {TIMEOUT_S:g} seconds"
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full"
    if isinstance(error, OSError) and error.filename:
        return f"'{error.filename}' cannot be written: {error.strerror}"
    if isinstance(error, OSError) and error.strerror:
        return f"no connection: {error.strerror}"
    return str(error) or type(error).__name__
