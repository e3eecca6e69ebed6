"""Stories of training: spirals with a schedule, a window that dies in the middle, and MNIST."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from designer.archive.archive import RunArchive
from designer.recovery.recovered import recovered_documents

SHARED = Path(__file__).parents[3] / "shared" / "datasets"


def draw_chain(student: Any, *names: str) -> list[str]:
    nodes = [student.drag_from_library(name, -90, 100 * row - 230) for row, name in enumerate(names)]
    for source, target in itertools.pairwise(nodes):
        student.wire(source, target)
    return nodes


def train(student: Any, timeout_s: float) -> Any:
    """Press Train and wait for the end; return the outcome."""
    button = student.window.toolbar.widgetForAction(student.window.action("train"))
    with student.qtbot.waitSignal(student.window.session.finished, timeout=round(1000 * timeout_s)) as finished:
        student.click(button)
    return finished.args[0]


def evaluated(student: Any) -> dict[str, float]:
    with student.qtbot.waitSignal(student.window.session.evaluated, timeout=120_000) as found:
        student.window.action("evaluate").trigger()
    return dict(found.args[0].values)


def test_spirals_are_told_apart_with_a_schedule_and_early_stopping(student) -> None:
    nodes = draw_chain(student, "Input", "Dense", "Dense", "Dense")
    student.set_text(nodes[0], "shape", "(2,)")
    for node in nodes[1:3]:
        student.set_text(node, "units", "64")
        student.choose_parameter(node, "activation", "relu")
    student.set_text(nodes[3], "units", "2")
    student.choose_parameter(nodes[3], "activation", "softmax")
    student.choose(student.see("data_combo"), "Spirals")
    student.window.docks.raise_panel("training")
    student.type_into(student.see("training_seed"), "1")
    student.type_into(student.see("training_epochs"), "150")
    student.type_into(student.see("training_learning_rate"), "0.02")
    student.choose(student.see("training_schedule"), "CosineDecay")
    add = student.see("training_add_callback").menu()
    next(action for action in add.actions() if action.text() == "Early stopping").trigger()
    student.type_into(student.see("card_EarlyStopping").grid.editors["patience"].focusProxy(), "60")
    outcome = train(student, 60)
    assert outcome.kind == "finished", outcome.text
    assert evaluated(student)["accuracy"] >= 0.95


# ---- a window that dies ---------------------------------------------------------------------------------------

DYING = """
import sys
from PySide6.QtWidgets import QApplication
from designer.examples import ready_example
from designer.model.settings import TrainingSettings
from designer.training import checkpoints
from designer.window import MainWindow
checkpoints.KEEP_EVERY_S = 0.3
application = QApplication([])
window = MainWindow(ready_example())
window.document.settings = TrainingSettings(epochs=100_000, seed=1)
window.show()
window.session.start(window.document)
window.document.weights_changed.connect(lambda: print(window.document.last_run.place, flush=True))
application.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be killed by a signal there")
def test_what_was_learned_before_the_program_was_killed_is_offered_again(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", DYING]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        seen = [process.stdout.readline() for _ in range(4)]
        process.send_signal(signal.SIGKILL)
    assert all(line.startswith("after ") for line in seen), seen
    (found,) = recovered_documents()
    document, remark = found.open()
    assert not remark
    assert document.weights
    assert document.last_run is not None and not document.last_run.is_over
    found.place.remove()
    (run,) = RunArchive().all()
    assert run.ending == "interrupted" and run.num_epochs >= 1


# ---- MNIST ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "mnist.npz").is_file(), reason="the files of MNIST are not here")
def test_the_perceptron_of_the_tutorial_reads_handwriting(student) -> None:
    nodes = draw_chain(student, "Input", "Flatten", "Dense", "Dense")
    student.set_text(nodes[0], "shape", "(28, 28, 1)")
    student.set_text(nodes[2], "units", "400")
    student.choose_parameter(nodes[2], "activation", "relu")
    student.set_text(nodes[3], "units", "10")
    student.choose_parameter(nodes[3], "activation", "softmax")
    student.window.session.datasets.use(str(SHARED / "mnist.npz"), student.document)
    assert student.window.session.datasets.wait(60_000)
    student.window.docks.raise_panel("training")
    student.choose(student.see("training_optimizer"), "rmsprop")
    for name, text in (("learning_rate", "0.001"), ("epochs", "4"), ("validation_split", "0"), ("seed", "1")):
        student.type_into(student.see(f"training_{name}"), text)
    assert student.document.settings.batch_size == 32
    assert student.see("training_shuffle").isChecked()
    begun = time.perf_counter()
    outcome = train(student, 600)
    print(f"MNIST, 784-400-10, 4 epochs: {time.perf_counter() - begun:.1f} s; {outcome.text}")
    assert outcome.kind == "finished", outcome.text
    student.key(Qt.Key.Key_Escape)
    accuracy = evaluated(student)["accuracy"]
    print(f"test accuracy {accuracy:.4f}")
    assert accuracy >= 0.97
