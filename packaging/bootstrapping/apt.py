"""Packages of Debian and Ubuntu: which are missing, how to install them, whether we may."""

import os
import shutil
import subprocess
from collections.abc import Sequence


def command(packages: Sequence[str]) -> str:
    """Return the command with which a person installs these packages."""
    return "sudo apt-get install -y " + " ".join(packages)


def is_here() -> bool:
    """Tell whether this system installs its packages with apt-get."""
    return shutil.which("apt-get") is not None


def missing(packages: Sequence[str]) -> list[str]:
    """Return those of the packages that are not installed."""
    return [package for package in packages if not _is_installed(package)]


def install(packages: Sequence[str]) -> bool:
    """Install the packages if that needs no password, and tell whether they are there now."""
    prefix = _without_password()
    if prefix is None:
        return False
    print("Installing with apt-get: " + " ".join(packages), flush=True)
    _run([*prefix, "apt-get", "update"])
    return _run([*prefix, "apt-get", "install", "-y", "--no-install-recommends", *packages])


def _is_installed(package: str) -> bool:
    answer = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Status}", package], capture_output=True, text=True, check=False
    )
    return "ok installed" in answer.stdout


def _without_password() -> list[str] | None:
    """Return what to write before apt-get in order to be allowed to use it, or None if we are not."""
    if not is_here():
        return None
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive"]
    if shutil.which("sudo") and _run(["sudo", "--non-interactive", "true"]):
        return ["sudo", "--non-interactive", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def _run(words: list[str]) -> bool:
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
