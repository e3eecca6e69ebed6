"""Atomic writing: the new file or the old one, with its permissions, and a sentence where writing is impossible."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from nn_core.saving import atomic
from nn_core.saving.atomic import replacing, write_bytes, write_text
from nn_core.saving.errors import ModelFileError

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions, links and limits of POSIX")


def only_file(folder: Path) -> str:
    (path,) = folder.iterdir()
    return path.name


def test_a_file_is_written_and_nothing_else_is_left(tmp_path):
    write_text(tmp_path / "a.txt", "über")
    assert (tmp_path / "a.txt").read_bytes() == "über".encode()
    assert only_file(tmp_path) == "a.txt"


def test_an_error_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path):
    write_text(tmp_path / "a.txt", "old")
    with pytest.raises(KeyError), replacing(tmp_path / "a.txt") as temporary:
        temporary.write_text("half")
        raise KeyError("something")
    assert (tmp_path / "a.txt").read_text() == "old"
    assert only_file(tmp_path) == "a.txt"


def test_the_old_file_is_there_until_the_new_one_is_on_the_disk(tmp_path, monkeypatch):
    write_text(tmp_path / "a.txt", "old")
    seen = []
    monkeypatch.setattr(atomic, "flush_to_disk", lambda _: seen.append((tmp_path / "a.txt").read_text()))
    monkeypatch.setattr(atomic, "flush_folder", lambda _: seen.append((tmp_path / "a.txt").read_text()))
    write_text(tmp_path / "a.txt", "new")
    assert seen == ["old", "new"]


@needs_posix
def test_permissions_are_kept(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "old")
    path.chmod(0o640)
    write_text(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@needs_posix
def test_a_symbolic_link_stays_one(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    write_text(folder / "real.txt", "old")
    link = tmp_path / "link.txt"
    link.symlink_to(folder / "real.txt")
    write_text(link, "new")
    assert link.is_symlink()
    assert (folder / "real.txt").read_text() == "new"
    assert only_file(folder) == "real.txt"


def test_a_write_protected_file_is_not_replaced(tmp_path):
    path = tmp_path / "a.txt"
    write_text(path, "old")
    path.chmod(0o444)
    with pytest.raises(ModelFileError, match=r"'a\.txt' could not be written.*write-protected"):
        write_text(path, "new")
    path.chmod(0o644)
    assert path.read_text() == "old"


def test_a_folder_is_not_replaced_by_a_file(tmp_path):
    with pytest.raises(ModelFileError, match="there is a folder of that name"):
        write_text(tmp_path, "new")


def test_a_folder_that_vanished_is_a_sentence(tmp_path):
    with pytest.raises(ModelFileError, match=r"'a\.txt' could not be written.*the folder is not there"):
        write_text(tmp_path / "gone" / "a.txt", "new")


def test_a_folder_that_vanishes_while_writing_is_a_sentence(tmp_path):
    folder = tmp_path / "drive"
    folder.mkdir()
    with pytest.raises(ModelFileError, match="the folder is not there"), replacing(folder / "a.txt"):
        folder.rmdir()


@needs_posix
def test_a_disk_without_room_is_a_sentence_and_the_old_file_stays(tmp_path):
    import resource

    write_text(tmp_path / "a.txt", "old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(ModelFileError, match=r"'a\.txt' could not be written.*larger than this disk"):
            write_bytes(tmp_path / "a.txt", bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (tmp_path / "a.txt").read_text() == "old"
    assert only_file(tmp_path) == "a.txt"


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "you may not write there"),
        (errno.EROFS, "the disk is write-protected"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_what_the_system_says_is_told_in_words(tmp_path, monkeypatch, number, says):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ModelFileError, match=says):
        write_text(tmp_path / "a.txt", "new")
    assert list(tmp_path.iterdir()) == []


def test_a_file_held_for_a_moment_by_another_program_is_replaced_all_the_same(tmp_path, monkeypatch):
    replace, refusals = os.replace, iter([PermissionError(13, "held"), PermissionError(13, "held")])

    def hesitate(*arguments):
        if refusal := next(refusals, None):
            raise refusal
        replace(*arguments)

    monkeypatch.setattr(atomic, "_BUSY_DELAYS_S", (0, 0, 0))
    monkeypatch.setattr(atomic, "os", type("Windows", (), {**vars(os), "name": "nt", "replace": hesitate}))
    write_text(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").read_text() == "new"
