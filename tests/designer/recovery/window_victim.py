"""A window in which a user edits without end, until it is killed: `python window_victim.py FILE`."""

import itertools
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from designer.app import make_application, make_window
from designer.model.commands import AddLayer


def main() -> None:
    """Add layers and save every tenth time; say each step when it is over."""
    application, path = make_application("light"), Path(sys.argv[1])
    window = make_window(str(path) if path.is_file() else None)
    window.show()
    numbers = itertools.count()

    def work() -> None:
        number = next(numbers)
        window.document.execute(AddLayer("Dense", 20.0 * number, 0.0))
        if number % 10 == 9:
            window.files.save_to(path)
        print("step", len(window.document.graph.nodes), flush=True)

    timer = QTimer(interval=0)
    timer.timeout.connect(work)
    timer.start()
    application.exec()


if __name__ == "__main__":
    main()
