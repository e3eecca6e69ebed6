"""bootstrapping.qt and bootstrapping.apt: does Qt start, and what would make it."""

import sys
from pathlib import Path

import pytest

from bootstrapping import apt, qt
from bootstrapping.complaint import Complaint

linux_only = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="only Linux can be without a screen")


def test_qt_starts_here():
    qt.make_start(Path(sys.executable), "offscreen")


@linux_only
def test_only_a_screen_that_is_there_is_checked():
    assert qt.kinds_to_check({}) == ["offscreen"]
    assert qt.kinds_to_check({"DISPLAY": ":1"}) == ["offscreen", "screen :1"]
    assert qt.kinds_to_check({"DISPLAY": ":1", "QT_QPA_PLATFORM": "xcb"}) == ["offscreen", "screen :1"]
    assert qt.kinds_to_check({"DISPLAY": ":1", "QT_QPA_PLATFORM": "offscreen"}) == ["offscreen"]


@linux_only
def test_an_x_server_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Complaint, match=r"DISPLAY=:987|Qt does not start"):
        qt.make_start(Path(sys.executable), "screen :987")


def test_a_window_needs_more_libraries_than_a_picture():
    assert set(qt.libraries("offscreen")) < set(qt.libraries("screen :0"))


def test_missing_libraries_are_answered_with_the_one_command_that_brings_them():
    trouble = "Traceback (most recent call last):\nImportError: libEGL.so.1: cannot open shared object file\n"
    assert qt.sentence(trouble, ["libegl1", "libgl1"]) == (
        "Qt does not start (libEGL.so.1: cannot open shared object file): "
        "run  sudo apt-get install -y libegl1 libgl1  and then the same command again."
    )


def test_where_there_is_no_apt_qts_own_reason_is_given():
    assert "(libGL.so.1: not found): install what it asks for with" in qt.sentence(
        "ImportError: libGL.so.1: not found", []
    )


def test_a_python_without_qt_is_told_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    (tmp_path / "PySide6.py").write_text("raise ImportError('libEGL.so.1: cannot open shared object file')")
    with pytest.raises(Complaint, match=r"^Qt does not start \(libEGL.so.1: cannot open shared object file\): install"):
        qt.make_start(Path(sys.executable), "offscreen")


def test_without_apt_nothing_is_installed(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert not apt.is_here()
    assert not apt.install(["libegl1"])


@pytest.mark.skipif(not apt.is_here(), reason="this system has no apt-get")
def test_only_packages_that_are_not_installed_are_missing():
    assert apt.missing(["dpkg", "no-such-package-anywhere"]) == ["no-such-package-anywhere"]
