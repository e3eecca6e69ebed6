"""Tables: runs and their curves as CSV, for a spreadsheet or a script."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from designer.archive.difference import in_words
from designer.archive.record import RunRecord, in_order
from nn_core.saving.atomic import write_bytes

_FACTS = ("id", "title", "started", "duration_s", "ending", "data_name", "data_hash", "num_params", "seed", "begun",
          "num_epochs", "best_epoch", "test_looks", "starred", "note")  # fmt: skip


def write_runs(records: Sequence[RunRecord], path: Path) -> None:
    """Write a row for each run: facts, settings, the values after the last epoch, and those on the test part."""
    settings = dict.fromkeys(name for record in records for name in record.settings if name != "seed")
    metrics = in_order(name for record in records for name in record.results)
    rows: list[list[Any]] = [[*_FACTS, *settings, *metrics]]
    for record in records:
        facts = [_fact(record, name) for name in _FACTS]
        own = [in_words(record.settings[name]) if name in record.settings else "" for name in settings]
        rows.append([*facts, *own, *(record.results.get(name, "") for name in metrics)])
    _write(rows, path)


def write_curves(records: Sequence[RunRecord], path: Path) -> None:
    """Write a row for each epoch of each run."""
    names = in_order(name for record in records for name in record.curves)
    rows: list[list[Any]] = [["id", "title", "epoch", *names]]
    for record in records:
        for epoch in range(record.num_epochs):
            values = [curve[epoch] if epoch < len(curve := record.curves.get(name, [])) else "" for name in names]
            rows.append([record.id, _harmless(record.title), epoch + 1, *values])
    _write(rows, path)


def _fact(record: RunRecord, name: str) -> Any:
    value = getattr(record, name)
    if name == "started":
        return datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
    if isinstance(value, bool):
        return int(value)
    return "" if value is None else _harmless(value)


def _harmless(value: Any) -> Any:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _write(rows: list[list[Any]], path: Path) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    write_bytes(path, text.getvalue().encode("utf-8-sig"))  # by the mark Excel knows that it is UTF-8
