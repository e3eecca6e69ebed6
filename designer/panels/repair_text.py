"""What a repair does, as a small table: shapes and parameters before and after."""

from __future__ import annotations

import html

from PySide6.QtCore import QCoreApplication

from designer.model.repairs import Effect, Repair
from designer.model.shape_text import shape_text
from designer.translation import translated


def repair_html(repair: Repair) -> str:
    """Return the preview of a repair."""
    rows = [_row(each) for each in repair.effects]
    more = repair.params_after - repair.params_before
    difference = f" ({more:+,})" if more else ""
    counts = f"{repair.params_before:,} → <b>{repair.params_after:,}</b>{difference}"
    rows.append((_tr("Parameters"), counts))
    if repair.num_errors_left:
        number = repair.num_errors_left
        left = _tr("1 other problem") if number == 1 else _tr("{0} other problems").format(number)
        rows.append((_tr("Then left"), left))
    cells = "".join(f"<tr><td>{name}&nbsp;&nbsp;&nbsp;</td><td>{text}</td></tr>" for name, text in rows)
    return f"<table cellspacing='0' cellpadding='1'>{cells}</table>"


def repair_sentence(repair: Repair) -> str:
    """Return the same in one line, for those who listen."""
    effects = [f"{each.name} {shape_text(each.before)} → {shape_text(each.after)}" for each in repair.effects]
    counts = f"{repair.params_before:,} → {repair.params_after:,} {_tr('parameters')}"
    return f"{translated(repair.text)}. {'; '.join([*effects, counts])}"


def _row(effect: Effect) -> tuple[str, str]:
    name = html.escape(effect.name)
    before, after = (shape_text(each).replace(" ", "\N{NO-BREAK SPACE}") for each in (effect.before, effect.after))
    after = f"<b>{after}</b>"
    if effect.is_new:
        return f"{name} <i>{_tr('new')}</i>", after
    return name, after if effect.before == effect.after else f"{before} → {after}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("repairs", text)
