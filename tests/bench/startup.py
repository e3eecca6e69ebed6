"""How long until one can work: the import of the engine, and the window from the command to its first picture.

Run it with `python -m tests.bench.startup`; each figure is the best of a few fresh processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

ROUNDS = 5
GOALS_S = {"import nn_core": 0.25, "python -m designer until the window is usable": 1.5}

_IMPORT = "import time; t = time.perf_counter(); import nn_core; print(time.perf_counter() - t)"
_WINDOW = """
import sys
from designer.app import make_application, make_window
application = make_application("light")
window = make_window()
window.show()
application.processEvents()
window.canvas.grab()
"""


def main() -> None:
    """Print each figure beside its goal."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "NN_DESIGNER_HOME": home}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        figures = {
            "import nn_core": min(_printed(environment) for _ in range(ROUNDS)),
            "python -m designer until the window is usable": min(_timed(environment) for _ in range(ROUNDS)),
        }
    for name, seconds in figures.items():
        verdict = "ok" if seconds < GOALS_S[name] else "too slow"
        print(f"{name:48} {seconds:6.2f} s   goal {GOALS_S[name]:.2f} s   {verdict}")


def _printed(environment: dict[str, str]) -> float:
    return float(_run(_IMPORT, environment))


def _timed(environment: dict[str, str]) -> float:
    """Return the time of a whole process, from its start to its end: what the user waits for, and a little more."""
    before = time.perf_counter()
    _run(_WINDOW, environment)
    return time.perf_counter() - before


def _run(code: str, environment: dict[str, str]) -> str:
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    main()
