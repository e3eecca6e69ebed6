"""bootstrapping.environment: recognising what is set up, and saying why it cannot be."""

import errno
import sys
from pathlib import Path

import pytest

from bootstrapping import environment as module
from bootstrapping.complaint import Complaint, disk_is_full
from bootstrapping.environment import Environment, explain_pip, explain_venv, lacking_modules, require_venv

FOLDER = Path("checkout") / ".venv"


@pytest.fixture
def environment(tmp_path):
    """An environment as an installation leaves it."""
    made = Environment(tmp_path)
    made.python.parent.mkdir(parents=True)
    made.python.touch()
    (made.folder / "pyvenv.cfg").write_text("version = 3.11.7\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    made.remember(["test", "dev"], ["offscreen"])
    return made


def test_what_was_set_up_is_remembered(environment):
    assert environment.remembered() == {"extras": ["dev", "test"], "qt": ["offscreen"]}


def test_nothing_is_remembered_before_the_first_time(tmp_path):
    assert Environment(tmp_path).remembered() == {}


@pytest.mark.parametrize("changed", ["pyproject.toml", ".venv/pyvenv.cfg"])
def test_changed_declarations_or_another_python_are_noticed(environment, changed):
    (environment.root / changed).write_text("something else\n")
    assert environment.remembered() == {}


def test_a_checkout_that_was_moved_is_noticed(environment, tmp_path_factory):
    moved = environment.root.rename(tmp_path_factory.mktemp("elsewhere") / "checkout")
    assert Environment(moved).remembered() == {}


def test_an_environment_whose_python_is_gone_is_noticed(environment):
    environment.python.unlink()
    assert environment.remembered() == {}


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"fingerprint": 1}', "null"])
def test_a_damaged_memory_counts_as_none(environment, content):
    environment.stamp.write_text(content)
    assert environment.remembered() == {}


def test_this_python_can_make_virtual_environments():
    assert lacking_modules() == []


def test_a_missing_venv_module_is_named_with_its_remedy(monkeypatch):
    for name in ("venv", "ensurepip"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Complaint, match="This Python lacks the module venv and ensurepip: install it, or a complete"):
        require_venv()


def test_debians_package_is_named_where_there_is_apt():
    sentence = str(module.no_venv(["ensurepip"], "python3.11-venv"))
    assert "lacks the module ensurepip: run  sudo apt-get install -y python3.11-venv  and" in sentence


def test_pip_without_a_network_is_told_from_a_missing_package():
    output = """WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError("Failed to establish a
new connection: [Errno -3] Temporary failure in name resolution")': /simple/hatchling/
ERROR: Could not find a version that satisfies the requirement hatchling
ERROR: No matching distribution found for hatchling
"""
    assert str(explain_pip(output, FOLDER)) == (
        "pip could not reach its package index (No matching distribution found for hatchling): "
        "check the network and try again."
    )


def test_another_failure_of_pip_is_told_in_its_own_words():
    sentence = str(explain_pip("Collecting numpy\nERROR: No matching distribution found for numpy>=2.0\n\n", FOLDER))
    assert sentence == "pip could not install what the designer needs: No matching distribution found for numpy>=2.0."


def test_a_silent_failure_still_makes_a_sentence():
    assert "it gave no reason" in str(explain_pip("", FOLDER))


@pytest.mark.parametrize("explain", [explain_pip, explain_venv])
def test_a_full_disk_is_named_whoever_met_it(explain):
    sentence = str(explain("ERROR: Could not install packages: [Errno 28] No space left on device\n", FOLDER))
    assert sentence.startswith(f"The disk that holds {FOLDER} is full: free about 1 GB")


def test_a_full_disk_is_known_by_its_error_number():
    assert disk_is_full(OSError(errno.ENOSPC, "No space left on device"))
    assert not disk_is_full(PermissionError(errno.EACCES, "Permission denied"))


def test_a_disk_with_too_little_room_is_not_filled_up(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_NEEDED_BYTES", 2**63)
    with pytest.raises(Complaint, match="is full"):
        Environment(tmp_path).install([])
    assert not (tmp_path / ".venv").exists()
