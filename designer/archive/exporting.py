"""Exports of runs: what they can be written to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from designer.archive.archive import RunArchive
from designer.archive.difference import Difference, difference
from designer.archive.events import write_events
from designer.archive.record import RunRecord
from designer.archive.report import write_report
from designer.archive.tables import write_curves, write_runs
from designer.model.compiler import compile_graph

_PAIR = 2


@dataclass(frozen=True)
class RunExport:
    """One entry of the Export menu; without a suffix it writes into a folder."""

    name: str
    text: str
    suffix: str
    write: Callable[[RunArchive, Sequence[RunRecord], Path], None]


def compare(archive: RunArchive, before: RunRecord, after: RunRecord) -> Difference:
    """Compare two runs of the archive."""
    return difference(before, after, archive.model(before).graph, archive.model(after).graph)


def _write_report(archive: RunArchive, records: Sequence[RunRecord], path: Path) -> None:
    found = compare(archive, *sorted(records, key=lambda run: run.started)) if len(records) == _PAIR else None
    write_report(records, path, [_summary(archive, record) for record in records], found)


def _summary(archive: RunArchive, record: RunRecord) -> str:
    lines: list[str] = []
    try:
        compile_graph(archive.model(record)).summary(print_fn=lines.append)
    except ValueError:  # the report is worth having without it
        return ""
    return "\n".join(lines)


EXPORTS = (
    RunExport("report", "&Report (HTML)…", "html", _write_report),
    RunExport("runs", "&Table of runs (CSV)…", "csv", lambda _, records, path: write_runs(records, path)),
    RunExport("curves", "&Curves (CSV)…", "csv", lambda _, records, path: write_curves(records, path)),
    RunExport("events", "&Event files for TensorBoard…", "", lambda _, records, path: write_events(records, path)),
)
