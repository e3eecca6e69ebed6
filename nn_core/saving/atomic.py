"""Writing files so that one sees the old content or the new, never half of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nn_core.saving.errors import ModelFileError


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield the path of a new file in the same folder, which takes the place of `path` when all went well.

    Raises:
        ModelFileError: the file cannot be written; what was there before still is.
    """
    final = Path(os.path.realpath(path))
    temporary = final.with_name(f".{final.name[:80]}.{os.urandom(4).hex()}.tmp")
    try:
        yield temporary
        _flush_to_disk(temporary)
        os.replace(temporary, final)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ModelFileError(f"'{final.name}' could not be written to '{final.parent}': {reason}.") from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text file in UTF-8, all of it or nothing."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_bytes(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file, all of it or nothing."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def _flush_to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
