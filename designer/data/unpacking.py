"""Unpack a large compressed array once, so that a training can read any part of it, and keep it for the next time."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path

from designer.data.errors import DataError
from designer.data.progress import Report
from designer.paths import user_folder

MOST_KEPT = 4  # arrays, such as x_train and x_test of two files
_PIECE = 1 << 20


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, report: Report) -> Path:
    """Return the file with a member's content; what `report` raises ends the unpacking and leaves nothing behind."""
    folder = user_folder() / "unpacked"
    folder.mkdir(exist_ok=True)
    target = folder / f"{_mark(path, info)}.npy"
    if target.is_file() and target.stat().st_size == info.file_size:
        os.utime(target)
        return target
    _make_room(folder, info, path)
    part = target.with_suffix(".part")
    try:
        _copy(archive, info, part, f"Unpacking {path.name}", report)
        os.replace(part, target)
    finally:
        with suppress(OSError):
            part.unlink()
    return target


def _copy(archive: zipfile.ZipFile, info: zipfile.ZipInfo, part: Path, text: str, report: Report) -> None:
    with archive.open(info) as stream, part.open("wb") as file:
        while piece := stream.read(_PIECE):
            file.write(piece)
            report(text, file.tell(), info.file_size)


def _make_room(folder: Path, info: zipfile.ZipInfo, path: Path) -> None:
    """Delete what was unpacked longest ago; DataError if the disk is too full all the same."""
    kept = sorted(folder.glob("*.npy"), key=lambda each: each.stat().st_mtime)
    for old in kept[: max(0, len(kept) - MOST_KEPT + 1)]:
        with suppress(OSError):  # it is being read
            old.unlink()
    free = shutil.disk_usage(folder).free
    if free < info.file_size:
        raise DataError(
            f"{path.name}: {info.filename} takes {info.file_size / 2**20:,.0f} MB unpacked, but only "
            f"{free / 2**20:,.0f} MB are free in {folder}. Make room, or save the arrays with numpy.savez, which does "
            "not compress."
        )


def _mark(path: Path, info: zipfile.ZipInfo) -> str:
    """Return a name that changes when the archive does."""
    stamp = path.stat()
    text = f"{path.resolve()} {stamp.st_mtime_ns} {stamp.st_size} {info.filename} {info.CRC}"
    return hashlib.blake2b(text.encode(), digest_size=10).hexdigest()
