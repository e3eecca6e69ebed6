"""The application: reads the command line, opens the window, keeps it alive when something goes wrong."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from designer import __version__
from designer.lasting import lasting

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from designer.window import MainWindow

THEMES = ("light", "dark", "high-contrast")
CHECK_HDF5 = "--check-hdf5"  # see nn_core.saving.hdf5_guard; importing it here would slow down the start
PANELS = (
    "library", "outline", "inspector", "history", "problems", "summary", "code", "diagram", "data", "training",
    "evaluate", "runs",
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    if argv[:1] == [CHECK_HDF5]:  # a program packed into one file has only itself to start
        from nn_core.saving.hdf5_check import main as check_hdf5

        return check_hdf5(argv[1:])
    options = _parser().parse_args(argv)
    if options.version:
        print(f"nn-designer {__version__}")
        return 0
    if options.doctor:
        from designer.doctor import examine

        return examine()
    if options.convert:
        return _convert(options)
    if options.train_run:
        from designer.training.headless import train_file

        return train_file(Path(options.train_run), options.note)
    return _run(options)


def _convert(options: argparse.Namespace) -> int:
    """Write the file in another form, without a window; sentences go to the error stream."""
    from designer.formats.conversion import convert_file

    if not options.file:
        print("--convert needs a FILE to read.", file=sys.stderr)
        return 2
    try:
        sentences = convert_file(Path(options.file), Path(options.convert))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(*sentences, options.convert, sep="\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="designer", description="Draw a neural network, train it and look inside.")
    parser.add_argument("file", nargs="?", metavar="FILE", help="model to open: .nnd, .h5, .keras or .json")
    parser.add_argument("--screenshot", metavar="PNG", help="write a picture of the window to this file and exit")
    parser.add_argument("--convert", metavar="TARGET", help="write FILE in the form of TARGET's ending and exit")
    parser.add_argument("--train-run", metavar="MODEL", help="train MODEL without a window, keep the run and exit")
    parser.add_argument("--note", default="", metavar="TEXT", help="what to write to the run that is kept")
    parser.add_argument("--size", type=_size, metavar="WxH", help="size of the window, for instance 1280x800")
    parser.add_argument("--theme", choices=THEMES, help="colours, instead of those of the system")
    parser.add_argument("--panel", choices=PANELS, help="panel to bring to the front")
    parser.add_argument("--doctor", action="store_true", help="say what works on this machine, and exit")
    parser.add_argument("--version", action="store_true", help="print the version, and exit")
    return parser


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{3,5})[x×](\d{3,5})", text.strip())
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 1280x800")
    return int(match[1]), int(match[2])


def _run(options: argparse.Namespace) -> int:
    if options.screenshot and not _has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with lasting():
        application = make_application(options.theme)
        window = make_window(options.file, reopens=not options.screenshot)
    if options.screenshot and options.file and window.message_bar.text:
        return 1  # a picture of something else would only mislead
    if options.size:
        window.resize(*options.size)
    if options.panel:
        window.docks.raise_panel(options.panel)
    window.show()
    if options.screenshot:
        return _take_screenshot(application, window, Path(options.screenshot))
    window.safekeeping.offer()
    from designer.preloading import Preloading

    Preloading(window)
    return int(application.exec())


def make_application(theme_name: str | None = None) -> QApplication:
    """Return the application, with its name, log and look."""
    import designer.formats.door  # noqa: F401, I001 - before Qt: PySide reads the source of whatever comes after it
    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    from designer import theme, translator
    from designer.log import start_logging

    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setOrganizationName("nn-designer")
    application.setApplicationName("nn-designer")
    application.setApplicationVersion(__version__)
    _place_settings()
    start_logging()
    translator.install(application)
    theme.load_fonts()
    theme.set_text_scale(QSettings().value("text_scale", 1.0, type=float))
    theme.apply(application, theme.named(theme_name or str(QSettings().value("theme", "system"))))
    follow = lambda: _follow_system(application)  # noqa: E731
    QGuiApplication.styleHints().colorSchemeChanged.connect(follow)
    return application


def _place_settings() -> None:
    """Keep the settings as a file; with the user's other files where their place was chosen."""
    from PySide6.QtCore import QSettings

    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    if home := os.environ.get("NN_DESIGNER_HOME"):
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, home)


def _follow_system(application: QApplication) -> None:
    from PySide6.QtCore import QSettings

    from designer import theme

    if str(QSettings().value("theme", "system")) == "system":
        theme.apply(application, theme.named("system"))


def make_window(file: str | None = None, reopens: bool = False) -> MainWindow:
    """Return the window with a file, or with the ready example; a bad file is told on its message bar.

    Args:
        reopens: whether the files of the last time are opened where none is given.
    """
    from designer.examples import ready_example
    from designer.log import catch_exceptions
    from designer.model.document import Document
    from designer.window import MainWindow

    window = MainWindow(Document() if file else ready_example())
    catch_exceptions(window.failed.emit)
    if file and not window.files.open_path(file):
        print(window.message_bar.text, file=sys.stderr)
    if reopens and not file:
        window.files.reopen_last()
    return window


def _take_screenshot(application: QApplication, window: MainWindow, path: Path) -> int:
    for _ in range(5):  # layout, then what the layout brings about
        application.processEvents()
    _finish_work(application, window)
    is_written = window.grab().save(str(path))
    if not is_written:
        print(f"The picture could not be written to {path}.", file=sys.stderr)
    window.hide()  # not closed: this is no visit whose layout is to be remembered
    return 0 if is_written else 1


def _finish_work(application: QApplication, window: MainWindow) -> None:
    """Let threads end that read the list of runs, or data: the picture shows what they found."""
    from PySide6.QtCore import QThread

    while running := [thread for thread in window.findChildren(QThread) if thread.isRunning()]:
        running[0].wait(20)
        application.processEvents()
    application.processEvents()


def _has_display() -> bool:
    """Say whether there is a screen to open a window on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"))
