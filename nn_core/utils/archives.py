"""Unpacking tar and zip archives whose contents nobody has checked."""

from __future__ import annotations

import os
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

MOST_FILES = 1_000_000
MOST_BYTES_PER_BYTE = 200  # data sets shrink to a twentieth at most; bombs to a thousandth
ALWAYS_ALLOWED_BYTES = 100_000_000
_CHUNK_BYTES = 1 << 20


class ArchiveError(ValueError):
    """An archive that is damaged, or that would write where it must not; the message says which."""


def extract_archive(archive: Path, folder: Path, formats: tuple[str, ...] = ("tar", "zip")) -> bool:
    """Unpack an archive into a new folder, all of it or nothing; False if it is none of these formats.

    Raises:
        ArchiveError: it is damaged, holds links or devices, leads outside the folder, or is out of all proportion.
    """
    temporary = folder.with_name(f".{folder.name}.{os.urandom(4).hex()}.tmp")
    try:
        found = next((name for name in formats if _READERS[name][0](archive)), None)
        if found is None:
            return False
        _write_all(_READERS[found][1](archive), temporary, _limit(archive))
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(temporary, folder)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveError(f"'{archive.name}' is damaged: {error}.") from error
    except ArchiveError as error:
        raise ArchiveError(f"'{archive.name}' is not unpacked: {error}.") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return True


def _limit(archive: Path) -> int:
    return max(ALWAYS_ALLOWED_BYTES, MOST_BYTES_PER_BYTE * archive.stat().st_size)


def _write_all(files: Iterator[tuple[str, IO[bytes]]], folder: Path, limit: int) -> None:
    """Write the files below a folder; not one byte more than the limit."""
    folder.mkdir(parents=True)
    left = limit
    for count, (name, content) in enumerate(files, start=1):
        if count > MOST_FILES:
            raise ArchiveError(f"it holds more than {MOST_FILES:,} files")
        path = folder.joinpath(*_steps(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            while chunk := content.read(_CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise ArchiveError(
                        f"unpacked it would be larger than {limit:,} bytes, which its size does not explain"
                    )
                file.write(chunk)


def _steps(name: str) -> tuple[str, ...]:
    """Return the folders and the file that a name in an archive consists of, if they stay inside."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or not path.parts or any(step == ".." or ":" in step or "\0" in step for step in path.parts):
        raise ArchiveError(f"'{name}' would be written outside the folder")
    return path.parts


def _tar_files(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isdir():
                continue
            content = tar.extractfile(member) if member.isreg() else None
            if content is None:
                raise ArchiveError(f"'{member.name}' is a link or a device, not a file")
            yield member.name, content


def _zip_files(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with zipfile.ZipFile(archive) as packed:
        for info in packed.infolist():
            if info.is_dir():
                continue
            if (info.external_attr >> 16) & 0o170000 == 0o120000:
                raise ArchiveError(f"'{info.filename}' is a link, not a file")
            with packed.open(info) as content:
                yield info.filename, content


_READERS: dict[str, tuple[Callable[[Path], bool], Callable[[Path], Iterator[tuple[str, IO[bytes]]]]]] = {
    "tar": (tarfile.is_tarfile, _tar_files),
    "zip": (zipfile.is_zipfile, _zip_files),
}
