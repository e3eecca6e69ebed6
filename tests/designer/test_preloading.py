"""What plots need is imported while nobody waits, and the program can be left in the middle of it."""

import subprocess
import sys

from PySide6.QtCore import QObject

from designer.preloading import Preloading

_BEGUN = """
import sys, threading
from designer.app import make_application
application = make_application("light")
from PySide6.QtCore import QTimer
from designer.preloading import Preloading
preloading = Preloading(application, after_ms=0)
"""
_TO_ITS_END = """
importers = set()
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("pyqtgraph"):
            importers.add(threading.current_thread() is threading.main_thread())
sys.meta_path.insert(0, Finder())
preloading.done.connect(application.quit)
application.exec()
assert "designer.panels.runs" in sys.modules
assert importers == {False}, importers
"""
_IN_THE_MIDDLE = """
watch = QTimer(interval=0)
watch.timeout.connect(lambda: preloading.worker and application.quit())
watch.start()
application.exec()
assert preloading.worker is None and "designer.panels.runs" not in sys.modules
"""


def run(code):
    """Run code in a program of its own and return what it complained of."""
    done = subprocess.run([sys.executable, "-c", _BEGUN + code], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_plots_are_imported_by_another_thread_than_that_of_the_window():
    assert run(_TO_ITS_END) == (0, "")


def test_the_program_can_be_left_in_the_middle():
    assert run(_IN_THE_MIDDLE) == (0, "")


def test_it_comes_to_its_end_where_everything_is_there_already(qtbot):
    owner = QObject()
    with qtbot.waitSignal(Preloading(owner, after_ms=0).done, timeout=20_000):
        pass
