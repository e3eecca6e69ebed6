"""Where the program finds its own files, and where it may keep the user's."""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_APPLICATION = "nn-designer"


def resource(name: str = "") -> Path:
    """Return the path of a bundled file or folder, such as ``icons/layers/Dense.svg``.

    A wheel carries the resources inside the package; in a checkout they stand beside it.
    """
    inside = _PACKAGE / "resources"
    root = inside if inside.is_dir() else _PACKAGE.parent / "resources"
    return root / name


def user_folder() -> Path:
    """Return the folder for what the program remembers between starts, such as its log; it is made if missing."""
    folder = Path(os.environ.get("NN_DESIGNER_HOME") or _system_folder() / _APPLICATION)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _system_folder() -> Path:
    """Return where this operating system wants programs to keep their files."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
