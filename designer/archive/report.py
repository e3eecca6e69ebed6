"""The report: runs as one HTML file in the user's language, which needs neither the network nor scripts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from designer import translation
from designer.archive.difference import FIRST_WEIGHTS, Difference, in_words
from designer.archive.record import RunRecord, in_order
from designer.archive.svg_curves import COLOURS, curves_svg
from designer.translation import translated
from nn_core.saving.atomic import write_text

_STYLE = """
:root { color-scheme: light dark; --text: #1c2128; --muted: #57606a; --line: #d0d5db; --base: #fff; --ground: #f3f4f6;
        --warn: #9a4d00; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --muted: #a8b1bd; --line: #454d58; --base: #1b1f24;
        --ground: #121519; --warn: #ffb454; } }
* { box-sizing: border-box }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground);
       max-width: 64rem; margin: 0 auto; padding: 1.5rem }
section { background: var(--base); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.25rem;
       margin: 0 0 1rem; break-inside: avoid; overflow-x: auto }
h1 { font-size: 1.5rem; margin: 0 0 .25rem } h2 { font-size: 1.1rem; margin: 0 0 .5rem }
h3 { font-size: 1rem; margin: 0 0 .25rem } p { margin: .25rem 0 .75rem }
table { border-collapse: collapse } th, td { padding: .3rem 1.5rem .3rem 0; text-align: left; vertical-align: top;
       border-bottom: 1px solid var(--line) } tr:last-child > * { border-bottom: none }
th { font-weight: 600 } tbody th { color: var(--muted); font-weight: 400; white-space: nowrap }
.number { text-align: right; font-variant-numeric: tabular-nums }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(25rem, 1fr)); gap: 1rem }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); column-gap: 2rem;
       align-items: start; margin-bottom: .5rem }
.muted { color: var(--muted) } .warning { color: var(--warn); font-weight: 600 }
svg { width: 100%; height: auto } svg text { fill: var(--muted) } svg .axis { stroke: var(--line) }
pre { font-size: .8rem; line-height: 1.3; margin: .5rem 0 0 } summary { cursor: pointer; color: var(--muted) }
"""


def write_report(
    records: Sequence[RunRecord], path: Path, summaries: Sequence[str] = (), found: Difference | None = None
) -> None:
    """Write a report on some runs, with the text summaries of their models and the difference of two, if given."""
    title = records[0].title if len(records) == 1 else translated("{0} runs").format(len(records))
    parts = [*_overview(title, records), *_plots(records)]
    if found is not None:
        parts += _difference(found)
    for number, record in enumerate(records):
        parts += _run(number, record, summaries[number] if number < len(summaries) else "")
    write_text(path, _page(title, "\n".join(parts)))


def _page(title: str, body: str) -> str:
    safety = "default-src 'none'; style-src 'unsafe-inline'"
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{safety}">'
    head += '<meta name="viewport" content="width=device-width, initial-scale=1">'
    head += f"<title>{escape(title)}</title><style>{_STYLE}</style>"
    code = translation.current().code.replace("_", "-")
    return f'<!DOCTYPE html>\n<html lang="{code}"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _overview(title: str, records: Sequence[RunRecord]) -> Iterator[str]:
    names = in_order(name for record in records for name in record.results)
    written = translated("Written {0}").format(f"{datetime.now():%Y-%m-%d %H:%M}")
    yield f'<section><h1>{escape(title)}</h1><p class="muted">{escape(written)}</p>'
    heads = ["<th></th>", _head("Run"), _head("Begun"), _head("Epochs", "number")]
    heads += [f'<th class="number">{escape(name)}</th>' for name in names]
    rows = [
        [_sign(number), _cell(record.title), _cell(_time(record.started)), _number(record.num_epochs)]
        + [_number(record.results.get(name)) for name in names]
        for number, record in enumerate(records)
    ]
    yield _table(heads, rows)
    yield "</section>"


def _plots(records: Sequence[RunRecord]) -> Iterator[str]:
    names = in_order(name.removeprefix("val_") for record in records for name in record.curves)
    yield f'<section><h2>{_text("Curves")}</h2><div class="plots">'
    for name in names:
        yield f"<div><h3>{escape(name)}</h3>{curves_svg(name, [record.curves for record in records])}</div>"
    yield "</div>"
    if any(name.startswith("val_") for record in records for name in record.curves):
        yield f'<p class="muted">{_text("Dashed: on the validation part.")}</p>'
    yield "</section>"


def _difference(found: Difference) -> Iterator[str]:
    kind = ' class="warning"' if found.is_confounded else ""
    yield f"<section><h2>{_text('Difference')}</h2><p{kind}>{_text(found.sentence)}</p>"
    rows = [
        [_cell(c.name if c.is_named_by_user else translated(c.name)), *map(_cell, map(translated, (c.before, c.after)))]
        for c in found.changes
    ]
    yield _table([_head("What"), _head("Before"), _head("After")], rows) if rows else ""
    yield "</section>"


def _run(number: int, record: RunRecord, summary: str) -> Iterator[str]:
    colour = COLOURS[number % len(COLOURS)]
    heading = f"{escape(record.title)}, {_time(record.started)}"
    yield f'<section><h2><span style="color:{colour}">●</span> {heading}</h2><p>{_text(record.sentence)}</p>'
    if record.note:
        yield f"<p>{escape(record.note)}</p>"
    settings = {name.replace("_", " "): in_words(value, name) for name, value in record.settings.items()}
    yield f'<div class="facts">{_facts(_of_run(record))}{_facts({**settings, "seed": in_words(record.seed)})}</div>'
    if summary:
        yield f"<details open><summary>{_text('Model')}</summary><pre>{escape(summary)}</pre></details>"
    yield "</section>"


def _of_run(record: RunRecord) -> dict[str, str]:
    return {
        translated("Data"): f"{record.data_name} ({record.data_hash})",
        translated("Duration"): f"{record.duration_s:.1f} s",
        translated("Parameters"): f"{record.num_params:,}",
        translated("First weights"): FIRST_WEIGHTS[record.begun],
        translated("Best epoch"): str(record.best_epoch or "–"),
        translated("Looks at the test part"): str(record.test_looks) if record.test else "–",
        translated("Versions"): in_words(record.versions),
    }


def _facts(facts: dict[str, str]) -> str:
    return _table([], [[f"<th>{_text(name)}</th>", _cell(translated(value))] for name, value in facts.items()])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = f"<thead><tr>{''.join(heads)}</tr></thead>" if heads else ""
    return f"<table>{head}<tbody>" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</tbody></table>"


def _text(text: str) -> str:
    return escape(translated(text))


def _head(text: str, kind: str = "") -> str:
    return f'<th class="{kind}">{_text(text)}</th>'


def _cell(text: Any) -> str:
    return f"<td>{escape(str(text))}</td>"


def _number(value: float | None) -> str:
    shown = "–" if value is None else f"{value:.4g}" if math.isfinite(value) else str(value)
    return f'<td class="number">{shown}</td>'


def _sign(number: int) -> str:
    return f'<td style="color:{COLOURS[number % len(COLOURS)]}">●</td>'


def _time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds):%Y-%m-%d %H:%M}"
