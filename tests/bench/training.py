"""What the window costs a training, and how promptly it answers meanwhile: `python -m tests.bench.training`.

The same runs (same seed, same settings) take turns in two processes: one knows nothing of windows and calls `fit`, the
other shows all panels with the live curves in front. Medians of many turns are compared, because other programs take
their share of the computer too. "CPU cost" is what the training itself works more; "at most" adds all work of the
window, as if there were a single processor. With names of examples as arguments only those are timed; `--turns=N` sets
how many.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from designer.data.sources import load
from designer.examples import examples, open_example
from designer.model.compiler import compile_graph
from designer.model.document import Document
from designer.training.plan import plan
from designer.training.run import single

# so many epochs that each run takes some seconds
EPOCHS = {
    "digits_cnn": 150,
    "digits_lstm": 120,
    "spirals_mlp": 2000,
    "iris_mlp": 5000,
    "breast_cancer_wide_and_deep": 3000,
    "diabetes_regression": 4000,
    "iris_shared_layer": 6000,
}
TURNS, LISTENING_TURNS = 9, 3
SETTLING_MS = 600  # until all panels show the document
MOST_COST, MOST_LATE_MS = 0.05, 16.0
Times = dict[str, float]  # wall and cpu: seconds of the training; window: seconds of all other threads; p99: ms late


def main(arguments: list[str]) -> None:
    """Let both processes take turns and compare them."""
    if arguments[:1] in (["--alone"], ["--window"]):
        serve(alone if arguments[0] == "--alone" else Window().train)
        return
    turns = next((int(each.partition("=")[2]) for each in arguments if each.startswith("--turns=")), TURNS)
    names = [each for each in arguments if not each.startswith("--")] or list(EPOCHS)
    columns = ("alone s", "window s", "cost", "CPU cost", "at most", "p99 ms", "")
    print(f"{'':30}" + "".join(f"{each:>12}" for each in columns), flush=True)
    with Server("--alone") as bare, Server("--window") as shown:
        for name in names:
            bare.run(name, 2), shown.run(name, 2)  # caches, plans and imports
            pairs = [(bare.run(name, EPOCHS[name]), shown.run(name, EPOCHS[name])) for _ in range(turns)]
            late = statistics.median(shown.run(name, EPOCHS[name], "listen")["p99"] for _ in range(LISTENING_TURNS))
            print(_line(name, pairs, late), flush=True)


def _line(name: str, pairs: list[tuple[Times, Times]], late: float) -> str:
    """Compare turn by turn: two runs that follow one another share the state of the computer."""
    wall = statistics.median(inside["wall"] / bare["wall"] for bare, inside in pairs) - 1
    bare_cpu = min(bare["cpu"] for bare, _ in pairs)
    cpu = min(inside["cpu"] for _, inside in pairs) / bare_cpu - 1
    most = min(inside["cpu"] + inside["window"] for _, inside in pairs) / bare_cpu - 1
    seconds = [statistics.median(each["wall"] for each in side) for side in zip(*pairs, strict=True)]
    verdict = "met" if wall < MOST_COST and late < MOST_LATE_MS else "missed"
    numbers = f"{seconds[0]:12.2f}{seconds[1]:12.2f}{wall:+12.1%}{cpu:+12.1%}{most:+12.1%}{late:12.1f}"
    return f"{name:30}{numbers}{verdict:>12}"


# ---- two processes ----------------------------------------------------------------------------------------------


class Server:
    """A process that trains what it is asked for and tells how long that took."""

    def __init__(self, kind: str) -> None:
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
        command = [sys.executable, "-m", "tests.bench.training", kind]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate()

    def run(self, name: str, epochs: int, how: str = "") -> Times:
        """Train an example and return the times."""
        assert self._process.stdin and self._process.stdout, "both are pipes"
        print(name, epochs, how, file=self._process.stdin, flush=True)
        times: Times = json.loads(self._process.stdout.readline())
        return times


def serve(train: Any) -> None:
    """Train what the standard input asks for."""
    for line in sys.stdin:
        name, epochs, *how = line.split()
        document = open_example(next(path for path in examples().values() if path.stem == name))
        document.settings = replace(document.settings, epochs=int(epochs), seed=1, callbacks=())
        print(json.dumps(train(document, *how)), flush=True)


def alone(document: Document) -> Times:
    """Train without a window, in the main thread."""
    from threadpoolctl import threadpool_limits

    from nn_core.utils.seeding import set_random_seed

    begun, used = time.perf_counter(), time.process_time()
    prepared = plan(document, load(document.data_name))
    set_random_seed(1)
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
    return {"wall": time.perf_counter() - begun, "cpu": time.process_time() - used}


class Window:
    """The window as it stands on a screen; it trains one example after another."""

    def __init__(self) -> None:
        from PySide6.QtWidgets import QApplication

        from designer import theme
        from designer.window import MainWindow

        self._application = QApplication([])
        theme.load_fonts()
        theme.apply(self._application, theme.LIGHT)
        self._window = MainWindow(Document())
        self._window.resize(1280, 800)
        self._window.show()
        self._window.docks.raise_panel("training")

    def train(self, document: Document, how: str = "") -> Times:
        """Train a document, its curves in front; to "listen" costs a little by itself."""
        from PySide6.QtCore import QEventLoop, QTimer

        from tests.bench.latency import Heartbeat, p99_of

        heartbeat, loop = Heartbeat(), QEventLoop()
        self._window.show_document(document)
        QTimer.singleShot(SETTLING_MS, loop.quit)
        loop.exec()
        session = self._window.session
        session.finished.connect(loop.quit)
        used = time.process_time()
        with timed_training() as times:
            session.start(document)
            if how:
                heartbeat.start()
            loop.exec()
        heartbeat.stop()
        times["window"] = time.process_time() - used - times["cpu"]
        assert session.keeper.wait()
        return {**times, "p99": p99_of(heartbeat.late_ms)}


@contextmanager
def timed_training() -> Iterator[Times]:
    """Yield what will hold the times of the next training of a session, from its first line to its last."""
    from designer.training import session

    usual, times = session.train, {}

    def timed(*order: Any) -> Any:
        begun, used = time.perf_counter(), time.thread_time()
        try:
            return usual(*order)
        finally:
            times.update(wall=time.perf_counter() - begun, cpu=time.thread_time() - used)

    session.train = timed  # type: ignore[assignment]
    try:
        yield times
    finally:
        session.train = usual


if __name__ == "__main__":
    main(sys.argv[1:])
