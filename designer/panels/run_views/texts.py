"""What the Runs panel writes about runs, as rich text."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication

from designer.archive.difference import Difference, in_words
from designer.archive.record import RunRecord
from designer.panels.run_views.columns import time_text
from designer.translation import translated


def difference_text(before: RunRecord, after: RunRecord, found: Difference) -> str:
    """Write what differs in two runs, the earlier first."""
    heads = [_tr("What"), *(f"{run.title}, {time_text(run.started)}" for run in (before, after))]
    causes = [
        [each.name if each.is_named_by_user else translated(each.name), translated(each.before), translated(each.after)]
        for each in found.changes
    ]
    results = [[each.name, _number(each.before), f"{_number(each.after)}{_step(each.step)}"] for each in found.outcomes]
    return f"<p><b>{escape(translated(found.sentence))}</b></p>{_table(heads, [*causes, *results])}"


def receipt_text(run: RunRecord) -> str:
    """Write everything that is known of one run."""
    weights = _tr("kept") if run.has_weights else _tr("not kept any more: the place was needed, or there were none")
    begun = {"anew": _tr("new"), "weights": _tr("of an earlier run"), "go on": _tr("of an earlier run, which goes on")}
    rows = [
        [_tr("Begun"), time_text(run.started)],
        [_tr("Data"), f"{run.data_name} ({run.data_hash or '–'})"],
        [_tr("First weights"), begun[run.begun]],
        [_tr("Seed"), in_words(run.seed)],
        [_tr("Best epoch"), in_words(run.best_epoch) if run.best_epoch else "–"],
        *([[_tr("Looks at the test part"), str(run.test_looks)]] if run.test else []),
        [_tr("Weights"), f"{weights}, {run.num_bytes / 1e6:,.1f} MB"],
        [_tr("Versions"), in_words(run.versions)],
        *(
            [translated(name.replace("_", " ")), translated(in_words(value, name))]
            for name, value in run.settings.items()
            if name != "seed"
        ),
    ]
    if run.steered:
        names = ", ".join(name.replace("_", " ") for name in run.steered)
        rows.append([_tr("Changed while it ran"), " ".join(run.remarks) or names])
    return f"<p><b>{escape(translated(run.sentence))}</b></p>{_table([], rows)}"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    head = "<tr>" + "".join(f"<th align='left'>{escape(each)}</th>" for each in heads) + "</tr>" if heads else ""
    lines = ("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table cellspacing='6'>{head}{''.join(lines)}</table>"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _step(step: float | None) -> str:
    return "" if step is None else f" ({step:+.3g})"


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunsPanel", text)
