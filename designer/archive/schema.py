"""The schema: the tables of the archive in all their versions, and how a database comes to the present one.

1   runs: what is sorted and searched by has a column of its own; curves and settings are JSON
2   deleted: a deleted run stays until its place is needed, so that deleting can be undone
3   test: what the latest look at the test part found, as JSON
4   in_folder: whether the folder of the run holds everything, too, so that the list can be made again from the folders
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from designer.archive.errors import ArchiveError

_BUSY_S = 5.0  # another window may be writing
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _to_1(database: sqlite3.Connection) -> None:
    database.execute(
        "CREATE TABLE runs (id TEXT PRIMARY KEY, started REAL NOT NULL, starred INTEGER NOT NULL, note TEXT NOT NULL,"
        " num_bytes INTEGER NOT NULL, has_weights INTEGER NOT NULL, receipt TEXT NOT NULL)"
    )
    database.execute("CREATE INDEX runs_by_time ON runs (started)")


def _to_2(database: sqlite3.Connection) -> None:
    database.execute("ALTER TABLE runs ADD COLUMN deleted REAL")  # seconds since 1970; NULL while it is there


def _to_3(database: sqlite3.Connection) -> None:
    database.execute("ALTER TABLE runs ADD COLUMN test TEXT NOT NULL DEFAULT '{}'")
    database.execute("ALTER TABLE runs ADD COLUMN test_looks INTEGER NOT NULL DEFAULT 0")


def _to_4(database: sqlite3.Connection) -> None:
    database.execute("ALTER TABLE runs ADD COLUMN in_folder INTEGER NOT NULL DEFAULT 0")
    database.execute("UPDATE runs SET in_folder = 1 WHERE NOT starred AND note = '' AND test = '{}'")


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_to_1, _to_2, _to_3, _to_4)
VERSION = len(MIGRATIONS)


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection whose changes are kept together, or not at all; ArchiveError in a sentence."""
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_S)) as database:
            database.execute("PRAGMA synchronous = NORMAL")  # with the log, what was kept survives a crash
            with database:
                yield database
    except sqlite3.Error as error:
        raise ArchiveError(f"The list of runs ({path}) cannot be used: {error}.") from error


def bring_up_to_date(path: Path) -> None:
    """Make the tables, or bring those of an earlier version to the present one; ArchiveError if that cannot be."""
    with connected(path) as database:
        version = int(database.execute("PRAGMA user_version").fetchone()[0])
        if version > VERSION:
            raise ArchiveError(
                f"The list of runs ({path}) was written by a newer program (version {version}; this one reads up to "
                f"{VERSION}). Update this program to see the runs; until then none are kept."
            )
        if version == VERSION:
            return
    with connected(path) as database:
        database.execute("PRAGMA journal_mode = WAL")  # who reads does not wait for who writes
        database.execute("BEGIN IMMEDIATE")
        version = int(database.execute("PRAGMA user_version").fetchone()[0])
        for migrate in MIGRATIONS[version:]:
            migrate(database)
        database.execute(f"PRAGMA user_version = {VERSION}")


def is_damaged(path: Path) -> bool:
    """Say whether a file is no database any more; one that cannot be reached is not meant."""
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_S)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode & 0xFF in _DAMAGED


def set_aside(path: Path) -> Path:
    """Rename a damaged database, its log included, and return its new path."""
    aside = path.with_name(f"{path.stem}.damaged-{time.strftime('%Y%m%d-%H%M%S')}{path.suffix}")
    for ending in ("-wal", "-shm", ""):
        own = path.with_name(path.name + ending)
        if own.exists():
            own.replace(aside.with_name(aside.name + ending))
    return aside
