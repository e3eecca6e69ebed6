"""How many reports of a training the curves take: `python -m tests.bench.curves`.

A million points come as from a training that reports five thousand batches a second, a look's worth at a time.
"""

from __future__ import annotations

import os
import time

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from designer import theme
from designer.panels.curves import CurvesView
from designer.training.pace import SOONEST_S
from designer.training.progress import ProgressBox, ProgressSnapshot

NUM_POINTS, REPORTS_A_SECOND, PER_EPOCH = 1_000_000, 5000, 1000


def main() -> None:
    """Fill the curves, then move about in them."""
    application = QApplication([])
    theme.load_fonts()
    theme.apply(application, theme.LIGHT)
    view = CurvesView()
    view.resize(900, 300)
    view.show()
    view.start()
    box, per_look = ProgressBox(), round(REPORTS_A_SECOND * SOONEST_S)
    putting, looks = [], []
    for first in range(0, NUM_POINTS, per_look):
        begun = time.thread_time()
        for n in range(first, first + per_look):
            box.add_batch(n / PER_EPOCH, {"loss": 1 / (n + 1), "accuracy": 0.5})
            box.put(ProgressSnapshot(num_epochs=NUM_POINTS // PER_EPOCH))
        putting.append((time.thread_time() - begun) / per_look)
        looks.append(_timed(lambda: (view.add(box.take()), application.processEvents())))
    share = 100 * REPORTS_A_SECOND * float(np.median(putting))
    print(f"{REPORTS_A_SECOND:,} reports a second take the training {share:.1f} % of its time")
    _print(f"a look at {per_look} of {NUM_POINTS:,} points", looks)
    _print("a frame while zooming in a million points", [_timed(lambda n=n: _zoom(view, n)) for n in range(200)])


def _zoom(view: CurvesView, number: int) -> None:
    view.losses.widget.setXRange(0, 1000 - 4 * number, padding=0)
    QApplication.processEvents()


def _timed(act: object) -> float:
    begun = time.thread_time()
    act()  # type: ignore[operator]
    return 1000 * (time.thread_time() - begun)


def _print(what: str, times_ms: list[float]) -> None:
    median, late = np.percentile(times_ms, (50, 99))
    print(f"{what}: median {median:.2f} ms, p99 {late:.2f} ms of the processor")


if __name__ == "__main__":
    main()
