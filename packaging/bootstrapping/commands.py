"""The two commands: ``run`` opens the designer, ``test`` runs the tests; both set up first what is missing."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bootstrapping import qt
from bootstrapping.complaint import Complaint, disk_is_full, full_disk
from bootstrapping.environment import Environment

ROOT = Path(__file__).resolve().parent.parent.parent
USAGE = """usage: python3 packaging/bootstrap.py run [FILE] [--screenshot PNG] [--doctor] [--version]
       python3 packaging/bootstrap.py test [pytest's arguments]"""

_NEED_NO_WINDOW = ("--screenshot", "--doctor", "--version", "--help", "-h")


def carry_out(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for and return the exit code; whatever goes wrong is said in one sentence."""
    commands = {"run": run, "test": test}
    if not arguments or arguments[0] not in commands:
        print(USAGE, file=sys.stdout if arguments in (["-h"], ["--help"]) else sys.stderr)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    try:
        return commands[arguments[0]](arguments[1:])
    except Complaint as complaint:
        print(complaint, file=sys.stderr)
    except OSError as error:
        print(full_disk(ROOT) if disk_is_full(error) else f"Setting up failed: {error}.", file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted; the next call goes on from here.", file=sys.stderr)
    return 1


def run(arguments: Sequence[str]) -> int:
    """Open the designer."""
    environment = window_environment(os.environ, arguments)
    python = set_up(Environment(ROOT), [])
    # -P: a folder called "designer" that happens to be where the user stands is not the program.
    return become([str(python), "-P", "-m", "designer", *arguments], environment)


def test(arguments: Sequence[str]) -> int:
    """Run the tests, off-screen unless told otherwise."""
    python = set_up(Environment(ROOT), ["test", "dev"])
    os.chdir(ROOT)
    return become([str(python), "-m", "pytest", *arguments], {"QT_QPA_PLATFORM": "offscreen", **os.environ})


def window_environment(environment: Mapping[str, str], arguments: Sequence[str]) -> dict[str, str]:
    """Return the environment to start the window in, or complain that there is no screen to show it on."""
    if qt.has_display(environment) or environment.get("QT_QPA_PLATFORM"):
        return dict(environment)
    if not any(argument.split("=")[0] in _NEED_NO_WINDOW for argument in arguments):
        raise Complaint(
            "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open; "
            "to have it drawn into a picture, add  --screenshot window.png"
        )
    return {**environment, "QT_QPA_PLATFORM": "offscreen"}


def set_up(environment: Environment, extras: Sequence[str]) -> Path:
    """Install what is not installed yet, see that Qt starts, and return the interpreter to use."""
    known = environment.remembered()
    installed, started = set(known.get("extras", [])), set(known.get("qt", []))
    to_check = set(qt.kinds_to_check(os.environ))
    if known and installed >= set(extras) and started >= to_check:
        return environment.python
    if not known or not installed >= set(extras):
        installed |= set(extras)
        environment.install(installed)
        environment.remember(installed, started)
    for kind in sorted(to_check - started):
        qt.make_start(environment.python, kind)
    if "test" in extras and os.environ.get("CI"):
        qt.bring_test_packages()
    environment.remember(installed, started | to_check)
    return environment.python


def become(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Go on as this program, or where a process cannot be replaced, wait for it and return its exit code."""
    sys.stdout.flush()
    if sys.platform == "win32":
        return subprocess.run(words, env=environment, check=False).returncode
    os.execve(words[0], list(words), dict(environment))
