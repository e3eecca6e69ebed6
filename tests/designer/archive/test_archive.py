"""The archive of runs: kept whole, found again, starred, deleted and restored, and never lost to a damaged list."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from designer.archive.archive import RunArchive
from designer.archive.errors import ArchiveError
from designer.archive.folder import Learned
from designer.archive.record import best_epoch
from designer.archive.schema import MIGRATIONS, VERSION
from designer.paths import user_folder
from tests.designer.archive.runs import keep, record, weights
from tests.designer.training.documents import flowers


@pytest.fixture
def archive(tmp_path):
    return RunArchive(tmp_path / "runs")


def full(path, content):
    """Do what a full disk does."""
    raise OSError(28, "No space left on device")


def again(archive):
    """Return the archive as another window would open it."""
    return RunArchive(archive.root)


def test_a_kept_run_is_there_after_a_restart_with_everything_that_was_known(archive):
    kept = keep(archive)
    assert again(archive).all() == [kept]
    assert replace(kept, num_bytes=0, has_weights=False) == record()
    assert kept.has_weights and kept.num_bytes > 1000


def test_the_archive_is_in_the_folder_of_the_user():
    assert RunArchive().root == user_folder() / "runs"


def test_the_latest_run_comes_first(archive):
    for id, started in (("a", 1.0), ("b", 3.0), ("c", 2.0)):
        keep(archive, id, started=started)
    assert [run.id for run in archive.all()] == ["b", "c", "a"]


def test_a_run_is_opened_with_its_model_and_the_weights_of_a_moment(archive):
    kept = keep(archive)
    last, best, start = (archive.open(kept, moment) for moment in ("last", "best", "start"))
    assert last.graph == flowers().graph and last.title == "flowers" and last.is_modified
    assert last.curves == kept.curves
    assert last.weights["layer1"][0][0, 0] == 1.0 and best.weights["layer1"][0][0, 0] == 2.0
    assert start.weights == {}
    assert archive.moments("a1") == ("last", "best")


def test_a_run_whose_loss_was_no_number_any_more_is_kept_too(archive):
    keep(archive, curves={"loss": [1.0, float("nan")]})
    (run,) = archive.all()
    assert np.isnan(run.curves["loss"][1]) and best_epoch(run.curves) == 1


def test_stars_and_notes_are_remembered(archive):
    keep(archive)
    archive.star(["a1"], True)
    archive.annotate("a1", "the “good” one; it's")
    (run,) = again(archive).all()
    assert run.starred and run.note == "the “good” one; it's"


def test_a_run_whose_marks_are_the_same_is_not_made_again(archive):
    keep(archive, "a"), keep(archive, "b")
    before = {run.id: run for run in archive.all()}
    archive.star(["a"], True)
    after = {run.id: run for run in archive.all()}
    assert after["b"] is before["b"] and after["a"].starred and not before["a"].starred


def test_a_deleted_run_is_restored_with_its_weights(archive):
    kept = keep(archive)
    archive.delete(["a1"])
    assert archive.all() == []
    archive.restore(["a1"])
    assert archive.open(archive.all()[0]).weights and archive.all() == [kept]


def test_purging_frees_the_place_of_deleted_runs_only(archive):
    keep(archive, "a"), keep(archive, "b")
    archive.delete(["a"])
    assert archive.purge(older_than_s=3600.0) == 0
    assert archive.purge() == 1
    assert not archive.folder("a").exists() and archive.folder("b").exists()
    assert [run.id for run in again(archive).all()] == ["b"]


def test_the_oldest_runs_without_a_star_lose_their_weights_when_the_place_is_used_up(archive):
    size = keep(archive, "old", started=1.0).num_bytes
    keep(archive, "starred", started=2.0, starred=True)
    archive.most_bytes = round(2.5 * size)
    keep(archive, "new", started=3.0)
    assert {run.id: run.has_weights for run in archive.all()} == {"old": False, "starred": True, "new": True}
    assert archive.num_bytes() <= archive.most_bytes
    assert archive.open(archive.get("old")).graph == flowers().graph
    assert archive.get("old").curves


def test_a_damaged_list_is_set_aside_and_made_again_from_the_folders(archive):
    kept = keep(archive)
    database = archive.root / "runs.sqlite3"
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    database.write_bytes(b"this was a database once" * 100)
    other = again(archive)
    assert other.all() == [kept]
    assert "was damaged" in other.notice and "folders are there (1)" in other.notice
    assert len(list(archive.root.glob("runs.damaged-*.sqlite3"))) == 1


def test_what_was_added_to_a_run_survives_the_loss_of_the_list(archive):
    kept = keep(archive, weights_marks=["m"])
    archive.note_test(kept.weights_marks[0], kept.data_hash, {"loss": 0.5, "accuracy": 0.75}, 3)
    archive.star(["a1"], True)
    archive.annotate("a1", "“good”")
    (archive.root / "runs.sqlite3").write_bytes(b"gone")
    (run,) = again(archive).all()
    assert (run.test, run.test_looks, run.starred, run.note) == ({"loss": 0.5, "accuracy": 0.75}, 3, True, "“good”")


def test_what_an_earlier_program_added_is_written_into_the_folder_when_the_list_is_opened(archive):
    keep(archive)
    with closing(sqlite3.connect(archive.root / "runs.sqlite3")) as database, database:
        database.execute("UPDATE runs SET in_folder = 0, note = 'of old', test = '{\"loss\": 0.5}', test_looks = 1")
    assert again(archive).all()[0].note == "of old"
    (archive.root / "runs.sqlite3").write_bytes(b"gone")
    (run,) = again(archive).all()
    assert (run.note, run.test, run.test_looks) == ("of old", {"loss": 0.5}, 1)


def test_what_cannot_be_written_into_the_folder_is_not_in_the_list_either(archive, monkeypatch):
    keep(archive)
    monkeypatch.setattr("nn_core.saving.atomic._replace", full)
    with pytest.raises(ArchiveError, match=r"could not be kept with the run: .* the disk is full"):
        archive.star(["a1"], True)
    assert not archive.all()[0].starred


def test_what_was_added_is_left_out_where_it_is_damaged(archive):
    keep(archive)
    archive.star(["a1"], True)
    (archive.folder("a1") / "added.json").write_text('{"starred": 1', encoding="utf-8")
    (archive.root / "runs.sqlite3").write_bytes(b"gone")
    assert [run.starred for run in again(archive).all()] == [False]


def test_a_run_whose_row_was_lost_is_entered_again(archive):
    keep(archive)
    with closing(sqlite3.connect(archive.root / "runs.sqlite3")) as database, database:
        database.execute("DELETE FROM runs")
    assert [run.id for run in again(archive).all()] == ["a1"]


def test_a_list_of_a_newer_program_is_left_alone(archive):
    keep(archive)
    with closing(sqlite3.connect(archive.root / "runs.sqlite3")) as database, database:
        database.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(ArchiveError, match="newer program"):
        again(archive).all()


def test_a_receipt_that_is_none_hides_no_other_run(archive):
    keep(archive, "a"), keep(archive, "b")
    with closing(sqlite3.connect(archive.root / "runs.sqlite3")) as database, database:
        database.execute("UPDATE runs SET receipt = '{}' WHERE id = 'a'")
    assert [run.id for run in again(archive).all()] == ["b"]


def test_a_list_of_the_first_version_is_brought_up_to_date(archive):
    archive.root.mkdir()
    with closing(sqlite3.connect(archive.root / "runs.sqlite3")) as database, database:
        MIGRATIONS[0](database)
        database.execute("PRAGMA user_version = 1")
        values = ("old", 5.0, 1, "kept", 10, 0, '{"id": "old", "curves": {}}')
        database.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    keep(archive)
    archive.delete(["a1"])
    with closing(sqlite3.connect(archive.root / "runs.sqlite3")) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (VERSION,)
        rows = database.execute("SELECT id, note, deleted IS NULL FROM runs ORDER BY id").fetchall()
    assert rows == [("a1", "", 0), ("old", "kept", 1)]


def test_the_list_can_be_read_while_another_window_writes(archive):
    keep(archive)
    with closing(sqlite3.connect(archive.root / "runs.sqlite3")) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("UPDATE runs SET note = 'half'")
        assert [run.note for run in again(archive).all()] == [""]


def test_a_run_that_could_not_be_written_leaves_nothing_behind(archive, monkeypatch):
    keep(archive, "a")
    monkeypatch.setattr("designer.archive.folder.write_bytes", full)
    with pytest.raises(ArchiveError, match="could not be kept: No space left"):
        keep(archive, "b")
    assert [run.id for run in archive.all()] == ["a"]
    assert sorted(path.name for path in archive.root.iterdir() if path.is_dir()) == ["a"]


def test_a_damaged_model_of_a_run_is_a_sentence(archive):
    kept = keep(archive)
    (archive.folder("a1") / "model.json").write_text("{", encoding="utf-8")
    with pytest.raises(ArchiveError, match="cannot be opened"):
        archive.open(kept)


def test_damaged_weights_of_a_run_are_a_sentence(archive):
    kept = keep(archive)
    (archive.folder("a1") / "last.h5").write_bytes(b"no weights")
    with pytest.raises(ArchiveError, match="cannot be opened"):
        archive.open(kept)


def test_weights_of_layers_that_are_gone_are_not_taken_over(archive):
    archive.keep(record(), flowers(), {"last": Learned({**weights(), "elsewhere": [np.zeros(3)]})})
    assert set(archive.open(archive.get("a1")).weights) == {"layer1"}


def test_deleted_runs_make_room_before_others_lose_anything(archive):
    size = keep(archive, "old", started=1.0).num_bytes
    keep(archive, "gone", started=2.0)
    archive.delete(["gone"])
    archive.most_bytes = round(2.5 * size)
    keep(archive, "new", started=3.0)
    assert {run.id: run.has_weights for run in archive.all()} == {"old": True, "new": True}
    assert not archive.folder("gone").exists()


def test_what_a_killed_process_left_half_written_is_not_listed_and_goes_in_time(archive):
    keep(archive)
    part = archive.root / "b2.part"
    part.mkdir()
    (part / "receipt.json").write_text("{", encoding="utf-8")
    assert [run.id for run in again(archive).all()] == ["a1"] and part.exists()  # somebody may be writing it
    os.utime(part, (0, 0))
    assert [run.id for run in again(archive).all()] == ["a1"] and not part.exists()


def test_several_windows_keep_their_runs_at_the_same_time(archive):
    windows = [again(archive) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: keep(windows[number % 4], f"run{number}"), range(12)))
    assert {run.id for run in archive.all()} == {f"run{number}" for number in range(12)}
