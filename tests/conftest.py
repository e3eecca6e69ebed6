"""Strictness for every test: no stray log record, running thread, Qt message or touched setting goes unnoticed."""

import itertools
import logging
import os
import sys
import threading
import time
import weakref
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.golden import Case

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parent.parent

# The machine may be busy and a red test must be red again: no deadlines, the same examples every time.
settings.register_profile("strict", deadline=None, derandomize=True, database=None)
settings.load_profile("strict")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with recorded values of real Keras and larger data sets; without it the test is skipped."""
    folder = Path(os.environ.get("NN_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip("the folder 'shared' is not beside the checkout; NN_SHARED can name another place")
    return folder


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that do not exist yet, one for each test."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_settings(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test is a first start: it neither sees nor changes the settings and files of the user."""
    home = next(_homes)
    monkeypatch.setenv("NN_DESIGNER_HOME", str(home))
    if core := sys.modules.get("PySide6.QtCore"):
        for form in (core.QSettings.Format.NativeFormat, core.QSettings.Format.IniFormat):
            core.QSettings.setPath(form, core.QSettings.Scope.UserScope, str(home))


@pytest.fixture(scope="session", autouse=True)
def _no_accelerator() -> None:
    """Nothing is compiled in the background, in whichever test that might come; the tests of that switch it on."""
    from nn_core import config

    config.use_accelerator(False)


class _Complaints(logging.Handler):
    """Keeps what the program wanted somebody to know."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_stray_log_record(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning in the log fails the test, unless the test asks for `caplog` and so looks at the log itself."""
    complaints = _Complaints()
    logging.getLogger().addHandler(complaints)
    yield
    logging.getLogger().removeHandler(complaints)
    if complaints.texts and "caplog" not in request.fixturenames:
        pytest.fail("The log received:\n" + "\n".join(complaints.texts), pytrace=False)


_started_qthreads: "weakref.WeakSet[Any]" = weakref.WeakSet()


@pytest.fixture(scope="session", autouse=True)
def _watch_qthreads() -> None:
    """Remember every QThread that is started from Python."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return
    start = core.QThread.start

    def remember_and_start(thread: Any, *arguments: Any) -> None:
        _started_qthreads.add(thread)
        start(thread, *arguments)

    core.QThread.start = remember_and_start


@pytest.fixture(autouse=True)
def _no_thread_left_running() -> Iterator[None]:
    """A thread that outlives its test by two seconds fails it."""
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + 2.0
    while (running := _running_threads(before)) and time.monotonic() < end:
        time.sleep(0.01)
    if running:
        pytest.fail("Threads still running: " + ", ".join(running), pytrace=False)


def _running_threads(before: set[threading.Thread]) -> list[str]:
    """Name the Python threads started since `before` and all running QThreads."""
    # A dummy stands for a foreign thread, perhaps ended long ago; QThreads are asked themselves.
    python = [
        thread.name
        for thread in threading.enumerate()
        if thread not in before and not isinstance(thread, threading._DummyThread)
    ]
    return python + [repr(thread) for thread in _started_qthreads if _is_running(thread)]


def _is_running(thread: Any) -> bool:
    try:
        return bool(thread.isRunning())
    except RuntimeError:  # deleted on Qt's side, hence not running
        return False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Remember which tests compare a case of real Keras, and of which area."""
    for item in items:
        for value in getattr(getattr(item, "callspec", None), "params", {}).values():
            if isinstance(value, Case):
                item.user_properties.append(("area of Keras", value.area))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how many cases of real Keras passed, area by area."""
    counts: dict[str, Counter[str]] = {}
    for outcome in ("passed", "failed", "skipped", "xfailed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, area in getattr(report, "user_properties", []):
                if name == "area of Keras":
                    counts.setdefault(area, Counter())[outcome] += 1
    if counts:
        parts = (f"{area} {each['passed']}/{each.total()}" for area, each in sorted(counts.items()))
        terminalreporter.write_line("cases of real Keras passed: " + ", ".join(parts))
