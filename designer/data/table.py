"""Read a table of any size: rows come a chunk at a time, columns grow, and what is too long goes to disk."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from designer.data.column import Column
from designer.data.column_building import Builder, NotOfThisKind, builder_for
from designer.data.errors import DataError, RaggedError
from designer.data.progress import Report
from designer.data.steps import Reading
from designer.data.table_rows import Layout, Rows, rows_of

CHUNK_ROWS = 20_000
Chunk = list[list[str]]


@dataclass(frozen=True)
class Table:
    """The columns of a file, and how its text was understood."""

    columns: tuple[Column, ...]
    understood: str = ""
    names: tuple[str, ...] = ()  # of all columns, the empty ones too
    layout: Layout = field(default_factory=lambda: Layout(()))

    def __len__(self) -> int:
        return len(self.columns[0])

    def column(self, name: str) -> Column:
        """Return a column; DataError if the file has none of this name."""
        found = next((each for each in self.columns if each.name == name), None)
        if found is None:
            names = ", ".join(each.name for each in self.columns[:20])
            raise DataError(f"The table has no column '{name}'; it has {names}. Choose the columns again.")
        return found


def read_table(path: Path, reading: Reading, kinds: dict[str, str], report: Report) -> Table:
    """Read a file; `kinds` are those somebody chose, by column. DataError says in a sentence what is wrong with it."""
    kinds = dict(kinds)
    while True:
        try:
            return _read(path, reading, kinds, report)
        except NotOfThisKind as found:  # late in a long file: once more, with what is known now
            kinds[found.column] = found.kind


def _read(path: Path, reading: Reading, kinds: dict[str, str], report: Report) -> Table:
    with rows_of(path, reading) as rows:
        names = _distinct(rows.names)
        even = _EvenRows(rows.rows, len(names), rows.first_line)
        first = list(itertools.islice(even, CHUNK_ROWS))
        if not first:
            even.check(path.name)
            raise DataError(f"{path.name} has a line with names, but no rows below it.")
        builders: list[Builder] = []
        for chunk in _chunks(first, even):
            columns = [list(column) for column in zip(*chunk, strict=True)]
            if not builders:
                is_whole = len(chunk) < CHUNK_ROWS
                builders = [
                    builder_for(name, column, kinds.get(name, ""), rows.has_decimal_comma, is_whole)
                    for name, column in zip(names, columns, strict=True)
                ]
            for builder, column in zip(builders, columns, strict=True):
                builder.add(column)
            report(f"Reading {path.name}", rows.done(), rows.size)
        if reading.bad_lines == "refuse":
            even.check(path.name)
        columns = _named_or_filled([builder.finished() for builder in builders])
        empty = [name for name in names if name not in {column.name for column in columns}]
        understood = rows.understood + even.said()
        if empty:
            understood = f"{understood}; without what is empty from top to bottom: {', '.join(empty)}"
        return Table(columns, understood, tuple(names), replace(rows.layout, has_bad_lines=bool(even.num_bad)))


def _chunks(first: Chunk, rest: Iterator[list[str]]) -> Iterable[Chunk]:
    yield first
    while chunk := list(itertools.islice(rest, CHUNK_ROWS)):
        yield chunk


class _EvenRows:
    """The rows that have as many values as there are columns; the others are counted, the first of them is kept."""

    def __init__(self, rows: Iterator[list[str]], width: int, first_line: int) -> None:
        self._rows = enumerate(rows, first_line)
        self._width = width
        self._first_bad: tuple[int, int] | None = None  # its line and how many values it has
        self.num_bad = self.num_rows = 0

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        for line, row in self._rows:
            self.num_rows += 1
            if len(row) == self._width:
                return row
            self.num_bad += 1
            self._first_bad = self._first_bad or (line, len(row))
        raise StopIteration

    def said(self) -> str:
        """Say what is missing."""
        if self.num_bad == 1:
            return "; without 1 line of another length"
        return f"; without {self.num_bad:,} lines of another length" if self.num_bad else ""

    def check(self, file: str) -> None:
        """Name the lines that are longer or shorter than the first; RaggedError if there are any."""
        if self._first_bad is None:
            return
        (line, length), others = self._first_bad, self.num_bad - 1
        one_more = " (1 other line is like that)" if others else ""
        more = f" ({others:,} other lines are like that)" if others > 1 else one_more
        raise RaggedError(
            f"{file}: line {line:,} has {length} values where the first has {self._width}{more}. Mend it, put values "
            "that contain the separator in quotes, choose another separator, or leave such lines out.",
            self.num_bad,
            self.num_rows,
        )


def _named_or_filled(columns: list[Column]) -> tuple[Column, ...]:
    """Leave out columns that are empty from top to bottom, such as those a separator at the end of lines makes."""
    filled = tuple(column for column in columns if column.num_missing < len(column))
    if not filled:
        raise DataError("All values of the table are missing.")
    return filled


def _distinct(names: Iterable[str]) -> list[str]:
    """Return the names, each only once and none empty."""
    found: list[str] = []
    for number, name in enumerate(names, 1):
        wanted = name.strip() or f"column_{number}"
        copies = (f"{wanted}_{n}" for n in itertools.count(2))
        found.append(wanted if wanted not in found else next(each for each in copies if each not in found))
    return found


__all__ = ["CHUNK_ROWS", "Rows", "Table", "read_table"]
