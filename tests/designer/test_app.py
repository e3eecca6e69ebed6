"""The command line: quick answers, a picture of the window, and no traceback for a user."""

import os
import subprocess
import sys
import threading

import pytest
from PySide6.QtGui import QImage

from designer import __version__, app, log
from designer.model.document import Document
from designer.window import MainWindow


def run(*arguments, home):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "NN_DESIGNER_HOME": str(home)}
    command = [sys.executable, "-m", "designer", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


@pytest.fixture
def hooks(monkeypatch):
    """The hooks for exceptions nobody catches; put back afterwards."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)


def test_the_version_is_printed(capsys):
    assert app.main(["--version"]) == 0
    assert capsys.readouterr().out == f"nn-designer {__version__}\n"


def test_the_version_needs_neither_qt_nor_numpy(tmp_path):
    asking = "print(sorted({'PySide6', 'numpy'} & set(sys.modules)))"
    code = f"import sys; from designer.app import main; main(['--version']); {asking}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_doctor_finds_this_machine_well(tmp_path):
    done = run("--doctor", home=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "Qt starts" in done.stdout
    assert "Everything works." in done.stdout


def test_a_picture_of_the_window_is_written(tmp_path):
    picture = tmp_path / "window.png"
    done = run("--screenshot", picture, "--size", "1280x800", "--theme", "dark", home=tmp_path)
    assert done.returncode == 0, done.stderr
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1280, 800)
    assert image.pixelColor(2, 795).lightness() < 100  # dark


def test_a_picture_waits_for_what_a_panel_reads(tmp_path):
    picture = tmp_path / "runs.png"
    done = run("--screenshot", picture, "--panel", "runs", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert picture.exists()


def test_a_picture_that_cannot_be_written_is_a_sentence(tmp_path):
    done = run("--screenshot", tmp_path / "no" / "window.png", home=tmp_path)
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_picture_is_made_of_a_file_that_cannot_be_opened(tmp_path):
    picture = tmp_path / "window.png"
    done = run(tmp_path / "none.nnd", "--screenshot", picture, home=tmp_path)
    assert done.returncode == 1
    assert "There is no file" in done.stderr
    assert not picture.exists()


def test_a_panel_that_is_none_is_refused_with_the_names_of_those_there_are(capsys):
    with pytest.raises(SystemExit):
        app.main(["--panel", "foo"])
    assert "inspector" in capsys.readouterr().err


def test_the_panels_of_the_command_line_are_those_of_the_window(qtbot):
    window = MainWindow(Document())
    qtbot.addWidget(window)
    assert set(app.PANELS) == set(window.docks.docks)


def test_a_size_that_is_none_is_refused_in_a_sentence(capsys):
    with pytest.raises(SystemExit):
        app.main(["--size", "large"])
    assert "no size such as 1280x800" in capsys.readouterr().err


def test_an_exception_nobody_caught_is_a_sentence_and_a_record_in_the_log(qtbot, hooks, caplog):
    window = MainWindow(Document())
    qtbot.addWidget(window)
    log.catch_exceptions(window.failed.emit)
    sys.excepthook(KeyError, KeyError("kernel"), None)
    assert "KeyError" in window.message_bar.text
    assert "Traceback" not in window.message_bar.text
    assert "Uncaught exception" in caplog.text


def test_an_exception_in_a_thread_reaches_the_window(qtbot, hooks, caplog):
    window = MainWindow(Document())
    qtbot.addWidget(window)
    log.catch_exceptions(window.failed.emit)

    def fail():
        raise ValueError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "ValueError" in window.message_bar.text)


def test_running_out_of_memory_says_what_to_do():
    assert "smaller" in log.failure_sentence(MemoryError())


def test_the_log_is_a_file(tmp_path, monkeypatch):
    import logging

    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setenv("NN_DESIGNER_HOME", str(tmp_path))
    log.start_logging()
    logging.getLogger("designer").error("Something.")
    for handler in logging.getLogger().handlers:
        handler.close()
    assert "Something." in log.log_path().read_text(encoding="utf-8")
