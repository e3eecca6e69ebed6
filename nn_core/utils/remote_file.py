"""RemoteFile: a file that somebody keeps on the internet, and the folder where we keep a copy."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nn_core.autodiff.memory import in_words

# urllib and hashlib are imported where they are used: most programs that import us never download.


def cache_folder(cache_subdir: str = "datasets", cache_dir: str | os.PathLike[str] | None = None) -> Path:
    """Return where files are kept: below `cache_dir`, or KERAS_HOME, or ~/.keras."""
    home = cache_dir or os.environ.get("KERAS_HOME") or "~/.keras"
    return Path(home).expanduser() / cache_subdir


@dataclass(frozen=True)
class RemoteFile:
    """A file on the internet: what it is called in the cache, where it comes from, what proves it to be the right one.

    Args:
        size: bytes, as far as known, for the reader of a message.
        other_names: names under which older programs keep it.
    """

    name: str
    origin: str
    size: int | None = None
    file_hash: str | None = None
    hash_algorithm: str = "auto"
    cache_subdir: str = "datasets"
    other_names: tuple[str, ...] = ()

    def find(self, name: str | os.PathLike[str] | None = None) -> Path:
        """Return the file: the one that `name` leads to, or the one in the cache, or a fresh copy from the internet.

        Args:
            name: a path with a folder in it is taken as it is; a bare name is looked up in the cache.
        """
        if name is not None and Path(name).expanduser().parent != Path():
            return existing(Path(name).expanduser())
        folder = cache_folder(self.cache_subdir)
        wanted = [self.name, *self.other_names] if name is None else [os.fspath(name)]
        found = next((folder / each for each in wanted if self.is_at(folder / each)), None)
        return found or self.fetch(folder / wanted[0], printing_progress())

    def fetch(
        self,
        target: Path,
        on_progress: Callable[[int, int | None], None] | None = None,
        on_wait: Callable[[], None] | None = None,
    ) -> Path:
        """Download the file to `target`; both functions may raise, to end it.

        Raises:
            DownloadError: one sentence that says why, and which file to put where instead.
        """
        from nn_core.utils.download import DownloadError, download

        print(f"Downloading data from {self.origin}")
        try:
            download(self.origin, target, self.file_hash, self.hash_algorithm, on_progress, on_wait)
        except DownloadError as error:
            raise DownloadError(
                f"'{target.name}' could not be downloaded ({error}): fetch {self.origin}{self._marks()} "
                f"by other means and save it as {target}"
                f"{', instead of the file there, which is another one' if target.exists() else ''}."
            ) from None
        return target

    def is_at(self, path: Path) -> bool:
        """Say whether a file is there, and the right one."""
        if not path.is_file():
            return False
        if self.file_hash is None:
            return True
        from nn_core.utils.file_hash import has_hash

        return has_hash(path, self.file_hash, self.hash_algorithm)

    def _marks(self) -> str:
        """Say how to know the file: its size and its hash."""
        from nn_core.utils.file_hash import hash_name

        marks = [f"{in_words(self.size)}, {self.size:,} bytes"] if self.size else []
        if self.file_hash:
            marks.append(f"{hash_name(self.file_hash, self.hash_algorithm)} {self.file_hash}")
        return f" ({', '.join(marks)})" if marks else ""


def existing(path: Path) -> Path:
    """Return the path; FileNotFoundError says what to do if there is no such file."""
    if not path.exists():
        raise FileNotFoundError(f"There is no file '{path}'; give the path of one, or only a name to use the cache.")
    return path


def printing_progress() -> Callable[[int, int | None], None]:
    """Return a function that prints a bar of the bytes that have come."""
    from nn_core.utils.progbar import Progbar

    bars: dict[int | None, Progbar] = {}

    def show(received: int, total: int | None) -> None:
        bars.setdefault(total, Progbar(total)).update(received)

    return show
