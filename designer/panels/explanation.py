"""Explanation: what a layer does, in words and with its own numbers, as a page of HTML."""

from __future__ import annotations

import html
import inspect
import re

from PySide6.QtCore import QCoreApplication

from designer.model import catalog
from designer.model.document import Document
from designer.model.explain import Explanation, Reach, explain, total
from designer.model.graph import LayerSpec
from designer.model.report import Facts, ShownShape
from designer.model.shape_text import shape_text
from designer.translation import translated
from nn_core.layers.described import Working
from nn_core.layers.layer import Layer

PICTURE = "layer-picture"  # the address under which the page finds its picture


def explanation(document: Document) -> str:
    """Return the page for what is selected."""
    nodes = document.selection.nodes_in_order
    if not nodes:
        return f"<p>{_tr('Select a layer to read what it does.')}</p>"
    node_id = nodes[-1]
    layer = document.graph.layer_of(node_id)
    cls = catalog.find_layer_class(layer.class_name)
    if cls is None:
        return f"<p>{_tr('There is no description of {0}.').format(html.escape(layer.class_name))}</p>"
    facts = document.report.facts.get(node_id, Facts())
    worked = explain(document.graph, document.report, node_id)
    return "".join([_description(cls), _formula(worked), _numbers(facts, worked), _parameters(cls, layer)])


def _description(cls: type[Layer]) -> str:
    first, _, rest = inspect.cleandoc(cls.__doc__ or "").partition("\n\n")
    paragraphs = [paragraph for paragraph in rest.split("\n\n") if not paragraph.startswith("Example")]
    body = "".join(f"<p>{_inline(paragraph)}</p>" for paragraph in paragraphs if paragraph.strip())
    return f"<h3>{html.escape(catalog.palette_name(cls))}</h3><p><b>{_inline(first)}</b></p>{body}"


def _inline(text: str) -> str:
    """Return a paragraph with `code` set as code."""
    return re.sub(r"`+([^`]+)`+", r"<code>\1</code>", html.escape(translated(text.replace("\n", " "))))


def _formula(worked: Explanation) -> str:
    steps = re.split("[;；]", translated(worked.formula or ""))
    lines = "<br>".join(html.escape(step.strip()) for step in steps)
    picture = f'<p align="center"><img src="{PICTURE}"></p>' if worked.picture else ""
    return f"{picture}<p><code>{lines}</code></p>" if lines else picture


def _numbers(facts: Facts, worked: Explanation) -> str:
    rows = [
        (_tr("Input"), _shapes(worked.given)),
        *((_subject(each), _worked(each)) for each in worked.shape),
        (_tr("Output"), _shapes(facts.shown_shapes)),
        *((_subject(each), _worked(each)) for each in worked.params if len(worked.params) > 1),
        (_tr("Parameters"), _bold_result(total(worked.params)) if worked.params else _count(facts.num_params)),
        (_tr("MACs"), _macs(facts, worked)),
        (_tr("Receptive field"), _reach(worked.reach)),
        (_tr("Problem"), html.escape(translated(facts.error or ""))),
    ]
    listed = "".join(f"<tr><td>{name}&nbsp;&nbsp;</td><td>{text}</td></tr>" for name, text in rows if text)
    return f"<h4>{_tr('With these numbers')}</h4><table cellpadding='2'>{listed}</table>"


def _subject(working: Working) -> str:
    return f"&nbsp;&nbsp;<i>{html.escape(translated(working.subject))}</i>"


def _worked(working: Working) -> str:
    return html.escape(working.text)


def _bold_result(text: str) -> str:
    summed, equals, result = html.escape(text).rpartition(" = ")
    return f"{summed}{equals}<b>{result}</b>"


def _count(count: int | None) -> str:
    return "" if count is None else f"<b>{count:,}</b>"


def _macs(facts: Facts, worked: Explanation) -> str:
    if worked.macs:
        return _tr("{0} per sample").format(_bold_result(total(worked.macs)))
    return _tr("{0} per sample").format(f"{facts.macs:,}") if facts.macs else ""


def _reach(reach: Reach | None) -> str:
    if reach is None:
        return ""
    size, jump = (" × ".join(map(str, each)) for each in (reach.size, reach.jump))
    return _tr("{0} of the input; neighbours see places {1} apart").format(f"<b>{size}</b>", jump)


def _shapes(shapes: tuple[ShownShape, ...]) -> str:
    return "<br>".join(map(shape_text, shapes))


def _parameters(cls: type[Layer], layer: LayerSpec) -> str:
    rows = [
        f"<p><b>{each.name}</b>{_present(layer, each.name)}<br>{html.escape(translated(each.help))}</p>"
        for each in cls.parameters.values()
        if each.help and each.name not in ("name", "dtype")
    ]
    return f"<h4>{_tr('Parameters')}</h4>{''.join(rows)}" if rows else ""


def _present(layer: LayerSpec, name: str) -> str:
    """Return the value of a parameter that was set."""
    value = layer.arguments.get(name)
    if value is None or isinstance(value, dict):
        return ""
    shown = tuple(value) if isinstance(value, list) else value
    return f" = {html.escape(str(shown))}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("explanation", text)
