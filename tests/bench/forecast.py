"""How well the time of a training is forecast in the window: `python -m tests.bench.forecast [EXAMPLE …]`.

For each example: the time until the forecast has been tried out, the forecast, the time the training really took, and
how promptly the window answered while steps were tried out.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import replace
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer

from designer.app import make_application
from designer.data.sources import load
from designer.examples import examples, open_example
from designer.model.document import Document
from designer.training.forecast import forecast
from designer.training.plan import plan
from designer.window import MainWindow
from tests.bench.latency import Heartbeat, p99_of

BEST, WORST = 0.67, 1.5
LONGEST_MS = 20_000


def main(names: list[str]) -> None:
    """Print a line for each example."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["NN_DESIGNER_HOME"] = home
        application = make_application("light")
        window = MainWindow(Document())
        window.resize(1280, 800)
        window.show()
        window.docks.raise_panel("training")
        application.processEvents()
        print(f"{'':30}{'tried s':>10}{'p99 ms':>10}{'forecast s':>12}{'really s':>10}{'ratio':>8}{'reckoned':>10}")
        for path in examples().values():
            if not names or path.stem in names:
                print(f"{path.stem:30}{_line(window, open_example(path))}", flush=True)
        window.close()


def _line(window: Any, document: Document) -> str:
    document.weights, document.last_run = {}, None
    document.settings = replace(document.settings, callbacks=())  # one may end the training early
    dataset = load(document.data_name)
    settings = plan(document, dataset).settings
    reckoned = forecast(document, settings, dataset).seconds
    begun, beat = time.perf_counter(), Heartbeat()
    window.show_document(document)
    forecaster, session = window.docks.panel("training").forecaster, window.session
    beat.start()
    _until(forecaster.changed)
    beat.stop()
    tried = time.perf_counter() - begun
    expected = forecaster.forecast(document, settings, dataset).seconds
    begun = time.perf_counter()
    session.start(document)
    _until(session.finished)
    really = time.perf_counter() - begun
    ratio = expected / really
    verdict = "met" if BEST < ratio < WORST else "missed"
    numbers = f"{tried:10.2f}{p99_of(beat.late_ms):10.1f}{expected:12.2f}{really:10.2f}{ratio:8.2f}"
    return f"{numbers}{reckoned / really:10.2f}  {verdict}"


def _until(signal: Any) -> None:
    loop = QEventLoop()
    signal.connect(loop.quit)
    QTimer.singleShot(LONGEST_MS, loop, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main(sys.argv[1:])
