"""The report: runs as one HTML file that needs nothing else, neither the network nor scripts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from designer.archive.difference import Difference, in_words
from designer.archive.record import RunRecord, in_order
from designer.archive.svg_curves import COLOURS, curves_svg
from nn_core.saving.atomic import write_text

_STYLE = """
:root { color-scheme: light dark; --text: #1c2128; --muted: #57606a; --line: #d0d5db; --base: #fff; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --muted: #a8b1bd; --line: #454d58; --base: #1b1f24; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--base);
       max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
table { border-collapse: collapse; margin: .5rem 0 } th, td { padding: .2rem .8rem .2rem 0; text-align: left;
       border-bottom: 1px solid var(--line); vertical-align: top } th { font-weight: 600 }
td.number { text-align: right; font-variant-numeric: tabular-nums }
.muted { color: var(--muted) } svg { max-width: 100%; height: auto } svg text { fill: var(--muted) }
svg .axis { stroke: var(--line) } pre { overflow-x: auto; font-size: .8rem; line-height: 1.3 }
"""


def write_report(
    records: Sequence[RunRecord], path: Path, summaries: Sequence[str] = (), found: Difference | None = None
) -> None:
    """Write a report on some runs, with the text summaries of their models and the difference of two, if given."""
    title = records[0].title if len(records) == 1 else f"{len(records)} runs"
    parts = [f"<h1>{escape(title)}</h1>", *_overview(records), *_plots(records)]
    if found is not None:
        parts += _difference(found)
    for number, record in enumerate(records):
        parts += _run(record, summaries[number] if number < len(summaries) else "")
    write_text(path, _page(title, "\n".join(parts)))


def _page(title: str, body: str) -> str:
    safety = "default-src 'none'; style-src 'unsafe-inline'"
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{safety}">'
    head += '<meta name="viewport" content="width=device-width, initial-scale=1">'
    head += f"<title>{escape(title)}</title><style>{_STYLE}</style>"
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _overview(records: Sequence[RunRecord]) -> Iterator[str]:
    names = in_order(name for record in records for name in record.metrics)
    yield _table(
        ["", "Run", "Begun", "Epochs", *names],
        [
            [_sign(number), _cell(record.title), _cell(_time(record.started)), _number(record.num_epochs)]
            + [_number(record.metrics.get(name)) for name in names]
            for number, record in enumerate(records)
        ],
    )


def _plots(records: Sequence[RunRecord]) -> Iterator[str]:
    names = in_order(name.removeprefix("val_") for record in records for name in record.curves)
    for name in names:
        yield f"<h2>{escape(name)}</h2>"
        yield curves_svg(name, [record.curves for record in records])
    if any(name.startswith("val_") for record in records for name in record.curves):
        yield '<p class="muted">Dashed: on the validation part.</p>'


def _difference(found: Difference) -> Iterator[str]:
    yield f"<h2>Difference</h2><p><strong>{escape(found.sentence)}</strong></p>"
    yield _table(["What", "Before", "After"], [[_cell(c.name), _cell(c.before), _cell(c.after)] for c in found.changes])


def _run(record: RunRecord, summary: str) -> Iterator[str]:
    yield f"<h2>{escape(record.title)}, {_time(record.started)}</h2><p>{escape(record.sentence)}</p>"
    if record.note:
        yield f"<p>{escape(record.note)}</p>"
    facts = {
        "Data": f"{record.data_name} ({record.data_hash})",
        "Duration": f"{record.duration_s:.1f} s",
        "Parameters": f"{record.num_params:,}",
        "First weights": record.begun,
        "Best epoch": record.best_epoch,
        "Versions": record.versions,
    }
    settings = {name.replace("_", " ").capitalize(): value for name, value in record.settings.items()}
    rows = [
        [f"<th>{escape(n)}</th>", _cell(in_words(v))] for n, v in {**facts, **settings, "Seed": record.seed}.items()
    ]
    yield _table([], rows)
    if summary:
        yield f"<pre>{escape(summary)}</pre>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "<tr>" + "".join(f"<th>{escape(each)}</th>" for each in heads) + "</tr>" if heads else ""
    return f"<table>{head}" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</table>"


def _cell(text: Any) -> str:
    return f"<td>{escape(str(text))}</td>"


def _number(value: float | None) -> str:
    shown = "–" if value is None else f"{value:.4g}" if math.isfinite(value) else str(value)
    return f'<td class="number">{shown}</td>'


def _sign(number: int) -> str:
    return f'<td style="color:{COLOURS[number % len(COLOURS)]}">●</td>'


def _time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds):%Y-%m-%d %H:%M}"
