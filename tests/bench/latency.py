"""How promptly the window answers while the digits CNN trains: `python -m tests.bench.latency`.

A timer rings two hundred times a second; how much later than due it is heard is what a click would have to wait. The
canvas is panned and repainted sixty times a second meanwhile, and the Training panel draws its curves.
"""

import os
import time

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from designer import theme
from designer.examples import ready_example
from designer.training.session import TrainingSession
from designer.window import MainWindow

SECONDS = 10
BEAT_MS, FRAME_MS = 5, 16
TARGET_MS = 16


class Heartbeat:
    """Notes how late a timer is heard, in milliseconds."""

    def __init__(self) -> None:
        self.late_ms: list[float] = []
        self._due = 0.0
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)

    def start(self) -> None:
        """Begin to listen."""
        self.late_ms, self._due = [], time.perf_counter() + BEAT_MS / 1000
        self._timer.start()

    def stop(self) -> None:
        """Listen no longer."""
        self._timer.stop()

    def _on_beat(self) -> None:
        now = time.perf_counter()
        self.late_ms.append(max(0.0, (now - self._due) * 1000))
        self._due = now + BEAT_MS / 1000


def p99_of(late_ms: list[float]) -> float:
    """Return what only one answer in a hundred takes longer than, in milliseconds."""
    return float(np.percentile(late_ms, 99)) if late_ms else 0.0


def main() -> None:
    """Measure the idle window, then the same window while it trains."""
    application = QApplication([])
    theme.load_fonts()
    theme.apply(application, theme.LIGHT)
    window = MainWindow(ready_example())
    window.resize(1280, 800)
    window.show()
    window.docks.docks["training"].raise_()
    _pass(1.0)
    frames = QTimer(interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
    frames.timeout.connect(lambda: _pan(window))
    frames.start()
    print(f"{'':14}{'median':>8}{'p99':>8}{'worst':>8}   ms late, of {SECONDS} s")
    _report("idle", _listen())
    speed = _train(window)
    late_ms = _listen()
    _report("training", late_ms)
    p99 = p99_of(late_ms)
    verdict = "met" if p99 < TARGET_MS else "missed"
    print(f"{speed():,.0f} samples/s; p99 {p99:.1f} ms, target below {TARGET_MS} ms: {verdict}")
    assert window.session.close()


def _train(window: MainWindow) -> object:
    """Start a run longer than the measurement; return a function that gives its speed."""
    session: TrainingSession = window.session
    speeds = [0.0]
    session.progress.connect(lambda snapshot: speeds.append(snapshot.samples_per_second))
    session.finished.connect(lambda outcome: print(outcome.text) if outcome.kind == "failed" else None)
    window.document.settings = type(window.document.settings)(epochs=100_000)
    session.start(window.document)
    _pass(1.0)
    return lambda: speeds[-1]


def _listen() -> list[float]:
    heartbeat = Heartbeat()
    heartbeat.start()
    _pass(SECONDS)
    return heartbeat.late_ms


def _pan(window: MainWindow) -> None:
    bar = window.canvas.horizontalScrollBar()
    bar.setValue(bar.value() + (1 if time.monotonic() % 2 < 1 else -1))
    window.canvas.viewport().update()


def _pass(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def _report(what: str, late_ms: list[float]) -> None:
    median, p99 = np.percentile(late_ms, (50, 99))
    print(f"{what:14}{median:8.1f}{p99:8.1f}{max(late_ms):8.1f}")


if __name__ == "__main__":
    main()
