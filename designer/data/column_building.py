"""Build columns from words: what kind a column is, and how its words become numbers, categories or texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.column import Column, Kind
from designer.data.errors import DataError
from designer.data.stored import Growing

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-", "--", "missing", "nat"})
MOST_CATEGORIES = 1000
MOST_BYTES = 16 << 20  # of a column in memory; the rest is on disk
MOST_TEXT = 256 << 20  # characters of a column
_DATE_FORMATS = ("%d.%m.%Y", "%m/%d/%Y", "%Y/%m/%d")
MARKS = r"[$€£¥￥%\s]"  # of money and shares
_MARKED = {
    ".": re.compile(rf"{MARKS}*[-+]?{MARKS}*(\d{{1,3}}(,\d{{3}})+|\d+)(\.\d*)?{MARKS}*"),
    ",": re.compile(rf"{MARKS}*[-+]?{MARKS}*\d+(,\d*)?{MARKS}*"),
}  # by what stands before the decimals
Words = Sequence[str]


class NotOfThisKind(Exception):
    """A column turned out to be of another kind than its first rows."""

    def __init__(self, column: str, kind: Kind) -> None:
        super().__init__(column)
        self.column, self.kind = column, kind


class Builder:
    """Takes the words of a column, chunk by chunk."""

    kind: Kind = "number"

    def __init__(self, name: str, has_decimal_comma: bool = False) -> None:
        self.name, self.has_decimal_comma = name, has_decimal_comma
        self.num_missing = self.num_infinite = 0
        self.has_marks = False
        self.values = Growing(np.float64, MOST_BYTES)

    def add(self, words: Words) -> None:
        """Take more words; NotOfThisKind if they do not belong to a column of this kind."""
        try:
            self._count(numbers(words, self.has_decimal_comma))
        except ValueError:
            self._count(self._without_marks(words))

    def _without_marks(self, words: Words) -> NDArray[np.float64]:
        try:
            found = marked_numbers(words, self.has_decimal_comma)
        except ValueError:
            raise NotOfThisKind(self.name, "category") from None
        self.has_marks = True
        return found

    def _count(self, found: NDArray) -> None:
        infinite = np.isinf(found)
        self.num_infinite += int(infinite.sum())
        found[infinite] = np.nan
        self.num_missing += int(np.isnan(found).sum())
        self.values.append(found)

    def finished(self) -> Column:
        """Return the column."""
        values = self.values.finished()
        return Column(self.name, self.kind, values, (), self.num_missing, self.num_infinite, has_marks=self.has_marks)


class DateBuilder(Builder):
    """Dates and times, as seconds since 1970."""

    kind: Kind = "date"
    date_format = ""

    def add(self, words: Words) -> None:
        self.date_format = self.date_format or date_format_of(words)
        try:
            self._count(seconds(words))
        except ValueError:
            raise NotOfThisKind(self.name, "category") from None

    def finished(self) -> Column:
        return replace(super().finished(), date_format=self.date_format)


class CategoryBuilder(Builder):
    """Words that repeat; each distinct one is a category, numbered in the order of the alphabet."""

    kind: Kind = "category"

    def __init__(self, name: str, has_decimal_comma: bool = False) -> None:
        super().__init__(name, has_decimal_comma)
        self.values = Growing(np.int32, MOST_BYTES)
        self._numbers: dict[str, int] = {}

    def add(self, words: Words) -> None:
        known, codes = self._numbers, np.empty(len(words), np.int32)
        for row, word in enumerate(words):
            word = word.strip()
            codes[row] = -1 if word.lower() in MISSING else known.setdefault(word, len(known))
        if len(known) > MOST_CATEGORIES:
            raise NotOfThisKind(self.name, "text")
        self.num_missing += int((codes < 0).sum())
        self.values.append(codes)

    def finished(self) -> Column:
        names = sorted(self._numbers, key=_as_in_a_list)
        new = np.empty(len(names) + 1, np.int32)
        new[[self._numbers[name] for name in names]] = np.arange(len(names))
        new[-1] = -1
        codes = self.values.finished()
        codes = new[codes] if isinstance(codes, np.ndarray) else codes.mapped(lambda old: new[old])
        return Column(self.name, self.kind, codes, tuple(names), self.num_missing)


class TextBuilder(Builder):
    """Words as they are."""

    kind: Kind = "text"

    def __init__(self, name: str, has_decimal_comma: bool = False) -> None:
        super().__init__(name, has_decimal_comma)
        self._words: list[str] = []
        self._size = 0

    def add(self, words: Words) -> None:
        found = ["" if word.strip().lower() in MISSING else word for word in words]
        self.num_missing += found.count("")
        self._size += sum(map(len, found))
        if self._size > MOST_TEXT:
            raise DataError(
                f"The texts of the column '{self.name}' have more than {MOST_TEXT >> 20} million characters, which are "
                "kept in memory. Take a part of the rows, or leave the column out of the file."
            )
        self._words += found

    def finished(self) -> Column:
        return Column(self.name, self.kind, np.array(self._words, object), (), self.num_missing)


_BUILDERS: dict[str, type[Builder]] = {
    "number": Builder, "date": DateBuilder, "category": CategoryBuilder, "text": TextBuilder
}  # fmt: skip


def builder_for(name: str, words: Words, kind: str, has_decimal_comma: bool, is_whole: bool) -> Builder:
    """Return what builds a column, of the chosen kind or of the one its first words show.

    Raises:
        DataError: the chosen kind does not suit the words.
    """
    if kind and kind not in _BUILDERS:
        raise DataError(f"The column '{name}' is to be '{kind}'; possible are {', '.join(_BUILDERS)}.")
    builder = _BUILDERS[kind or kind_of(words, has_decimal_comma, is_whole)](name, has_decimal_comma)
    if kind == "number":
        _check_numbers(name, words, has_decimal_comma)
    return builder


def kind_of(words: Words, has_decimal_comma: bool = False, is_whole: bool = True) -> Kind:
    """Find out what the words of a column are."""
    readings: list[tuple[Kind, Callable[[], NDArray]]] = [
        ("number", lambda: numbers(words, has_decimal_comma)),
        ("number", lambda: marked_numbers(words, has_decimal_comma)),
        ("date", lambda: seconds(words)),
    ]
    for kind, read in readings:
        try:
            if not np.isnan(read()).all():
                return kind
        except ValueError:
            continue
    present = [word.strip() for word in words if word.strip().lower() not in MISSING]
    distinct = len(set(present))
    is_few = distinct <= max(20, len(present) // 20) and (distinct < len(present) or distinct <= 2)
    return "category" if is_few and distinct <= MOST_CATEGORIES else "text"


def numbers(words: Words, has_decimal_comma: bool = False) -> NDArray[np.float64]:
    """Return the numbers that words stand for, NaN where one is missing; ValueError if one is no number."""
    try:
        return np.array(words, np.float64)
    except ValueError:
        known = ["nan" if word.strip().lower() in MISSING else word for word in words]
    try:
        return np.array(known, np.float64)
    except ValueError:
        if not has_decimal_comma:
            raise
        return np.array([word.replace(",", ".") for word in known], np.float64)


def marked_numbers(words: Words, has_decimal_comma: bool = False) -> NDArray[np.float64]:
    """Return the numbers of words such as "$1,200.50" and "5 %", without their marks; ValueError if one is another."""
    mark = "," if has_decimal_comma and any("," in word for word in words) else "."
    found = np.full(len(words), np.nan)
    for row, word in enumerate(words):
        if word.strip().lower() in MISSING:
            continue
        if not _MARKED[mark].fullmatch(word):
            raise ValueError("no number")
        plain = re.sub(MARKS, "", word)
        found[row] = float(plain.replace(",", "." if mark == "," else ""))
    return found


def seconds(words: Words) -> NDArray[np.float64]:
    """Return the moments that words stand for, NaN where one is missing; ValueError if one is no date."""
    known = [None if word.strip().lower() in MISSING else word.strip().removesuffix("Z") for word in words]
    first = next((word for word in known if word), "")
    if not 6 <= len(first) <= 30 or not first[0].isdigit():
        raise ValueError("no date")
    if date_format := date_format_of(words):
        parsed: list[Any] = [word and datetime.strptime(word, date_format) for word in known]
        return _as_seconds(np.array(parsed, "datetime64[s]"))
    return _as_seconds(np.array(["NaT" if word is None else word for word in known], "datetime64[s]"))


def date_format_of(words: Words) -> str:
    """Return how dates are written, as for strptime; nothing if it is the way of ISO, with the year first."""
    first = next((word.strip() for word in words if word.strip().lower() not in MISSING), "")
    return next((each for each in _DATE_FORMATS if _is_date(first, each)), "")


def _as_seconds(moments: NDArray) -> NDArray[np.float64]:
    found = moments.astype(np.int64).astype(np.float64)
    found[np.isnat(moments)] = np.nan
    return found


def _is_date(word: str, date_format: str) -> bool:
    try:
        datetime.strptime(word, date_format)
    except ValueError:
        return False
    return True


def _check_numbers(name: str, words: Words, has_decimal_comma: bool) -> None:
    for row, word in enumerate(words, 1):
        try:
            _either([word], has_decimal_comma)
        except ValueError:
            raise DataError(
                f"The column '{name}' is to hold numbers, but in row {row:,} there is '{word.strip()[:40]}'. "
                "Make it a category, or leave it out of the inputs."
            ) from None


def _either(words: Words, has_decimal_comma: bool) -> NDArray[np.float64]:
    try:
        return numbers(words, has_decimal_comma)
    except ValueError:
        return marked_numbers(words, has_decimal_comma)


def _as_in_a_list(word: str) -> tuple[int, float, str]:
    """Sort numbers by size and words by the alphabet."""
    try:
        return (0, float(word), word)
    except ValueError:
        return (1, 0.0, word)
