"""What the window costs a training, and how many reports the curves take: `python -m tests.bench.training`.

The same runs are timed alone, in this thread, and then from inside the window with all panels and the timer alive.
"""

import os
import time
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from threadpoolctl import threadpool_limits

from designer import theme
from designer.data.sources import load
from designer.examples import examples, open_example
from designer.model.compiler import compile_graph
from designer.model.document import Document
from designer.panels.curves import CurvesView
from designer.training.plan import plan
from designer.training.progress import BatchPoint, ProgressSnapshot
from designer.training.run import single
from designer.window import MainWindow

EXAMPLES = {"digits_cnn": 120, "iris_mlp": 4000, "spirals_mlp": 3000}  # epochs that take some seconds
NUM_POINTS, REPORTS_A_SECOND = 1_000_000, 5000
ROUNDS = 2


def main() -> None:
    """Measure both."""
    application = QApplication([])
    theme.load_fonts()
    theme.apply(application, theme.LIGHT)
    _time_curves(application)
    window = MainWindow(Document())
    window.resize(1280, 800)
    window.show()
    window.docks.docks["training"].raise_()
    for name, path in examples().items():
        epochs = next((each for key, each in EXAMPLES.items() if key == path.stem), 0)
        if epochs:
            _time_example(window, name, path, epochs)
    assert window.session.close()


def _time_curves(application: QApplication) -> None:
    """Take in a million points as they come from a fast training, a thirtieth of a second's worth at a time."""
    view = CurvesView()
    view.resize(900, 300)
    view.show()
    view.start()
    per_look = REPORTS_A_SECOND // 30
    looks = []
    for first in range(0, NUM_POINTS, per_look):
        points = [BatchPoint(n / 1000, {"loss": 1 / (n + 1), "accuracy": 0.5}) for n in range(first, first + per_look)]
        begun = time.perf_counter()
        view.add(ProgressSnapshot(new_batches=tuple(points), num_epochs=1000))
        application.processEvents()
        looks.append(1000 * (time.perf_counter() - begun))
    looks.sort()
    text = f"{NUM_POINTS:,} points, {per_look} in each look: median {looks[len(looks) // 2]:.1f} ms"
    print(f"{text}, p99 {looks[int(0.99 * len(looks))]:.1f} ms")


def _time_example(window: MainWindow, name: str, path: object, epochs: int) -> None:
    document = open_example(path)  # type: ignore[arg-type]
    document.settings = replace(document.settings, epochs=epochs, seed=1, callbacks=())
    alone = min(_alone(document) for _ in range(ROUNDS))
    inside = min(_inside(window, document) for _ in range(ROUNDS))
    print(f"{name:28} alone {alone:6.2f} s, in the window {inside:6.2f} s: {100 * (inside / alone - 1):+.1f} %")


def _alone(document: Document) -> float:
    begun = time.perf_counter()
    prepared = plan(document, load(document.data_name))
    model = compile_graph(document)
    model.compile(**prepared.compile_arguments())
    (x, y), watched = prepared.fit.parts(prepared.settings.validation_split)
    with threadpool_limits(1, user_api="blas"):
        model.fit(
            single(x),
            single(y),
            batch_size=prepared.settings.batch_size,
            epochs=prepared.num_epochs,
            validation_data=watched and (single(watched[0]), single(watched[1])),
            verbose=0,
        )
    return time.perf_counter() - begun


def _inside(window: MainWindow, document: Document) -> float:
    fresh = Document(document.graph.copy(), document.settings, document.data_name)
    window.show_document(fresh)
    loop = QEventLoop()
    window.session.finished.connect(loop.quit)
    begun = time.perf_counter()
    window.session.start(fresh)
    loop.exec()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
