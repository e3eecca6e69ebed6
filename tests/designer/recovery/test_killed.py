"""A process is killed at a random moment while it edits and saves: file and journal open, and nothing is lost."""

import random
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from designer.formats.door import open_document
from designer.model.document import Document
from designer.recovery.recovered import recovered_documents
from designer.window import MainWindow
from tests.conftest import ROOT
from tests.designer.recovery.victim import digest

SHORTEST_S, LONGEST_S = 0.0, 0.6  # of work, counted from the first step


def killed(path, number, wait_s, victim="victim"):
    """Let a process work for a while, kill it, and return the lines it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.designer.recovery.{victim}", str(path), str(number)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    first = process.stdout.readline()
    timer = threading.Timer(wait_s, process.kill)
    timer.start()
    lines = [first, *process.stdout]
    timer.join()
    assert process.wait() != 0
    process.stdout.close()
    return [line.split() for line in lines if line.endswith("\n")]


def check(tmp_path, number, wait_s):
    """Kill once; whatever was done last is in the journal, or in the file if it was saved just then."""
    path = tmp_path / "mine.nnd"
    lines = killed(path, number, wait_s)
    assert [line for line in lines if line[0] == "told"] == []
    states = [line[1] for line in lines if line[0] in ("step", "saved")]
    left = recovered_documents()
    assert len(left) <= 1
    found = left[0].open()[0] if left else open_document(path) if path.is_file() else None
    if path.is_file():
        open_document(path)
    if states and lines[-1][0] != "next":  # else the step under way may be there or not
        assert found is not None
        assert digest(found) == states[-1]
    elif left and states:
        assert left[0].time > float(lines[-1][1]) - 1.0
    for each in left:
        each.place.remove()
    assert recovered_documents() == []
    return bool(left)


@pytest.mark.parametrize("number", range(10))
def test_a_killed_process_loses_nothing_it_had_done(tmp_path, number):
    check(tmp_path, number, random.Random(number).uniform(SHORTEST_S, LONGEST_S))


@pytest.mark.parametrize("wait_s", [0.1, 0.7])
def test_a_killed_window_offers_at_the_next_start_what_was_in_it(tmp_path, qtbot, wait_s):
    steps = [int(line[1]) for line in killed(tmp_path / "mine.nnd", 0, wait_s, "window_victim") if line[0] == "step"]
    window = MainWindow(Document())
    window.files.ask_about_several = lambda _: []
    qtbot.addWidget(window, before_close_func=lambda each: setattr(each.files, "ask_about_changes", lambda: "discard"))
    window.show()
    window.safekeeping.offer()
    if window.recovery_bar.isVisible():
        QTest.mouseClick(window.findChild(QPushButton, "recovery_restore_0"), Qt.MouseButton.LeftButton)
    else:  # it was killed just after saving
        assert window.files.open_path(tmp_path / "mine.nnd")
    assert len(window.document.graph.nodes) in (steps[-1], steps[-1] + 1)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_a_hundred_times_it_loses_nothing(tmp_path):
    chance = random.Random(7)
    num_left = sum(check(tmp_path, number, chance.uniform(SHORTEST_S, LONGEST_S)) for number in range(100))
    assert num_left > 20  # most deaths come between two saves
