"""get_file: a file from the internet, downloaded once and kept."""

from __future__ import annotations

import os
import warnings
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from nn_core.utils.remote_file import RemoteFile, cache_folder, printing_progress


def get_file(
    fname: str | os.PathLike[str] | None = None,
    origin: str | None = None,
    untar: bool = False,
    md5_hash: str | None = None,
    file_hash: str | None = None,
    cache_subdir: str = "datasets",
    hash_algorithm: str = "auto",
    extract: bool = False,
    archive_format: Any = "auto",
    cache_dir: str | os.PathLike[str] | None = None,
    force_download: bool = False,
) -> str:
    """Return the path of a file in the cache; download it first if it is not there.

    The standard library does the work. A download library such as pooch would do the same (progress, resuming,
    checksums), but keeps files in a folder and under names of its own, while scripts expect those of Keras; and one
    page of code is less to install than three packages.

    Args:
        fname: name in the cache, by default that at the end of the address; for an archive without a dot in it, the
            name of the folder.
        origin: address of the file.
        untar, extract: unpack the archive and return the folder.
        md5_hash, file_hash, hash_algorithm: the hash that the file must have, MD5 or SHA-256.
        cache_subdir, cache_dir: where the file is kept, by default in `datasets` below KERAS_HOME or ~/.keras.
        archive_format: "tar", "zip", a list of them, or "auto" for both.
        force_download: download even what is in the cache.

    Raises:
        DownloadError: one sentence that says why, and which file to put where instead.
    """
    if origin is None:
        raise ValueError("get_file needs origin, the address of the file.")
    name = os.fspath(fname) if fname else PurePosixPath(urlsplit(origin).path).name
    if not name or {"/", "\\"} & set(name) or name in (".", ".."):
        raise ValueError(f"fname must be the name of a file without folders, not {name!r}; cache_dir names the folder.")
    folder, is_archive = cache_folder(cache_subdir, cache_dir), extract or untar
    stored, unpacked = _archive_names(name, is_named=bool(fname)) if is_archive else (name, "")
    hash_algorithm = "md5" if md5_hash and not file_hash else hash_algorithm
    remote = RemoteFile(stored, origin, None, file_hash or md5_hash, hash_algorithm)
    target = folder / stored
    is_fresh = force_download or not remote.is_at(target)
    if is_fresh:
        remote.fetch(target, printing_progress())
    if not is_archive:
        return str(target)
    if is_fresh or not (folder / unpacked).is_dir():
        _unpack(target, folder / unpacked, "tar" if untar else archive_format)
    return str(folder / unpacked)


def _archive_names(name: str, is_named: bool) -> tuple[str, str]:
    """Return what the archive and its folder are called in the cache, as in Keras."""
    if is_named and "." in name:
        return name, f"{name.partition('.')[0]}_extracted"
    return f"{name}_archive", name


def _unpack(archive: Path, folder: Path, archive_format: Any) -> None:
    from nn_core.utils.archives import extract_archive

    formats = ("tar", "zip") if archive_format == "auto" else (archive_format or ())
    formats = (formats,) if isinstance(formats, str) else tuple(formats)
    if unknown := set(formats) - {"tar", "zip"}:
        raise ValueError(f"archive_format must be 'auto', 'tar' or 'zip', not {unknown.pop()!r}.")
    if not extract_archive(archive, folder, formats):
        warnings.warn(f"'{archive.name}' is no archive of the format {' or '.join(formats)}.", stacklevel=3)
