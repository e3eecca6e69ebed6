"""Picture files: read in one size, looked through for those that are damaged, which are left out and named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.errors import DataError
from designer.data.progress import Report
from designer.data.steps import Picture
from nn_core.preprocessing.deep_pictures import has_16_bits, with_8_bits
from nn_core.preprocessing.image import check_img, load_img

_MOST_NAMED = 5
_looked_at: dict[str, dict[tuple[str, int, int], bool]] = {}  # the last large folder: its sound files, by path and date


@dataclass(frozen=True)
class Looked:
    """What was found when every picture of a folder was read: which rows are sound, and perhaps their pixels."""

    sound: NDArray[np.intp]
    broken: list[int]
    is_deep: bool  # whether some have 16 bits
    pixels: NDArray[np.uint8] | None = None


def read_all(name: str, paths: Sequence[Path], picture: Picture, report: Report) -> Looked:
    """Read all pictures; what is none is left out: one damaged file of thousands shall not stop the rest."""
    found, sound, broken, is_deep = [], [], [], False
    for number, path in enumerate(paths):
        report(f"Reading {name}", number, len(paths))
        try:
            found.append(read_picture(path, picture))
        except DataError:
            broken.append(number)
        else:
            sound.append(number)
            is_deep = is_deep or has_16_bits(path)
    if not found:
        read_picture(paths[0], picture)  # which says why it cannot be read
    return Looked(np.array(sound, np.intp), broken, is_deep, np.stack(found))


def check_all(name: str, paths: Sequence[Path], report: Report) -> Looked:
    """Look through pictures that are too many to keep; sound ones are known as long as they stay the same."""
    known = _looked_at.get(name, {})
    sound, broken, deep = [], [], False
    if name not in _looked_at:
        _looked_at.clear()
        _looked_at[name] = known
    for number, path in enumerate(paths):
        report(f"Checking {name}", number, len(paths))
        is_deep = _look_at(path, known)
        (broken if is_deep is None else sound).append(number)
        deep = deep or bool(is_deep)
    if not sound:
        _check(paths[0])
    return Looked(np.array(sound, np.intp), broken, deep)


def _look_at(path: Path, known: dict[tuple[str, int, int], bool]) -> bool | None:
    """Say whether a picture has 16 bits; None if it is damaged or none."""
    try:
        stamp = path.stat()
        key = (str(path), stamp.st_mtime_ns, stamp.st_size)
        if key not in known:
            _check(path)
            known[key] = has_16_bits(path)
    except (DataError, OSError):
        return None
    return known[key]


def _check(path: Path) -> None:
    try:
        check_img(path)
    except OSError as error:
        raise _unopened(path, error) from None
    except ValueError as error:
        raise _unreadable(error) from None


def about(names: Sequence[str], num: int) -> str:
    """Say which pictures are left out."""
    some = ", ".join(f"'{name}'" for name in names[:_MOST_NAMED])
    more = " …" if len(names) > _MOST_NAMED else ""
    if len(names) == 1:
        return f"1 of {num:,} pictures is damaged or none, and left out: {some}."
    return f"{len(names):,} of {num:,} pictures are damaged or none, and left out: {some}{more}."


def reader(paths: Sequence[Path], picture: Picture) -> Callable[[int, int], NDArray]:
    """Return a function that reads some of the pictures."""

    def read(start: int, stop: int) -> NDArray:
        return np.stack([read_picture(path, picture) for path in paths[start:stop]])

    return read


def read_picture(path: Path, picture: Picture) -> NDArray[np.uint8]:
    """Return a picture in the wanted size and colours; DataError if the file is none, or gone."""
    size = (picture.height, picture.width)
    try:
        file = with_8_bits(path)
        if picture.fit == "pad":
            pixels = _padded(load_img(file, picture.colours), size)
        else:
            pixels = np.asarray(load_img(file, picture.colours, size, "bilinear", picture.fit == "crop"), np.uint8)
    except OSError as error:
        raise _unopened(path, error) from None
    except ValueError as error:
        raise _unreadable(error) from None
    return pixels.reshape(*size, -1)


def _unopened(path: Path, error: OSError) -> DataError:
    return DataError(f"The picture {path} cannot be opened: {error.strerror or error}.")


def _unreadable(error: ValueError) -> DataError:
    return DataError(f"{str(error).rstrip('.')}. Remove it from the folder, or mend it.")


def _padded(image: Any, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the whole picture in its own proportions, with black borders."""
    factor = min(size[0] / image.height, size[1] / image.width)
    height, width = max(1, round(image.height * factor)), max(1, round(image.width * factor))
    pixels = np.asarray(image.resize((width, height)), np.uint8).reshape(height, width, -1)
    framed = np.zeros((*size, pixels.shape[-1]), np.uint8)
    top, left = (size[0] - height) // 2, (size[1] - width) // 2
    framed[top : top + height, left : left + width] = pixels
    return framed
