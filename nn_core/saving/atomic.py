"""Writing files so that one sees the old content or the new, never half of it, whatever happens in between."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nn_core.saving.errors import ModelFileError

_BUSY_DELAYS_S = (0.01, 0.04, 0.15)  # Windows: a virus scanner or an indexer may hold the old file for a moment
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EFBIG: "the file would be larger than this disk or account allows",
    errno.EROFS: "the disk is write-protected",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.ENOENT: "the folder is not there (a drive or the network may be gone)",
    errno.ENOTDIR: "the folder is not there (a drive or the network may be gone)",
    errno.EISDIR: "there is a folder of that name",
}


@contextmanager
def replacing(path: str | os.PathLike[str], is_synced: bool = True) -> Iterator[Path]:
    """Yield the path of a new file in the same folder, which takes the place of `path` when all went well.

    A symbolic link is followed, and the permissions of the old file are kept. `is_synced=False` does not wait for the
    disk: the end of the process does no harm then, but that of the power may.

    Raises:
        ModelFileError: the file cannot be written; what was there before still is.
    """
    final = Path(os.path.realpath(path))
    temporary = final.with_name(f".{final.name[:80]}.{os.urandom(4).hex()}.tmp")
    try:
        mode = _mode_of(final)
        yield temporary
        if mode is not None:
            temporary.chmod(mode)
        if is_synced:
            flush_to_disk(temporary)
        _replace(temporary, final)
        if is_synced:
            flush_folder(final.parent)
    except OSError as error:
        raise ModelFileError(f"'{final.name}' could not be written to '{final.parent}': {reason(error)}.") from error
    finally:
        _remove(temporary)


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text file in UTF-8, all of it or nothing."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_bytes(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file, all of it or nothing."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def reason(error: OSError) -> str:
    """Return in words why the system did not write."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def flush_to_disk(path: Path) -> None:
    """Return when the content of a file is on the disk and not only on its way there."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Return when the names in a folder are on the disk, where the system can say so (Windows cannot)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # one may write into a folder one may not read
        return
    try:
        os.fsync(handle)
    except OSError:  # the file is written; some network drives only cannot promise it
        pass
    finally:
        os.close(handle)


def _mode_of(path: Path) -> int | None:
    """Return the permissions of a file that is to be replaced; a write-protected one is not."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return None
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError("the file is write-protected")
    return mode


def _replace(temporary: Path, final: Path) -> None:
    for delay_s in _BUSY_DELAYS_S if os.name == "nt" else ():
        try:
            return os.replace(temporary, final)
        except PermissionError:
            time.sleep(delay_s)
    return os.replace(temporary, final)


def _remove(temporary: Path) -> None:
    with suppress(OSError):  # where the folder itself is gone, so is the file
        temporary.unlink(missing_ok=True)
