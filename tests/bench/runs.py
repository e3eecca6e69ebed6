"""How long the Runs panel takes with thousands of runs kept: `python -m tests.bench.runs [NUMBER …]`.

For each step: the time until it is done, and the longest stretch in which the window could not have answered.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication

from designer.app import make_application
from designer.archive.archive import RunArchive
from designer.archive.folder import RECEIPT, Learned
from designer.archive.record import to_text
from designer.examples import ready_example
from designer.preloading import Preloading
from designer.window import MainWindow
from tests.designer.archive.runs import record, weights
from tests.designer.training.documents import flowers

NUMBERS = (1000, 5000)
NUM_EPOCHS = 30
GOAL_MS, GOAL_BLOCKED_MS = 200, 16


def fill(number: int) -> None:
    """Keep so many runs in the folder of the user."""
    archive = RunArchive()
    curves = {name: [1 / (k + 1.5) for k in range(NUM_EPOCHS)] for name in ("loss", "val_loss", "accuracy")}
    first = archive.keep(record("first", curves=curves), flowers(), {"last": Learned(weights())})
    for k in range(1, number):
        own = replace(first, id=f"run{k}", started=1e9 + k, title=f"model {k % 7}", seed=k, note=f"note {k}" * (k % 2))
        folder = archive.folder(own.id)
        shutil.copytree(archive.folder("first"), folder)
        (folder / RECEIPT).write_text(to_text(own.to_json()), encoding="utf-8")
    start = time.perf_counter()
    assert len(RunArchive().all()) == number
    print(f"{number} runs kept; entering their folders into a new list took {time.perf_counter() - start:.1f} s")


def measured(name: str, act: Callable[[], object], is_done: Callable[[], bool] = lambda: True) -> None:
    """Act, let the window work until it is done and has painted, and print a line."""
    start = last = time.perf_counter()
    act()
    longest, after = time.perf_counter() - last, 0
    while after < 3:  # what follows from it counts as well
        last = time.perf_counter()
        QCoreApplication.processEvents()
        longest = max(longest, time.perf_counter() - last)
        after = after + 1 if is_done() else 0
        time.sleep(0.0002)
    spent = time.perf_counter() - start
    print(f"  {name:44} {1000 * spent:8.1f} ms, at most {1000 * longest:6.1f} ms at a time")


def measure(application: QApplication, number: int) -> None:
    """Measure the panel with so many runs."""
    fill(number)
    window = MainWindow(ready_example())
    window.resize(1280, 800)
    window.show()
    measured(
        "what plots need imported at idle", lambda: Preloading(window), lambda: "designer.panels.runs" in sys.modules
    )
    docks: Any = window.docks
    is_shown = lambda: docks.panel("runs").table.runs.rowCount() == number  # noqa: E731
    measured("shown for the first time", lambda: docks.raise_panel("runs"), is_shown)
    panel = docks.panel("runs")
    _measure_table(panel, number)
    measured("covered by another panel", lambda: docks.raise_panel("data"))
    measured("shown again", lambda: docks.raise_panel("runs"), is_shown)
    window.close()
    application.processEvents()


def _measure_table(panel: Any, number: int) -> None:
    table = panel.table
    for name in ("title", "metric:loss", "started"):
        column = table.runs.column(name)
        measured(f"sorted by {name}", lambda column=column: table.sortByColumn(column, Qt.SortOrder.AscendingOrder))
    for text in ("m", "mo", "model 3", ""):
        measured(f"filtered by {text!r}", lambda text=text: panel.filter.setText(text))
    measured("all chosen", table.selectAll)
    measured(
        "sorted by params with all chosen",
        lambda: table.sortByColumn(table.runs.column("params"), Qt.SortOrder.AscendingOrder),
    )
    flag = QItemSelectionModel.SelectionFlag
    ways = itertools.cycle((0, number - 1))
    for _ in range(2):
        row = next(ways)
        index = table.runs.index(row, 1)
        measured(
            f"row {row} chosen",
            lambda index=index: table.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows),
        )
    first = table.runs.records[0].id
    starred = lambda: any(each.starred for each in table.runs.everything if each.id == first)  # noqa: E731
    measured("a star given", lambda: panel._keeper.change(lambda: panel._keeper.archive.star([first], True)), starred)


def main() -> None:
    """Print a table for each number, in a process of its own."""
    if len(sys.argv) == 2:
        with tempfile.TemporaryDirectory() as home:
            os.environ["NN_DESIGNER_HOME"] = home
            measure(make_application("light"), int(sys.argv[1]))
        return
    for number in sys.argv[1:] or NUMBERS:
        subprocess.run([sys.executable, "-m", "tests.bench.runs", str(number)], check=True)


if __name__ == "__main__":
    main()
