"""Looks through a foreign HDF5 file in a process of its own: python hdf5_check.py FILE [MEMBER], MEMBER being in a zip.

Some damaged files make the HDF5 library hang or crash. Here everything is read that the engine could read, so that what
goes wrong goes wrong here. To start quickly this imports nothing of the engine. It prints "ready", then "sound" or what
is wrong.
"""

from __future__ import annotations

import faulthandler
import io
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

READY, SOUND = "ready", "sound"
BYTES_PER_SECOND = 50 * 2**20  # how fast even a slow disk gives a file
_SECONDS = 3.5
_MEMORY = 150 * 2**20  # bytes, beside the library itself and a part of a zip
_MOST_OBJECTS = 100_000
_DEEPEST = 64
_LARGEST_TEXT = 64 * 2**20  # bytes of all attributes of one object
_LARGEST_CHUNK = 64 * 2**20
_LARGEST_RATIO = 200  # of the numbers to what the file holds for them
_FEW_BYTES = 16 * 2**20  # which any array may have
_FILTERS = (1, 2, 3, 4, 5, 6, 32000)  # those of HDF5 and h5py; others are plug-ins, code from elsewhere


class Unsound(Exception):
    """What is wrong with the file, in a sentence."""


def main(arguments: Sequence[str]) -> int:
    """Look through one file; exit code 0 if the answer is printed, whatever it is."""
    path, member = Path(arguments[0]), "".join(arguments[1:2])
    _be_quiet_about_crashes()
    import h5py  # before the limits: a slow start is no fault of the file

    _say(READY)
    size = path.stat().st_size
    _limit(size)
    try:
        source: Any = _unpacked(path, member) if member else str(path)
        with h5py.File(source, "r") as file:
            look_through(file, max(size, len(source.getbuffer()) if member else 0))
        answer = SOUND
    except Unsound as error:
        answer = str(error)
    except MemoryError:
        answer = "It is damaged: it announces more than it can hold."
    except Exception as error:  # whatever the library says; it knows no better than that the file is damaged
        answer = _in_words(error)
    _say(answer)
    return 0


def _say(line: str) -> None:
    os.write(1, line.encode() + b"\n")  # a program without a console has no sys.stdout


def look_through(file: Any, size: int) -> None:
    """Open every object, read every attribute and every packed array; Unsound if something does not belong."""
    seen: set[Any] = set()
    waiting: list[tuple[Any, tuple[Any, ...]]] = [(file, ())]
    while waiting:
        group, above = waiting.pop()
        _check_attributes(group)
        for name, item in _members(group):
            place = _place(item)
            if place in above or len(above) > _DEEPEST:
                raise Unsound(f"It is damaged: its group '{name}' contains itself, or too many groups stand inside.")
            if place not in seen:
                seen.add(place)
                _check_item(item, name, size)
                if hasattr(item, "keys"):
                    waiting.append((item, (*above, place)))
        if len(seen) + len(waiting) > _MOST_OBJECTS:
            raise Unsound(f"It holds more than {_MOST_OBJECTS:,} groups and arrays; no model is like that.")


def _members(group: Any) -> Iterator[tuple[str, Any]]:
    import h5py

    if len(group) > _MOST_OBJECTS:
        raise Unsound(f"It holds more than {_MOST_OBJECTS:,} groups and arrays; no model is like that.")
    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise Unsound(f"Its '{name}' is a link to another place; links are not followed.")
        yield name, group[name]


def _place(item: Any) -> Any:
    import h5py

    found = h5py.h5o.get_info(item.id)
    return found.fileno, found.addr


def _check_item(item: Any, name: str, size: int) -> None:
    import h5py

    if isinstance(item, h5py.Dataset):
        _check_attributes(item)
        if item.is_virtual or item.external:
            raise Unsound(f"Its array '{name}' takes its numbers from another file; that is not followed.")
        if item.shape is not None and item.dtype.kind in "fiub":
            _check_numbers(item, name, size)


def _check_numbers(array: Any, name: str, size: int) -> None:
    """Compare what is announced with what is there; what is packed is unpacked piece by piece."""
    stored = min(array.id.get_storage_size(), size)
    announced = math.prod(map(int, array.shape)) * array.dtype.itemsize
    if announced > max(_FEW_BYTES, stored * (_LARGEST_RATIO if array.chunks else 1)):
        raise Unsound(
            f"It is damaged: its array '{name}' announces {announced:,} bytes, but the file holds {stored:,} for it."
        )
    if array.chunks is None:
        return
    settings = array.id.get_create_plist()
    if any(settings.get_filter(i)[0] not in _FILTERS for i in range(settings.get_nfilters())):
        raise Unsound(f"Its array '{name}' is packed in a way that only another program can unpack.")
    if math.prod(array.chunks) * array.dtype.itemsize > _LARGEST_CHUNK:
        raise Unsound(f"It is damaged: its array '{name}' is packed in pieces of more than {_LARGEST_CHUNK:,} bytes.")
    for piece in array.iter_chunks():
        array[piece]


def _check_attributes(item: Any) -> None:
    import h5py

    total = 0
    for name in item.attrs:
        attribute = h5py.h5a.open(item.id, name.encode("utf-8", "surrogateescape"))
        total += attribute.get_space().get_simple_extent_npoints() * attribute.dtype.itemsize
        if total > _LARGEST_TEXT:
            raise Unsound(f"It is damaged: its attribute '{name}' announces {total:,} bytes.")
        item.attrs[name]


def _unpacked(path: Path, member: str) -> io.BytesIO:
    import zipfile  # here, because it takes a while to import

    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo(member)
        if part.file_size > max(_FEW_BYTES, _LARGEST_RATIO * part.compress_size):
            raise Unsound(f"Its {member} would unpack to {part.file_size:,} bytes; no model is like that.")
        _limit(part.file_size)
        return io.BytesIO(archive.read(part))


def _in_words(error: Exception) -> str:
    text = str(error).partition("\n")[0].rstrip(".")
    if "truncated" in text:
        return "It cannot be read as HDF5: it is cut off before its end."
    kind = "It cannot be read as HDF5" if isinstance(error, OSError) else "It is a damaged HDF5 file"
    return f"{kind} ({text or type(error).__name__})."


# ---- limits -----------------------------------------------------------------------------------------------------


def _limit(size: int) -> None:
    """End this process, even inside the library, when it takes too long; let it have no more memory than it needs."""
    faulthandler.dump_traceback_later(_SECONDS + size / BYTES_PER_SECOND, exit=True)
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + _MEMORY + size
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))
    except (ImportError, OSError, ValueError, AttributeError):
        pass  # where a system knows no such limit, the process that started this one watches it


def _be_quiet_about_crashes() -> None:
    """Let a crash be no more than an exit code: no window that asks what to do, no copy of the memory on disk."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(0x8003)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
