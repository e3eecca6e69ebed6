"""Places: one window each, told apart from those of dead processes, and known to the others."""

import json
import os
import subprocess
import sys
import time

import pytest

from designer.lock import Lock
from designer.recovery.place import Place, abandoned_places, other_owner
from tests.conftest import ROOT

HOLD = """
import sys
from pathlib import Path
from designer.recovery.place import Place
place = Place.new()
place.tell_owner(Path(sys.argv[1]))
place.journal.write_text("{}")
print(place.folder, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other_process(tmp_path):
    """Another process that has a file open."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "mine.nnd")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    process.folder = process.stdout.readline().strip()
    yield process
    process.kill()
    process.communicate()


def made_long_ago(place):
    os.utime(place.folder, (time.time() - 3600,) * 2)


def test_a_lock_is_held_once(tmp_path):
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_the_place_of_a_living_process_is_not_abandoned(other_process):
    assert abandoned_places() == []


def test_the_place_of_a_killed_process_is(other_process, tmp_path):
    other_process.kill()
    other_process.wait()
    (place,) = abandoned_places()
    assert str(place.folder) == other_process.folder
    assert abandoned_places() == []  # whoever found it holds it
    assert other_owner(tmp_path / "mine.nnd") is None  # and has not opened the file
    place.release()


def test_who_has_a_file_open_is_known_while_they_live(other_process, tmp_path):
    owner = other_owner(tmp_path / "mine.nnd")
    assert owner.pid == other_process.pid
    assert other_owner(tmp_path / "another.nnd") is None
    other_process.kill()
    other_process.wait()
    assert other_owner(tmp_path / "mine.nnd") is None


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights there")
def test_a_file_is_the_same_by_another_name(other_process, tmp_path):
    (tmp_path / "mine.nnd").write_text("")
    (tmp_path / "link.nnd").symlink_to(tmp_path / "mine.nnd")
    (tmp_path / "sub").mkdir()
    assert other_owner(tmp_path / "sub" / ".." / "mine.nnd") is not None
    assert other_owner(tmp_path / "link.nnd") is not None


def test_two_windows_of_one_process_know_each_other(tmp_path):
    first, second = Place.new(), Place.new()
    first.tell_owner(tmp_path / "mine.nnd")
    assert other_owner(tmp_path / "mine.nnd", [first, None]) is None
    assert other_owner(tmp_path / "mine.nnd", [second]).pid == os.getpid()
    for place in (first, second):
        place.remove()


def test_an_abandoned_place_without_a_journal_is_removed(tmp_path):
    place = Place.new()
    place.release()
    made_long_ago(place)
    assert abandoned_places() == []
    assert not place.folder.exists()


def test_a_place_just_being_made_is_left_alone():
    place = Place.new()
    place.release()
    assert abandoned_places() == []
    assert place.folder.exists()


@pytest.mark.parametrize("content", ["", "[]", '{"pid": "x"}', json.dumps({"pid": 1})])
def test_an_owner_that_cannot_be_read_is_nobody(tmp_path, content):
    place = Place.new()
    (place.folder / "owner.json").write_text(content)
    assert other_owner(tmp_path / "mine.nnd") is None
    place.remove()
