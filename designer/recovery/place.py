"""Place: the folder in which one open document is written down, held by the window that shows it.

A folder holds `lock`, which tells whether its window is alive; `owner.json`, for other windows: which file is open
there, in which process, since when; and, once there are changes no file holds, `journal.jsonl` and `weights.h5`.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from designer.lock import Lock
from designer.paths import user_folder

_OWNER = "owner.json"
_YOUNG_S = 60.0  # a folder without a journal may be one that is being made this moment


@dataclass(frozen=True)
class Owner:
    """Who has a file open."""

    pid: int
    host: str
    since: float  # seconds since 1970
    path: str = ""  # the real path; empty for a document without file


class Place:
    """A folder this process holds."""

    def __init__(self, folder: Path, lock: Lock) -> None:
        self.folder, self._lock = folder, lock

    @classmethod
    def new(cls) -> Place:
        """Return a new folder; OSError if there can be none."""
        for _ in range(5):  # somebody who looks for abandoned folders may be faster, for a moment
            folder = _root() / uuid.uuid4().hex[:12]
            folder.mkdir(parents=True)
            lock = Lock(folder / "lock")
            if lock.acquire():
                return cls(folder, lock)
        shutil.rmtree(folder, ignore_errors=True)
        raise OSError(f"the disk of {_root()} cannot lock files")

    @property
    def journal(self) -> Path:
        """The changes."""
        return self.folder / "journal.jsonl"

    @property
    def weights(self) -> Path:
        """The arrays."""
        return self.folder / "weights.h5"

    def tell_owner(self, path: Path | None) -> None:
        """Let other windows know which file is open here."""
        owner = Owner(os.getpid(), socket.gethostname(), time.time(), _real(path) if path else "")
        (self.folder / _OWNER).write_text(json.dumps(asdict(owner)), encoding="utf-8")

    def release(self) -> None:
        """Let go of the folder and leave it as it is."""
        self._lock.release()

    def remove(self) -> None:
        """Remove the folder with everything in it."""
        for name in (self.journal, self.weights):  # first what could be taken for work that was lost
            name.unlink(missing_ok=True)
        self._lock.release()  # Windows removes no file that is open
        shutil.rmtree(self.folder, ignore_errors=True)


def abandoned_places() -> list[Place]:
    """Take hold of all folders whose window is gone without having removed them; remove those without a journal."""
    found = [place for folder in _folders() if (place := _held(folder)) is not None]
    kept = []
    for place in found:
        if place.journal.is_file():
            (place.folder / _OWNER).unlink(missing_ok=True)  # held, but nobody has the file open
            kept.append(place)
        elif time.time() - place.folder.stat().st_mtime > _YOUNG_S:
            place.remove()
        else:
            place.release()
    return sorted(kept, key=lambda place: place.journal.stat().st_mtime, reverse=True)


def other_owner(path: Path, own: Iterable[Place | None] = ()) -> Owner | None:
    """Return who else has a file open in a living window; None if nobody."""
    own_folders = {place.folder for place in own if place is not None}
    for folder in _folders():
        if folder in own_folders:
            continue
        owner = _owner(folder)
        if owner is not None and owner.path == _real(path) and _is_alive(folder):
            return owner
    return None


def _root() -> Path:
    return user_folder() / "recovery"


def _folders() -> Iterator[Path]:
    try:
        yield from sorted(folder for folder in _root().iterdir() if folder.is_dir())
    except OSError:  # there is no such folder yet, or none can be made
        return


def _held(folder: Path) -> Place | None:
    lock = Lock(folder / "lock")
    try:
        return Place(folder, lock) if lock.acquire() else None
    except OSError:  # it is being removed, or belongs to somebody else
        return None


def _is_alive(folder: Path) -> bool:
    lock = Lock(folder / "lock")
    try:
        is_free = lock.acquire()
    except OSError:
        return False
    lock.release()
    return not is_free


def _owner(folder: Path) -> Owner | None:
    try:
        content = json.loads((folder / _OWNER).read_text(encoding="utf-8"))
        return Owner(int(content["pid"]), str(content["host"]), float(content["since"]), str(content["path"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _real(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))
