"""The stamp of a file: by it one sees that another program has written it since."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[int, int]


def stamp_of(path: Path) -> Stamp | None:
    """Return size and time of a file; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
