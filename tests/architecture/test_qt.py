"""The Qt that is installed is one with which Python lives."""

import subprocess
import sys

CALLS = """
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication(["many calls"])
widget = QWidget()
for _ in range(20_000):
    widget.update()
print("alive")
"""


def test_python_survives_many_calls_of_qt_methods_that_return_nothing():
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=False)
    assert done.stdout == "alive\n", done.stderr
