"""What the first lines of a text tell of the table below: separator, names, remarks; and whether it is a table."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from designer.data.column_building import MISSING, numbers
from designer.data.errors import DataError
from designer.data.text_source import open_text

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", " ": "space"}
_SAMPLE_LINES = 50
_MOST_REMARKS = 1000  # lines
_SAMPLE_LETTERS = 20_000


def sample_of(text: Iterator[str]) -> list[str]:
    """Return the first lines, as many as tell how the table is written."""
    remarks = []
    for line in itertools.islice(text, _MOST_REMARKS):
        remarks.append(line)
        if line.strip() and not line.startswith("#"):
            break
    return remarks + list(itertools.islice(text, _SAMPLE_LINES))


def remarks_above(lines: Sequence[str]) -> int:
    """Return how many lines above a table are remarks."""
    for number, line in enumerate(lines):
        if line.strip() and not line.startswith("#"):
            return number if any(each.strip() for each in lines[:number]) else 0
    return 0


def row_of_names(remarks: Sequence[str], first: Sequence[str], separator: str) -> int | None:
    """Return which remark holds the names of the columns: as many as there are values below, where numbers stand."""
    row = next((number for number in reversed(range(len(remarks))) if remarks[number].strip()), None)
    if row is None or len(without_sign(values_in(remarks[row], separator), separator)) != len(first) or len(first) < 2:
        return None
    is_loose = remarks[row].startswith("# ") and not any(is_data([word]) for word in first)
    return None if is_loose else row


def without_sign(names: Sequence[str], separator: str) -> list[str]:
    """Return names of columns without the # of a remark; where it stands alone before blanks, it is no column."""
    first, *others = names or [""]
    if first == "#" and separator == " ":
        return list(others)
    return [first.lstrip("# \t") or first, *others]


def values_in(line: str, separator: str) -> list[str]:
    """Return the values in a line."""
    return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])


def separator_of(lines: Sequence[str]) -> str:
    """Return what stands between the values: what gives every line the same number of several values."""
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator, skipinitialspace=True) if row]
        width, count = Counter(widths).most_common(1)[0] if widths else (1, 0)
        score = 0.0 if width < 2 else count / len(widths) + min(width, 50) / 1000
        if score > best_score + (0.2 if separator == " " else 0):
            best, best_score = separator, score
    return best


def is_data(row: Sequence[str], has_decimal_comma: bool = False) -> bool:
    """Say whether a first line holds values rather than names."""
    present = [word for word in row if word.strip().lower() not in MISSING]
    try:
        numbers(present, has_decimal_comma)
    except ValueError:
        return False
    return bool(present)


def is_table(path: Path) -> bool:
    """Say whether a text is a table with numbers, perhaps with names and remarks above them; no prose looks so."""
    try:
        with open_text(path) as (text, _, _):
            sample = text.read(_SAMPLE_LETTERS)
    except DataError:
        return False
    lines = sample.splitlines()
    lines = lines[remarks_above(lines) :][: -1 if len(sample) == _SAMPLE_LETTERS else None]
    separator = separator_of(lines)
    rows = [row for row in csv.reader(lines, delimiter=separator, skipinitialspace=True) if row][1:]
    width = len(rows[0]) if rows else 0
    return width > 1 and all(len(row) == width and _is_mostly_numbers(row, separator) for row in rows)


def _is_mostly_numbers(row: Sequence[str], separator: str) -> bool:
    return 2 * sum(is_data([word], separator != ",") for word in row) >= len(row)
