"""Rows of a table as words, from text files, and from Excel and Parquet files if their libraries are there."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from designer.data.errors import DataError
from designer.data.first_lines import (
    SEPARATORS,
    is_data,
    remarks_above,
    row_of_names,
    sample_of,
    separator_of,
    values_in,
    without_sign,
)
from designer.data.steps import Reading
from designer.data.text_source import open_text

TEXT_ENDINGS = (".csv", ".tsv", ".tab", ".data", ".dat", ".csv.gz", ".tsv.gz")
EXCEL_ENDINGS, PARQUET_ENDINGS = (".xlsx", ".xlsm"), (".parquet",)
ENDINGS = (*TEXT_ENDINGS, *EXCEL_ENDINGS, *PARQUET_ENDINGS)
_LONGEST_VALUE = 10_000_000


@dataclass(frozen=True)
class Layout:
    """How a table is written, for a program that is to read it as well."""

    header: tuple[str, ...]  # the first line if it holds names, as it is written
    encoding: str = ""  # of text
    separator: str = ""
    has_decimal_comma: bool = False
    num_remarks: int = 0  # lines above the table
    has_bad_lines: bool = False  # of another length than the first, which are left out


@dataclass(frozen=True)
class Rows:
    """The rows of a file, the names of its columns if it has any, and how far one has read."""

    rows: Iterator[list[str]]
    names: list[str]
    layout: Layout
    first_line: int = 2
    has_decimal_comma: bool = False
    understood: str = ""
    done: Callable[[], int] = lambda: 0
    size: int | None = None


@contextmanager
def rows_of(path: Path, reading: Reading) -> Iterator[Rows]:
    """Open a table of any kind."""
    name = path.name.lower()
    opened = _excel_rows if name.endswith(EXCEL_ENDINGS) else _parquet_rows if name.endswith(PARQUET_ENDINGS) else None
    if opened is None:
        with _text_rows(path, reading) as rows:
            yield rows
        return
    try:
        with opened(path) as found:
            yield found
    except FileNotFoundError:
        raise DataError(f"There is no file {path}.") from None


# ---- text ---------------------------------------------------------------------------------------------------


@contextmanager
def _text_rows(path: Path, reading: Reading) -> Iterator[Rows]:
    csv.field_size_limit(_LONGEST_VALUE)
    with open_text(path, reading.encoding or None) as (text, counted, encoding):
        lines = sample_of(text)
        if not any(line.strip() for line in lines):
            raise DataError(f"{path.name} is empty; expected are rows of values.")
        num_remarks = remarks_above(lines)
        remarks, lines = lines[:num_remarks], lines[num_remarks:]
        separator = reading.separator.replace("\\t", "\t") if reading.separator else separator_of(lines)
        if len(separator) != 1:
            raise DataError(f"The separator must be one character, not '{separator}'; \\t stands for a tab.")
        rows = _parsed(itertools.chain(lines, text), separator, path.name)
        first = next(rows)
        if (row := row_of_names(remarks, first, separator)) is not None:
            rows, first, num_remarks = itertools.chain([first], rows), values_in(remarks[row], separator), row
        has_names = reading.has_header if reading.has_header is not None else not is_data(first)
        names = without_sign(first, separator) if has_names else [f"x{number}" for number in range(1, len(first) + 1)]
        words = f"{encoding}, {SEPARATORS.get(separator, repr(separator))} between values"
        yield Rows(
            rows if has_names else itertools.chain([first], rows),
            names,
            Layout(tuple(first) if has_names else (), encoding, separator, separator != ",", num_remarks),
            num_remarks + (2 if has_names else 1),
            separator != ",",
            words,
            lambda: counted.done,
            counted.size,
        )


def _parsed(lines: Iterator[str], separator: str, file: str) -> Iterator[list[str]]:
    rows = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    try:
        yield from (row for row in rows if row)
    except csv.Error as error:
        raise DataError(f"{file}: line {rows.line_num:,} cannot be read ({error}).") from None


# ---- other formats ------------------------------------------------------------------------------------------


@contextmanager
def _excel_rows(path: Path) -> Iterator[Rows]:
    try:
        import openpyxl
    except ImportError:
        raise DataError(_missing(path, "openpyxl", "Excel files are packed XML of some hundred pages")) from None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (ValueError, KeyError, OSError, SyntaxError) as error:
        raise DataError(f"{path.name} is not a sound Excel file ({error}).") from None
    except Exception as error:  # the library has errors of its own for zip files and XML
        raise DataError(f"{path.name} is not a sound Excel file ({type(error).__name__}).") from None
    try:
        rows = ([_word(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True))
        rows = (row for row in rows if any(row))
        first = next(rows, None)
        if first is None:
            raise DataError(f"The first sheet of {path.name} is empty.")
        yield Rows(rows, first, Layout(tuple(first)), understood=f"the sheet '{book.worksheets[0].title}'")
    finally:
        book.close()


@contextmanager
def _parquet_rows(path: Path) -> Iterator[Rows]:
    try:
        from pyarrow import parquet
    except ImportError:
        raise DataError(_missing(path, "pyarrow", "Parquet files are compressed column by column")) from None
    try:
        file = parquet.ParquetFile(path)
    except (ValueError, OSError) as error:
        raise DataError(f"{path.name} is not a sound Parquet file ({str(error).splitlines()[0]}).") from None
    with file:
        batches = (batch.to_pydict().values() for batch in file.iter_batches(10_000))
        rows = ([_word(cell) for cell in row] for batch in batches for row in zip(*batch, strict=True))
        names = list(file.schema_arrow.names)
        yield Rows(rows, names, Layout(tuple(names)), understood="columns of a Parquet file")


def _word(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _missing(path: Path, library: str, why: str) -> str:
    return (
        f"To read {path.name}, the library {library} is needed ({why}): install it with 'pip install {library}' and "
        "start again, or save the table as CSV."
    )
