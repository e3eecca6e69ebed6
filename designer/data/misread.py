"""Tables that are misread at first: written with another separator or in another encoding, or with uneven lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from designer.data.errors import DataError, EncodingError, MendableError, RaggedError
from designer.data.first_lines import SEPARATORS
from designer.data.progress import Report
from designer.data.remedies import Remedy
from designer.data.steps import Reading
from designer.data.table import Table, read_table
from designer.data.text_source import other_encodings

_MOST_BAD = 0.5  # of the lines: of more one cannot say that they are the exception


def read_or_offer(path: Path, reading: Reading, kinds: dict[str, str], report: Report) -> Table:
    """Read a table, in another way if the one found out fails; what somebody chose stays, and the other is offered."""
    try:
        return read_table(path, reading, kinds, report)
    except EncodingError as error:
        name, choices, refusal = "encoding", other_encodings(path, error.encoding), error
        remedies: tuple[Remedy, ...] = ()
    except RaggedError as error:
        name, choices, refusal, remedies = "separator", iter(SEPARATORS), error, _without_bad_lines(error)
    for value in choices:
        table = _try(path, _with(reading, name, value), kinds, report)
        if table is not None and not getattr(reading, name):
            return table
        if table is not None:
            remedies = (_named(name, value), *remedies)
            break
    raise MendableError(str(refusal), remedies) from None


def _try(path: Path, reading: Reading, kinds: dict[str, str], report: Report) -> Table | None:
    """Return a table of several columns that is read to its end; None if it cannot be."""
    try:
        table = read_table(path, reading, kinds, report)
    except DataError:
        return None
    return table if len(table.names) > 1 or reading.encoding else None


def _with(reading: Reading, name: str, value: Any) -> Reading:
    return Reading(**{**reading.get_config(), name: value})


def _named(name: str, value: str) -> Remedy:
    text = f"Read as {value}" if name == "encoding" else f"Separate by {SEPARATORS[value].title()}"
    return Remedy(text, Reading, {name: value.replace("\t", "\\t")})


def _without_bad_lines(error: RaggedError) -> tuple[Remedy, ...]:
    if error.num_ragged > _MOST_BAD * error.num_rows:
        return ()
    lines = "1 Line" if error.num_ragged == 1 else f"{error.num_ragged:,} Lines"
    return (Remedy(f"Leave Out {lines}", Reading, {"bad_lines": "leave out"}),)
