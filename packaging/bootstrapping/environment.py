"""The virtual environment ``.venv``: made once, filled with the project, and recognised when it is still right."""

import hashlib
import importlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bootstrapping import apt
from bootstrapping.complaint import Complaint, disk_is_full, full_disk, last_line

_NEEDED_BYTES = 10**9
_NO_NETWORK = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "NameResolutionError",
    "Network is unreachable",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Read timed out",
    "ProxyError",
    "SSLError",
)


@dataclass
class Environment:
    """The virtual environment of the checkout at `root`."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    @property
    def stamp(self) -> Path:
        """The file that remembers what was set up."""
        return self.folder / "bootstrap.json"

    def remembered(self) -> dict[str, list[str]]:
        """Return the extras installed and the ways in which Qt started, as long as nothing they rest on has changed."""
        try:
            memory = json.loads(self.stamp.read_text(encoding="utf-8"))
            if self.python.exists() and memory.pop("fingerprint") == self.fingerprint():
                return {key: list(memory[key]) for key in ("extras", "qt")}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass  # never set up, or interrupted
        return {}

    def remember(self, extras: Collection[str], qt: Collection[str]) -> None:
        """Note what is set up."""
        memory = {"fingerprint": self.fingerprint(), "extras": sorted(extras), "qt": sorted(qt)}
        self.stamp.write_text(json.dumps(memory), encoding="utf-8")

    def fingerprint(self) -> str:
        """Return a digest of what the installation rests on: the declarations, the Python, and the place."""
        files = (self.root / "pyproject.toml", self.folder / "pyvenv.cfg")
        parts = [str(self.root).encode(), *(file.read_bytes() for file in files)]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def install(self, extras: Collection[str]) -> None:
        """Make the environment if it is not there, and install the project with these extras into it."""
        if not self._is_sound():
            self._make()
        wanted = f"{self.root}[{','.join(sorted(extras))}]" if extras else str(self.root)
        print("Installing PySide6, NumPy and what else is needed into .venv; this happens once.", flush=True)
        pip = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-e", wanted]
        code, output = _run(pip)
        if code:
            raise explain_pip(output, self.folder)

    def _is_sound(self) -> bool:
        """Tell whether there is an environment with pip and a Python that is new enough."""
        question = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
        return self.python.exists() and _run([str(self.python), "-c", question])[0] == 0

    def _make(self) -> None:
        if shutil.disk_usage(self.root).free < _NEEDED_BYTES:
            raise full_disk(self.root)
        require_venv()
        print(f"Making {self.folder} with Python {sys.version.split()[0]}.", flush=True)
        code, output = _run([sys.executable, "-m", "venv", "--clear", str(self.folder)])
        if code:
            raise explain_venv(output, self.folder)


def require_venv() -> None:
    """See to it that this Python can make virtual environments; Debian delivers that as a package of its own."""
    if not (lacking := lacking_modules()):
        return
    package = venv_package()
    if apt.install([package]):
        importlib.invalidate_caches()
        lacking = lacking_modules()
    if lacking:
        raise no_venv(lacking, package if apt.is_here() else None)


def lacking_modules() -> list[str]:
    """Return which of the two modules needed for a virtual environment this Python lacks."""
    return [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]


def venv_package() -> str:
    """Return the name of Debian's package with the modules for this Python."""
    return "python{}.{}-venv".format(*sys.version_info[:2])


def no_venv(lacking: Collection[str], package: str | None) -> Complaint:
    """Say that virtual environments cannot be made, and what brings the missing part."""
    remedy = f"run  {apt.command([package])}" if package else "install it, or a complete Python from python.org,"
    names = " and ".join(lacking)
    return Complaint(f"This Python lacks the module {names}: {remedy}  and then the same command again.")


def explain_venv(output: str, folder: Path) -> Complaint:
    """Say why the virtual environment could not be made."""
    if disk_is_full(output):
        return full_disk(folder)
    return Complaint(f"The virtual environment {folder} could not be made: {last_line(output, 'Error:')}.")


def explain_pip(output: str, folder: Path) -> Complaint:
    """Say why pip could not install the project."""
    if disk_is_full(output):
        return full_disk(folder)
    reason = last_line(output, "ERROR:")
    if any(words in output for words in _NO_NETWORK):
        return Complaint(f"pip could not reach its package index ({reason}): check the network and try again.")
    return Complaint(f"pip could not install what the designer needs: {reason}.")


def _run(words: list[str]) -> tuple[int, str]:
    """Run a program to its end and return its exit code and everything it said."""
    done = subprocess.run(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.returncode, done.stdout.decode(errors="replace")
