"""Columns of the table of runs: what is shown of each run, and by what it is sorted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication

from designer.archive.record import RunRecord, in_order
from designer.data.sources import title_of
from designer.training.plan import default_learning_rate
from designer.translation import translated

_MOST_METRICS = 8
_ENDINGS = {"finished": "✓", "stopped": "■", "failed": "✗", "interrupted": "✗"}


@dataclass(frozen=True)
class Column:
    """What is shown of each run in one place; a run whose sort key is None comes last."""

    name: str
    title: str
    text: Callable[[RunRecord], str]
    sort_key: Callable[[RunRecord], Any]
    is_number: bool = False


def columns_of(records: Sequence[RunRecord]) -> list[Column]:
    """Return the columns that these runs need: each of their metrics has one."""
    names = in_order({name: None for record in records for name in record.metrics})[:_MOST_METRICS]
    tested = in_order(f"test_{name}" for record in records for name in record.test)[:_MOST_METRICS]
    looks = Column(
        "looks", _tr("Looks"), lambda run: str(run.test_looks or ""), lambda run: run.test_looks or None, True
    )
    return [
        Column("star", "★", lambda run: "★" if run.starred else "☆", lambda run: int(run.starred)),
        Column("title", _tr("Name"), lambda run: f"{_ENDINGS[run.ending]} {run.title}", lambda r: r.title.casefold()),
        Column("started", _tr("Begun"), lambda run: time_text(run.started), lambda run: run.started),
        *(_metric_column(name) for name in (*names, *tested)),
        *([looks] if tested else []),
        Column("rate", _tr("Learning rate"), _rate_text, _rate, True),
        Column("epochs", _tr("Epochs"), lambda run: str(run.num_epochs), lambda run: run.num_epochs, True),
        Column(
            "data",
            _tr("Data"),
            lambda run: translated(title_of(run.data_name)),
            lambda r: title_of(r.data_name).casefold(),
        ),
        Column("params", _tr("Parameters"), lambda run: f"{run.num_params:,}", lambda run: run.num_params, True),
        Column("seed", _tr("Seed"), lambda run: "" if run.seed is None else str(run.seed), lambda run: run.seed, True),
        Column("duration", _tr("Seconds"), lambda run: f"{run.duration_s:,.1f}", lambda run: run.duration_s, True),
        Column("note", _tr("Note"), lambda run: run.note, lambda run: run.note.casefold() or None),
    ]


def _rate(run: RunRecord) -> float | None:
    """Return the learning rate a run began with, be it the optimizer's own; None where a schedule gives it."""
    settings = run.settings
    if settings.get("schedule") is not None:
        return None
    own = settings.get("learning_rate")
    return default_learning_rate(settings["optimizer"]) if own is None else own


def _rate_text(run: RunRecord) -> str:
    rate = _rate(run)
    return _tr("schedule") if rate is None else f"{rate:g}"


def _metric_column(name: str) -> Column:
    def text(run: RunRecord) -> str:
        return f"{run.results[name]:.4g}" if name in run.results else ""

    def sort_key(run: RunRecord) -> float | None:
        value = run.results.get(name)
        return value if value is not None and math.isfinite(value) else None

    return Column(f"metric:{name}", name, text, sort_key, True)


def arranged(records: Sequence[RunRecord], column: Column, is_rising: bool) -> list[RunRecord]:
    """Return the runs in the order of a column; those without a value come last, whichever the direction."""
    keyed = [(column.sort_key(record), record) for record in records]
    known = sorted((each for each in keyed if each[0] is not None), key=lambda each: each[0], reverse=not is_rising)
    return [record for _, record in known] + [record for key, record in keyed if key is None]


def time_text(seconds: float) -> str:
    """Return a time since 1970 as date and time of day here."""
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S")


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunsPanel", text)
