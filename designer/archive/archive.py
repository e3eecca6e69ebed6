"""RunArchive: all runs of this user, in a database and one folder for each; without Qt, usable from any thread."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from designer.archive import folder as folders
from designer.archive.errors import ArchiveError
from designer.archive.folder import Learned, Moment
from designer.archive.record import RunRecord, to_text
from designer.archive.schema import bring_up_to_date, connected, is_damaged, set_aside
from designer.archive.underway import ENDING, interrupted_runs
from designer.model.document import Document
from designer.paths import user_folder

MOST_BYTES = 2 * 2**30  # then the oldest runs without a star lose their weights; what is known of them stays
_UNFINISHED_S = 3600.0  # an unfinished folder older than this is one nobody works on
_DELETED_S = 86400.0  # so long a deleted run can be brought back, if its place is not needed
_AT_ONCE = 500  # SQLite takes 999 values in one question at least
_BREATH, _BREATH_S = 20, 0.0002  # after so many receipts other threads have the interpreter: the window waits for it
_OWN_COLUMNS = ("starred", "note", "num_bytes", "has_weights", "test", "test_looks")


class RunArchive:
    """Keeps runs, finds them, and lets go of them. Every call raises ArchiveError in a sentence if it cannot."""

    def __init__(self, root: Path | None = None, most_bytes: int = MOST_BYTES) -> None:
        self._root = root
        self.most_bytes = most_bytes
        self.notice = ""  # what happened to the list of runs, for the user to know
        self._records: dict[str, tuple[tuple[Any, ...], RunRecord]] = {}  # by id: as it was marked, when it was read
        self._is_ready = False
        self._lock = threading.Lock()

    @property
    def root(self) -> Path:
        """The folder of the archive."""
        if self._root is None:
            self._root = user_folder() / "runs"
        return self._root

    def folder(self, id: str) -> Path:
        """Return the folder of a run."""
        return self.root / id

    # ---- keeping ------------------------------------------------------------------------------------------

    def keep(self, record: RunRecord, document: Document, learned: Mapping[Moment, Learned]) -> RunRecord:
        """Write a run down, all of it or nothing, and make room if there is too little."""
        self._ready()
        folder = self.folder(record.id)
        try:
            folders.write_folder(folder, record, document, learned)
        except OSError as error:
            raise ArchiveError(f"The run could not be kept: {error.strerror or error}.") from error
        kept = _measured(folder, record)
        with self._database() as database:
            _insert(database, kept)
        self.purge(_DELETED_S)
        self.make_room()
        return kept

    def make_room(self) -> int:
        """Free the place of deleted runs, then take the weights from the oldest without a star, until the rest fits.

        Returns:
            from how many runs the weights were taken.
        """
        if self.num_bytes() > self.most_bytes:
            self.purge()
        with self._database() as database:
            query = "SELECT id, num_bytes, starred, has_weights FROM runs ORDER BY started"
            rows = database.execute(query).fetchall()
            excess, freed = sum(row[1] for row in rows) - self.most_bytes, 0
            for id, num_bytes, starred, has_weights in rows[:-1]:  # the newest is never touched
                if excess <= 0:
                    break
                if has_weights and not starred:
                    folders.remove_weights(self.folder(id))
                    rest = folders.num_bytes_in(self.folder(id))
                    database.execute("UPDATE runs SET num_bytes = ?, has_weights = 0 WHERE id = ?", (rest, id))
                    excess, freed = excess - (num_bytes - rest), freed + 1
        return freed

    # ---- finding ------------------------------------------------------------------------------------------

    def all(self) -> list[RunRecord]:
        """Return all runs that are not deleted, the latest first."""
        with self._database() as database:
            return self._records_in(database)

    def _records_in(self, database: sqlite3.Connection) -> list[RunRecord]:
        columns = ", ".join(_OWN_COLUMNS)
        query = f"SELECT id, {columns} FROM runs WHERE deleted IS NULL ORDER BY started DESC"
        rows = database.execute(query).fetchall()
        self._read_receipts(database, [row[0] for row in rows if row[0] not in self._records])
        return [self._record(row) for row in rows if row[0] in self._records]

    def _read_receipts(self, database: sqlite3.Connection, ids: Sequence[str]) -> None:
        """Read the receipts of runs for the first and only time: they never change. One that is none is left out."""
        for first in range(0, len(ids), _AT_ONCE):
            some = ids[first : first + _AT_ONCE]
            query = f"SELECT id, receipt FROM runs WHERE id IN ({', '.join('?' * len(some))})"
            for number, (id, receipt) in enumerate(database.execute(query, some)):
                with suppress(ValueError):
                    self._records[id] = (), RunRecord.from_json(json.loads(receipt))
                if number % _BREATH == 0:
                    time.sleep(_BREATH_S)

    def _record(self, row: tuple[Any, ...]) -> RunRecord:
        """Return a run as it is marked now; one whose marks are the same is the same record."""
        id, starred, note, num_bytes, has_weights, test, test_looks = row
        marks, record = self._records[id]
        if marks != row:
            own = {"starred": bool(starred), "note": note, "num_bytes": num_bytes, "has_weights": bool(has_weights)}
            record = replace(record, **own, test=json.loads(test) if test != "{}" else {}, test_looks=test_looks)
            self._records[id] = row, record
        return record

    def get(self, id: str) -> RunRecord | None:
        """Return one run."""
        return next((record for record in self.all() if record.id == id), None)

    def num_bytes(self) -> int:
        """Return how much of the disk all runs take, deleted ones included."""
        with self._database() as database:
            return int(database.execute("SELECT COALESCE(SUM(num_bytes), 0) FROM runs").fetchone()[0])

    def open(self, record: RunRecord, moment: Moment = "last") -> Document:
        """Return a new document with the model of a run and its weights of a moment."""
        document = folders.read_document(self.folder(record.id), moment, record.title)
        if moment == "start":  # trained again, it gives the same numbers
            document.settings = replace(document.settings, seed=record.seed)
        return document

    def model(self, record: RunRecord) -> Document:
        """Return a document with the model of a run, without weights."""
        return folders.read_document(self.folder(record.id), None, record.title)

    def moments(self, id: str) -> tuple[Moment, ...]:
        """Return the moments of a run whose weights are kept."""
        return folders.moments_in(self.folder(id))

    # ---- changing -----------------------------------------------------------------------------------------

    def star(self, ids: Iterable[str], is_starred: bool) -> None:
        """Mark runs, or take the mark away."""
        self._add("starred = ?", [(int(is_starred), id) for id in ids])

    def annotate(self, id: str, note: str) -> None:
        """Write a note to a run."""
        self._add("note = ?", [(note, id)])

    def note_test(self, weights_mark: str, data_hash: str, values: Mapping[str, float], num_looks: int) -> None:
        """Write down what a look at the test part found, to the runs that made these weights from these data."""
        own = [each.id for each in self.all() if weights_mark in each.weights_marks and each.data_hash == data_hash]
        test = to_text({name: float(value) for name, value in values.items()})
        self._add("test = ?, test_looks = ?", [(test, num_looks, id) for id in own])

    def delete(self, ids: Iterable[str]) -> None:
        """Take runs from the list; they can be restored until their place is freed."""
        now = time.time()
        self._mark("deleted = ?", [(now, id) for id in ids])

    def restore(self, ids: Iterable[str]) -> None:
        """Put deleted runs back."""
        self._mark("deleted = ?", [(None, id) for id in ids])

    def purge(self, older_than_s: float = 0.0) -> int:
        """Remove deleted runs for good, with their folders; return how many."""
        with self._database() as database:
            query = "SELECT id FROM runs WHERE deleted IS NOT NULL AND deleted <= ?"
            ids = [row[0] for row in database.execute(query, (time.time() - older_than_s,))]
            for id in ids:
                try:
                    folders.remove_folder(self.folder(id))
                except OSError as error:
                    raise ArchiveError(f"The folder of a run could not be removed: {error}.") from error
                database.execute("DELETE FROM runs WHERE id = ?", (id,))
        return len(ids)

    def _add(self, what: str, values: Sequence[tuple[Any, ...]]) -> None:
        """Add something to runs, in the list and in their folders: to both, or to neither."""
        with self._database() as database:
            database.executemany(f"UPDATE runs SET {what} WHERE id = ?", values)
            self._write_added(database, {value[-1] for value in values})

    def _write_added(self, database: sqlite3.Connection, ids: Collection[str]) -> None:
        """Write what was added to runs into their folders; one whose folder is gone has none to lose."""
        for record in self._records_in(database):
            if record.id in ids and (folder := self.folder(record.id)).is_dir():
                try:
                    folders.write_added(folder, record)
                except ValueError as error:
                    raise ArchiveError(f"This could not be kept with the run: {error}") from error

    def _mark(self, what: str, values: Sequence[tuple[Any, ...]]) -> None:
        with self._database() as database:
            database.executemany(f"UPDATE runs SET {what} WHERE id = ?", values)

    # ---- the database -------------------------------------------------------------------------------------

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        with connected(self._ready()) as database:
            yield database

    def _ready(self) -> Path:
        """Return the path of the database, once it is sound and complete."""
        path = self.root / "runs.sqlite3"
        with self._lock:
            if not self._is_ready:
                self._prepare(path)
                self._is_ready = True
        return path

    def _prepare(self, path: Path) -> None:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            aside = set_aside(path) if path.exists() and is_damaged(path) else None
        except OSError as error:
            raise ArchiveError(f"Runs cannot be kept in {self.root}: {error.strerror or error}.") from error
        bring_up_to_date(path)
        with connected(path) as database:
            if ids := {row[0] for row in database.execute("SELECT id FROM runs WHERE NOT in_folder")}:
                self._write_added(database, ids)
                database.execute("UPDATE runs SET in_folder = 1")
        self._take_in_interrupted()
        num_adopted = self._adopt(path)
        if aside is not None:
            self.notice = (
                f"The list of runs was damaged. It was set aside as {aside.name}, and a new one begun with the runs "
                f"whose folders are there ({num_adopted})."
            )

    def _take_in_interrupted(self) -> None:
        """Make runs of those whose process died; their folders are entered with those that no row knows."""
        for each in interrupted_runs(self.root):
            try:
                if not self.folder(each.record.id).exists():  # else it was kept in the last moment
                    model = folders.read_document(each.folder, None, each.record.title)
                    folders.write_folder(self.folder(each.record.id), each.record, model, {})
            except (ArchiveError, OSError):
                each.lock.release()  # the disk may be full: next time, perhaps
            else:
                each.remove()

    def _adopt(self, path: Path) -> int:
        """Enter the folders that no row knows, and remove what was left unfinished; return how many were entered."""
        num_adopted = 0
        with connected(path) as database:
            known = {row[0] for row in database.execute("SELECT id FROM runs")}
            for folder in self.root.iterdir():
                if folder.name.endswith(folders.UNFINISHED):
                    if time.time() - folder.stat().st_mtime > _UNFINISHED_S:
                        shutil.rmtree(folder, ignore_errors=True)
                elif folder.name.endswith(ENDING):
                    continue
                elif folder.name not in known and folder.is_dir() and (found := folders.read_receipt(folder)):
                    found = folders.with_added(folder, replace(found, id=folder.name))
                    _insert(database, _measured(folder, found))
                    num_adopted += 1
        return num_adopted


def _measured(folder: Path, record: RunRecord) -> RunRecord:
    return replace(record, num_bytes=folders.num_bytes_in(folder), has_weights=folders.has_weights(folder))


def _insert(database: sqlite3.Connection, record: RunRecord) -> None:
    own = {name: getattr(record, name) for name in _OWN_COLUMNS} | {"test": to_text(record.test)}
    names = ", ".join(("id", "started", "receipt", "in_folder", *own))
    marks = ", ".join("?" * (4 + len(own)))
    values = (record.id, record.started, to_text(record.to_json()), 1, *own.values())
    database.execute(f"INSERT OR REPLACE INTO runs ({names}) VALUES ({marks})", values)
