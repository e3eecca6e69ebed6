"""bootstrapping.commands: what is said and started."""

import os
import subprocess
import sys

import pytest

from bootstrapping import commands
from bootstrapping.complaint import Complaint
from bootstrapping.environment import Environment

linux_only = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a screen here")


@pytest.mark.parametrize("arguments", [[], ["rnu"], ["--version"]])
def test_anything_but_the_two_commands_is_answered_with_the_usage(arguments, capsys):
    assert commands.carry_out(arguments) == 2
    assert "bootstrap.py test" in capsys.readouterr().err


def test_help_is_no_mistake(capsys):
    assert commands.carry_out(["--help"]) == 0
    assert "bootstrap.py run" in capsys.readouterr().out


@linux_only
def test_without_a_screen_the_sentence_names_the_way_out(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert commands.carry_out(["run", "model.nnd"]) == 1
    said = capsys.readouterr().err
    assert "no window can open" in said and "--screenshot window.png" in said and said.count("\n") == 1


@linux_only
@pytest.mark.parametrize("arguments", [["--screenshot", "a.png"], ["--screenshot=a.png"], ["--doctor"], ["--version"]])
def test_what_needs_no_window_runs_off_screen_where_there_is_no_screen(arguments):
    assert commands.window_environment({}, arguments) == {"QT_QPA_PLATFORM": "offscreen"}


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_a_screen_or_a_chosen_platform_is_left_as_it_is(name):
    assert commands.window_environment({name: "x"}, []) == {name: "x"}


def test_a_complaint_is_printed_as_it_is_without_a_traceback(monkeypatch, capsys):
    def complain(arguments):
        raise Complaint("The sentence.")

    monkeypatch.setattr(commands, "run", complain)
    assert commands.carry_out(["run"]) == 1
    assert capsys.readouterr().err == "The sentence.\n"


def test_an_error_of_the_system_is_one_sentence_too(monkeypatch, capsys):
    def fail(arguments):
        raise PermissionError(13, "Permission denied", "/somewhere")

    monkeypatch.setattr(commands, "test", fail)
    assert commands.carry_out(["test"]) == 1
    assert capsys.readouterr().err == "Setting up failed: [Errno 13] Permission denied: '/somewhere'.\n"


def test_the_second_call_starts_no_other_program(tmp_path, monkeypatch):
    environment = Environment(tmp_path)
    environment.python.parent.mkdir(parents=True)
    environment.python.touch()
    (tmp_path / "pyproject.toml").touch()
    (environment.folder / "pyvenv.cfg").touch()
    environment.remember(["test", "dev"], commands.qt.kinds_to_check(os.environ))

    def refuse(*arguments, **options):
        raise AssertionError(f"started {arguments}")

    monkeypatch.setattr(subprocess, "run", refuse)
    assert commands.set_up(environment, ["test"]) == environment.python
