"""The one way in which setting up fails: with a sentence for the person in front of it."""

import errno
from pathlib import Path

_FULL_DISK = ("No space left on device", "not enough space on the disk", "Disk quota exceeded")


class Complaint(Exception):
    """A sentence that says what is wrong and what would fix it."""


def disk_is_full(trouble: str | OSError) -> bool:
    """Tell whether this output of a program, or this error, means that there was no room."""
    if isinstance(trouble, OSError):
        return trouble.errno in (errno.ENOSPC, errno.EDQUOT)
    return any(words in trouble for words in _FULL_DISK)


def full_disk(folder: Path) -> Complaint:
    """Say that there is no room left where `folder` is."""
    return Complaint(f"The disk that holds {folder} is full: free about 1 GB and run the same command again.")


def last_line(output: str, beginning: str = "") -> str:
    """Return the last line that says something, preferably one with this beginning; the reason mostly stands there."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    reasons = [line for line in lines if line.startswith(beginning)] or lines
    return reasons[-1].removeprefix(beginning).strip() if reasons else "it gave no reason"
