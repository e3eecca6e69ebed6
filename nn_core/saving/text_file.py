"""Reading a file of text whose size and kind are not known yet."""

from __future__ import annotations

from pathlib import Path

from nn_core.saving.errors import ModelFileError

_LARGEST = 64 * 2**20  # bytes


def read_text(path: Path, kind: str) -> str:
    """Return the text in a file; ModelFileError if there is none, or far too much for a model of this kind."""
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise ModelFileError(f"It has {size:,} bytes; no model in {kind} is that large.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ModelFileError(f"It cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise ModelFileError(f"It is not a text file, so it cannot be {kind}.") from None
