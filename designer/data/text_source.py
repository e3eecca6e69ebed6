"""Text files: find out in which encoding they are written, open them, packed or not, and say how far one has read."""

from __future__ import annotations

import gzip
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from designer.data.errors import DataError, EncodingError

SAMPLE_BYTES = 1 << 18
CHINESE = "gb18030"  # of which GBK and GB2312, what Excel writes in China, are parts
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_COMMON_CHINESE = range(0xA1, 0xD8)  # the first bytes of punctuation and of the 3755 characters most used
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Counted(io.BufferedReader):
    """A file that knows how many of its bytes were read."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.FileIO(path), 1 << 18)
        self.size = os.fstat(self.fileno()).st_size

    @property
    def done(self) -> int:
        return self.raw.tell()


@contextmanager
def open_text(path: Path, encoding: str | None = None) -> Iterator[tuple[IO[str], Counted, str]]:
    """Open a text file, a packed one too, and yield it with what counts its bytes and its encoding."""
    try:
        with Counted(path) as counted:
            stream = gzip.GzipFile(fileobj=counted) if path.suffix.lower() == ".gz" else counted
            name = encoding or encoding_of(path)
            with io.TextIOWrapper(stream, name, newline="") as text:  # type: ignore[arg-type]
                yield text, counted, name
    except LookupError:
        raise DataError(f"There is no encoding called '{encoding}'. Usual ones are utf-8, cp1252 and utf-16.") from None
    except UnicodeError:
        text = (
            f"{path.name} is not written in the encoding {name}: choose another one in the step Read, such as cp1252."
        )
        raise EncodingError(text, name) from None
    except (gzip.BadGzipFile, EOFError) as error:
        raise DataError(f"{path.name} is damaged: {str(error).rstrip('.')}.") from None
    except OSError as error:
        raise DataError(f"The file {path} cannot be opened: {error.strerror or error}.") from None


def encoding_of(path: Path) -> str:
    """Return the encoding of a file by its mark or by trial; one that reads everything is the last resort."""
    head, is_all = _head(path)
    if not head:
        raise DataError(f"{path.name} is empty; expected are lines of text.")
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    if name := _wide(head):
        return name
    if b"\0" in head:
        raise DataError(f"{path.name} is not a text file: it contains zero bytes.")
    lines = head if is_all else head[: head.rfind(b"\n") + 1 or None]
    if _reads(lines, "utf-8"):
        return "utf-8"
    if _comes_in_pairs(lines) and _reads(lines, CHINESE):
        return CHINESE
    return "cp1252" if _reads(head, "cp1252") else "latin-1"


def other_encodings(path: Path, wrong: str) -> Iterator[str]:
    """Return encodings a file may have, the likeliest first; what decides is where it leaves ASCII, often far below."""
    if (usual := encoding_of(path)) != wrong:
        yield usual
    with _opened(path) as stream:
        blocks = iter(lambda: stream.read(SAMPLE_BYTES), b"")
        telling = next((block for block in blocks if not block.isascii()), b"")
    likely = (CHINESE,) if _comes_in_pairs(telling) else ()
    yield from (name for name in (*likely, "cp1252", "latin-1") if name not in (wrong, usual))


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def _head(path: Path) -> tuple[bytes, bool]:
    with _opened(path) as stream:
        head = stream.read(SAMPLE_BYTES)
    return head, len(head) < SAMPLE_BYTES


def _wide(head: bytes) -> str:
    """Return the name of UTF-16 without a mark: every second byte of western text is zero."""
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    if odd > 300 and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even > 300 and odd < even / 10 else ""


def _comes_in_pairs(head: bytes) -> bool:
    """Say whether bytes above 127 stand by twos and most begin a common character, as in Chinese.

    Accents of western words stand alone; where two meet, as in größe, they would be a rare character.
    """
    runs = _HIGH_BYTES.findall(head)
    first = [byte for run in runs for byte in run[::2]]
    is_even = sum(len(run) % 2 == 0 for run in runs) > 0.9 * len(runs)
    return is_even and sum(byte in _COMMON_CHINESE for byte in first) > 0.6 * len(first)


def _reads(head: bytes, encoding: str) -> bool:
    try:
        head.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
